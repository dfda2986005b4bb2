"""The state of the org, which every action reads and changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scimguide.mapping import Spec
from scimguide.okta.client import ScimClient
from scimguide.okta.exchange import Exchange
from scimguide.okta.ids import Ids
from scimguide.okta.mapper import Mapped, Mapper, MappingRules
from scimguide.okta.model import (
    AppUser,
    Group,
    GroupAssignment,
    Person,
    Push,
    Settings,
    Task,
    TaskKind,
)
from scimguide.okta.result import ActionResult
from scimguide.okta.system_log import Event


class OrgState:
    """People, groups, and one app integration with everything that Okta remembers of it."""

    def __init__(self, spec: Spec, client: ScimClient) -> None:
        self.spec = spec
        self.client = client
        self.ids = ids = Ids()
        self.users_path = spec.users.endpoint
        self.groups_path = spec.groups.endpoint
        self.page_size = spec.identity_provider.limits.page_size.value
        """How many resources Okta requests at once."""
        self.mapper = Mapper(MappingRules.of(spec), custom=False)
        self.settings = Settings(spec.identity_provider.app_label)
        self.app_id = ids.new("0oa")
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.app_users: dict[str, AppUser] = {}
        """By the person's id."""
        self.assignments: dict[str, GroupAssignment] = {}
        """Assigned groups by id, the highest priority first."""
        self.pushes: dict[str, Push] = {}
        """Pushed groups by the group's id."""
        self.known_groups: dict[str, str] = {}
        """Groups of the app, from the latest import or *Save* under *To App*: id by name."""
        self.proposals: list[dict[str, Any]] = []
        """Accounts of the latest import that nobody has, until *Confirm Assignments*."""
        self.variants: set[str] = set()
        """What this app does otherwise, by the names of :mod:`scimguide.mapping.variants`."""
        self.tasks: list[Task] = []
        self.log: list[Event] = []
        self.report = ActionResult()
        """The action under way."""
        client.on_exchange = self._record

    @contextmanager
    def action(self, name: str) -> Iterator[ActionResult]:
        """Collect what happens inside as the result of one action."""
        outer, self.report = self.report, ActionResult(name)
        try:
            yield self.report
        finally:
            self.report = outer

    def _record(self, exchange: Exchange) -> None:
        self.report.requests.append(exchange)
        if exchange.status == 429:
            event = "application.integration.rate_limit_exceeded"
            self.event(event, self.settings.label, failed=True, reason="429")

    def now(self) -> str:
        """The org's time, as its API shows it."""
        when = self.client.clock.now().isoformat(timespec="milliseconds")
        return when.replace("+00:00", "Z")

    def event(
        self, event_type: str, target: str, *, failed: bool = False, reason: str | None = None
    ) -> None:
        """Write to the System Log."""
        result = "FAILURE" if failed else "SUCCESS"
        event = Event(event_type, result, target, reason, self.now(), self.ids.new("evt"))  # type: ignore[arg-type]
        self.log.append(event)
        self.report.events.append(event)

    def members(self, group: Group) -> list[Person]:
        """The people of a group."""
        return [self.people[id_] for id_ in group.members if id_ in self.people]

    def system_log(self) -> list[dict[str, Any]]:
        """The System Log as its API returns it, the oldest event first."""
        return [event.shown(self.app_id, self.settings.label) for event in self.log]

    def context(self, person: Person) -> dict[str, Any]:
        """What expressions can refer to for a person."""
        groups = [
            {"id": group.id, "name": group.name, "type": group.type}
            for group in self.groups.values()
            if person.id in group.members
        ]
        internal = {"id": person.id, "status": person.status}
        now = self.client.clock.now().isoformat()
        return {"user": person.profile, "internal": internal, "groups": groups, "now": now}

    def username(self, user: AppUser) -> str:
        """The application username: typed for the person, or by the app's format."""
        typed = user.username or self.mapper.username(self.context(user.person))
        return typed or user.person.login

    def values(self, user: AppUser) -> list[Mapped]:
        """Every attribute that Okta fills for a person."""
        context, given = self.context(user.person), self.assigned(user)
        return self.mapper.values(context, given, self.report.assume)

    def filled(self, user: AppUser) -> dict[str, Any]:
        """Everything that a push of the profile sets, by attribute path."""
        values = {each.path: each.value for each in self.values(user)}
        return {**values, **self.mapper.rules.template_values(user.person.profile)}

    def add_task(self, kind: TaskKind, title: str, user: AppUser | Push, message: str) -> None:
        """Add an entry under *Dashboard › Tasks*."""
        subject = user.person if isinstance(user, AppUser) else user.group
        task = Task(self.ids.new("tsk"), title, kind, subject, user.external_id, message)
        self.tasks.append(task)
        self.report.tasks.append(f"{title}: {task.name}")

    def assigned(self, user: AppUser) -> Iterator[Mapped]:
        """The value of the role attribute, from the person's own form or from the groups."""
        name = self.mapper.role_variable
        role = self.mapper.role
        if role is None:
            return
        if user.scope == "USER":
            if (value := user.values.get(name)) and name in self.mapper.added:
                yield Mapped(role.path, value, "Individual assignment")
            return
        giving = [
            (a.group.name, a.values[name])
            for a in self.assignments.values()
            if user.person.id in a.group.members and a.values.get(name)
        ]
        yield from self.mapper.from_groups(giving, union=self.settings.combine == "union")
