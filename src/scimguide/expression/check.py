"""What can be said of an expression without evaluating it."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from lark import Tree

from scimguide.expression.compiler import Call, Compiled
from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import compiled
from scimguide.expression.parser import parse
from scimguide.expression.references import BASE_ATTRIBUTES, OWNERS, unknown
from scimguide.expression.tree import Node, Place, place, unquoted

MAX_CLAIM = 1024
"""Characters of a claim's expression (Okta's guide to customizing tokens)."""

_NOT_IN_CONDITIONS = {
    "Convert": "conversion",
    "Iso3166Convert": "conversion",
    "Arrays": "array",
    "Time": "time",
}
"""Families of functions that Okta's reference excludes from conditions."""


def check(text: str, attributes: Collection[str] = (), *, as_: str = "mapping") -> str:
    """
    See that an expression can be used where it is to run, and return the type of its value.

    ``attributes`` are the custom ones of an Okta profile, besides those that every profile has;
    ``as_`` is one of ``USES``.

    :raises ExpressionError: for what cannot be read, an attribute that no profile has, a
        function that is called wrongly, or one that Okta does not allow there.
    """
    found = compiled(text)
    known = {*BASE_ATTRIBUTES, *attributes}
    for word, line, column in found.attributes:
        if word not in known:
            raise ExpressionError(line, column, unknown(word, known, "user"))
    USES[as_](text, found)
    return found.code.type


def _mapping(text: str, found: Compiled, use: str = "a mapping") -> None:
    for call in found.functions:
        if not call.function.in_mappings:
            _refuse(call, f"in {use}, which Okta allows for group claims only")
    _check_conditions(found)
    _check_names(found, ("session", "access", "idpuser"), use)


def _username(text: str, found: Compiled) -> None:
    _mapping(text, found, "a username format")
    if found.code.type not in ("String", "Any", "Null"):
        message = f"a username format that gives {found.code.type}, expected String"
        raise ExpressionError(1, 1, message)


def _claim(text: str, found: Compiled) -> None:
    if len(text) > MAX_CLAIM:
        raise ExpressionError(
            1, 1, f"{len(text)} characters, expected at most {MAX_CLAIM} in a claim"
        )
    _check_names(found, ("source", "idpuser"), "a claim")
    for name, line, column in found.names:
        if name not in (*OWNERS, "group"):
            message = f"the app {name!r} in a claim, expected appuser or app: Okta allows no other"
            raise ExpressionError(line, column, message)


def _group_rule(text: str, found: Compiled) -> None:
    for call in found.functions:
        family, dot, _ = call.function.name.partition(".")
        if dot and family not in ("String", "Arrays", "user"):
            _refuse(call, "in a group rule, which allows String, Arrays and user")
        if call.function.deprecated:
            _refuse(call, f"in a group rule, expected String.{call.function.name}")
        if not dot and not family.startswith("isMemberOf"):
            _refuse(call, "in a group rule, which allows String, Arrays and user")
    for name, line, column in found.names:
        if name != "user":
            message = f"{name!r} in a group rule, expected attributes of user and groups only"
            raise ExpressionError(line, column, message)
    if found.code.type not in ("Boolean", "Any"):
        message = f"a group rule that gives {found.code.type}, expected true or false"
        raise ExpressionError(1, 1, message)


def _check_conditions(found: Compiled) -> None:
    for call in found.functions:
        family = call.function.name.partition(".")[0]
        if call.in_condition and family in _NOT_IN_CONDITIONS:
            what = _NOT_IN_CONDITIONS[family]
            _refuse(call, f"in a condition, where Okta's reference excludes {what} functions")


def _check_names(found: Compiled, refused: tuple[str, ...], use: str) -> None:
    for name, line, column in found.names:
        if name in refused:
            raise ExpressionError(line, column, f"{name!r} in {use}, where Okta does not have it")


def _refuse(call: Call, why: str) -> None:
    """Refuse a call."""
    known = "" if "expected" in why else "; expected another function"
    raise ExpressionError(call.line, call.column, f"{call.function.name} {why}{known}")


USES: dict[str, Callable[[str, Compiled], None]] = {
    "mapping": _mapping,
    "group-rule": _group_rule,
    "claim": _claim,
    "username": _username,
}
"""Where an expression can run, and what checks it for that."""


def outcomes(text: str) -> list[Place]:
    """
    The strings that an expression may result in, as far as they stand in it.

    :raises ExpressionError: when it cannot be read.
    """
    return list(_outcomes(parse(text)))


def _outcomes(node: Node) -> Iterator[Place]:
    children: list[Any] = list(node.children)
    if node.data == "string":
        yield Place(unquoted(children[0]), *place(node))
    elif node.data == "ternary":
        children = children[1:]
    elif node.data == "array":
        children = list(children[0].children) if children else []
    elif node.data != "elvis":
        return
    for child in children:
        if isinstance(child, Tree):
            yield from _outcomes(child)
