"""
The table of a page that a step fills in: *as the column for `name.formatted` says*.

It is read as readers see it, from the page itself, never from the spec.
"""

import re
from dataclasses import dataclass

from scimguide.verify.steps.errors import ElementNotFound

NOTHING, CLEAR = "–", "leave clear"
"""Cells that leave a field as it is."""
_SIGNS = re.compile(r"[*`]")


@dataclass(frozen=True)
class Cell:
    """What one row says for a column."""

    line: int
    label: str
    """The field, as the form names it."""
    value: str

    def __str__(self) -> str:
        return f"{self.label} of the table on line {self.line}"


def column(text: str, name: str) -> list[Cell]:
    """
    The rows of a column whose heading ends with this name as code; only rows with a label in bold.

    :raises ElementNotFound: when the page has no such column, or more than one.
    """
    found, head, at = list[list[Cell]](), True, 0
    for number, line in enumerate(text.split("\n"), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.lstrip().startswith("|"):
            head = True
        elif head:
            head, at = False, next((i for i, c in enumerate(cells) if c.endswith(f"`{name}`")), 0)
            found += [[]] if at else []
        elif at and cells[0].startswith("**"):
            value = cells[at] if at < len(cells) else ""
            found[-1].append(Cell(number, _plain(cells[0]), _plain(value)))
    if len(found) != 1 or not found[0]:
        what = f"{len(found)} tables" if len(found) > 1 else "no table"
        raise ElementNotFound(f"{what} with a column for {name!r} on the page, expected one")
    return found[0]


def _plain(cell: str) -> str:
    """A cell as readers see it."""
    return _SIGNS.sub("", cell)
