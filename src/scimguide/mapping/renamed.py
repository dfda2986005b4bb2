"""One problem instead of many, when the name of a definition was changed and its uses were not."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from scimguide.mapping.source import SpecSource
from scimguide.problem import Problem

_CLOSE = re.compile(r"; did you mean '(?P<name>[^']+)'\?$")


def at_definitions(source: SpecSource, found: Iterable[Problem]) -> Iterator[Problem]:
    """
    The problems, with those of names that are defined nowhere reported at the definition they mean.

    Several uses of one wrong name, which all are close to a definition that nothing else names:
    then the definition is what was changed.
    """
    uses: dict[str, list[Problem]] = {}
    for problem in found:
        meant = _CLOSE.search(problem.message)
        if meant:
            uses.setdefault(meant["name"], []).append(problem)
        else:
            yield problem
    for name, problems in uses.items():
        lines = sorted({problem.line for problem in problems})
        places = list(_places(source, name))
        used = _shared(source, lines, name)
        if len(lines) < 2 or len(places) != 1 or not used:
            yield from problems
            continue
        message = (
            f"nothing refers to {name!r}, while lines {_shown(lines)} refer to {used!r}, "
            "which nothing defines, expected the same name in all places"
        )
        yield Problem(source.file, *places[0], message)


def _shared(source: SpecSource, lines: list[int], name: str) -> str:
    """The name close to another one that stands on all of these lines; empty for none."""
    words = [set(re.findall(r"[\w-]+", source.lines[line - 1])) for line in lines]
    close = get_close_matches(name, set.intersection(*words) - {name}, 1)
    return close[0] if close else ""


def _shown(lines: list[int]) -> str:
    """The first lines, and how many more there are."""
    first = [str(line) for line in lines[:3]]
    last = f"{len(lines) - 3} more" if len(lines) > 3 else first.pop()
    return f"{', '.join(first)} and {last}"


def _places(source: SpecSource, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in the source, alone or as a word of a string."""
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    for number, line in enumerate(source.lines, 1):
        for found in word.finditer(line):
            yield number, found.start() + 1
