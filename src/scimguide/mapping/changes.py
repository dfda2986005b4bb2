"""Which values of the spec are other ones than in the last commit, with their lines."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from scimguide.differences import shorten
from scimguide.mapping.source import read
from scimguide.problem import Place, Problem, SpecError
from scimguide.programs import git
from scimguide.project import Project

_ABSENT = object()
_NAMES = ("name", "path", "value", "screen")
"""Keys by which the entries of a list are told apart."""


MOST = 8
"""As many changes are named; more of them name nothing."""


def since_last_commit(project: Project, content: bytes) -> list[str]:
    """What was changed in a spec; nothing without git, or when one of the two is no YAML."""
    found = _changes(project, content)
    more = [f"… and {len(found) - MOST} more"] if len(found) > MOST else []
    return [*map(str, found[:MOST]), *more]


def _changes(project: Project, content: bytes) -> list[Problem]:
    file = project.spec_file
    name = file.relative_to(project.root).as_posix()
    committed = git(project.root, "show", f"HEAD:./{name}")
    if not committed:
        return []
    try:
        old = read(committed.encode(), name)
        new = read(content, project.shown(file))
    except SpecError:
        return []
    return [
        new.problem(place, f"{message}, changed since the last commit")
        for place, message in _values((), "", old.value, new.value)
    ]


def _values(place: Place, name: str, old: Any, new: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{name}.{key}".lstrip(".")
            yield from _values((*place, key), inner, old.get(key, _ABSENT), new.get(key, _ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _items(place, name, old, new)
    elif old is _ABSENT or new is _ABSENT:
        yield place, f"{name} {'added' if old is _ABSENT else 'removed'}"
    elif old != new:
        yield place, f"{name}: {shorten(old)} → {shorten(new)}"


def _items(place: Place, name: str, old: list[Any], new: list[Any]) -> Iterator[tuple[Place, str]]:
    """The items of two lists: by their names when each has one of its own, else by position."""
    for key in _NAMES:
        before, after = _by(key, old), _by(key, new)
        if before is not None and after is not None:
            for each in dict.fromkeys([*before, *after]):
                index, one = after.get(each, (len(new), _ABSENT))
                other = before.get(each, (0, _ABSENT))[1]
                yield from _values((*place, index), f"{name}[{each}]", other, one)
            return
    for index, (one, other) in enumerate(zip_longest(old, new, fillvalue=_ABSENT)):
        yield from _values((*place, index), f"{name}[{index}]", one, other)


def _by(key: str, items: list[Any]) -> dict[str, tuple[int, Any]] | None:
    """The items with their positions by the value of a key; None when it does not tell them."""
    if not all(isinstance(item, dict) and isinstance(item.get(key), str) for item in items):
        return None
    found = {item[key]: (index, item) for index, item in enumerate(items)}
    return found if len(found) == len(items) else None
