"""What the other modules ask of a node of the tree."""

from typing import Any, NamedTuple

from lark import Tree
from lark.lexer import Token

Node = Tree[Token]


class Place(NamedTuple):
    """Something in an expression, and where it stands."""

    what: Any
    line: int
    column: int


def place(node: Any) -> tuple[int, int]:
    """Line and column of a node or token."""
    where = node if isinstance(node, Token) else node.meta
    return getattr(where, "line", None) or 1, getattr(where, "column", None) or 1


def arguments(node: Node, before: int) -> list[Any]:
    """The arguments of a call, behind the children that name it."""
    found = node.children[before:]
    return list(found[0].children) if found else []  # type: ignore[union-attr]


def is_reference(node: Any, name: str = "") -> bool:
    """Whether a node is a name that stands alone, or this one."""
    return (
        isinstance(node, Tree)
        and node.data == "reference"
        and (not name or str(node.children[0]) == name)
    )


def key(entry: Any) -> str:
    """The key of an entry of a map."""
    word = entry.children[0]
    return unquoted(word) if word[0] in "'\"" else str(word)


def unquoted(token: Any) -> str:
    """The text of a literal, its doubled quotes made single."""
    text = str(token)
    return text[1:-1].replace(text[0] * 2, text[0])
