"""
Values, and what operators make of them.

Where Okta's reference is silent, SpEL is followed, of which the language is a
subset; the assumption is kept beside the value.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any

from scimguide.expression import patterns
from scimguide.expression.errors import Wrong
from scimguide.expression.java import UnreadableError

Value = str | int | float | bool | None | list[Any] | Mapping[str, Any]

MAX_SIZE = 100_000
"""Characters of a string, or items of an array, that an expression may make."""
MAX_NUMBER = 2**63 - 1

SPEL_TEXT = "A string joined to something else: as in SpEL, where null becomes the string “null”."
SPEL_ORDER = "The order of strings and of null: as in SpEL, where null comes before everything."
SPEL_ARITHMETIC = "* / % and the minus sign: as in SpEL; Okta's reference shows only +."
FULL_MATCH = "A pattern must match the whole string, as in SpEL."


class Scope:
    """What an expression is evaluated in, and what was assumed on the way."""

    __slots__ = ("assumptions", "context", "element", "limit")

    def __init__(self, context: Mapping[str, Any], limit: patterns.TimeLimit | None = None) -> None:
        self.context = context
        self.limit = limit or patterns.TimeLimit()
        """What regular expressions may take; one of a batch for all of its lines."""
        self.element: Any = None
        """Inside a projection, the item at hand."""
        self.assumptions: dict[str, None] = {}

    def assume(self, text: str) -> None:
        """Note that Okta does not document this."""
        self.assumptions[text] = None

    def needed(self, key: str, by: str) -> Any:
        """
        What a function needs of the context.

        :raises Wrong: when the context does not have it, so that nobody could tell the value.
        """
        if key not in self.context:
            raise Wrong(f"{by} without {key!r} in the context, expected it there")
        return self.context[key]


def kind(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, bool):
        return "true or false"
    for type_, name in ((str, "a string"), (int | float, "a number"), (list, "an array")):
        if isinstance(value, type_):
            return name
    return "null" if value is None else "a profile"


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(value: Any) -> str:
    """A value as a string, as SpEL converts it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(text, value))
    return "null" if value is None else str(value)


def fits(size: int, what: str = "a string") -> None:
    """
    See that something is not too large, before it is made.

    :raises Wrong: when it is.
    """
    if size > MAX_SIZE:
        raise Wrong(f"{what} of {size:,} parts, expected at most {MAX_SIZE:,}")


def number(value: float) -> int | float:
    """
    A number that Okta could store.

    :raises Wrong: beyond 64 bits, or when it is infinite.
    """
    if isinstance(value, int):
        if not -MAX_NUMBER - 1 <= value <= MAX_NUMBER:
            raise Wrong("a number beyond 64 bits, expected a smaller one")
    elif value != value or value in (float("inf"), float("-inf")):
        raise Wrong("a number without end, expected a smaller one")
    return value


def equal(left: Any, right: Any) -> bool:
    """Equality; a Boolean never equals a number, nor a number a string."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
    return bool(left == right)


def compare(scope: Scope, operator: str, left: Any, right: Any) -> bool:
    """``== != < > <= >=``."""
    if operator == "==":
        return equal(left, right)
    if operator == "!=":
        return not equal(left, right)
    if is_number(left) and is_number(right):
        order = (left > right) - (left < right)
    elif left is None or right is None:
        scope.assume(SPEL_ORDER)
        order = (left is not None) - (right is not None)
    elif isinstance(left, str) and isinstance(right, str):
        scope.assume(SPEL_ORDER)
        order = (left > right) - (left < right)
    else:
        raise Wrong(f"{operator} between {kind(left)} and {kind(right)}, expected two numbers")
    return bool({"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[operator])


def add(scope: Scope, left: Any, right: Any) -> Any:
    """Join strings, or add numbers."""
    if isinstance(left, str) and isinstance(right, str):
        joined = left + right
    elif is_number(left) and is_number(right):
        return number(left + right)
    elif any(isinstance(each, list | Mapping) for each in (left, right)):
        raise Wrong(
            f"{kind(left)} + {kind(right)}, expected two strings or two numbers: "
            "braces make an array, Arrays.toCsvString a string of it"
        )
    elif isinstance(left, str) or isinstance(right, str):
        scope.assume(SPEL_TEXT)
        joined = text(left) + text(right)
    else:
        raise Wrong(f"{kind(left)} + {kind(right)}, expected two strings or two numbers")
    if len(joined) > MAX_SIZE:
        fits(len(joined))
    return joined


def _calculate(operator: str, scope: Scope, left: Any, right: Any) -> int | float:
    """``- * / %``; whole numbers are divided without remainder, towards zero."""
    scope.assume(SPEL_ARITHMETIC)
    if not (is_number(left) and is_number(right)):
        raise Wrong(f"{kind(left)} {operator} {kind(right)}, expected two numbers")
    if operator in "/%" and right == 0:
        raise Wrong("division by zero, expected another number")
    if operator == "-":
        return number(left - right)
    if operator == "*":
        return number(left * right)
    whole = isinstance(left, int) and isinstance(right, int)
    sign = -1 if (left < 0) != (right < 0) else 1
    quotient = sign * (abs(left) // abs(right)) if whole else left / right
    if operator == "/":
        return number(quotient)
    return number(left - right * (quotient if whole else int(quotient)))


ARITHMETIC: dict[str, Callable[[Scope, Any, Any], Any]] = {
    "+": add,
    **{each: partial(_calculate, each) for each in "-*/%"},
}
"""What the operators of numbers do, by their sign."""


def matches(scope: Scope, value: Any, pattern: Any) -> bool:
    """
    Whether a string matches a regular expression, which is stopped when it takes too long.

    :raises Wrong: for a pattern that cannot be read, or that takes too long.
    """
    if value is None:
        return False
    if not isinstance(value, str) or not isinstance(pattern, str):
        raise Wrong(f"{kind(value)} matches {kind(pattern)}, expected two strings")
    scope.assume(FULL_MATCH)
    try:
        return scope.limit.full_match(pattern, value)
    except TimeoutError:
        seconds = f"{patterns.SECONDS:.0f} s"
        raise Wrong(f"a pattern that takes more than {seconds}, expected a simpler one") from None
    except UnreadableError as error:
        raise Wrong(f"the pattern {pattern!r}: {error}") from None


def did_you_mean(name: str, known: Any) -> str:
    """``, expected A, B or C; did you mean 'C'?``, as far as it helps."""
    names = list(known)
    close = get_close_matches(name, names, n=1) or [
        other for other in names if other.lower() == name.lower()
    ]
    hint = f"; did you mean {close[0]!r}?" if close else ""
    listed = f", expected one of {', '.join(names)}" if 0 < len(names) <= 12 else ""
    return listed + hint
