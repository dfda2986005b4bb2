"""
What the log of the last run proves of a page, group by group.

A group is what one stamp stands under: a snippet with its tabs and its response, a
scenario, a problem, a fence of its own, or a list of steps.  A part counts only while its text is
the text that ran; edited since, it is not verified.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from scimguide.mapping import Spec
from scimguide.pages.marks import marks
from scimguide.pages.scan import scan
from scimguide.verify.log import Entry, Log, Provenance
from scimguide.verify.parts import ENTRY, REGIONS, Part, parts
from scimguide.verify.steps.items import items as all_items


@dataclass(frozen=True)
class StampGroup:
    """Parts that one stamp speaks of."""

    kind: str
    """A kind of region, ``entry``, ``code`` or ``steps``."""
    title: str
    """The snippet, scenario or problem, or the heading above."""
    parts: tuple[Part, ...]
    entries: tuple[Entry | None, ...]
    """What the log has of each part."""
    at: int
    """Where the stamp belongs in the text."""
    indent: str = ""
    """How far the stamp is indented."""
    run: Provenance | None = None
    """The run that the entries come from."""

    @property
    def executed(self) -> int:
        """How many parts were carried out."""
        return sum(entry is not None and entry.state == "executed" for entry in self.entries)

    @property
    def excused(self) -> tuple[Entry, ...]:
        """Parts that no machine carries out, with reasons."""
        return tuple(e for e in self.entries if e is not None and e.state == "excused")

    @property
    def wanted(self) -> int:
        """How many parts are to be carried out."""
        return sum(not part.excuse for part in self.parts)

    @property
    def passed(self) -> bool:
        """Whether all of it was carried out, or excused."""
        return self.run is not None and None not in self.entries

    @property
    def seconds(self) -> float:
        """How long it took."""
        return sum(entry.seconds for entry in self.entries if entry)


def groups(
    text: str, page: str, spec: Spec, logs: tuple[Log, Log], steps: bool
) -> list[StampGroup]:
    """The groups of a page in order; ``logs`` are those of the fences and of the steps."""
    found = list(parts(text, spec))
    fences = [each for each in found if each[2].kind == "fence"]
    items = [each for each in found if each[2].kind == "step"] if steps else []
    made = [
        *(
            _group(text, page, logs[0], run, run[0][2].region or "code")
            for run in _fence_runs(text, fences)
        ),
        *(_group(text, page, logs[1], run, "steps") for run in _step_runs(text, items, spec)),
    ]
    return sorted(made, key=lambda group: group.at)


_Placed = tuple[int, int, Part]
_REGIONS = (*REGIONS, ENTRY)


def _fence_runs(text: str, fences: list[_Placed]) -> Iterator[list[_Placed]]:
    """Fences of the same region together, others alone."""
    run: list[_Placed] = []
    for each in sorted(fences, key=lambda placed: placed[0]):
        name = each[2].name
        same = name and run and name == run[-1][2].name and not _parted(text, run[-1][1], each[0])
        if run and not same:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _parted(text: str, start: int, end: int) -> bool:
    """Whether a region ends in between."""
    return any(mark.verb == "end" and start <= mark.start < end for mark in marks(text))


def _step_runs(text: str, items: list[_Placed], spec: Spec) -> Iterator[list[_Placed]]:
    """Steps of the same list together; each with the end of its text."""
    ends = {item.start: item.end for item in all_items(text, spec)}
    placed = [(start, ends[start], part) for start, _, part in items]
    run = placed[:1]
    for before, after in pairwise(placed):
        if text[before[1] : after[0]].strip():
            yield run
            run = []
        run.append(after)
    if run:
        yield run


def _group(text: str, page: str, log: Log, run: list[_Placed], kind: str) -> StampGroup:
    known = {(each.page, each.digest, each.state == "excused"): each for each in log.entries}
    found = tuple(part for _, _, part in run)
    start, end = run[0][0], run[-1][1]
    at, indent = _place(text, end) if kind in _REGIONS else (end, "")
    if kind == "code":
        fence = next(each for each in scan(text).fences if each.start == start)
        indent = fence.indent.partition(">")[0]
        if not fence.fenced:  # its own indentation would make the stamp a part of the code
            indent = indent.removesuffix("\t" if indent.endswith("\t") else " " * 4)
    return StampGroup(
        kind,
        found[0].name if kind in _REGIONS else _heading(text, start),
        found,
        tuple(known.get((page, part.mark, bool(part.excuse))) for part in found),
        at,
        indent,
        log.pages.get(page),
    )


def _place(text: str, end: int) -> tuple[int, str]:
    """Where the region around a fence ends, and how far it is indented."""
    for mark in marks(text):
        if mark.verb == "end" and mark.start >= end:
            return mark.start, mark.indent
    return end, ""


def _heading(text: str, position: int) -> str:
    headings = [each.title for each in scan(text).headings if each.start < position]
    return headings[-1] if headings else ""
