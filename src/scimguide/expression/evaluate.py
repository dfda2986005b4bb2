"""
The value of an expression for one person.

Operators follow SpEL, of which the language is a subset.  What Okta does not
document (text joined to null, for one) is an error here rather than a guess.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from lark import Tree
from lark.lexer import Token

from scimguide.expression.errors import ExpressionError
from scimguide.expression.parser import parse

Value = str | int | float | bool | None | list[Any] | Mapping[str, Any]

_COMPARE = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def evaluate(text: str, context: Mapping[str, Any]) -> Value:
    """
    The value of an expression.

    ``context`` holds what the names in it stand for: ``user`` (the profile)
    and ``internal`` (``id``, ``status``).

    :raises ExpressionError: when the expression cannot be read, names
        something that is not there, or applies an operator to the wrong type.
    """
    value: Value = _Evaluator(context).value(parse(text))
    return value


class _Evaluator:
    def __init__(self, context: Mapping[str, Any]) -> None:
        self.context = context

    def value(self, node: Tree[Token] | Token) -> Any:
        assert isinstance(node, Tree)
        return getattr(self, f"on_{node.data}")(node)

    def values(self, node: Tree[Token]) -> list[Any]:
        return [self.value(child) for child in node.children]

    def on_string(self, node: Tree[Token]) -> str:
        token = str(node.children[0])
        return token[1:-1].replace(token[0] * 2, token[0])

    def on_integer(self, node: Tree[Token]) -> int:
        return int(str(node.children[0]))

    def on_decimal(self, node: Tree[Token]) -> float:
        return float(str(node.children[0]))

    def on_true(self, _: Tree[Token]) -> bool:
        return True

    def on_false(self, _: Tree[Token]) -> bool:
        return False

    def on_null(self, _: Tree[Token]) -> None:
        return None

    def on_array(self, node: Tree[Token]) -> list[Any]:
        return self.values(node.children[0]) if node.children else []  # type: ignore[arg-type]

    def on_ternary(self, node: Tree[Token]) -> Any:
        condition, then, otherwise = node.children
        return self.value(then if self.truth(condition) else otherwise)

    def on_elvis(self, node: Tree[Token]) -> Any:
        # Okta's reference: the second value if the first is null or empty.
        first = self.value(node.children[0])
        return self.value(node.children[1]) if first is None or first == "" else first

    def on_any_of(self, node: Tree[Token]) -> bool:
        return any(self.truth(child) for child in node.children)

    def on_all_of(self, node: Tree[Token]) -> bool:
        return all(self.truth(child) for child in node.children)

    def on_negate(self, node: Tree[Token]) -> bool:
        return not self.truth(node.children[0])

    def on_compare(self, node: Tree[Token]) -> bool:
        left, operator, right = (
            self.value(node.children[0]),
            str(node.children[1]),
            self.value(node.children[2]),
        )
        if operator not in ("==", "!=") and not (_is_number(left) and _is_number(right)):
            raise _error(
                node, f"{operator} between {_kind(left)} and {_kind(right)}, expected two numbers"
            )
        return bool(_COMPARE[operator](left, right))

    def on_add(self, node: Tree[Token]) -> Any:
        left, right = self.value(node.children[0]), self.value(node.children[2])
        if (_is_number(left) and _is_number(right)) or (
            isinstance(left, str) and isinstance(right, str)
        ):
            return left + right
        raise _error(node, f"{_kind(left)} + {_kind(right)}, expected two texts or two numbers")

    def on_subtract(self, node: Tree[Token]) -> Any:
        left, right = self.value(node.children[0]), self.value(node.children[2])
        if _is_number(left) and _is_number(right):
            return left - right
        raise _error(node, f"{_kind(left)} - {_kind(right)}, expected two numbers")

    def on_reference(self, node: Tree[Token]) -> Any:
        return self.lookup(node, self.context, str(node.children[0]), "name")

    def on_attribute(self, node: Tree[Token]) -> Any:
        owner = self.value(node.children[0])
        if not isinstance(owner, Mapping):
            raise _error(node, f"{_kind(owner)} has no attributes, expected a profile")
        return self.lookup(node, owner, str(node.children[1]), "attribute")

    def on_method(self, node: Tree[Token]) -> Any:
        # user.getInternalProperty("id") and ("status"): the only method of a profile so far.
        name = str(node.children[1])
        if name != "getInternalProperty":
            raise _error(node, f"unknown function {name!r}, expected getInternalProperty")
        arguments = self.values(node.children[2]) if len(node.children) > 2 else []  # type: ignore[arg-type]
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise _error(node, f'{name} takes one text, expected "id" or "status"')
        return self.lookup(
            node, self.context.get("internal", {}), arguments[0], "internal property"
        )

    def truth(self, node: Tree[Token] | Token) -> bool:
        value = self.value(node)
        if not isinstance(value, bool):
            raise _error(node, f"{_kind(value)} as a condition, expected true or false")
        return value

    def lookup(self, node: Tree[Token], owner: Mapping[str, Any], name: str, what: str) -> Any:
        if name in owner:
            return owner[name]
        close = get_close_matches(name, owner, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise _error(node, f"unknown {what} {name!r}, expected one of {', '.join(owner)}{hint}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    names = {
        str: "a text",
        int: "a number",
        float: "a number",
        list: "an array",
        type(None): "null",
    }
    return names.get(type(value), "a profile")


def _error(node: Tree[Token] | Token, message: str) -> ExpressionError:
    assert isinstance(node, Tree)
    line, column = getattr(node.meta, "line", 1), getattr(node.meta, "column", 1)
    return ExpressionError(line, column, message)
