"""
The marked regions of a page.

``<!-- generated: table roles -->`` opens a region and ``<!-- end 0123456789ab -->``
closes it; the twelve digits are a checksum of what stands between, so that an
edit by hand is noticed and refused instead of being lost at the next run.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import indent

from scimguide.mapping.problems import Problem, SpecError
from scimguide.page import MARK, closing

UNSEEN = ("given", "okta", "holds")
"""Marks that are carried out and leave nothing in the page."""


@dataclass(frozen=True)
class Region:
    """A marked region, or a marker that still waits for its region."""

    kind: str
    """``snippet``, ``table``, ``scenario``, …; or one of ``UNSEEN``."""
    name: str
    line: int
    indent: str
    start: int
    """Where the content begins, after the opening marker's line."""
    end: int
    """Where the closing marker's line ends; ``start`` when there is none yet."""
    content: str | None
    """What stands there now."""
    checksum: str | None


def regions(text: str, page: str) -> list[Region]:
    """The regions of a page in its order.

    :raises SpecError: when a closing marker has no opening one, or when
        somebody edited inside a region.
    """
    found = list(_regions(text, page))
    problems = [problem for region in found if (problem := _edited(region, page))]
    if problems:
        raise SpecError(problems)
    return found


def _regions(text: str, page: str) -> Iterator[Region]:
    marks = list(MARK.finditer(text))
    inside_until = 0
    for index, mark in enumerate(marks):
        if index < inside_until:
            continue  # generated itself
        line = text.count("\n", 0, mark.start()) + 1
        if mark["verb"] == "end":
            message = "a closing marker, expected an opening one before it"
            raise SpecError([Problem(page, line, 1, message)])
        kind, _, name = mark["rest"].partition(" ")
        if mark["verb"] in UNSEEN:
            kind, name = mark["verb"], mark["rest"]
        start = min(mark.end() + 1, len(text))
        last = None if mark["verb"] in UNSEEN else closing(marks, index)
        if last is None:
            yield Region(kind, name, line, mark["indent"], start, start, None, None)
            continue
        inside_until, end = last + 1, marks[last]
        content = text[start : end.start()]
        after = min(end.end() + 1, len(text))
        yield Region(kind, name, line, mark["indent"], start, after, content, end["rest"])


def _edited(region: Region, page: str) -> Problem | None:
    if region.content is None or checksum(region.content, region.indent) == region.checksum:
        return None
    message = (
        f"edited by hand inside 'generated: {region.kind} {region.name}'".rstrip("' ")
        + "', expected the "
        "generated text; change docs/mapping.yaml instead, or delete the lines after the marker "
        "up to its '<!-- end … -->' and run scripts/generate"
    )
    return Problem(page, region.line, len(region.indent) + 1, message)


def checksum(content: str, indentation: str) -> str:
    """Twelve digits for a region's content, the same at every indentation."""
    plain = "".join(line.removeprefix(indentation) for line in content.splitlines(keepends=True))
    return hashlib.sha256(plain.strip("\n").encode()).hexdigest()[:12]


def fill(text: str, found: list[Region], content: Callable[[Region], str]) -> str:
    """The page with every region's content made anew."""
    parts, position = [], 0
    for region in found:
        if region.kind in UNSEEN:
            continue
        new = indent(content(region).strip("\n"), region.indent)
        parts += [text[position : region.start].rstrip("\n"), "\n\n", new, "\n\n"]
        parts += [f"{region.indent}<!-- end {checksum(new, region.indent)} -->\n"]
        position = region.end
    return "".join([*parts, text[position:]])
