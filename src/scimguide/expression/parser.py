"""String to tree, with errors that say where and what would be right."""

import re
from functools import cache, lru_cache
from pathlib import Path

from lark import Lark, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import Token

from scimguide.expression.errors import ExpressionError

MAX_LENGTH = 10_000
MAX_DEPTH = 50
MAX_CHAIN = 200

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
_HINTS = {
    "=": "'=' assigns, which Okta forbids; expected '==' to compare",
    "[": "'[', expected '{': an array is written {\"one\", \"two\"}",
    '"': "a string without its closing quote",
    "'": "a string without its closing quote",
}


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
    _check_depth(text)
    try:
        tree = _grammar().parse(text)
    except UnexpectedCharacters as error:
        message = _HINTS.get(error.char, f"{error.char!r}, expected an expression")
        raise ExpressionError(error.line, error.column, message) from None
    except UnexpectedToken as error:
        line, column = _place(text, error)
        raise ExpressionError(line, column, _unexpected(error)) from None
    _check_chain(tree)
    return tree


def _unexpected(error: UnexpectedToken) -> str:
    found = str(error.token)
    if found == "[":
        return _HINTS["["]
    what = repr(found) if found else "the end of the expression"
    accepted = [name for token, name in _NAMES.items() if token in error.accepts | error.expected]
    return f"{what}, expected {' or '.join(accepted) or 'an operator'}"


def _check_chain(tree: Tree[Token]) -> None:
    """Refuse ``a.b.c…`` and ``a + b + c…`` of a length that recursion would not survive."""
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_CHAIN:
            raise ExpressionError(1, 1, f"a chain of more than {MAX_CHAIN} operators")
        level = [child for node in level for child in node.children if isinstance(child, Tree)]


def _check_depth(text: str) -> None:
    depth = 0
    for position, character in enumerate(_QUOTED.sub(lambda m: " " * len(m[0]), text)):
        depth += (character in "({[!?") - (character in ")}]")
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, position) + 1
            raise ExpressionError(line, 1, f"nested more than {MAX_DEPTH} levels deep")


def _place(text: str, error: UnexpectedInput) -> tuple[int, int]:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    if error.line and error.line > 0 and not ended:
        return error.line, error.column
    return text.count("\n") + 1, len(text) - text.rfind("\n")
