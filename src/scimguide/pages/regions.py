"""
The generated regions of a page.

``<!-- generated: table roles -->`` opens a region and ``<!-- end 0123456789ab -->`` closes it; the
twelve digits are a checksum of what stands between, so that an edit by hand is noticed and refused
instead of being lost at the next run.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from scimguide.pages.marks import CARRIED_OUT, Mark, closing, marks
from scimguide.pages.scan import Fault


@dataclass(frozen=True)
class Region:
    """A generated region, or a mark that still waits for its region, or one that has none."""

    kind: str
    """``snippet``, ``table``, ``scenario``, …; or ``given``, ``okta`` or ``holds``."""
    name: str
    """What stands behind the kind."""
    line: int
    """The line of the mark, counted from 1."""
    indent: str
    start: int
    """Where the content begins, after the line of the mark."""
    end: int
    """Where the line of the closing mark ends; ``start`` when there is none yet."""
    content: str | None
    """What stands there now; None when nothing was generated yet."""
    checksum: str | None
    at: int
    """Where the mark stands."""


def regions(text: str) -> list[Region]:
    """The regions of a page, in its order."""
    return [each for each in _read(text) if isinstance(each, Region)]


def faults(text: str, *, filled: bool) -> Iterator[Fault]:
    """
    Regions that somebody edited, and closing marks without an opening one.

    With ``filled``, a mark that still waits for its region is a fault, too.
    """
    for each in _read(text):
        if isinstance(each, Mark):
            message = (
                "a closing marker, expected an opening one before it; "
                "delete the line, or what was generated twice"
            )
            yield Fault(each.start + len(each.indent), message)
        elif each.kind in CARRIED_OUT:
            continue
        elif each.content is None and filled:
            message = (
                f"nothing is generated below 'generated: {each.kind} {each.name}'".rstrip("' ")
                + "', expected its region; run scripts/generate"
            )
            yield Fault(each.at, message)
        elif each.content is not None and checksum(each.content, each.indent) != each.checksum:
            message = (
                f"edited by hand inside 'generated: {each.kind} {each.name}'".rstrip("' ")
                + "', expected the generated text; change docs/mapping.yaml instead, or delete "
                "the lines after the marker up to its '<!-- end … -->' and run scripts/generate"
            )
            yield Fault(each.at, message)


def _read(text: str) -> Iterator[Region | Mark]:
    """The regions, and the closing marks that close nothing."""
    found = [mark for mark in marks(text) if mark.verb in ("generated", "end", *CARRIED_OUT)]
    inside_until = 0
    for index, mark in enumerate(found):
        if index < inside_until:
            continue  # generated itself
        if mark.verb == "end":
            yield mark
            continue
        kind, _, name = mark.rest.partition(" ")
        if mark.verb in CARRIED_OUT:
            kind, name = mark.verb, mark.rest
        start, at = min(mark.end + 1, len(text)), mark.start + len(mark.indent)
        last = None if mark.verb in CARRIED_OUT else closing(found, index)
        if last is None:
            yield Region(kind, name, mark.line, mark.indent, start, start, None, None, at)
            continue
        inside_until, end = last + 1, found[last]
        yield Region(
            kind,
            name,
            mark.line,
            mark.indent,
            start,
            min(end.end + 1, len(text)),
            text[start : end.start],
            end.rest,
            at,
        )


def checksum(content: str, indentation: str) -> str:
    """Twelve digits for the content of a region, the same at every indentation."""
    plain = "\n".join(line.removeprefix(indentation) for line in content.split("\n"))
    return hashlib.sha256(plain.strip("\n").encode()).hexdigest()[:12]
