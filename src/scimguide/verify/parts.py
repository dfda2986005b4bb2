"""
The parts of a page that are carried out, in their order.

Every fence counts, whatever stands behind its backticks: Sybil's raw lexer
finds them all, and a fence that nobody can run is a failure unless the page
gives a reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sybil import Document, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from scimguide.mapping.operations import Operation
from scimguide.mapping.spec import Spec
from scimguide.page import EXCUSE, MARK, closing, front_matter
from scimguide.verify.log import digest
from scimguide.verify.steps.items import items

_LEXER = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)\n"))
UNSEEN = ("given", "okta", "holds")
"""Marks that are carried out."""
REGIONS = ("snippet", "scenario", "problem")
"""Kinds of generated regions with fences in them that belong together."""
_LANGUAGE = re.compile(r"[ \t]*\{?[ \t]*\.?([A-Za-z0-9_+-]*)")


@dataclass(frozen=True)
class Part:
    """A fence of a page, something carried out unseen, or the end of the page."""

    kind: str
    """``fence``, ``given``, ``okta``, ``holds``, ``step`` or ``end``."""
    language: str = ""
    source: str = ""
    operation: Operation | None = None
    """The operation whose generated region this is part of."""
    name: str = ""
    """The snippet; or what a mark says."""
    region: str = ""
    """The kind of generated region around it: ``snippet``, ``scenario`` or ``problem``."""
    told: bool = False
    """Part of a scenario, in which every request is shown."""
    excuse: str = ""
    start: int = 0
    """Where the source begins in the page."""
    end: int = 0
    """Where it ends."""
    indent: int = 0

    @property
    def mark(self) -> str:
        """What identifies it in the log: the text of a fence, the sentence of a step."""
        return digest(self.source if self.kind == "fence" else self.name)


def parts(document: Document, spec: Spec) -> Iterator[tuple[int, int, Part]]:
    """Start, end and content of every part of a page."""
    text = document.text
    names = {operation.name: operation for operation in spec.operations}
    markers = list(MARK.finditer(text))
    fences = list(_published(text, list(_LEXER(document))))
    for marker in markers:
        inside = any(fence.start <= marker.start() < fence.end for fence in fences)
        if marker["verb"] in UNSEEN and not inside:
            kind, _ = _region(markers, marker.start())
            operation = names.get(marker["rest"]) if marker["verb"] == "given" else None
            told = kind == "scenario"
            part = Part(marker["verb"], name=marker["rest"], operation=operation, told=told)
            yield marker.start(), marker.end(), part
    for fence in fences:
        source = fence.lexemes["source"]
        excuse = EXCUSE.search(text, 0, fence.start)
        kind, region = _region(markers, fence.start)
        start = fence.start + source.offset
        yield (
            fence.start,
            fence.end,
            Part(
                "fence",
                language=_language(fence.lexemes["info"]),
                source=str(source.text),
                operation=names.get(region) if kind == "snippet" else None,
                name=region,
                region=kind,
                told=kind == "scenario",
                excuse=excuse["reason"] if excuse else "",
                start=start,
                end=text.rfind("\n", start, fence.end) + 1,
                indent=len(text[start:]) - len(text[start:].lstrip(" ")),
            ),
        )
    if front_matter(text).get("steps", True):
        for item in items(text, spec):
            part = Part("step", name=item.text, source=item.typed, excuse=item.by_hand)
            yield item.start, item.start + 1, part
    yield len(text), len(text), Part("end")


def _language(info: str) -> str:
    match = _LANGUAGE.match(info)
    return match[1].lower() if match else ""


def _published(text: str, fences: list[Region]) -> Iterator[Region]:
    """The fences that readers see: those that do not stand inside an HTML comment."""
    position = 0
    for fence in sorted(fences, key=lambda region: region.start):
        if fence.start < position:
            continue
        opened = text.rfind("<!--", position, fence.start)
        if opened >= 0 and "-->" not in text[opened : fence.start]:
            closed = text.find("-->", fence.start)
            position = closed + 3 if closed >= 0 else len(text)
            continue
        position = fence.end
        yield fence


def _region(markers: list[re.Match[str]], position: int) -> tuple[str, str]:
    """Kind and name of the generated region around a position, or nothing."""
    for index, marker in enumerate(markers):
        if marker["verb"] == "generated" and marker.end() <= position:
            last = closing(markers, index)
            if last is not None and position < markers[last].start():
                kind, _, name = marker["rest"].partition(" ")
                return (kind, name) if kind in REGIONS else ("", "")
    return "", ""
