"""What to write instead: the mistakes that admins make most, by what stands at the place."""

import re
from collections.abc import Callable
from unicodedata import category, name

from scimguide.expression.functions import FUNCTIONS

_OPERATORS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "ge": ">=",
    "lt": "<",
    "le": "<=",
    "is": "==",
    "equals": "==",
    "matches": "matches (in small letters)",
    "regex": "matches",
    "regexp": "matches",
    "rlike": "matches",
    "like": "matches",
    "contains": "String.stringContains(…, …)",
    "startswith": "String.startsWith(…, …)",
    "in": "Arrays.contains(…, …)",
    "xor": "AND, OR and !",
    "mod": "%",
    "div": "/",
    "instanceof": "==",
}
"""Operators of other languages, and what Okta's reference has for them."""

_IF = re.compile(r"\s*(if|case|when)\b(?!\s*[.?:=!<>)])", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TERNARY = "expected CONDITION ? VALUE : OTHERWISE"
_DOUBLED = "a quote inside quotes of the same kind is doubled, or the other kind is used outside"


def hint(text: str, position: int, *, token: bool) -> tuple[int, str] | None:
    """
    Where a mistake begins, and what is accepted there; None for what is not among the known ones.

    ``position`` is where the parser could not go on, counted from 0; ``token`` whether what
    stands there is a word of the language, at the wrong place.
    """
    rules = _ANYWHERE if position >= len(text) else _WORDS if token else (*_WORDS, *_CHARACTERS)
    return next((found for rule in rules if (found := rule(text, position))), None)


def _condition(text: str, position: int) -> tuple[int, str] | None:
    if found := _IF.match(text):
        return found.start(1), f"{found[1]!r}, {_TERNARY}"
    word = _word(text, position)
    if word.lower() in ("then", "else", "end"):
        return position, f"{word!r}, {_TERNARY}"
    return None


def _not(text: str, position: int) -> tuple[int, str] | None:
    before = re.search(r"\b(not)\s*$", text[:position], re.IGNORECASE)
    return (
        (before.start(1), f"{before[1]!r}, expected '!' before the condition") if before else None
    )


def _operator(text: str, position: int) -> tuple[int, str] | None:
    word = _word(text, position)
    known = _OPERATORS.get(word.lower())
    return (position, f"the operator {word!r}, expected {known}") if known else None


def _brackets(text: str, position: int) -> tuple[int, str] | None:
    if text[position] != "[":
        return None
    return position, "'[', expected '{': an array is written {\"one\", \"two\"}"


def _quotes(text: str, position: int) -> tuple[int, str] | None:
    before = text[position - 1 : position]
    if before and before in "'\"" and (_word(text, position) or text[position] in "\\'\""):
        what = f"{text[position : position + 12]!r} right behind a quote"
        slash = ", and a backslash is an ordinary character" if text[position - 2] == "\\" else ""
        return position, f"{what}, expected an operator: {_DOUBLED}{slash}"
    return None


def _character(text: str, position: int) -> tuple[int, str] | None:
    if text.startswith("${", position):
        inside = re.match(r"\$\{\s*([\w.]*)", text[position:])
        shown = inside[1] if inside and inside[1] else "user.firstName"
        return position, f"'${{…}}', expected the attribute without it: {shown}"
    character = text[position]
    if character == "=":
        return position, "'=' assigns, which Okta forbids; expected '==' to compare"
    if character in "'\"":
        return position, "a string without its closing quote"
    if character in "‘’‚‛“”„‟«»`´":
        shown = f"a quotation mark that is not straight ({_named(character)})"
        return position, f"{shown}, expected ' or \""
    if character.isspace() or category(character) in ("Cf", "Zs", "Cc"):
        return position, f"{_named(character)}, expected an ordinary space"
    return None


def _together(text: str, position: int) -> tuple[int, str] | None:
    """``to lowercase`` and ``to$lower``: two words that are the name of a function."""
    before = re.search(r"([A-Za-z]\w*)[ $]*$", text[:position])
    starts = [position] if before is None else [position, before.start(1)]
    for start in starts:
        found = re.compile(r"([A-Za-z]\w*)[ $]+([A-Za-z]\w*)").match(text, start)
        wanted = (found[1] + found[2]).lower() if found else "?"
        known = [each for each in FUNCTIONS if each.rpartition(".")[2].lower().startswith(wanted)]
        if found and known:
            best = max(known, key=lambda each: (each.startswith("String."), -len(each)))
            return start, f"{found[0]!r}, expected {best}(…)"
    return None


def _plain(text: str, position: int) -> tuple[int, str] | None:
    if text[position] in "&|":
        return position, f"{text[position]!r}, expected {'AND' if text[position] == '&' else 'OR'}"
    if text[position] in "@#%$§~^":
        shown = _named(text[position]) if not text[position].isascii() else repr(text[position])
        return position, f"{shown}, expected an operator; plain text stands in quotes, joined by +"
    return None


def _word(text: str, position: int) -> str:
    found = _WORD.match(text, position)
    return found[0] if found else ""


def _named(character: str) -> str:
    """``NO-BREAK SPACE (U+00A0)``."""
    return f"{name(character, 'the character')} (U+{ord(character):04X})"


_Rule = Callable[[str, int], tuple[int, str] | None]
_ANYWHERE: tuple[_Rule, ...] = (_condition, _not)
_WORDS: tuple[_Rule, ...] = (*_ANYWHERE, _quotes, _together, _operator, _brackets)
_CHARACTERS: tuple[_Rule, ...] = (_character, _plain)
