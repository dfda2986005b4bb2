"""Start tags of a page, found by the standard library's HTML parser; all other bytes stay."""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

Attributes = dict[str, str | None]
Edit = Callable[[str, Attributes], None]
"""Gets the name of a tag and its attributes, and may change the attributes."""


class StartTag(NamedTuple):
    """A start tag, and where it stands in the page."""

    name: str
    attributes: Attributes
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the tag ends in the page."""
        return self.start + len(self.text)


def edited(html: str, edit: Edit) -> str:
    """The page with the start tags that ``edit`` changed written anew."""
    done, parts = 0, list[str]()
    for tag in start_tags(html):
        attributes = dict(tag.attributes)
        edit(tag.name, attributes)
        if attributes != tag.attributes:
            parts += [html[done : tag.start], _written(tag, attributes)]
            done = tag.end
    return "".join([*parts, html[done:]])


def without(html: str, unwanted: Callable[[StartTag], bool]) -> str:
    """The page without some start tags, and without the white space before them."""
    done, parts = 0, list[str]()
    for tag in filter(unwanted, start_tags(html)):
        parts.append(html[done : tag.start].rstrip())
        done = tag.end
    return "".join([*parts, html[done:]])


def inline_scripts(html: str) -> list[str]:
    """The text of every script that stands in the page itself and is carried out."""
    collector = _Collector(html)
    return [text for attributes, text in collector.scripts if _executed(attributes)]


def article(html: str) -> str:
    """What stands inside ``<article>``, where the theme puts the text of a page."""
    start = next((tag.end for tag in start_tags(html) if tag.name == "article"), 0)
    return html[start : html.index("</article>", start)]


def start_tags(html: str) -> list[StartTag]:
    """Every start tag of a page, in order."""
    return _Collector(html).tags


def _executed(attributes: Attributes) -> bool:
    return "src" not in attributes and attributes.get("type") in (None, "module", "text/javascript")


def _written(tag: StartTag, attributes: Attributes) -> str:
    words = [tag.name] + [
        name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()
    ]
    return f"<{' '.join(words)}{'/' if tag.text.endswith('/>') else ''}>"


class _Collector(HTMLParser):
    """Every start tag with its place, and every script with its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[StartTag] = []
        self.scripts: list[tuple[Attributes, str]] = []
        self._script: Attributes | None = None
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        text = self.get_starttag_text() or ""
        self.tags.append(StartTag(tag, dict(attrs), self._lines[line - 1] + column, text))
        if tag == "script":
            self._script = dict(attrs)

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts.append((self._script, data))
            self._script = None

    def handle_endtag(self, tag: str) -> None:
        self._script = None
