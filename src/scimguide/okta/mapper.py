"""
From an Okta profile to the SCIM user that Okta sends.

Key order: Okta's SCIM 2.0 reference, sample of *Create Users*.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scimguide.expression import ExpressionError, assess, check
from scimguide.mapping import Spec
from scimguide.mapping.attributes import Attribute, ResourceKind

KEYS = ("schemas", "userName", "name", "emails", "displayName", "locale")
"""The keys that come first in a body; other mapped attributes follow them."""
LAST_KEYS = ("externalId", "groups", "password", "active")
SUB_KEYS = ("primary", "value", "type", "givenName", "familyName")

ORDER_ASSUMED = (
    "The place of mapped attributes that Okta's published sample does not show: "
    "after the ones that it shows, the extension last."
)
EMPTY_ASSUMED = (
    "An attribute that was never filled is left out, and an extension without values with its URN."
)


@dataclass(frozen=True)
class Mapped:
    """A value, and where Okta has it from."""

    path: str
    value: Any
    source: str
    """``Attribute Mappings: user.firstName``."""


@dataclass(frozen=True)
class _Row:
    attribute: Attribute
    source: str
    text: str


class Mapper:
    """
    The rows of *Attribute Mappings*, and what Okta adds to them.

    A context is what expressions can refer to: ``user``, ``internal``, ``groups``.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.kind = spec.users
        self.role = spec.role_attribute
        self.custom = {name for person in spec.samples.users for name in person.profile}
        """Attributes of Okta profiles besides those that every profile has."""
        self.rows = [row for attribute in self.kind.attributes if (row := self._row(attribute))]

    @property
    def role_variable(self) -> str:
        """The variable name of the attribute that holds roles, empty without one."""
        if self.role is None:
            return ""
        editor = self.role.profile_editor
        return editor.variable_name if editor else self.role.name

    def _row(self, attribute: Attribute) -> _Row | None:
        okta = attribute.okta
        if okta is None or okta.expression is None or okta.from_ == "Assignment":
            return None
        where = f"{okta.from_}: {okta.expression}"
        if okta.from_ == "Sign On":
            where = f"Sign On › {self.spec.identity_provider.username_format}: {okta.expression}"
        if okta.from_ == "Okta":
            where = "Okta itself"
        return _Row(attribute, where, okta.expression)

    def username(self, context: Mapping[str, Any]) -> str | None:
        """
        The application username by the format chosen under *Sign On*.

        :raises ExpressionError: when it cannot be evaluated for this person.
        """
        for row in self.rows:
            if row.attribute.okta and row.attribute.okta.from_ == "Sign On":
                value = assess(row.text, context).value
                return None if value is None else str(value)
        return None

    def map_role_to(self, expression: str) -> None:
        """
        Map the attribute of roles to an expression, as an admin may do.

        :raises ExpressionError: when it cannot be read.
        """
        assert self.role is not None
        check(expression, self.custom)
        self.rows = [row for row in self.rows if row.attribute is not self.role]
        self.rows.append(_Row(self.role, f"Attribute Mappings: {expression}", expression))

    def values(
        self,
        context: Mapping[str, Any],
        group_values: Iterable[Mapped] = (),
        assume: Callable[[str], None] = lambda text: None,
    ) -> list[Mapped]:
        """
        What fills each attribute, in the order of the spec; ``assume`` is told of assumptions.

        A mapping wins over the value of a group (Okta Support, usage of group type attributes).

        :raises ExpressionError: when an expression cannot be evaluated for this person.
        """
        found = []
        for row in self.rows:
            try:
                assessed = assess(row.text, context)
            except ExpressionError as error:
                message = f"in the expression of {row.attribute.path}, {error.message}"
                raise ExpressionError(error.line, error.column, message) from None
            for text in assessed.assumptions:
                assume(text)
            if assessed.value is not None:
                found.append(Mapped(row.attribute.path, assessed.value, row.source))
        mapped = {each.path for each in found}
        return found + [each for each in group_values if each.path not in mapped]

    def from_groups(
        self, giving: Iterable[tuple[str, list[str]]], *, union: bool = True
    ) -> Iterator[Mapped]:
        """
        The value of the role attribute, from names and values of assigned groups by priority.

        With *Combine values across groups* all of them, otherwise that of the first group.
        """
        several = list(giving) if union else list(giving)[:1]
        value = list(dict.fromkeys(item for _, items in several for item in items))
        if value and self.role:
            source = "Group assignment: " + ", ".join(name for name, _ in several)
            yield Mapped(self.role.path, value, source)

    def body(self, values: Iterable[Mapped], password: str) -> dict[str, Any]:
        """The body that creates a user."""
        made: dict[str, Any] = {"schemas": [self.kind.schema_]}
        for each in values:
            place(self.kind, made, self.kind.attribute(each.path), each.value)
        made |= {"groups": [], "password": password, "active": True}
        extension = self.kind.extension or ""
        first = [key for key in KEYS if key in made]
        middle = [k for k in made if k not in (*KEYS, *LAST_KEYS, extension)]
        last = [key for key in (*LAST_KEYS, extension) if key in made]
        return {key: _ordered(made[key]) for key in (*first, *middle, *last)}


def place(kind: ResourceKind, body: dict[str, Any], attribute: Attribute, value: Any) -> None:
    """Write a value over what a resource has at the attribute's path; of several, the primary."""
    target = body
    if attribute.urn and attribute.urn != kind.schema_:
        target = body.setdefault(attribute.urn, {})
        if attribute.urn not in body.setdefault("schemas", []):
            body["schemas"].append(attribute.urn)
    name, _, sub = attribute.name.partition(".")
    if not sub:
        target[name] = value
    elif kind.is_multi_valued(name):
        several = target.get(name)
        if not isinstance(several, list) or not several:
            several = target[name] = [{}]
        first = next((e for e in several if isinstance(e, dict) and e.get("primary")), several[0])
        if isinstance(first, dict):
            first[sub] = value
    else:
        if not isinstance(target.get(name), dict):
            target[name] = {}
        target[name][sub] = value


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        first = [key for key in SUB_KEYS if key in value]
        return {key: value[key] for key in (*first, *(k for k in value if k not in first))}
    return value
