"""What can be said of an expression without evaluating it."""

from collections.abc import Collection, Iterator
from typing import Any

from lark import Tree

from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import compiled
from scimguide.expression.parser import parse
from scimguide.expression.references import BASE_ATTRIBUTES
from scimguide.expression.tree import Node, Place, place, unquoted
from scimguide.expression.values import did_you_mean


def check(text: str, attributes: Collection[str] = (), *, in_mapping: bool = True) -> str:
    """
    See that an expression can be used, and return the type of its value.

    ``attributes`` are the custom ones of an Okta profile, besides those that every profile has.

    :raises ExpressionError: for what cannot be read, an attribute that no profile has, a
        function that is called wrongly, or one that mappings must not use.
    """
    found = compiled(text)
    known = {*BASE_ATTRIBUTES, *attributes}
    for word, line, column in found.attributes:
        if word not in known:
            message = f"unknown attribute {word!r}" + did_you_mean(word, sorted(known))
            raise ExpressionError(line, column, message)
    for function, line, column in found.functions:
        if in_mapping and not function.in_mappings:
            message = f"{function.name} in a mapping, which Okta allows for group claims only"
            raise ExpressionError(line, column, f"{message}; expected another function")
    return found.code.type


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
