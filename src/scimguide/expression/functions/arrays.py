"""Functions of arrays; a string of comma-separated values stands for an array."""

import re
from collections.abc import Mapping
from typing import Any

from scimguide.expression.errors import Wrong
from scimguide.expression.signature import function
from scimguide.expression.values import Scope, equal, fits, text

CSV = (
    "The values of a comma-separated string: trimmed, and whole numbers become numbers, "
    "as in the one example that Okta prints."
)
MIXED = "A number equals the string that spells it, among the items of an array."
NULL = "A function of arrays given null takes it for an empty array."

_WHOLE = re.compile(r"-?[0-9]{1,18}")


def items(scope: Scope, value: Any) -> list[Any]:
    """The items of an array, or of a comma-separated string."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        scope.assume(CSV)
        fits(value.count(","), "an array")
        return [_item(part.strip()) for part in value.split(",")] if value else []
    return []


def _item(part: str) -> Any:
    return int(part) if _WHOLE.fullmatch(part) else part


def _same(scope: Scope, left: Any, right: Any) -> bool:
    """Equality; the number 10 is found in “10,20”, and the string “10” in {10}."""
    scalar = not isinstance(left, list | Mapping) and not isinstance(right, list | Mapping)
    mixed = scalar and isinstance(left, str) != isinstance(right, str)
    if mixed and left is not None and right is not None and text(left) == text(right):
        scope.assume(MIXED)
        return True
    return equal(left, right)


@function("Arrays.add(Array array, Any value): Array")
def add(scope: Scope, array: Any, value: Any) -> list[Any]:
    """The array with a value added at its end."""
    if array is None:
        scope.assume(NULL)
    found = items(scope, array)
    fits(len(found) + 1, "an array")
    return [*found, value]


@function("Arrays.remove(Array array, Any value): Array")
def remove(scope: Scope, array: Any, value: Any) -> list[Any]:
    """The array without a value."""
    found = items(scope, array)
    left = [item for item in found if not _same(scope, item, value)]
    if len(found) - len(left) > 1:
        scope.assume("Arrays.remove removes a value wherever it stands.")
    return left


@function("Arrays.clear(Array array): Array")
def clear(scope: Scope, array: Any) -> list[Any]:
    """An empty array."""
    return []


@function("Arrays.get(Array array, Integer position): Any")
def get(scope: Scope, array: Any, position: int | None) -> Any:
    """The item at a position, counted from 0."""
    return at(items(scope, array), position)


def at(array: list[Any], position: Any) -> Any:
    """
    The item at a position.

    :raises Wrong: when there is none.
    """
    if not isinstance(position, int) or isinstance(position, bool):
        raise Wrong(f"the position {text(position)!r}, expected a whole number")
    if not 0 <= position < len(array):
        accepted = f"0 to {len(array) - 1}" if array else "an array that is not empty"
        raise Wrong(f"position {position} of an array of {len(array)}, expected {accepted}")
    return array[position]


@function("Arrays.flatten(Any... values): Array")
def flatten(scope: Scope, *values: Any) -> list[Any]:
    """One array of single values, arrays and comma-separated strings."""
    made: list[Any] = []
    for value in values:
        if value is None or value == "":
            what = "null" if value is None else "an empty string"
            raise Wrong(f"Arrays.flatten with {what}, expected values; check for it before")
        if isinstance(value, list):
            made += flatten(scope, *value)
        elif isinstance(value, str):
            made += items(scope, value)
        else:
            made.append(value)
        fits(len(made), "an array")
    return made


@function("Arrays.contains(Array array, Any value): Boolean")
def contains(scope: Scope, array: Any, value: Any) -> bool:
    """Whether a value is in the array."""
    return any(_same(scope, item, value) for item in items(scope, array))


@function("Arrays.size(Array array): Integer")
def size(scope: Scope, array: Any) -> int:
    """The number of items; 0 for null."""
    return len(items(scope, array))


@function("Arrays.isEmpty(Array array): Boolean")
def is_empty(scope: Scope, array: Any) -> bool:
    """Whether there is no item; true for null."""
    return not items(scope, array)


@function("Arrays.toCsvString(Array array): String")
def to_csv_string(scope: Scope, array: Any) -> str:
    """All items with commas between them, blanks kept."""
    parts = [text(item) for item in array] if isinstance(array, list) else [array or ""]
    fits(sum(map(len, parts)) + len(parts))
    return ",".join(parts)
