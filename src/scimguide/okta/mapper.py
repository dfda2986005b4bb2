"""
From an Okta profile to the SCIM user that Okta sends.

It runs without pydantic, in a browser too: what it needs of a spec are
``MappingRules``, plain data that ``MappingRules.of`` reads from the spec.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scimguide.expression import ExpressionError, assess, check
from scimguide.okta.requests import template_values
from scimguide.scim.paths import set_value

if TYPE_CHECKING:
    from scimguide.mapping import Spec
    from scimguide.mapping.attributes import Attribute

ORDER_ASSUMED = (
    "The place of mapped attributes that Okta's published sample does not show: "
    "after the ones that it shows, the extension last."
)


_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class AttributeRule:
    """What fills one attribute of users."""

    path: str
    variable: str
    """Its variable name in the app's profile."""
    custom: bool
    """Whether the guide adds it in the Profile Editor."""
    source: str
    """The place in Okta that decides about the value, as ``from`` of the spec; or nothing."""
    expression: str | None
    several: bool = False
    """Whether its value is an array."""


@dataclass(frozen=True)
class MappingRules:
    """What the spec says about the mapping of users; every value is JSON."""

    schema: str
    """The URN of the core schema of users."""
    multi_valued: list[str]
    """The attributes with several values."""
    username_format: str
    profile: list[str]
    """Attributes of Okta profiles besides those that every profile has."""
    attributes: list[AttributeRule]
    """In the order of the spec."""
    role: str | None
    """The path of the attribute that holds roles."""
    group_roles: dict[str, str]
    """The role that the assignment of each group carries."""

    @classmethod
    def of(cls, spec: Spec) -> MappingRules:
        """The rules of a spec."""
        from scimguide.mapping import examples

        users, role = spec.users, spec.role_attribute
        return cls(
            users.schema_,
            sorted(users.multi_valued),
            spec.identity_provider.username_format,
            sorted({name for person in spec.samples.users for name in person.profile}),
            [_rule(each) for each in users.attributes],
            role.path if role else None,
            examples.group_roles(spec),
        )

    @classmethod
    def loaded(cls, data: dict[str, Any]) -> MappingRules:
        """The rules from what ``dataclasses.asdict`` made of them."""
        return cls(**{**data, "attributes": [AttributeRule(**each) for each in data["attributes"]]})

    def put(self, user: dict[str, Any], path: str, value: Any) -> None:
        """Put a value into a user."""
        set_value(user, path, value, schema=self.schema, multi_valued=self.multi_valued)

    def template_values(self, profile: Mapping[str, Any]) -> dict[str, Any]:
        """What the app's template sends of a profile although the service does not know it."""
        return template_values((each.path for each in self.attributes), profile)

    def user(
        self, values: Iterable[Mapped], profile: Mapping[str, Any] = _NOTHING
    ) -> dict[str, Any]:
        """A user with its schemas, the mapped attributes, and what the template adds."""
        made: dict[str, Any] = {"schemas": [self.schema], **self.template_values(profile)}
        for each in values:
            self.put(made, each.path, each.value)
        return made


def _rule(attribute: Attribute) -> AttributeRule:
    okta, custom = attribute.okta, attribute.profile_editor is not None
    source, expression = (okta.from_, okta.expression) if okta else ("", None)
    several = attribute.is_.multi_valued
    return AttributeRule(
        attribute.path, attribute.variable_name, custom, source, expression, several
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
    attribute: AttributeRule
    source: str
    text: str


class Mapper:
    """
    The rows of *Attribute Mappings*, and what Okta adds to them.

    A context is what expressions can refer to: ``user``, ``internal``, ``groups``.
    """

    def __init__(self, rules: MappingRules, *, custom: bool = True) -> None:
        """``custom``: the guide's own attributes are added and mapped already."""
        self.rules = rules
        self.role = next((each for each in rules.attributes if each.path == rules.role), None)
        self.role_variable = self.role.variable if self.role else ""
        """The variable name of the attribute that holds roles, empty without one."""
        self.editable = {each.variable: each for each in rules.attributes if each.custom}
        """The attributes of the guide's own, by variable name."""
        self.added: set[str] = set()
        """Variable names of the attributes that were added in the Profile Editor."""
        template = [each for each in rules.attributes if not each.custom]
        self.rows = [row for each in template if (row := self._row(each))]
        for name, attribute in self.editable.items() if custom else ():
            self.add(name)
            if attribute.expression:
                self.map(name)

    def add(self, name: str) -> None:
        """Add an attribute of the guide in the Profile Editor."""
        self.added.add(name)

    def map(self, name: str, expression: str = "") -> None:
        """
        Map an added attribute, to the guide's expression or to another one.

        :raises ExpressionError: when the expression cannot be used.
        """
        attribute = self.editable[name]
        self.unmap(name)
        if expression:
            self.choose(attribute, expression)
        elif (row := self._row(attribute)) and name in self.added:
            self._place(row)

    def choose(self, attribute: AttributeRule, expression: str, known: Iterable[str] = ()) -> None:
        """
        Another expression for an attribute; ``known`` are further attributes of Okta profiles.

        :raises ExpressionError: when the expression cannot be used in a mapping.
        """
        use = "username" if attribute.source == "Sign On" else "mapping"
        check(expression, {*self.rules.profile, *known}, as_=use)
        row = self._row(attribute)
        if row is None or row.text != expression:
            by_username = attribute.source == "Sign On"
            where = "Sign On › Custom" if by_username else "Attribute Mappings"
            row = _Row(attribute, f"{where}: {expression}", expression)
        if not attribute.custom or attribute.variable in self.added:
            self._place(row)

    def _place(self, row: _Row) -> None:
        rows = {each.attribute.path: each for each in [*self.rows, row]}
        order = [each.path for each in self.rules.attributes]
        self.rows = [rows[path] for path in order if path in rows]

    def unmap(self, name: str) -> None:
        """Remove the mapping of an attribute."""
        self.rows = [row for row in self.rows if row.attribute.variable != name]

    def _row(self, attribute: AttributeRule) -> _Row | None:
        where, expression = attribute.source, attribute.expression
        if expression is None or where == "Assignment":
            return None
        if where == "Sign On":
            where = f"Sign On › {self.rules.username_format}"
        source = "Okta itself" if where == "Okta" else f"{where}: {expression}"
        return _Row(attribute, source, expression)

    def username(self, context: Mapping[str, Any]) -> str | None:
        """
        The application username by the format chosen under *Sign On*.

        :raises ExpressionError: when it cannot be evaluated for this person.
        """
        for row in self.rows:
            if row.attribute.source == "Sign On":
                value = assess(row.text, context).value
                return None if value is None else str(value)
        return None

    def username_from(self, name: str, expression: str) -> None:
        """Another *Application username format* under *Sign On*."""
        for row in list(self.rows):
            if row.attribute.source == "Sign On":
                self._place(_Row(row.attribute, f"Sign On › {name}: {expression}", expression))

    def values(
        self,
        context: Mapping[str, Any],
        group_values: Iterable[Mapped] = (),
        assume: Callable[[str], None] = lambda text: None,
    ) -> list[Mapped]:
        """
        What fills each attribute, in the order of the spec; ``assume`` is called with assumptions.

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
        if value and self.role and self.role_variable in self.added:
            source = "Group assignment: " + ", ".join(name for name, _ in several)
            yield Mapped(self.role.path, value, source)
