"""
Every page also as Markdown, beside its HTML, with the spec's values in place.

Comments are for the writers and the runner; links lead from copy to copy.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

from scimguide.pages.scan import PageScan, scan

_LINK = re.compile(r"(?<=\]\()(?P<path>[^)\s:#]+)(?=[#)])")


def write_copy(page: Any, markdown: str, files: Any, site: Path) -> None:
    """Write the copy of one MkDocs page into the site."""
    place = page.file.dest_uri
    if not place.endswith("index.html"):
        return

    def moved(link: re.Match[str]) -> str:
        source = normpath(join(dirname(page.file.src_uri), link["path"]))
        target = files.get_file_from_path(source)
        if target is None:
            return link["path"]
        end = re.sub(r"\.html$", ".md", target.dest_uri)
        return relpath(end, dirname(place) or ".")

    file = site / place.replace("index.html", "index.md")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(copy_of(markdown, moved), "utf-8")


def copy_of(markdown: str, moved: Callable[[re.Match[str]], str]) -> str:
    """Markdown without comments, and with its links moved; code blocks stay as they are."""
    page = scan(markdown.strip())
    pieces, position = list[str](), 0
    for start, end, kept in sorted(_untouched(page)):
        pieces += [_LINK.sub(moved, page.text[position:start]), kept]
        position = end
    text = "".join([*pieces, _LINK.sub(moved, page.text[position:])])
    return re.sub(r"\n{3,}", "\n\n", text.strip("\n")) + "\n"


def _untouched(page: PageScan) -> Iterator[tuple[int, int, str]]:
    """Start and end of comments and code blocks, and what the copy has in their place."""
    for fence in page.fences:
        yield fence.start, fence.end, page.text[fence.start : fence.end]
    for comment in page.comments:
        first, last = page.line_at(comment.start), page.line_at(comment.end)
        if comment.alone:
            yield first.start, min(last.end + 1, len(page.text)), ""
        else:
            before = page.text[first.start : comment.start]
            yield first.start + len(before.rstrip()), comment.end, ""
