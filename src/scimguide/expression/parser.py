"""String to tree, with errors that say where and what would be right."""

import re
from functools import cache, lru_cache
from pathlib import Path

from lark import Lark, Tree, UnexpectedInput, UnexpectedToken
from lark.lexer import Token

from scimguide.expression.errors import ExpressionError
from scimguide.expression.hints import hint

MAX_LENGTH = 50_000
MAX_DEPTH = 50
"""Brackets inside brackets."""
MAX_LEVELS = 200
"""Levels of the tree, without those of a row: ``a + b + c``, ``a ? b : c ? d : e``."""

_NAMES = {
    "NAME": "a name",
    "STRING": "a string in quotes",
    "INTEGER": "a number",
    "RPAR": "')'",
    "RBRACE": "'}'",
    "RSQB": "']'",
    "COLON": "':'",
    "COMPARE": "a comparison",
    "$END": "the end",
}
_QUOTED = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')
_ROWS = {"ternary": -1, "elvis": -1, "arithmetic": 0}
"""Nodes that stand in a row, and which child continues it."""


@cache
def _grammar() -> Lark:
    text = Path(__file__).with_name("okta.lark").read_text("utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=False)


@lru_cache(maxsize=1000)
def parse(text: str) -> Tree[Token]:
    """
    The tree of an expression.

    :raises ExpressionError: when it cannot be read, or is longer or deeper
        than anything that an admin types.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(1, 1, f"{len(text)} characters, expected at most {MAX_LENGTH}")
    if not text.isascii() and (half := re.search("[\ud800-\udfff]", text)):
        message = "half of a surrogate pair, expected whole characters"
        raise ExpressionError(*at(text, half.start()), message)
    _check_depth(text)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from None
    _check_levels(tree)
    return tree


def row(node: Tree[Token]) -> list[Tree[Token]]:
    """A node and those that continue its row, from the outer to the inner."""
    found, child = [node], _ROWS[node.data]
    while isinstance(after := found[-1].children[child], Tree) and after.data == node.data:
        found.append(after)
    return found


def _unexpected(text: str, error: UnexpectedInput) -> ExpressionError:
    """The error of the parser as a message with what to write instead."""
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    position = len(text) if ended else error.pos_in_stream or 0
    known = hint(text, position, token=isinstance(error, UnexpectedToken))
    if known:
        position, message = known
    elif isinstance(error, UnexpectedToken):
        what = repr(str(error.token)) if str(error.token) else "the end of the expression"
        message = f"{what}, expected {_accepted(error.accepts or error.expected)}"
    else:
        message = f"{text[position]!r}, expected an operator or the end"
    return ExpressionError(*at(text, position), message)


def _accepted(tokens: set[str]) -> str:
    names = [name for token, name in _NAMES.items() if token in tokens]
    return " or ".join(names) or "an operator"


def at(text: str, position: int) -> tuple[int, int]:
    """Line and column of a position, counted from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _check_levels(tree: Tree[Token]) -> None:
    """Refuse ``a.b.c…`` and ``!!!…a`` of a length that recursion would not survive."""
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_LEVELS:
            raise ExpressionError(1, 1, f"more than {MAX_LEVELS} operators inside each other")
        nodes = [each for node in level for each in (row(node) if node.data in _ROWS else [node])]
        members = set(map(id, nodes))
        level = [
            child
            for node in nodes
            for child in node.children
            if isinstance(child, Tree) and id(child) not in members
        ]


def _check_depth(text: str) -> None:
    depth = 0
    for position, character in enumerate(_QUOTED.sub(lambda m: " " * len(m[0]), text)):
        depth += (character in "({[") - (character in ")}]")
        if depth > MAX_DEPTH:
            raise ExpressionError(
                *at(text, position), f"brackets inside more than {MAX_DEPTH} others"
            )
