"""
URLs that stay: ``anchors.txt`` beside ``mkdocs.yml`` lists those that were published once.

Others link to a page or to a heading, and nobody warns them when it gets
better words. A line is ``/page/`` or ``/page/#anchor``; lines that begin with
``#`` are comments.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from scimguide.errors import UserError
from scimguide.pages import replace
from scimguide.publish.html import StartTag, article, start_tags

_ADDRESS = re.compile(r"/((?:[^/#?\s]+/)*)(?:#(\S+))?")
_HEADER = "# URLs of this guide that were published once. A build that lacks one is refused."


class AnchorError(UserError):
    """A built site lacks recorded anchors; the message names the lines, and how to keep them."""


def check_anchors(site: Path, file: Path) -> None:
    """
    Check that a built site has all URLs of its list; without a list, all is well.

    A page that moved leaves a signpost, which is enough: a refresh loses the anchor anyway.

    :raises AnchorError: for URLs that are gone, and for lines that are none.
    """
    problems = list(_problems(site, file)) if file.exists() else []
    if problems:
        raise AnchorError("\n".join(problems))


def record_anchors(site: Path, file: Path) -> int:
    """Add what a built site offers to the list, sorted, and return how many are new."""
    old = _lines(file) if file.exists() else [_HEADER]
    comments = [line for line in old if line.startswith("#")]
    known = {line for line in old if line.startswith("/")}
    found = known | set(_anchors(site))
    replace.write(file, "\n".join([*comments, *sorted(found), ""]).encode())
    return len(found - known)


def _problems(site: Path, file: Path) -> Iterator[str]:
    pages = {folder: _ids(html) for folder, html in _pages(site)}
    for number, line in enumerate(_lines(file), 1):
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        where, found = f"{file.name}:{number}", _ADDRESS.fullmatch(address)
        if not found:
            yield f"{where}: {address!r}, expected a URL such as /page/ or /page/#anchor"
            continue
        if found[1] not in pages:
            yield (
                f"{where}: /{found[1]} is gone, expected a page that says "
                f"'moved_from: [{found[1].rstrip('/')}.md]'"
            )
        elif found[2] and pages[found[1]] and found[2] not in pages[found[1]]:
            yield (
                f"{where}: {address} is gone, expected a heading or link of that page "
                f"that keeps it: {{ #{found[2]} }}"
            )


def _anchors(site: Path) -> Iterator[str]:
    """Pages, and the anchors that readers see: of headings below the title, and of links."""
    for folder, html in _pages(site):
        if "</article>" in html:
            yield f"/{folder}"
        for tag in _inside(html):
            if tag.attributes.get("id") and re.fullmatch("h[2-6]|a", tag.name):
                yield f"/{folder}#{tag.attributes['id']}"


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    """Each page's folder below the site, empty or with a slash at its end, and its HTML."""
    for file in site.rglob("index.html"):
        folder = file.parent.relative_to(site).as_posix()
        yield "" if folder == "." else f"{folder}/", file.read_text("utf-8")


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8", "replace").splitlines()


def _ids(html: str) -> set[str]:
    """All anchors of a page; none for a signpost."""
    return {anchor for tag in _inside(html) if (anchor := tag.attributes.get("id"))}


def _inside(html: str) -> list[StartTag]:
    """The start tags of the page's text; a signpost has none."""
    return start_tags(article(html)) if "</article>" in html else []
