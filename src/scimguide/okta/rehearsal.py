"""
An org with the sample people of a spec, in which one action after the other is carried out.

Pages, scenarios, the console and the command line all rehearse through this one class.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from scimguide.expression import ExpressionError
from scimguide.mapping import Spec, actions, examples
from scimguide.mapping.actions import Action, ActionError
from scimguide.mapping.identity_provider import USERNAME_FORMATS
from scimguide.mapping.scenarios import Step
from scimguide.okta.client import ScimClient
from scimguide.okta.clock import Clock, VirtualClock
from scimguide.okta.comparison import UNREADABLE
from scimguide.okta.model import Group, Person
from scimguide.okta.org import assignments, connecting, groups, importing, push_groups, users
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult
from scimguide.okta.service_state import deactivate
from scimguide.okta.system_log import Event, log_filter
from scimguide.problem import expected


@dataclass(frozen=True)
class Done:
    """A step of a scenario, with its report."""

    step: Step
    sentence: str
    report: ActionResult

    @property
    def as_expected(self) -> bool:
        """Whether it failed exactly when the scenario says so."""
        return self.report.failed == self.step.fails


class Rehearsal:
    """A fresh org that provisions to one service."""

    def __init__(
        self,
        spec: Spec,
        base_url: str,
        token: str,
        *,
        clock: Clock | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.spec = spec
        self.base_url = base_url
        self.token = token
        self.break_service: Callable[[list[str]], None] | None = None
        """Gives the service these faults; whoever started the service knows how."""
        limits = spec.identity_provider.limits
        self.client = ScimClient(base_url, token, limits, clock or VirtualClock(), transport)
        self.transport = transport
        self.begin()

    def begin(self) -> None:
        """Forget everything: the sample people and their groups, and an app without settings."""
        self.org = org = OrgState(self.spec, self.client)
        self.groups: dict[str, Group] = {}
        """By the names that actions use."""
        for name, shown in self.spec.group_names.items():
            self.groups[name] = group = Group(org.ids.new("00g"), shown)
            org.groups[group.id] = group
        for sample in self.spec.samples.users:
            org.people[sample.id] = Person(sample.id, dict(sample.profile))
            for group in self.groups.values():
                if group.name in sample.groups:
                    group.members.append(sample.id)

    def run(self, action: Action) -> ActionResult:
        """
        Carry out one action.

        :raises ActionError: when it names nobody, or breaks a service that runs elsewhere.
        """
        actions.check(self.spec, action)
        report = ACTIONS[action.verb](self, action)
        report.action = actions.sentence(self.spec, action)
        return report

    def captured(self, action: Action) -> dict[str, str]:
        """The variable that an action keeps, with the id at the service."""
        if not action.capture:
            return {}
        known: Any = None
        if action.person:
            known = self.org.app_users.get(self.person(action).id)
        elif action.group:
            known = self.org.pushes.get(self.groups[action.group].id)
        return {action.capture: known.external_id} if known and known.external_id else {}

    def person(self, action: Action) -> Person:
        """The sample person of an action, whom Okta has again after a deletion."""
        sample = next(s for s in self.spec.samples.users if s.name == action.person)
        return self.org.people.setdefault(sample.id, Person(sample.id, dict(sample.profile)))

    def group(self, action: Action) -> Group:
        """The group of an action."""
        return self.groups[action.group]

    def pushed(self, action: Action) -> Group:
        """The group of an action on a push."""
        group = self.group(action)
        if group.id not in self.org.pushes:
            raise ActionError(
                f"the group {action.group!r} is not pushed, expected 'push {action.group}' before"
            )
        return group

    def form(self, action: Action) -> dict[str, Any]:
        """The values of the assignment form; several roles are joined by commas."""
        role = self.org.mapper.role_variable
        return {
            name: text.split(",") if name == role else text for name, text in action.values.items()
        }

    def shown(self, report: ActionResult) -> list[str]:
        """Every string that the admin sees: messages, *Tasks*, and the red marks."""
        org = self.org
        marks = [user.error for user in org.app_users.values() if user.error]
        marks += [push.error for push in org.pushes.values() if push.error]
        tasks = [text for task in org.tasks for text in (task.title, task.message)]
        return [*report.messages, *tasks, *marks]

    def logged(self, query: str, among: Iterable[Event]) -> list[Event]:
        """
        What a System Log query finds among events; ``{appInstanceId}`` stands for the app.

        :raises LogFilterError: when the query cannot be read.
        """
        test = log_filter(query.strip().replace("{appInstanceId}", self.org.app_id))
        label = self.org.settings.label
        return [event for event in among if test(event.shown(self.org.app_id, label))]

    def close(self) -> None:
        """Close the connection."""
        self.client.close()


# -- Actions that are more than a call ------------------------------------------


def _begin(rehearsal: Rehearsal, _: Action) -> ActionResult:
    rehearsal.begin()
    return ActionResult()


def _break(rehearsal: Rehearsal, action: Action) -> ActionResult:
    if rehearsal.break_service is None:
        raise ActionError("a fault of a service that runs elsewhere, expected none")
    rehearsal.break_service([action.fault] if action.fault else [])
    return ActionResult()


def _vary(rehearsal: Rehearsal, action: Action) -> ActionResult:
    rehearsal.org.variants.add(action.variant)
    return ActionResult()


def _disable_by_hand(rehearsal: Rehearsal, action: Action) -> ActionResult:
    """Somebody else than Okta deactivates an account, so that Okta sends nothing."""
    at = (rehearsal.base_url, rehearsal.token, rehearsal.transport)
    try:
        deactivate(rehearsal.spec, *at, rehearsal.person(action).login)
    except UNREADABLE as error:
        why = str(error) or type(error).__name__
        return ActionResult(messages=[f"The account cannot be deactivated: {why}"], failed=True)
    return ActionResult()


def set_up(spec: Spec) -> Iterator[Action]:
    """The configuration steps of the guide."""
    yield Action("connect")
    yield Action("turn-on", switches=tuple(actions.SWITCHES)[:3])
    for attribute in spec.users.attributes:
        if attribute.profile_editor:
            name = attribute.profile_editor.variable_name
            yield Action("add-attribute", variable=name)
            if attribute.okta and attribute.okta.expression:
                yield Action("map", variable=name)


def _set_up(rehearsal: Rehearsal, _: Action) -> ActionResult:
    reports = [rehearsal.run(action) for action in set_up(rehearsal.spec)]
    failed = any(report.failed for report in reports)
    return ActionResult(
        requests=[each for report in reports for each in report.requests],
        messages=[each for report in reports for each in report.messages],
        failed=failed,
    )


def _create_app(rehearsal: Rehearsal, action: Action) -> ActionResult:
    chosen = action.values.get("format", "")
    if chosen not in USERNAME_FORMATS:
        raise ActionError(f"the format {chosen!r}, {expected(USERNAME_FORMATS, chosen)}")
    rehearsal.org.mapper.username_from(chosen, USERNAME_FORMATS[chosen])
    return ActionResult()


def _connect(rehearsal: Rehearsal, _: Action) -> ActionResult:
    return connecting.connect(rehearsal.org, rehearsal.base_url, rehearsal.token)


def _revoke_token(rehearsal: Rehearsal, _: Action) -> ActionResult:
    rehearsal.client.token = rehearsal.org.settings.token = "revoked"
    return ActionResult()


def _switch(rehearsal: Rehearsal, action: Action) -> ActionResult:
    switches = dict.fromkeys(action.switches, action.verb == "turn-on")
    return connecting.save_to_app(rehearsal.org, switches)


def _import_groups(rehearsal: Rehearsal, action: Action) -> ActionResult:
    return connecting.import_groups(rehearsal.org, action.choice == "on")


def _combine(rehearsal: Rehearsal, action: Action) -> ActionResult:
    rehearsal.org.settings.combine = "union" if action.choice == "union" else "priority"
    return ActionResult()


def _add_attribute(rehearsal: Rehearsal, action: Action) -> ActionResult:
    # Okta Support, custom SCIM attribute is not available: without the API integration the
    # form has no External namespace, and an attribute without one is never sent.
    if rehearsal.org.settings.enabled:
        rehearsal.org.mapper.add(action.variable)
    return ActionResult()


def _map(rehearsal: Rehearsal, action: Action) -> ActionResult:
    rehearsal.org.mapper.map(action.variable)
    return ActionResult()


def _unmap(rehearsal: Rehearsal, action: Action) -> ActionResult:
    rehearsal.org.mapper.unmap(action.variable)
    return ActionResult()


def _map_role(rehearsal: Rehearsal, action: Action) -> ActionResult:
    report, mapper = ActionResult(), rehearsal.org.mapper
    try:
        mapper.map(mapper.role_variable, action.text)
    except ExpressionError as error:
        report.failed = True
        report.messages.append(f"Invalid expression: {error.message}")
    return report


def _assign_group(rehearsal: Rehearsal, action: Action) -> ActionResult:
    group, values = rehearsal.group(action), rehearsal.form(action)
    role = examples.group_roles(rehearsal.spec).get(group.name)
    if not values and role:
        values = {rehearsal.org.mapper.role_variable: [role]}
    return assignments.assign_group(rehearsal.org, group, values)


def _change(rehearsal: Rehearsal, action: Action) -> ActionResult:
    person = rehearsal.person(action)
    return users.change(rehearsal.org, person, {**person.profile, **action.values})


def _unlink(rehearsal: Rehearsal, action: Action) -> ActionResult:
    delete = action.choice == "delete"
    return push_groups.unlink(rehearsal.org, rehearsal.pushed(action), delete=delete)


ACTIONS: dict[str, Callable[[Rehearsal, Action], ActionResult]] = {
    "begin": _begin,
    "break": _break,
    "clear-faults": _break,
    "vary": _vary,
    "set-up": _set_up,
    "create-app": _create_app,
    "connect": _connect,
    "turn-on": _switch,
    "turn-off": _switch,
    "import-groups": _import_groups,
    "assign": lambda r, a: assignments.assign(r.org, r.person(a), r.form(a)),
    "unassign": lambda r, a: assignments.unassign(r.org, r.person(a)),
    "assign-group": _assign_group,
    "edit-group": lambda r, a: assignments.assign_group(r.org, r.group(a), r.form(a)),
    "unassign-group": lambda r, a: assignments.unassign_group(r.org, r.group(a)),
    "combine": _combine,
    "add-attribute": _add_attribute,
    "map": _map,
    "unmap": _unmap,
    "map-role": _map_role,
    "change": _change,
    "suspend": lambda r, a: users.suspend(r.org, r.person(a)),
    "unsuspend": lambda r, a: users.unsuspend(r.org, r.person(a)),
    "deactivate": lambda r, a: users.deactivate(r.org, r.person(a)),
    "activate": lambda r, a: users.activate(r.org, r.person(a)),
    "delete": lambda r, a: users.delete(r.org, r.person(a)),
    "join": lambda r, a: groups.add_member(r.org, r.person(a), r.group(a)),
    "leave": lambda r, a: groups.remove_member(r.org, r.person(a), r.group(a)),
    "force-sync": lambda r, _: assignments.force_sync(r.org),
    "push": lambda r, a: push_groups.push(r.org, r.group(a), members=not a.choice),
    "push-now": lambda r, a: push_groups.push_now(r.org, r.pushed(a)),
    "rename-group": lambda r, a: groups.rename(r.org, r.group(a), a.text),
    "pause-push": lambda r, a: push_groups.pause(r.org, r.pushed(a)),
    "resume-push": lambda r, a: push_groups.resume(r.org, r.pushed(a)),
    "unlink": _unlink,
    "import": lambda r, _: importing.import_now(r.org),
    "confirm-import": lambda r, _: importing.confirm(r.org),
    "revoke-token": _revoke_token,
    "paste-token": _connect,
    "retry": lambda r, _: assignments.retry(r.org),
    "disable-by-hand": _disable_by_hand,
    "mark-complete": lambda r, _: assignments.mark_complete(r.org),
}
"""What each verb of :data:`scimguide.mapping.actions.VERBS` does."""
