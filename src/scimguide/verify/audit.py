"""
The built site against the log: nothing that a reader can copy was left unrun.

What is published is HTML, made by an engine that this project does not own;
so the last word is not the Markdown that was executed but the page as built.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from scimguide.verify.log import Entry, digest


@dataclass(frozen=True)
class Audit:
    """What the comparison found."""

    published: int
    executed: int
    excused: tuple[Entry, ...]
    problems: tuple[str, ...]
    steps: str = ""
    """What is to be said of the steps."""

    def __str__(self) -> str:
        counts = (
            f"{self.published} published, {self.executed} executed, {len(self.excused)} excused"
        )
        return f"{self.steps}\n{counts}".lstrip()


def audit(site: Path, docs: str, entries: list[Entry]) -> Audit:
    """Compare every code block of a built site with the log of what ran.

    ``docs`` is the name under which the log knows the folder of the pages.
    """
    executed, excused, problems = 0, list[Entry](), list[str]()
    unseen: defaultdict[tuple[str, str], deque[Entry]] = defaultdict(deque)
    for each in sorted(entries, key=lambda each: (each.page, each.line)):
        unseen[each.page, each.digest].append(each)
    for page, file, source in blocks(site, docs, {each.page for each in entries}):
        copies = unseen[page, digest(source)]  # of the same text, in the order of the page
        entry = copies.popleft() if copies else None
        if entry is None:
            first = source.strip().partition("\n")[0][:60]
            problems.append(
                f"{file}: the block that starts with {first!r} was not executed, "
                f"expected it in {page}"
            )
        elif entry.state == "excused":
            excused.append(entry)
        else:
            executed += 1
    left = [each for copies in unseen.values() for each in copies]
    problems += [
        f"{each.page}:{each.line}: this fence is no code block in the built page, expected one"
        for each in sorted(left, key=lambda each: (each.page, each.line))
    ]
    return Audit(executed + len(excused), executed, tuple(excused), tuple(problems))


def blocks(site: Path, docs: str, pages: Collection[str]) -> Iterator[tuple[str, Path, str]]:
    """
    Page, file and text of each code block of a built site.

    ``sub/index.html`` is made of ``sub.md`` or ``sub/index.md``: the one that is among ``pages``.
    """
    for file in sorted(site.rglob("*.html")):
        folder = file.parent.relative_to(site).as_posix()
        page, index = f"{docs}/{folder}.md", f"{docs}/{folder}/index.md"
        if folder == ".":
            page = f"{docs}/index.md"
        elif page not in pages and index in pages:
            page = index
        for source in code_blocks(file.read_text("utf-8")):
            yield page, file, source


def code_blocks(html: str) -> list[str]:
    """The text of every code block of a built page, without line numbers."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    return reader.found


class _Blocks(HTMLParser):
    """Collects the text of every ``<pre>``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._text: list[str] | None = None
        self._numbers = False  # inside of the cell with the line numbers of a block

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self._numbers = "linenos" in (dict(attrs).get("class") or "").split()
        elif tag == "pre" and not self._numbers:
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._numbers = False
        elif tag == "pre" and self._text is not None:
            self.found.append("".join(self._text))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)
