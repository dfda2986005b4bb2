r"""
What pages need besides plain Markdown: an extension of Python-Markdown.

Pages are Markdown that reads well in an editor and on GitHub, without HTML.  Four things need
more when the site is built:

- Paths and URNs in tables are longer than a column of a phone.  A ``<wbr>`` after each full stop,
  colon, slash and underscore lets a line end there, and nowhere else.  A pipe is written ``\|`` in
  a table, also inside code, as in GitHub Flavored Markdown.
- On a phone each row of a table becomes a card.  So each cell knows the heading of its column, as
  ``data-label``; a table that is too wide for a desk is made of cards there, too, as ``data-wide``.
- ``- [ ] Title, [Steps](page.md#place)`` is a task: a box with its label, and a link beside it.
- A screen stands in the step that it shows, where Markdown would take its HTML for a sentence.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_STOP = re.compile(r"(?<=[.:/_])(?=.)")
_BOX = "[ ] "
_FIGURE = re.compile(r"(?P<indent> {4,})(?P<figure><figure\b.*</figure>)")


class TableCode(Treeprocessor):
    """Puts the places where a line may end into the code of table cells."""

    def run(self, root: Element) -> None:
        """Change the tree of a page in place."""
        for cell in (cell for tag in ("td", "th") for cell in root.iter(tag)):
            for code in cell.iter("code"):
                _breakable(code)


def _breakable(code: Element) -> None:
    first, *others = _STOP.split((code.text or "").replace(r"\|", "|"))
    code.text = AtomicString(first)
    for part in others:
        SubElement(code, "wbr").tail = AtomicString(part)


ZERO_WIDTH_SPACE = "\u200b"
"""A ``<wbr>`` for the text of an attribute."""
WIDE = 6
"""More columns than these do not fit beside navigation and contents."""


class TableCards(Treeprocessor):
    """Writes the heading of its column at each cell, for screens that show rows as cards."""

    def run(self, root: Element) -> None:
        """Change the tree of a page in place."""
        for table in root.iter("table"):
            labels = [" ".join("".join(cell.itertext()).split()) for cell in table.iter("th")]
            for row in table.iter("tr"):
                for cell, label in zip(row.findall("td"), labels, strict=False):
                    cell.set("data-label", _STOP.sub(ZERO_WIDTH_SPACE, label))
            if len(labels) > WIDE:
                table.set("data-wide", "")


class Tasks(Treeprocessor):
    """Makes boxes of the tasks of a list; the address of a link is the name of its box."""

    def run(self, root: Element) -> None:
        """Change the tree of a page in place."""
        for item in root.iter("li"):
            if (item.text or "").startswith(_BOX) and len(item) and item[-1].tag == "a":
                _task(item)


def _task(item: Element) -> None:
    *inside, link = list(item)
    label = Element("label")
    box = SubElement(label, "input", type="checkbox", name=link.get("href", ""))
    box.tail = (item.text or "").replace(_BOX, " ", 1)
    label.extend(inside)
    last = inside[-1] if inside else box
    last.tail = (last.tail or "").rstrip(", ")
    title = "".join(label.itertext()).strip()
    link.set("aria-label", f"{''.join(link.itertext())}: {title}")
    label.tail, item.text = " ", ""
    item[:] = [label, link]


class IndentedFigures(Preprocessor):
    """Keeps each figure that stands in an item of a list as it is."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines of a page, with a placeholder for each such figure."""
        return [_FIGURE.sub(self._store, line) for line in lines]

    def _store(self, found: re.Match[str]) -> str:
        return f"{found['indent']}{self.md.htmlStash.store(found['figure'])}"


class GuideExtension(Extension):
    """``scimguide.site.extension`` among the ``markdown_extensions`` of a site."""

    def extendMarkdown(self, md: Markdown) -> None:
        """
        Read figures after other HTML (20), and run after inline patterns (20) and ``attr_list``
        (8), before MkDocs moves links (0).

        ``attr_list`` would take a ``{USER_ID}`` behind a ``<wbr>`` for an attribute of it.
        """
        md.preprocessors.register(IndentedFigures(md), "indented-figures", 19)
        md.treeprocessors.register(TableCode(md), "table-code", 5)
        md.treeprocessors.register(TableCards(md), "table-cards", 4.5)
        md.treeprocessors.register(Tasks(md), "tasks", 4)


def makeExtension(**options: Any) -> GuideExtension:
    """What Python-Markdown calls to load the extension."""
    return GuideExtension(**options)
