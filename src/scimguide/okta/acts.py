"""Each action of the vocabulary, done in an org with the sample people of a spec."""

from collections.abc import Callable
from typing import Any

import httpx

from scimguide.expression import ExpressionError
from scimguide.mapping import Spec, actions, examples
from scimguide.mapping.actions import Action, ActionError
from scimguide.okta import messages
from scimguide.okta.client import ScimClient
from scimguide.okta.clock import Clock, VirtualClock
from scimguide.okta.ids import Ids
from scimguide.okta.model import Group, Person
from scimguide.okta.org import Org
from scimguide.okta.report import Report
from scimguide.okta.set_up import set_up


class Acts:
    """An org that provisions to one service, and a method for each action."""

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
        self.begin()

    def begin(self) -> None:
        """Forget everything: the sample people and their groups, and an app without settings."""
        self.org = Org(self.spec, self.client, Ids())
        org, samples = self.org, self.spec.samples
        self.groups: dict[str, Group] = {}
        """By the names that actions use."""
        for name, shown in self.spec.group_names.items():
            self.groups[name] = group = Group(org.ids.new("00g"), shown)
            org.groups[group.id] = group
        for sample in samples.users:
            org.people[sample.id] = Person(sample.id, dict(sample.profile))
            for group in self.groups.values():
                if group.name in sample.groups:
                    group.members.append(sample.id)
        org.log.clear()

    def carry_out(self, line: str) -> Report:
        """
        Carry out one action.

        :raises ActionError: when the line is no action, or names nobody.
        """
        action = actions.parse(line)
        actions.check(self.spec, action)
        report = self._do(action)
        report.action = actions.sentence(self.spec, action)
        return report

    def _person(self, action: Action) -> Person:
        sample = next(s for s in self.spec.samples.users if s.name == action.person)
        return self.org.people.setdefault(sample.id, Person(sample.id, dict(sample.profile)))

    def _do(self, action: Action) -> Report:
        name = action.verb.replace("-", "_")
        own = getattr(self, f"_{name}", None)
        if own is not None:
            found: Report = own(action)
            return found
        method = getattr(self.org, {"import": "import_now"}.get(action.verb, name))
        subjects = [self._person(action)] if action.person else []
        groups = [self.groups[action.group]] if action.group else []
        done: Report = method(*subjects, *groups)
        return done

    def _begin(self, action: Action) -> Report:
        self.begin()
        return Report("")

    def _break(self, action: Action) -> Report:
        return self._faults([action.fault])

    def _mend(self, action: Action) -> Report:
        return self._faults([])

    def _faults(self, names: list[str]) -> Report:
        if self.break_service is None:
            raise ActionError("a fault of a service that runs elsewhere, expected none")
        self.break_service(names)
        return Report("")

    def _set_up(self, action: Action) -> Report:
        reports = [self.carry_out(line) for line in set_up(self.spec)]
        failed = any(report.failed for report in reports)
        return Report("", messages=[m for r in reports for m in r.messages], failed=failed)

    def _add_attribute(self, action: Action) -> Report:
        # Okta Support, custom SCIM attribute is not available: without the API integration the
        # form has no External namespace, and an attribute without one is never sent.
        if self.org.settings.enabled:
            self.org.mapper.add(action.variable)
        return Report("")

    def _try_attribute(self, action: Action) -> Report:
        taken = action.text in self.org.mapper.taken
        return Report("", messages=[messages.ATTRIBUTE_CONFLICT] if taken else [], failed=taken)

    def _map(self, action: Action) -> Report:
        self.org.mapper.map(action.variable)
        return Report("")

    def _unmap(self, action: Action) -> Report:
        self.org.mapper.unmap(action.variable)
        return Report("")

    def _connect(self, action: Action) -> Report:
        return self.org.connect(self.base_url, self.token)

    _paste_token = _connect

    def _revoke_token(self, action: Action) -> Report:
        self.client.token = self.org.settings.token = "revoked"
        return Report("")

    def _turn_on(self, action: Action) -> Report:
        return self.org.switch(action.switch.replace("-", "_"), True)

    def _turn_off(self, action: Action) -> Report:
        return self.org.switch(action.switch.replace("-", "_"), False)

    def _import_groups(self, action: Action) -> Report:
        return self.org.switch("import_groups", action.choice == "on")

    def _combine(self, action: Action) -> Report:
        self.org.settings.combine = "union" if action.choice == "union" else "priority"
        return Report("")

    def _map_role(self, action: Action) -> Report:
        report = Report("")
        try:
            self.org.mapper.map(self.org.mapper.role_variable, action.text)
        except ExpressionError as error:
            report.failed = True
            report.messages.append(f"Invalid expression: {error.message}")
            report.assume("The wording for an expression that Okta does not accept.")
        return report

    def _assign(self, action: Action) -> Report:
        return self.org.assign(self._person(action), self._values(action))

    def _assign_group(self, action: Action) -> Report:
        values = self._values(action)
        role = examples.group_roles(self.spec).get(self.groups[action.group].name)
        if not values and role:
            values = {self.org.mapper.role_variable: [role]}
        return self.org.assign_group(self.groups[action.group], values)

    def _edit_group(self, action: Action) -> Report:
        return self.org.assign_group(self.groups[action.group], self._values(action))

    def _change(self, action: Action) -> Report:
        person = self._person(action)
        return self.org.change(person, {**person.profile, **action.values})

    def _rename_group(self, action: Action) -> Report:
        return self.org.rename_group(self.groups[action.group], action.text)

    def _pause_push(self, action: Action) -> Report:
        return self.org.pause(self.groups[action.group])

    def _resume_push(self, action: Action) -> Report:
        return self.org.resume(self.groups[action.group])

    def _unlink(self, action: Action) -> Report:
        return self.org.unlink(self.groups[action.group], delete=action.choice == "delete")

    def _values(self, action: Action) -> dict[str, Any]:
        """What is typed into the assignment form; several roles are joined by commas."""
        role = self.org.mapper.role_variable
        return {
            name: text.split(",") if name == role else text for name, text in action.values.items()
        }
