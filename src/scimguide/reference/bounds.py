"""
What is refused before it is worked on, because it is larger, longer or deeper than the spec allows.

Each check takes time in proportion to what is checked, so that no request costs more than its size.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import from_json
from scim2_models import (
    Extension,
    InvalidFilterException,
    InvalidValueException,
    PayloadTooLargeException,
    Resource,
    SCIMException,
)

from scimguide.mapping import Spec
from scimguide.mapping.service import Bound
from scimguide.reference.patches import Removal, Step

_COMMAS = 6
"""Commas that a member has at most: between its sub-attributes, and behind it."""
_STEP = 20
"""What an operation costs beside its comparisons, in comparisons."""
CONDITIONS = ("If-Match", "If-None-Match")


class UriTooLong(SCIMException):
    """414 (RFC 9110 section 15.5.15)."""

    status = 414


class HeaderTooLarge(SCIMException):
    """431 (RFC 6585 section 5)."""

    status = 431


class TooManyRequests(SCIMException):
    """429 (RFC 6585 section 4)."""

    status = 429


class Bounds:
    """The bounds of a spec, as checks of what a request has."""

    def __init__(self, spec: Spec) -> None:
        self.of = spec.service.bounds

    def check_target(self, length: int) -> None:
        """
        Refuse a path with query that is too long.

        :raises UriTooLong: when it is.
        """
        if length > self.of.target_length.value:
            raise UriTooLong(
                detail=_over("The path with its query", "longer", self.of.target_length)
            )

    def check_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        """
        Refuse headers that are too large, and entity tags that are too long.

        :raises HeaderTooLarge: when they are.
        """
        if sum(len(name) + len(value) + 4 for name, value in headers) > self.of.header_size.value:
            raise HeaderTooLarge(detail=_over("The header section", "larger", self.of.header_size))
        limit = self.of.condition_length
        for name in CONDITIONS:
            sizes = (len(v) for n, v in headers if n.lower() == name.lower().encode())
            if sum(sizes) > limit.value:
                raise HeaderTooLarge(detail=_over(name, "longer", limit))

    def check_filter(self, text: str, what: str = "The filter") -> None:
        """
        Refuse a filter that is too long or too deep to be parsed.

        :raises InvalidFilterException: when it is.
        """
        if len(text) > self.of.filter_length.value:
            raise InvalidFilterException(detail=_over(what, "longer", self.of.filter_length))
        depth = deepest = 0
        for character in text:
            if character in "([":
                depth += 1
                deepest = max(deepest, depth)
            elif character in ")]":
                depth -= 1
        if deepest > self.of.filter_depth.value:
            raise InvalidFilterException(detail=_over(what, "deeper", self.of.filter_depth))

    def check_json(self, body: bytes) -> None:
        """
        Refuse JSON with too much of something; what is no JSON is left to whoever reads it.

        :raises SCIMException: when it has.
        """
        if body.count(b",") > _COMMAS * self.of.members.value:  # quick, however it is made up
            raise PayloadTooLargeException(detail=_over("The request", "larger", self.of.members))
        try:
            found = from_json(body)
        except ValueError:
            return
        members = 0
        stack: list[tuple[str, Any, int]] = [("", found, 1)]
        while stack:
            name, value, depth = stack.pop()
            if isinstance(value, str):
                self._check_string(name, value)
            elif isinstance(value, dict | list):
                if depth > self.of.json_depth.value:
                    raise InvalidValueException(
                        detail=_over("The JSON", "deeper", self.of.json_depth)
                    )
                if isinstance(value, dict):
                    self.check_values(name or "/", len(value))
                    stack.extend((key, item, depth + 1) for key, item in _items(value))
                    continue
                members += self._check_list(name, value)
                if members > self.of.members.value:
                    raise PayloadTooLargeException(
                        detail=_over("The request", "larger", self.of.members)
                    )
                stack.extend((name, item, depth + 1) for item in value)

    def _check_string(self, name: str, value: str) -> None:
        if name == "filter" or name == "path":
            self.check_filter(value, f"The {name}")
            self.check_characters(value.replace("\\u0000", "\0"))
        self.check_characters(value)
        if len(value) > self.of.string_length.value:
            raise InvalidValueException(detail=_over("A string", "longer", self.of.string_length))

    @staticmethod
    def check_characters(text: str) -> None:
        """
        Refuse what no database keeps.

        :raises InvalidValueException: when a string has a NUL character.
        """
        if "\0" in text:
            raise InvalidValueException(detail="A string has a NUL character")

    def _check_list(self, name: str, value: list[Any]) -> int:
        """How many members a list has; a list of something else has its own bound."""
        kind = name.casefold()
        if kind == "members" or kind.endswith(":members"):
            return len(value)
        if kind == "operations":
            if len(value) > self.of.operations.value:
                raise PayloadTooLargeException(
                    detail=_over("The PATCH", "larger", self.of.operations)
                )
            return 0
        self.check_values(name, len(value))
        return 0

    def check_values(self, name: str, number: int) -> None:
        """
        Refuse an attribute with too many values.

        :raises InvalidValueException: when it has.
        """
        limit = self.of.schemas if name.casefold() == "schemas" else self.of.values
        if number > limit.value:
            raise InvalidValueException(
                detail=_over(f"The attribute {name[:40]!r}", "larger", limit)
            )

    def check_patch(self, resource: Resource[Any], steps: Sequence[Step]) -> None:
        """
        Refuse a PATCH that would look through too many values, one operation after the other.

        Removals of one member each look through them once.

        :raises PayloadTooLargeException: when it would.
        """
        operations = [
            each
            for step in steps
            if not isinstance(step, Removal)
            for each in step.operations or []
        ]
        lists = (len(value) for _, value in resource if isinstance(value, list))
        added = sum(len(each.value) for each in operations if isinstance(each.value, list))
        passes = len(operations) + sum(isinstance(step, Removal) for step in steps)
        number = passes * (_STEP + max(lists, default=0) + added)
        if passes > 1 and number > self.of.comparisons.value:
            raise PayloadTooLargeException(detail=_over("The PATCH", "larger", self.of.comparisons))

    def check_resource(self, resource: Resource[Any]) -> None:
        """
        Refuse a resource that many small changes made too large.

        :raises InvalidValueException: when an attribute has too many values.
        """
        for name, value in resource:
            if isinstance(value, list) and name != "members":
                self.check_values(name, len(value))
            elif isinstance(value, Extension):
                for inner, values in value:
                    if isinstance(values, list):
                        self.check_values(inner, len(values))


def _items(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Keys and values; the value of an operation goes by its path."""
    path = value.get("path")
    for key, item in value.items():
        if key.casefold() == "value" and isinstance(path, str) and not isinstance(item, str):
            yield path, item
        else:
            yield key, item


def _over(what: str, how: str, bound: Bound) -> str:
    return f"{what} is {how} than {bound.value} {bound.unit}"
