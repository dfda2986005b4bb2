"""Brings the printed output of Python that was written by hand up to date, in the page itself."""

from pathlib import Path
from typing import TYPE_CHECKING

from scimguide.errors import UserError
from scimguide.pages import replace, source

if TYPE_CHECKING:
    from scimguide.verify.evaluate import PageRun, Update


class SavedMeanwhile(UserError):
    """A page is no longer what was executed; the message says which."""


def bring_up_to_date(run: "PageRun") -> None:
    """
    Write the updates of a page into its file.

    :raises SavedMeanwhile: when the page was saved since it was read.
    """
    path: Path = run.project.root / run.shown
    found = source.read(path)
    text = found.text
    if text == run.text:
        for each in sorted(run.updates, key=lambda update: update.part.start, reverse=True):
            text = text[: each.part.start] + _as_it_stood(text, each) + text[each.part.end :]
        beside = replace.write_beside(path, found.encode(text))
        try:
            if replace.replace(path, beside, found.raw):
                return
        finally:
            beside.unlink(missing_ok=True)
    raise SavedMeanwhile(
        f"{run.shown}: saved while it was executed, so nothing was updated, "
        "expected a file that stays as it is; run scripts/verify --update again"
    )


def _as_it_stood(text: str, update: "Update") -> str:
    """The new source with what stands before each line: indentation, or the ``>`` of a quote."""
    begin = text.rfind("\n", 0, update.part.start) + 1
    first = text[begin:].partition("\n")[0]
    before = first[: len(first) - len(update.part.source.partition("\n")[0])]
    lines = [
        f"{before}{line}".rstrip() if not line else f"{before}{line}"
        for line in update.source.splitlines()
    ]
    return "".join(f"{line}\n" for line in lines)
