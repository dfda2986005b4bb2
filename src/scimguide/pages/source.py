r"""
A text file, read so that it can be written back unchanged.

The rest of the engine sees text with ``\n`` at each line's end and without a
byte order mark.  Both are kept here and restored by :meth:`TextFile.encode`.
Only ``\n``, ``\r\n`` and ``\r`` end a line: ``str.splitlines`` would also
split at form feeds, U+0085 and U+2028, which editors and MkDocs do not count.
"""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class NotUtf8Error(ValueError):
    """Bytes that are not UTF-8; ``line`` and ``column`` say where the first one stands."""

    def __init__(self, line: int, column: int, byte: int) -> None:
        super().__init__(f"the byte 0x{byte:02X}, which is not UTF-8, expected UTF-8 text")
        self.line = line
        """Counted from 1."""
        self.column = column
        """Counted from 1, in characters."""


@dataclass(frozen=True)
class TextFile:
    r"""The content of a text file."""

    raw: bytes
    """The bytes as they were read."""
    text: str
    r"""The text, with ``\n`` at each line's end and without a byte order mark."""
    bom: bool
    """Whether the file begins with a byte order mark."""
    newline: str
    r"""The most frequent line end, the first one of equals; ``\n`` when there is none."""

    def encode(self, text: str) -> bytes:
        r"""
        The bytes that the file must have to contain ``text``, whose lines end with ``\n``.

        Byte order mark and line ends stay as they are.  In a file with several kinds of line
        ends, unchanged lines keep their own, and new lines get the most frequent one.
        """
        if text == self.text:
            return self.raw
        ends = _LINE_END.findall(self.raw.decode("utf-8"))
        if len(set(ends)) > 1:
            text = "".join(_with_ends(self.text, ends, text, self.newline))
        else:
            text = text.replace("\n", self.newline)
        return (BOM_UTF8 if self.bom else b"") + text.encode("utf-8")


def read(path: Path) -> TextFile:
    """
    The content of a text file.

    :raises NotUtf8Error: with the place of the first byte that is not UTF-8.
    :raises OSError: when the file cannot be read.
    """
    return decode(path.read_bytes())


def decode(raw: bytes) -> TextFile:
    """
    The content of the bytes of a text file.

    :raises NotUtf8Error: with the place of the first byte that is not UTF-8.
    """
    bom = raw.startswith(BOM_UTF8)
    data = raw[len(BOM_UTF8) :] if bom else raw
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _LINE_END.split(data[: error.start].decode("utf-8"))
        raise NotUtf8Error(len(before), len(before[-1]) + 1, data[error.start]) from None
    ends = Counter(_LINE_END.findall(decoded))
    newline = ends.most_common(1)[0][0] if ends else "\n"
    return TextFile(raw, _LINE_END.sub("\n", decoded), bom, newline)


def lines(text: str) -> list[str]:
    r"""The lines of a string whose lines end with ``\n``, each with its end."""
    return _LINE.findall(text)


def _with_ends(old: str, ends: list[str], new: str, newline: str) -> Iterator[str]:
    """The lines of ``new``, each that also stands in ``old`` with the line end it has there."""
    before, after = lines(old), lines(new)
    ends = [*ends, newline]  # for a last line without an end
    start = _common(before, after)
    stop = _common(before[start:][::-1], after[start:][::-1])
    middle = SequenceMatcher(
        None,
        before[start : len(before) - stop],
        after[start : len(after) - stop],
        autojunk=False,
    )
    kept = {at: ends[at] for at in range(start)}
    for block in middle.get_matching_blocks():
        for at in range(block.size):
            kept[start + block.b + at] = ends[start + block.a + at]
    for at in range(1, stop + 1):
        kept[len(after) - at] = ends[len(before) - at]
    previous = ""
    for at, line in enumerate(after):
        end = kept.get(at, newline)
        if previous == "\r" and line == end == "\n":
            end = "\r"  # an empty line; both characters together would be one line end
        yield line.replace("\n", end)
        previous = end


def _common(one: list[str], other: list[str]) -> int:
    """How many lines the beginnings of two lists share."""
    for at, (mine, yours) in enumerate(zip(one, other, strict=False)):
        if mine != yours:
            return at
    return min(len(one), len(other))
