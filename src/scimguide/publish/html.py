"""Start tags of a page, found by the standard library's HTML parser; all other bytes stay."""

from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser

Attributes = dict[str, str | None]
Edit = Callable[[str, Attributes], None]
"""Gets the name of a tag and its attributes, and may change the attributes."""


def edited(html: str, edit: Edit) -> str:
    """The page with the start tags that ``edit`` changed written anew."""
    done, parts = 0, list[str]()
    for start, text, tag, attributes in _tags(html):
        before = dict(attributes)
        edit(tag, attributes)
        if attributes != before:
            parts += [html[done:start], _written(tag, attributes, text.endswith("/>"))]
            done = start + len(text)
    return "".join([*parts, html[done:]])


def inline_scripts(html: str) -> list[str]:
    """The text of every script that stands in the page itself and is carried out."""
    collector = _Collector(html)
    return [text for attributes, text in collector.scripts if _executed(attributes)]


def article(html: str) -> str:
    """What stands inside ``<article>``, where the theme puts the text of a page."""
    start = next((at + len(text) for at, text, tag, _ in _tags(html) if tag == "article"), 0)
    return html[start : html.index("</article>", start)]


def start_tags(html: str) -> Iterator[tuple[str, Attributes]]:
    """Each start tag's name and attributes, in order."""
    return ((tag, attributes) for _, _, tag, attributes in _tags(html))


def _executed(attributes: Attributes) -> bool:
    return "src" not in attributes and attributes.get("type") in (None, "module", "text/javascript")


def _tags(html: str) -> Iterator[tuple[int, str, str, Attributes]]:
    yield from _Collector(html).tags


def _written(tag: str, attributes: Attributes, closed: bool) -> str:
    words = [tag] + [
        name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()
    ]
    return f"<{' '.join(words)}{'/' if closed else ''}>"


class _Collector(HTMLParser):
    """Every start tag with its place, and every script with its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[tuple[int, str, str, Attributes]] = []
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
        self.tags.append((self._lines[line - 1] + column, text, tag, dict(attrs)))
        if tag == "script":
            self._script = dict(attrs)

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts.append((self._script, data))
            self._script = None

    def handle_endtag(self, tag: str) -> None:
        self._script = None
