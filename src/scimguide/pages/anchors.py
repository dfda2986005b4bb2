"""Anchors of headings: what the site calls them, and two that are the same."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from scimguide.pages.scan import Fault, Heading, PageScan

_MACRO = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = re.compile(r"<[^>]+>")
_ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid=(?P<quote>["'])(?P<id>[^"'<>]+)(?P=quote)""")


def slug(title: str) -> str:
    """The anchor that Markdown's table of contents makes of the text of a heading."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def anchor(heading: Heading) -> str:
    """The anchor of a heading; empty for one without an id whose text a macro fills in."""
    if heading.id:
        return heading.id
    if _MACRO.search(heading.title):
        return ""
    text = _TAG.sub("", _LINK.sub(r"\1", heading.title))
    return slug(unescape(re.sub(r"[`*]", "", text)))


def faults(page: PageScan) -> Iterator[Fault]:
    """Anchors that stand on a page twice."""
    places = [(heading.start, anchor(heading)) for heading in page.headings]
    places += [(found.start("id"), found["id"]) for found in _ID.finditer(page.prose)]
    seen: dict[str, int] = {}
    for at, name in sorted(places):
        if name and name in seen:
            line, _ = page.place(seen[name])
            message = (
                f"the anchor {name!r} a second time, as in line {line}, "
                "expected an anchor once on a page; give one of them '{ #id }'"
            )
            yield Fault(at, message)
        seen.setdefault(name, at)
