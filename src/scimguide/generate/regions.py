"""The generated regions of a page, filled anew."""

from collections.abc import Callable, Sequence

from scimguide.pages.marks import CARRIED_OUT
from scimguide.pages.regions import Region, checksum


class RegionError(ValueError):
    """A region cannot be made; the message says why."""


def fill(text: str, found: Sequence[Region], content: Callable[[Region], str]) -> str:
    """The page with every region's content made anew."""
    parts, position = [], 0
    for region in found:
        if region.kind in CARRIED_OUT:
            continue
        new = _indented(content(region).strip("\n"), region.indent)
        parts += [text[position : region.start].rstrip("\n"), "\n\n", new, "\n\n"]
        parts += [f"{region.indent}<!-- end {checksum(new, region.indent)} -->\n"]
        position = region.end
    return "".join([*parts, text[position:]])


def _indented(text: str, indent: str) -> str:
    r"""A string behind an indentation; unlike ``textwrap.indent``, only ``\n`` ends a line."""
    return "\n".join(indent + line if line.strip() else line for line in text.split("\n"))
