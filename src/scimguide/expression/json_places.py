"""Where a value stands in a JSON text."""

import re
from json import JSONDecoder

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder()


def position(text: str, place: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
    """
    Line and column of a value, by the keys and indexes that lead to it.

    With ``key``, those of its key. Where the text has no such value, they are those of the nearest
    one around it. The text must be JSON.
    """
    at = _skip(text, 0)
    for depth, part in enumerate(place):
        found = _inside(text, at, part)
        if found is None:
            break
        at = found[0] if key and depth == len(place) - 1 else found[1]
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    assert found
    return found.end()


def _inside(text: str, at: int, part: str | int) -> tuple[int, int] | None:
    """Where key and value of a part begin, the last one of a key; None when there is none."""
    if text[at] != ("[" if isinstance(part, int) else "{"):
        return None
    found, number, at = None, 0, _skip(text, at + 1)
    while text[at] not in "]}":
        name: str | int = number
        begun = at
        if isinstance(part, str):
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        if name == part:
            found = begun, at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at
        number += 1
    return found
