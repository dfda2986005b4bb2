"""The whole of ``mapping.yaml``."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from scimguide.mapping.attributes import Attribute, ProfileEditor, ResourceKind
from scimguide.mapping.base import Model, Slug, Text
from scimguide.mapping.evidence import Evidence, Message, OktaEvidence, seen
from scimguide.mapping.facts import with_facts
from scimguide.mapping.identity_provider import IdentityProvider
from scimguide.mapping.known_problems import KnownProblem
from scimguide.mapping.operations import Operation
from scimguide.mapping.samples import Samples
from scimguide.mapping.scenarios import Scenario
from scimguide.mapping.service import FreshFor, Limit, Service, Source

Kind = Literal["users", "groups"]


class Role(Model):
    """A role of the service, and the Okta group that gives it."""

    value: Text
    label: Text
    grants: Text
    group: Text
    """The Okta group whose assignment carries the role."""
    name_contains: Text | None = None
    """The rule of the original guide, by a part of the group's name."""
    source: Slug


class Roles(Model):
    """The attribute for roles, and its values."""

    attribute: Text
    values: list[Role] = Field(min_length=1)


class Spec(Model):
    """Which Okta value fills which SCIM attribute, and how the service behaves."""

    service: Service
    identity_provider: IdentityProvider
    users: ResourceKind
    groups: ResourceKind
    roles: Roles | None = None
    samples: Samples
    operations: list[Operation]
    scenarios: list[Scenario] = []
    problems: list[KnownProblem] = []
    """The catalogue of problems, most common first."""
    evidence: OktaEvidence = OktaEvidence()
    preflight: dict[Slug, Text] = {}
    """Where the guide speaks of what a check of ``preflight`` looks at: ``page.md#anchor``."""
    sources: dict[Slug, Source]
    fresh_for: FreshFor

    def kind(self, name: Kind) -> ResourceKind:
        """``users`` or ``groups``."""
        return self.users if name == "users" else self.groups

    @property
    def role_attribute(self) -> Attribute | None:
        """The attribute for roles."""
        path = self.roles.attribute if self.roles else None
        return next((each for each in self.users.attributes if each.path == path), None)

    @property
    def shown(self) -> list[str]:
        """The names of all that is carried out: operations, scenarios and problems."""
        operations, scenarios = self.operations, self.scenarios
        names = [*(each.name for each in operations), *(each.name for each in scenarios)]
        return [*names, *(each.name for each in self.problems)]

    @model_validator(mode="before")
    @classmethod
    def _with_facts(cls, data: Any) -> Any:
        return with_facts(data) if isinstance(data, dict) else data

    @property
    def roles_listed(self) -> list[Role]:
        """The roles in their order; none without ``roles``."""
        return self.roles.values if self.roles else []

    @property
    def limits(self) -> dict[str, Limit]:
        """Okta's limits by their keys, and those of the service: ``service.bodySize``."""
        parts = (("", self.identity_provider.limits), ("service.", self.service.limits))
        return {
            f"{prefix}{field.alias or name}": getattr(limits, name)
            for prefix, limits in parts
            for name, field in type(limits).model_fields.items()
        }

    @property
    def editors(self) -> list[ProfileEditor]:
        """What the guide adds in the Profile Editor."""
        return [each.profile_editor for each in self.users.attributes if each.profile_editor]

    @property
    def group_names(self) -> dict[str, str]:
        """Okta's groups, by the names that actions use: samples by theirs, others by their own."""
        names = {group.name: group.display_name for group in self.samples.groups}
        for role in self.roles.values if self.roles else []:
            names[role.group] = role.group
        for person in self.samples.users:
            names |= {group: group for group in person.groups if group not in names.values()}
        return names

    def operation(self, name: str) -> Operation:
        """The operation of a name.

        :raises KeyError: when there is none.
        """
        for operation in self.operations:
            if operation.name == name:
                return operation
        raise KeyError(name)

    def problem(self, name: str) -> KnownProblem:
        """
        The problem of a name.

        :raises KeyError: when there is none.
        """
        for problem in self.problems:
            if problem.name == name:
                return problem
        raise KeyError(name)

    @property
    def messages(self) -> Iterator[Message]:
        """Every message of Okta that the spec knows, those of the catalogue first."""
        for problem in self.problems:
            yield from problem.all_messages
        yield from self.evidence.messages

    def evidence_for(self, *, act: str = "", message: str = "") -> Evidence | None:
        """What a request, by the function that makes it, or a message rests on; None if unknown."""
        if act:
            return self.evidence.requests.get(act)
        return next((each for each in self.messages if seen(each.text, [message])), None)

    def before(self, operation: Operation) -> list[Operation]:
        """All operations that must be carried out before it, in the order of the spec."""
        needed = set(operation.after)
        for other in reversed(self.operations[: self.operations.index(operation)]):
            wanted = set[str]().union(operation.uses, *(self.operation(n).uses for n in needed))
            if other.name in needed or wanted & set(other.captures):
                needed |= {other.name, *other.after}
        return [other for other in self.operations if other.name in needed]
