"""The anchors of a page, as Python-Markdown makes them with the settings of the project."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import (
    TocExtension,
    slugify,
    unique,
)

from scimguide.lint.page import Page

_ID = re.compile(r"(?:^|\s|\{|:)#(?P<id>[^\s}]+)")
_LISTS = re.compile(r"\{:?[ ]?(?P<list>[^{}\n]*#[^{}\n]*)\}")
_HTML = re.compile(r"<(?:[a-zA-Z][^>]*?\sid|a\s[^>]*?\bname)=[\"'](?P<id>[^\"'>]+)[\"']")
_PLAIN = re.compile(r"[\w\s,.;:()/?'’\"“”›–—%+=-]*")
"""Text without inline Markdown; an underscore may be emphasis, so it is looked for apart."""


class Slugs:
    """The ids of headings, by the options of the extension ``toc``."""

    def __init__(self, options: dict[str, Any]) -> None:
        known = ("slugify", "separator")
        self._options = {key: options[key] for key in known if options.get(key)}

    def slug(self, text: str) -> str:
        """The id of a heading, from its Markdown."""
        if _PLAIN.fullmatch(text) and "_" not in text:
            make = self._options.get("slugify", slugify)
            return str(make(text, self._options.get("separator", "-")))
        self._markdown.reset()
        self._markdown.convert(f"# {text}")
        tokens = getattr(self._markdown, "toc_tokens", [])
        return str(tokens[0]["id"]) if tokens else ""

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(extensions=["attr_list", TocExtension(**self._options)])


def titles(page: Page, slugs: Slugs) -> Iterator[tuple[str, str]]:
    """The headings of a page: anchor and text; the anchor of two that are the same has a number."""
    used = set[str]()
    for heading in page.scan.headings:
        yield heading.id or unique(slugs.slug(heading.title), used), heading.title


def anchors(page: Page, slugs: Slugs) -> set[str]:
    """The ids of a page's headings, attribute lists and HTML elements."""
    listed = {
        found["id"]
        for each in _LISTS.finditer(page.content)
        for found in _ID.finditer(each["list"])
    }
    used = set(listed)
    for heading in page.scan.headings:
        if not heading.id:
            unique(slugs.slug(heading.title), used)
    return used | {found["id"] for found in _HTML.finditer(page.content)}
