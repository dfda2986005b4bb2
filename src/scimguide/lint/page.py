"""
A page with its offsets: what readers see of it, what the writer wrote, and what is prose.

Each view has the length of the text, so that an offset in a view is an offset in the page.
What a view hides is blank, or a filler inside a line.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from scimguide.mapping.problems import Problem
from scimguide.page import MARK, closing

FILLER = "\ufffc"
"""Stands for each character of a line that is no prose: part of no word, and no word itself."""

_FENCE = re.compile(r"^[ \t]*(?:>[ \t]?)*[ \t]*(?P<fence>`{3,}|~{3,})[^`\n]*$")
_CODE = re.compile(
    r"(?<![`\\])(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n[ \t]*\n).)+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CONTAINER = re.compile(r" {0,3}(?:[-*+] |\d+\. |!!! |\?\?\?\+? |=== |: )")
_NOT_PROSE = re.compile(
    r"(?P<word>\{\{.*?\}\}|\{%.*?%\}|https?://[^\s)>]+)"
    r"|(?P<definition>^ {0,3}\[[^\]\n]+\]:.*?$)"
    r"|(?P<tag></?[a-z][^>]*>)"
    r"|(?<=\])(?P<target>\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]+\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])"
    r"|(?P<attributes>[ ]?\{:?[ ]?[#.:][^}\n]*\})",
    re.DOTALL | re.MULTILINE,
)
_HEADING = re.compile(r"^[ \t]*(?P<level>#{1,6})(?P<text>[^\n]*?)#*[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"(?<=\n\n)(?P<text>[^\n]+)\n[=-]+[ ]*$", re.MULTILINE)


class FrontMatterError(Exception):
    """The front matter of a page cannot be read; ``offset`` is where it fails."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True)
class Heading:
    """A heading of a page, at an offset; ``text`` is its Markdown without the marker."""

    offset: int
    level: int
    text: str


@dataclass(frozen=True)
class Page:
    """A page of a guide."""

    name: str
    """Its path below ``docs/``, with slashes: ``sub/index.md``."""
    shown: str
    """Its path as messages name it: ``docs/sub/index.md``."""
    text: str

    def problem(self, offset: int, message: str) -> Problem:
        """A problem at an offset; in generated text, at the marker that has it generated."""
        for marker, start, end in self.regions:
            if start <= offset < end:
                mark = MARK.match(self.text, marker)
                name = mark["rest"] if mark else ""
                message = f"in the generated text of {name!r}: {message}; change docs/mapping.yaml"
                offset = marker + len(self.text[marker:]) - len(self.text[marker:].lstrip(" \t"))
                break
        line = bisect_right(self._line_starts, offset)
        return Problem(self.shown, line, offset - self._line_starts[line - 1] + 1, message)

    def line_offset(self, line: int) -> int:
        """Where a line starts, counted from 1."""
        return self._line_starts[min(line, len(self._line_starts)) - 1]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def body(self) -> int:
        """The offset behind the front matter."""
        end = self.text.find("\n---\n", 3) if self.text.startswith("---\n") else -1
        return end + 5 if end >= 0 else 0

    @cached_property
    def _front_matter(self) -> dict[str, tuple[int, Any]]:
        """The settings by their keys, each with the offset of the key."""
        loader = yaml.CSafeLoader(self.text[4 : self.body - 4] if self.body else "")
        try:
            node = loader.get_single_node()
            if node is None:
                return {}
            if not isinstance(node, yaml.MappingNode):
                raise FrontMatterError(4, "front matter without keys")
            return {
                str(key.value): (
                    key.start_mark.index + 4,
                    loader.construct_object(value, deep=True),
                )
                for key, value in node.value
            }
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            offset = self.line_offset(mark.line + 2) + mark.column if mark else 4
            raise FrontMatterError(
                offset, f"front matter that is no YAML: {error.problem}"
            ) from None
        except yaml.YAMLError as error:
            raise FrontMatterError(4, f"front matter that is no YAML: {error}") from None
        finally:
            loader.dispose()

    @cached_property
    def front_matter_error(self) -> "FrontMatterError | None":
        """Why the front matter cannot be read, if so."""
        if self.text.startswith("---\n") and not self.body:
            return FrontMatterError(0, "front matter that is not closed")
        try:
            _ = self._front_matter
        except FrontMatterError as error:
            return error
        return None

    @property
    def settings(self) -> dict[str, Any]:
        """The front matter; nothing when it cannot be read."""
        if self.front_matter_error:
            return {}
        return {key: value for key, (_, value) in self._front_matter.items()}

    def setting_offset(self, key: str) -> int:
        """Where a key of the front matter is, or the start of the page without it."""
        return 0 if self.front_matter_error else self._front_matter.get(key, (0, None))[0]

    @cached_property
    def regions(self) -> list[tuple[int, int, int]]:
        """The generated regions: offset of the marker, start and end of the generated text."""
        marks = [mark for mark in MARK.finditer(self.text) if self._is_published(mark)]
        found = list[tuple[int, int, int]]()
        for index, mark in enumerate(marks):
            last = closing(marks, index) if mark["verb"] == "generated" else None
            if last is not None:
                found.append((mark.start(), mark.end(), marks[last].end()))
        return found

    def _is_published(self, mark: re.Match[str]) -> bool:
        return not any(start <= mark.start() < end for start, end in self._blocks.code)

    @cached_property
    def _blocks(self) -> "_Blocks":
        return _Blocks(self.text, self.body)

    @cached_property
    def published(self) -> str:
        """The page without front matter, code blocks and comments."""
        hidden = [(0, self.body), *self._blocks.code, *self._blocks.comments]
        return _hidden(self.text, hidden)

    @cached_property
    def content(self) -> str:
        """What is published, without the code inside of lines."""
        return _without_code(self.published)

    @cached_property
    def by_hand(self) -> str:
        """What is published, without what is generated."""
        return _hidden(self.published, [(start, end) for _, start, end in self.regions])

    @cached_property
    def written(self) -> str:
        """What is written by hand, without the code inside of lines."""
        return _without_code(self.by_hand)

    @cached_property
    def prose(self) -> str:
        """The sentences that are written by hand; code and macros count as a word."""

        def filler(found: re.Match[str]) -> str:
            return _filled(found[0], "x" if found["word"] else FILLER)

        return _NOT_PROSE.sub(filler, self.written)

    @cached_property
    def paragraphs(self) -> list[tuple[int, str]]:
        """The prose without its blanks: lines that follow each other, and where they start."""
        found, position = list[tuple[int, str]](), 0
        lines, start = list[str](), 0
        for line in [*_LINE.findall(self.prose), ""]:
            if line.strip():
                start = start if lines else position
                lines.append(line)
            elif lines:
                found.append((start, "".join(lines)))
                lines = []
            position += len(line)
        return found

    @cached_property
    def headings(self) -> list[Heading]:
        """All headings in their order, generated ones included."""
        found = [
            Heading(each.start("text"), len(each["level"]), self._text(each))
            for each in _HEADING.finditer(self.content)
        ]
        found += [
            Heading(each.start("text"), 1, self._text(each))
            for each in _UNDERLINED.finditer(self.content)
            if not each["text"].lstrip().startswith(("|", "#", "-", "*", ">"))
        ]
        return sorted(found, key=lambda heading: heading.offset)

    def _text(self, found: re.Match[str]) -> str:
        return self.text[slice(*found.span("text"))].strip()

    def is_generated(self, offset: int) -> bool:
        """Whether an offset is in generated text."""
        return any(start <= offset < end for _, start, end in self.regions)


def _hidden(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with blanks in place of spans; its lines stay."""
    parts, position = list[str](), 0
    for start, end in sorted(spans):
        if end > position:
            start = max(start, position)
            parts += [text[position:start], _filled(text[start:end], " ")]
            position = end
    return "".join([*parts, text[position:]])


def _filled(text: str, filler: str) -> str:
    """As many fillers as the text has characters, in the same lines."""
    return "\n".join(filler * len(line) for line in text.split("\n"))


def _without_code(text: str) -> str:
    """The text with a word of the same length in place of each code span."""
    return _CODE.sub(lambda found: _filled(found[0], "x"), text)


class _Blocks:
    """
    The code blocks and comments of a page from a position on, each with its start and end.

    As the site has them: a fence ends with a line that has its marker and nothing else; a
    comment inside of code is none, and neither is a fence inside of a comment.
    """

    def __init__(self, text: str, position: int) -> None:
        self.code: list[tuple[int, int]] = []
        self.comments: list[tuple[int, int]] = []
        self._fence = ""
        self._fence_start = 0
        self._comment_start: int | None = None
        self._in_container, self._after_blank = False, True
        for line in _LINE.findall(text[position:]):
            self._read(line, position)
            position += len(line)
            self._after_blank = not line.strip()
        if self._fence:
            self.code.append((self._fence_start, position))
        if self._comment_start is not None:
            self.comments.append((self._comment_start, position))

    def _read(self, line: str, start: int) -> None:
        end = start + len(line)
        if self._fence:
            if line.strip("> \t\n") == self._fence:
                self.code.append((self._fence_start, end))
                self._fence = ""
        elif self._comment_start is None and (found := _FENCE.match(line.rstrip("\n"))):
            self._fence, self._fence_start = found["fence"], start
        elif self._comment_start is None and self._is_code(line, start):
            self.code.append((start, end))
        else:
            self._read_comments(line, start)

    def _is_code(self, line: str, start: int) -> bool:
        """Whether an indented line is code: after a blank one, and part of no list or box."""
        if not line.strip():
            return False
        if not line.startswith(("    ", "\t")):
            inside = self._in_container and line[0] in " \t"
            self._in_container = bool(_CONTAINER.match(line)) or inside
            return False
        goes_on = bool(self.code) and self.code[-1][1] == start
        return not self._in_container and (self._after_blank or goes_on)

    def _read_comments(self, line: str, start: int) -> None:
        code, position = _without_code(line), 0
        while True:
            if self._comment_start is None:
                found = code.find("<!--", position)
                if found < 0:
                    return
                self._comment_start, position = start + found, found + 4
            found = line.find("-->", position)
            if found < 0:
                return
            position = found + 3
            self.comments.append((self._comment_start, start + position))
            self._comment_start = None
