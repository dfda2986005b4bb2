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

from scimguide.pages.marks import closing, marks
from scimguide.pages.scan import PageScan, scan
from scimguide.problem import Problem

FILLER = "\ufffc"
"""Stands for each character of a line that is no prose: part of no word, and no word itself."""

CODE = re.compile(
    r"(?<![`\\])(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n[ \t]*\n).)+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NOT_PROSE = re.compile(
    r"(?P<word>\{\{.*?\}\}|\{%.*?%\}|<code>.*?</code>|https?://[^\s)>]+)"
    r"|(?P<definition>^ {0,3}\[[^\]\n]+\]:.*?$)"
    r"|(?P<tag></?[a-z][^>]*>)"
    r"|(?<=\])(?P<target>\((?:[^()\s]|\([^()\s]*\))*(?:[ \t]+\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])"
    r"|(?P<attributes>[ ]?\{:?[ ]?[#.:][^}\n]*\})",
    re.DOTALL | re.MULTILINE,
)


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
                name = next(mark.rest for mark in marks(self.text) if mark.start == marker)
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

    @property
    def scan(self) -> PageScan:
        """What stands on the page, with offsets."""
        return scan(self.text)

    @property
    def body(self) -> int:
        """The offset behind the front matter."""
        return self.scan.body

    @cached_property
    def _front_matter(self) -> dict[str, tuple[int, Any]]:
        """The settings by their keys, each with the offset of the key; none if they are no YAML."""
        start, end = self.scan.front or (0, 0)
        loader = yaml.CSafeLoader(self.text[start:end])
        try:
            node = loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                return {}
            return {
                str(key.value): (
                    key.start_mark.index + start,
                    loader.construct_object(value, deep=True),
                )
                for key, value in node.value
            }
        except (yaml.YAMLError, ValueError, RecursionError):  # an impossible date is no YAML error
            return {}
        finally:
            loader.dispose()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The front matter; nothing when it cannot be read, which its own check reports."""
        return {key: value for key, (_, value) in self._front_matter.items()}

    @cached_property
    def described(self) -> list[tuple[int, str]]:
        """What readers read of the front matter, with its offset in the page."""
        found = list[tuple[int, str]]()
        for key in ("title", "description"):
            if isinstance(value := self.settings.get(key), str):
                offset = self.text.find(value, self.setting_offset(key), self.body)
                if offset >= 0:  # as it stands, without quotes of YAML inside
                    found.append((offset, value))
        return found

    @property
    def about(self) -> str:
        """What the page is about: its name, its title and its description."""
        return " ".join([self.name, *(value for _, value in self.described)])

    @property
    def is_readable(self) -> bool:
        """Whether there is a front matter with keys, or none at all."""
        return bool(self._front_matter) or not self.text.startswith("--")

    def setting_offset(self, key: str) -> int:
        """Where a key of the front matter is, or the start of the page without it."""
        return self._front_matter.get(key, (0, None))[0]

    @cached_property
    def regions(self) -> list[tuple[int, int, int]]:
        """The generated regions: offset of the marker, start and end of the generated text."""
        found = list(marks(self.text))
        ends = [(mark, closing(found, at)) for at, mark in enumerate(found)]
        return [
            (mark.start, mark.end, found[end].end)
            for mark, end in ends
            if mark.verb == "generated" and end is not None
        ]

    @cached_property
    def published(self) -> str:
        """The page without front matter, code blocks and comments."""
        unseen = [(0, self.body)]
        unseen += [(fence.start, fence.end) for fence in self.scan.fences]
        unseen += [(comment.start, comment.end) for comment in self.scan.comments]
        return hidden(self.text, unseen)

    @cached_property
    def content(self) -> str:
        """What is published, without the code inside of lines."""
        return _without_code(self.published)

    @cached_property
    def by_hand(self) -> str:
        """What is published, without what is generated."""
        return hidden(self.published, [(start, end) for _, start, end in self.regions])

    @cached_property
    def without_lists(self) -> str:
        """What is published, without generated tables and checklists."""
        lists = [
            (start, end)
            for marker, start, end in self.regions
            if re.match(r"\s*<!--\s*generated:\s*(?:table|checklist)\b", self.text[marker:start])
        ]
        return hidden(self.published, lists)

    @cached_property
    def written(self) -> str:
        """What is written by hand, without the code inside of lines."""
        return _without_code(self.by_hand)

    @cached_property
    def prose(self) -> str:
        """The sentences that are written by hand; code and macros count as a word."""
        return _prose(self.written)

    @cached_property
    def paragraphs(self) -> list[tuple[int, str]]:
        """The prose without its blanks: lines that follow each other, and where they start."""
        return _paragraphs(self.prose)

    @cached_property
    def all_paragraphs(self) -> list[tuple[int, str]]:
        """The paragraphs that readers see, those of generated text included."""
        return _paragraphs(_prose(self.content))


def _prose(text: str) -> str:
    def filler(found: re.Match[str]) -> str:
        return _filled(found[0], "x" if found["word"] else FILLER)

    return _NOT_PROSE.sub(filler, text)


def _paragraphs(text: str) -> list[tuple[int, str]]:
    found, position = list[tuple[int, str]](), 0
    lines, start = list[str](), 0
    for line in [*_LINE.findall(text), ""]:
        if line.strip():
            start = start if lines else position
            lines.append(line)
        elif lines:
            found.append((start, "".join(lines)))
            lines = []
        position += len(line)
    return found


def hidden(text: str, spans: list[tuple[int, int]]) -> str:
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
    return CODE.sub(lambda found: _filled(found[0], "x"), text)
