"""What has changed in meaning from one text of a page to another: ``totalResults: 1 → 0``."""

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

_ABSENT = object()
_WIDTH = 80
"""Characters of a value that are shown."""


def differences(old: str, new: str, most: int = 5) -> list[str]:
    """
    What differs between two texts, the first ``most`` of it; nothing when they are equal.

    HTTP messages are compared by status, header and attribute path; anything else, and what is
    only laid out otherwise, by lines.
    """
    found = list(islice(_http(old, new), most + 1)) or list(islice(_lines(old, new), most + 1))
    return found if len(found) <= most else [*found[:most], "…"]


def _http(old: str, new: str) -> Iterator[str]:
    heads, bodies = [], []
    for text in (old, new):
        head, _, body = text.strip().partition("\n\n")
        try:
            bodies.append(json.loads(body) if body else _ABSENT)
        except ValueError:
            return
        heads.append(head.split("\n"))
    if not all("HTTP/1.1" in head[0] for head in heads):
        return
    yield from _changed("", heads[0][0], heads[1][0])
    yield from _values(
        "", *(dict(line.split(": ", 1) for line in h[1:] if ": " in line) for h in heads)
    )
    yield from _values("", *bodies)


def _values(path: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{path}.{key}".lstrip(".")
            yield from _values(inner, old.get(key, _ABSENT), new.get(key, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _values(f"{path}[{index}]", one, other)
    else:
        yield from _changed(path, old, new)


def _changed(path: str, old: Any, new: Any) -> Iterator[str]:
    if old is _ABSENT or new is _ABSENT:
        if old is not new:
            verb, value = ("added", new) if old is _ABSENT else ("removed", old)
            yield f"{path or 'body'} {verb}: {shorten(value)}"
    elif old != new:
        yield f"{path}: {shorten(old)} → {shorten(new)}".removeprefix(": ")


def shorten(value: Any) -> str:
    """A value as JSON, a string as it is; the beginning of a long one."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _lines(old: str, new: str) -> Iterator[str]:
    there, here = old.strip().splitlines(), new.strip().splitlines()
    for kind, a, b, c, d in SequenceMatcher(None, there, here, autojunk=False).get_opcodes():
        lost, added = [[line.strip() for line in part] for part in (there[a:b], here[c:d])]
        if kind == "replace" and len(lost) == len(added):
            yield from (f"{shorten(x)} → {shorten(y)}" for x, y in zip(lost, added, strict=True))
        elif kind != "equal":
            yield from (f"removed: {shorten(line)}" for line in lost)
            yield from (f"added: {shorten(line)}" for line in added)
