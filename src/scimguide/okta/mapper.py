"""From an Okta profile to the values that Okta sends; runs without pydantic, in a browser too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scimguide.expression import ExpressionError, assess, check

if TYPE_CHECKING:
    from scimguide.mapping import Spec
    from scimguide.mapping.attributes import Attribute

ORDER_ASSUMED = (
    "The place of mapped attributes that Okta's published sample does not show: "
    "after the ones that it shows, the extension last."
)
EMPTY_ASSUMED = (
    "An attribute that was never filled is left out, and an extension without values with its URN."
)


RESERVED = {"groups", "roles"}
"""Variable names that the template keeps for itself (Okta Support)."""


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


def variable(attribute: Attribute) -> str:
    """The variable name of an attribute in the app's profile."""
    editor = attribute.profile_editor
    return editor.variable_name if editor else attribute.name.rpartition(".")[2]


class Mapper:
    """
    The rows of *Attribute Mappings*, and what Okta adds to them.

    A context is what expressions can refer to: ``user``, ``internal``, ``groups``.
    """

    def __init__(self, spec: Spec, *, custom: bool = True) -> None:
        """``custom``: the guide's own attributes are added and mapped already."""
        self.spec = spec
        self.kind = spec.users
        self.role = spec.role_attribute
        self.custom = {name for person in spec.samples.users for name in person.profile}
        """Attributes of Okta profiles besides those that every profile has."""
        self.added: set[str] = set()
        """Variable names of the attributes that were added in the Profile Editor."""
        known = [attribute for attribute in self.kind.attributes if not attribute.profile_editor]
        self.rows = [row for attribute in known if (row := self._row(attribute))]
        for attribute in self.editable.values() if custom else ():
            self.add(variable(attribute))
            if attribute.okta and attribute.okta.expression:
                self.map(variable(attribute))

    @property
    def editable(self) -> dict[str, Attribute]:
        """The attributes of the guide's own, by variable name."""
        return {variable(each): each for each in self.kind.attributes if each.profile_editor}

    @property
    def taken(self) -> set[str]:
        """Variable names that a new attribute cannot have: the template's, and those added."""
        template = [each for each in self.kind.attributes if not each.profile_editor]
        return {variable(each) for each in template} | self.added | RESERVED

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

    def choose(self, attribute: Attribute, expression: str, known: Iterable[str] = ()) -> None:
        """
        Another expression for an attribute; ``known`` are further attributes of Okta profiles.

        :raises ExpressionError: when the expression cannot be used in a mapping.
        """
        check(expression, {*self.custom, *known})
        row, okta = self._row(attribute), attribute.okta
        if row is None or row.text != expression:
            by_username = okta is not None and okta.from_ == "Sign On"
            where = "Sign On › Custom" if by_username else "Attribute Mappings"
            row = _Row(attribute, f"{where}: {expression}", expression)
        if not attribute.profile_editor or variable(attribute) in self.added:
            self._place(row)

    def _place(self, row: _Row) -> None:
        order = [each.path for each in self.kind.attributes]
        others = [each for each in self.rows if each.attribute.path != row.attribute.path]
        self.rows = sorted([*others, row], key=lambda r: order.index(r.attribute.path))

    def unmap(self, name: str) -> None:
        """Remove the mapping of an attribute."""
        self.rows = [row for row in self.rows if variable(row.attribute) != name]

    @property
    def role_variable(self) -> str:
        """The variable name of the attribute for roles, empty without one."""
        return variable(self.role) if self.role else ""

    def _row(self, attribute: Attribute) -> _Row | None:
        okta = attribute.okta
        if okta is None or okta.expression is None or okta.from_ == "Assignment":
            return None
        where: str = okta.from_
        if okta.from_ == "Sign On":
            where = f"Sign On › {self.spec.identity_provider.username_format}"
        source = "Okta itself" if okta.from_ == "Okta" else f"{where}: {okta.expression}"
        return _Row(attribute, source, okta.expression)

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

    def username_from(self, name: str, expression: str) -> None:
        """Another *Application username format* under *Sign On*."""
        for row in list(self.rows):
            if row.attribute.okta and row.attribute.okta.from_ == "Sign On":
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
