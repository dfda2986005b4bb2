"""
What still repeats a name that the spec has no more, after somebody renamed or removed it.

Marked regions follow the spec; sentences, marks, titles, settings and other lines of the spec are
typed.  Each of them is named with its line, and ``names.txt`` remembers a name until none is left.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from scimguide.generate.files import Snapshot
from scimguide.mapping import Spec
from scimguide.mapping.checks import texts
from scimguide.mapping.names import gone, names, pattern, read
from scimguide.mapping.source import read as read_yaml
from scimguide.pages.regions import regions
from scimguide.problem import Place, Problem

TYPED = ("README.md", "CONTRIBUTING.md", "mkdocs.yml")
"""Files beside ``docs/`` in which names are typed."""
_NO_PROSE = {"name", "operation", "stage", "source", "after", "fault", "request"}
"""Keys of the spec whose values are names for the engine."""


def leftovers(snapshot: Snapshot, spec: Spec) -> list[Problem]:
    """Every place that repeats a name that the spec has no more; none when nothing was renamed."""
    project = snapshot.project
    known = snapshot.text(project.names)
    if known is None:
        return []
    now = names(spec)
    lost = gone(read(known, project.shown(project.names)), now)
    if not lost:
        return []
    there = [
        name for each in now.values() for name in each if any(old in name != old for old in lost)
    ]
    search = _Search(lost, there)
    files = [*snapshot.pages, *(project.root / name for name in TYPED)]
    files += sorted((project.root / "overrides").rglob("*.html"))
    found = chain.from_iterable(_typed(snapshot, file, search) for file in files)
    return [*_in_spec(snapshot, spec, search), *found]


class _Search:
    """Finds names that are gone, outside of those that are there."""

    def __init__(self, lost: Mapping[str, tuple[str, str]], there: list[str]) -> None:
        longest = sorted(lost, key=len, reverse=True)
        self._lost = {name: pattern(lost[name][0], name) for name in longest}
        self._messages = {
            name: f"{name!r} is no {what} of the spec any more, expected "
            + (repr(new) if new else "a name that it has")
            for name, (what, new) in lost.items()
        }
        names = sorted(there, key=len, reverse=True)
        self._there = re.compile("|".join(map(re.escape, names))) if names else None

    def __call__(self, text: str) -> Iterator[tuple[int, str]]:
        """Offsets of names that are gone, with what is wrong there."""
        if self._there:
            text = self._there.sub(lambda found: "\0" * len(found[0]), text)
        for name, leftover in self._lost.items():
            yield from ((found.start(), self._messages[name]) for found in leftover.finditer(text))
            text = leftover.sub(lambda found: "\0" * len(found[0]), text)


def _typed(snapshot: Snapshot, file: Path, search: _Search) -> Iterator[Problem]:
    """Leftovers in a file, outside of what is generated."""
    text, shown = snapshot.text(file), snapshot.project.shown(file)
    if text is None:
        return
    made = [(each.start, each.end) for each in regions(text) if each.content is not None]
    for offset, message in search(text):
        if not any(start <= offset < end for start, end in made):
            before = text[:offset]
            column = offset - (before.rfind("\n") + 1) + 1
            yield Problem(shown, before.count("\n") + 1, column, message)


def _in_spec(snapshot: Snapshot, spec: Spec, search: _Search) -> Iterator[Problem]:
    """Leftovers in the strings of the spec; a source keeps the title that it has."""
    file = snapshot.project.spec_file
    source = read_yaml(snapshot.content(file) or b"", snapshot.project.shown(file))
    place: Place
    for place, text in texts(spec):
        if place[0] != "sources" and place[-1] not in _NO_PROSE:
            yield from (source.problem(place, message) for _, message in search(text))
