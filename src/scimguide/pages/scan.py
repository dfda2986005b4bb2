"""
The one scan of a page: front matter, code, comments, headings and steps, with their offsets.

It follows the site's Markdown (Python-Markdown with superfences), in its order: fences first,
then blocks of HTML and comments, then indented code, then what stands inside of paragraphs.
For a page without faults, the code blocks found here are those of the built page.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from scimguide.pages.fences import TAB, Fence, Line, fences, lines_of

_FRONT = re.compile(r"-{3}[ \t]*\n(?P<yaml>(?:.*\n)*?)(?:-{3}|\.{3})[ \t]*(?:\n|\Z)")
_RAW = re.compile(r"\{%-?\s*(?P<what>raw|endraw)\s*[-+]?%\}")
_BLOCK = re.compile(r"^ {0,3}(?:<!--|<(?P<tag>[a-zA-Z][\w-]*)(?=[\s/>])[^>]*>?)", re.MULTILINE)
_BLOCK_TAGS = re.compile(
    "address|article|aside|blockquote|canvas|colgroup|details|div|d[ldt]|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|hgroup|iframe|legend|li|main|menu|nav|noscript|object|[ou]l|option|"
    "output|p|pre|progress|script|section|style|summary|table|tbody|t[dhr]|textarea|tfoot|thead|video",
    re.IGNORECASE,
)
"""Elements whose content Markdown leaves alone, unless they say ``markdown``."""
_MARKDOWN = re.compile(r"\smarkdown(?:\s*=|[\s/>])")
_COMMENT_END = re.compile(r"--!?>")
_INLINE = re.compile(
    r"(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)|(?P<comment><!--)",
    re.DOTALL,
)
_HEADING = re.compile(r"(?P<level>#{1,6})(?P<title>.*?)#*[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]+\{:?[ \t]*(?P<attributes>[^}\n \t][^\n}]*)\}[ \t]*$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_ITEM = re.compile(r"(?P<sign>\d+\.|[*+-])[ ]+")
_CONTAINER = re.compile(r'!!! ?[\w-]|\?\?\?\+? ?[\w"-]|===[!+]* ?"')
_GAP = re.compile(r"\n[ \t]*\n[ \t]*\n")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Fault:
    """Something that Markdown does not understand as the writer does."""

    start: int
    """Where it stands, in characters from the beginning of the page."""
    message: str
    """What it is, and what is expected."""


@dataclass(frozen=True)
class Comment:
    """An HTML comment outside of code."""

    start: int
    end: int
    """Where it ends, with its ``-->``."""
    text: str
    """What stands between ``<!--`` and ``-->``, as it is typed."""
    before: str
    """What stands before it on its first line."""
    after: str
    """What stands behind it on its last line."""

    @property
    def alone(self) -> bool:
        """Whether its lines hold nothing else."""
        return not self.before.strip() and not self.after.strip()


@dataclass(frozen=True)
class Heading:
    """A heading outside of code."""

    start: int
    """Where its line begins."""
    end: int
    level: int
    """1 for the title of the page, up to 6."""
    title: str
    """Its text without attributes, as it is typed."""
    attributes: str = ""
    """What stands between the braces behind it, for example ``#first .todo``."""

    @property
    def id(self) -> str:
        """The anchor that the writer gives it with ``{#id}``; empty when there is none."""
        found = re.search(r"(?:^|\s)#([^\s#.}]+)", self.attributes)
        return found[1] if found else ""


@dataclass(frozen=True)
class ListItem:
    """An item of an ordered list at the margin: a step of a procedure."""

    start: int
    """Where its line begins."""
    text_start: int
    """Where its text begins, behind the number."""
    end: int
    """Where the next item, or the text behind the list, begins."""


@dataclass(frozen=True)
class PageScan:
    """What stands on a page, in its order; every offset counts characters of ``text``."""

    text: str
    lines: tuple[Line, ...]
    front: tuple[int, int] | None
    """Start and end of the YAML in the front matter, without its ``---``."""
    body: int
    """Where the front matter ends, its last ``---`` line included."""
    fences: tuple[Fence, ...]
    """Code blocks that readers see, indented ones too; a fence inside a comment is none."""
    comments: tuple[Comment, ...]
    headings: tuple[Heading, ...]
    items: tuple[ListItem, ...]
    faults: tuple[Fault, ...]
    prose: str
    """The page with blanks in place of front matter, code blocks, comments and code in sentences;
    as long as ``text``, with its line ends."""

    def line_at(self, position: int) -> Line:
        """The line in which an offset lies."""
        return self.lines[bisect_right(self._starts, position) - 1]

    def place(self, position: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = self.line_at(position)
        return line.number, position - line.start + 1

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]


@lru_cache(maxsize=64)
def scan(text: str) -> PageScan:
    r"""
    What stands on a page whose lines end with ``\n``.

    It accepts every text; what Markdown would not understand is among the ``faults``.
    """
    return _Scan(text).page()


@dataclass
class _Scan:
    """The state of one scan."""

    text: str
    lines: list[Line] = field(init=False)
    faults: list[Fault] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    visible: list[str] = field(init=False)
    """The lines as the passes leave them: what is dealt with is blanked."""

    def page(self) -> PageScan:
        self.lines = lines_of(self.text)
        self.visible = [line.text for line in self.lines]
        front = _FRONT.match(self.text)
        body = front.end() if front else 0
        self._blank(0, body)
        raws = list(self._raws(body))
        first = self.text.count("\n", 0, body) if body < len(self.text) else len(self.lines)
        found = [self._with_raw(fence, raws) for fence in fences(self.lines[first:])]
        for fence in found:
            self._blank(fence.start, fence.end)
        opaque = dict(self._html())
        found = [fence for fence in found if not self._in_comment(fence.start)]
        blocks = _Blocks(self, found, opaque, first)
        indented = blocks.read()
        for fence in indented:
            self._blank(fence.start, fence.end)
        self._inline(found)
        found = [fence for fence in found if not self._in_comment(fence.start)]
        self.faults += [Fault(f.start + len(f.indent), f.fault) for f in found if f.fault]
        return PageScan(
            self.text,
            tuple(self.lines),
            front.span("yaml") if front else None,
            body,
            tuple(sorted([*found, *indented], key=lambda fence: fence.start)),
            tuple(sorted(self.comments, key=lambda comment: comment.start)),
            tuple(self.headings),
            tuple(self.items),
            tuple(sorted(self.faults, key=lambda fault: fault.start)),
            "\n".join(self.visible),
        )

    def _blank(self, start: int, end: int) -> None:
        """Take a range out of what the next passes see."""
        at = bisect_right(self.lines, start, key=lambda line: line.start) - 1
        while at < len(self.lines) and self.lines[at].start < end:
            line = self.lines[at]
            left, right = max(start - line.start, 0), min(end - line.start, len(line.text))
            if right > left:
                shown = self.visible[at]
                self.visible[at] = f"{shown[:left]}{' ' * (right - left)}{shown[right:]}"
            at += 1

    def _raws(self, body: int) -> Iterator[tuple[int, int]]:
        """Ranges between ``{% raw %}`` and ``{% endraw %}``."""
        opened: re.Match[str] | None = None
        for tag in _RAW.finditer(self.text, body):
            if opened is None and tag["what"] == "endraw":
                self.faults.append(
                    Fault(tag.start(), "'{% endraw %}', expected '{% raw %}' before it")
                )
            elif opened is None:
                opened = tag
                self._blank(*tag.span())
            elif tag["what"] == "endraw":
                yield opened.end(), tag.start()
                self._blank(*tag.span())
                opened = None
        if opened:
            self.faults.append(
                Fault(opened.start(), "'{% raw %}', expected '{% endraw %}' behind the code block")
            )

    @staticmethod
    def _with_raw(fence: Fence, raws: list[tuple[int, int]]) -> Fence:
        raw = any(start <= fence.start and fence.end <= end for start, end in raws)
        return replace(fence, raw=raw) if raw else fence

    def _html(self) -> Iterator[tuple[int, int]]:
        """First and last index of the lines that are HTML of their own, comments included."""
        text, position = "\n".join(self.visible), 0
        while block := _BLOCK.search(text, position):
            start = block.end() - len(block[0].lstrip(" "))
            position = block.end()
            if block["tag"] is None:
                end = self._comment(text, start)
            elif not _BLOCK_TAGS.fullmatch(block["tag"]):
                continue
            elif _MARKDOWN.search(block[0]):
                end = block.end()
            else:
                end = _closing_tag(text, block)
                self._comments_within(text, block.end(), end)
            position = max(end, position)
            yield text.count("\n", 0, start), text.count("\n", 0, max(end - 1, start))

    def _comments_within(self, text: str, start: int, end: int) -> None:
        """Comments inside of HTML."""
        while (found := text.find("<!--", start, end)) >= 0:
            start = self._comment(text, found)

    def _comment(self, text: str, start: int) -> int:
        """Keep the comment that begins here, and return where it ends."""
        closing = _COMMENT_END.search(text, start + 4)
        if closing is None:
            self.faults.append(
                Fault(start, "'<!--' without an end, expected '-->' behind the comment")
            )
            self._blank(start, start + 4)
            return start + 4
        if closing[0] != "-->":
            self.faults.append(Fault(closing.start(), f"{closing[0]!r}, expected '-->'"))
        end = closing.end()
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        after = text[end : last if last >= 0 else len(text)]
        self.comments.append(
            Comment(start, end, self.text[start + 4 : closing.start()], text[first:start], after)
        )
        self._blank(start, end)
        return end

    def _in_comment(self, position: int) -> bool:
        return any(comment.start < position < comment.end for comment in self.comments)

    def _inline(self, fences: list[Fence]) -> None:
        """Comments inside of paragraphs, and code in sentences."""
        text, position = "\n".join(self.visible), 0
        while found := _INLINE.search(text, position):
            position = found.end()
            if not found["comment"]:
                self._blank(*found.span())
                continue
            position = self._comment(text, found.start())
            hides = any(found.start() < fence.start < position for fence in fences)
            if hides or _EMPTY_LINES.search(self.text, found.start(), position):
                what = "a code block" if hides else "an empty line"
                message = f"an indented comment with {what} in it, expected it at the margin"
                self.faults.append(Fault(found.start(), message))


def _closing_tag(text: str, opening: re.Match[str]) -> int:
    """Where an HTML element ends, with its closing tag."""
    depth = 1
    for tag in re.finditer(
        rf"<(?P<slash>/?){opening['tag']}(?=[\s/>])[^>]*>", text[opening.end() :], re.IGNORECASE
    ):
        depth += -1 if tag["slash"] else 1
        if not depth:
            return opening.end() + tag.end()
    return len(text)


_TABLE = re.compile(r"(?=.*\|)[|:\- ]*-[|:\- ]*$")
"""The line below the head of a table."""


class _Blocks:
    """Lists, admonitions, headings and indented code: the blocks of a page."""

    def __init__(self, scan: _Scan, found: list[Fence], opaque: dict[int, int], first: int) -> None:
        self.scan = scan
        self.found = {fence.line - 1: (at, fence) for at, fence in enumerate(found)}
        self.fences = found
        self.opaque = opaque
        self.first = first
        self.within: list[int] = []
        """Columns at which the content of the lists and admonitions around begins."""
        self.fresh = True
        """Whether a block begins with this line."""
        self.listing = False
        """Whether the block began with an item of a list."""
        self.code: list[Line] = []
        """Lines of the indented code being read."""
        self.width = 0
        """Columns before that code."""
        self.quoted = False
        self.indented: list[Fence] = []
        self.step: tuple[int, int] | None = None
        """Start of the step being read, and of its text."""

    @property
    def base(self) -> int:
        """The column at which text begins here."""
        return self.within[-1] if self.within else 0

    def read(self) -> list[Fence]:
        """Read all lines, and return the code that is merely indented."""
        index = self.first
        while index < len(self.scan.lines):
            index = self._line(index)
        self._end_code()
        self._end_step(len(self.scan.text))
        return self.indented

    def _line(self, index: int) -> int:
        """Read a line or what begins there, and return the index of the line behind it."""
        line = self.scan.lines[index]
        shown = Line(line.number, line.start, self.scan.visible[index])
        if index in self.found:
            return self._fence(*self.found[index])
        if index in self.opaque:
            return self._opaque(index)
        if shown.blank:
            self.fresh, self.quoted = True, False
            return index + 1
        if self.code and not self.fresh and shown.indent >= self.width:
            self.code.append(line)
            return index + 1
        self.fresh = self.fresh or bool(self.code)
        if self.fresh:
            self._leave(shown)
            if shown.indent - self.base >= TAB:
                self.width = self.width if self.code else self.base + TAB
                self.code.append(line)
                self.fresh = False
                return index + 1
        self._end_code()
        return self._text(index, shown)

    def _leave(self, line: Line) -> None:
        """Leave the lists and admonitions that this line does not belong to."""
        while self.within and self.within[-1] > line.indent:
            self.within.pop()
        if self.step and line.indent < 2:
            self._end_step(line.start)

    def _fence(self, at: int, fence: Fence) -> int:
        line = Line(fence.line, fence.start, f"{fence.indent.partition('>')[0]}x")
        if self.code and not self.fresh and not fence.fault:
            message = "a fence right behind indented code, expected an empty line before it"
            self.fences[at] = replace(fence, fault=message)
        elif self.fresh:
            self._leave(line)
            if line.indent - self.base >= TAB and not fence.fault:
                message = (
                    "a fence that is indented so far that Markdown shows it as it is typed, "
                    f"expected {self.base} spaces before it"
                )
                self.fences[at] = replace(fence, fault=message)
        self._end_code()
        self.fresh = self.listing = False
        return bisect_right(self.scan.lines, fence.end, key=lambda each: each.start)

    def _opaque(self, index: int) -> int:
        """HTML of its own; nothing in it is Markdown, and a block begins behind it."""
        line = self.scan.lines[index]
        self._end_code()
        self._leave(line)
        self.fresh = True
        return self.opaque[index] + 1

    def _text(self, index: int, line: Line) -> int:
        """A line of text: a heading, an item, the head of an admonition, or a sentence."""
        began, self.fresh = self.fresh, False
        body = line.text.lstrip(" \t")
        following = self.scan.visible[index + 1] if index + 1 < len(self.scan.lines) else ""
        if began and "|" in body and _TABLE.match(following.strip()):
            return self._table(index)
        if line.indent in (0, self.base) and (heading := _HEADING.match(body)):
            return self._heading(index, line, len(heading["level"]), heading["title"])
        if began and _UNDERLINE.match(following.removeprefix(" " * self.base)):
            level = 1 if "=" in following else 2
            return self._heading(index, line, level, body) + 1
        item = _ITEM.match(body) if began or self.listing else None
        if item:
            self._item(line, item)
        elif _CONTAINER.match(body):
            self._leave(line)
            self.within.append(self.base + TAB)
            self.fresh = True
        elif body.startswith(">"):
            self._quote(line, body)
        elif began:
            self.listing = False
        return index + 1

    def _table(self, index: int) -> int:
        """The rows of a table: up to an empty line, also those that look like a heading."""
        self.listing = False
        while index < len(self.scan.lines) and (row := self.scan.visible[index].strip()):
            if index in self.found or index in self.opaque or _CONTAINER.match(row):
                break
            index += 1
        return index

    def _heading(self, index: int, line: Line, level: int, title: str) -> int:
        self._leave(line)
        self._end_step(line.start)
        found = _ATTRIBUTES.search(title)
        title, attributes = (title[: found.start()], found["attributes"]) if found else (title, "")
        heading = Heading(line.start, line.end, level, title.strip(), attributes.strip())
        self.scan.headings.append(heading)
        self.fresh, self.listing = True, False
        return index + 1

    def _item(self, line: Line, item: re.Match[str]) -> None:
        self._leave(line)
        self.listing = True
        if not self.base and line.indent < TAB:
            self._end_step(line.start)
            if item["sign"][0].isdigit():
                begins = line.start + len(line.text) - len(line.text.lstrip(" \t")) + item.end()
                self.step = line.start, begins
        self.within.append(self.base + TAB)

    def _quote(self, line: Line, body: str) -> None:
        content = body[1:].removeprefix(" ").expandtabs(TAB)
        if not self.quoted and content.startswith(" " * TAB):
            message = "indented code in a quote, expected a fence around it"
            self.scan.faults.append(Fault(line.start, message))
        self.quoted = bool(content.strip())
        self.listing = False

    def _end_step(self, end: int) -> None:
        if self.step:
            self.scan.items.append(ListItem(*self.step, end))
        self.step = None

    def _end_code(self) -> None:
        """Keep the indented code that ends here."""
        if not self.code:
            return
        first, last = self.code[0], self.code[-1]
        lines = self.scan.lines[first.number - 1 : last.number]
        source = "".join(f"{line.text.expandtabs(TAB)[self.width :]}\n" for line in lines)
        if _GAP.search(source):
            message = "indented code with empty lines that Markdown drops, expected a fence"
            self.scan.faults.append(Fault(first.start, message))
        self.indented.append(
            Fence(
                first.start,
                last.end,
                first.start,
                last.end,
                first.number,
                first.text[: len(first.text) - len(first.text.lstrip(" \t"))],
                "",
                "",
                source,
                fenced=False,
            )
        )
        self.code = []
