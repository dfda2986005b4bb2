"""
The parts of a page that are carried out, in their order.

Every code block counts, whatever stands behind its fence: the page's own scan finds them all, as
the site's Markdown shows them, and one that nobody can run is a failure unless the page gives a
reason.  Sybil's lexers find fewer of them, and not where Markdown sees them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scimguide.mapping.operations import Operation
from scimguide.mapping.spec import Spec
from scimguide.pages.front_matter import front_matter
from scimguide.pages.marks import CARRIED_OUT, Mark, closing, excuse, marks
from scimguide.pages.scan import scan
from scimguide.problem import Problem
from scimguide.verify.log import digest
from scimguide.verify.steps.items import items

REGIONS = ("snippet", "scenario", "problem", "reproduction")
"""Kinds of generated regions with fences in them that belong together."""
ENTRY = "entry"
"""The kind of a problem whose reproduction stands elsewhere: nothing is done in Okta there."""


@dataclass(frozen=True)
class Part:
    """A fence of a page, something carried out unseen, or the end of the page."""

    kind: str
    """``fence``, ``given``, ``okta``, ``holds``, ``step``, ``problem`` or ``end``."""
    language: str = ""
    source: str = ""
    operation: Operation | None = None
    """The operation whose generated region this is part of."""
    name: str = ""
    """The snippet; or what a mark says; or what is wrong with the form of the page."""
    region: str = ""
    """The kind of generated region around it: ``snippet``, ``scenario``, ``problem``,
    ``reproduction`` or ``entry``."""
    shows_all_requests: bool = False
    """Part of a scenario, in which every request is shown."""
    excuse: str = ""
    raw: bool = False
    """Whether a fence stands between ``{% raw %}`` and ``{% endraw %}``: braces are text there."""
    start: int = 0
    """Where the source begins in the page."""
    end: int = 0
    """Where it ends."""
    indent: int = 0

    @property
    def mark(self) -> str:
        """What identifies it in the log: the text of a fence, the sentence of a step."""
        return digest(self.source if self.kind == "fence" else self.name)

    @property
    def title(self) -> str:
        """What a list of parts calls it: ``find-user bash``, ``okta assign ada``."""
        words = {
            "fence": (self.name or self.kind, self.language),
            "problem": (self.kind,),  # its name is a message
        }
        return " ".join(filter(None, words.get(self.kind, (self.kind, self.name))))


Placed = tuple[int, int, Part]
"""Start and end of a part in the page, and the part."""


def parts(text: str, spec: Spec) -> Iterator[Placed]:
    """Start, end and content of every part of a page."""
    names = {operation.name: operation for operation in spec.operations}
    found = marks(text)
    for mark in found:
        if mark.verb in CARRIED_OUT:
            whole = _region(found, mark.start)[0] == "scenario"
            operation = names.get(mark.rest) if mark.verb == "given" else None
            part = Part(mark.verb, name=mark.rest, operation=operation, shows_all_requests=whole)
            yield mark.start, mark.end, part
    yield from _fences(text, names)
    if front_matter(text).steps:
        for item in items(text, spec):
            part = Part("step", name=item.text, source=item.typed, excuse=item.by_hand)
            yield item.start, item.start + 1, part
    yield len(text), len(text), Part("end")


def placed_problems(
    text: str, found: Iterable[Problem], others: Sequence[Placed]
) -> Iterator[Placed]:
    """
    What is wrong with a page before it is run, as parts that fail.

    ``others`` are the other parts of the page: a problem inside of one stands right before it,
    because Sybil accepts no overlap.
    """
    lines = scan(text).lines
    for problem in found:
        at = lines[problem.line - 1].start
        at = next((start for start, end, _ in others if start < at < end), at)
        yield at, at, Part("problem", name=str(problem))


def _fences(text: str, names: Mapping[str, Operation]) -> Iterator[Placed]:
    page, found = scan(text), marks(text)
    for fence in page.fences:
        kind, region = _region(found, fence.start)
        part = Part(
            "fence",
            language=fence.language,
            source=fence.source,
            operation=names.get(region) if kind == "snippet" else None,
            name=region,
            region=kind,
            shows_all_requests=kind == "scenario",
            excuse=excuse(page, fence),
            raw=fence.raw,
            start=fence.code_start,
            end=fence.code_end,
            indent=len(fence.indent),
        )
        yield fence.start, fence.end, part


def _region(found: tuple[Mark, ...], position: int) -> tuple[str, str]:
    """Kind and name of the generated region around a position, or nothing."""
    for index, mark in enumerate(found):
        if mark.verb == "generated" and mark.end <= position:
            last = closing(found, index)
            if last is not None and position < found[last].start:
                kind, _, name = mark.rest.partition(" ")
                acts = any(each.verb == "okta" for each in found[index:last])
                if kind == "problem" and not acts:
                    return ENTRY, name
                return (kind, name) if kind in REGIONS else ("", "")
    return "", ""
