"""Text files are read and written back without a change that nobody asked for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimguide.pages import source

TEXT = st.text(st.sampled_from("aé😀 \t\f\u0085\u2028"), max_size=4)
ENDS = ["\n", "\r\n", "\r"]
LINES = st.lists(st.tuples(TEXT, st.sampled_from(ENDS)), max_size=12)
WINDOWS = st.lists(st.tuples(TEXT, st.sampled_from(ENDS[:2])), max_size=12)


def raw(bom: bool, lines: list[tuple[str, str]], rest: str = "") -> bytes:
    text = "".join(line + end for line, end in lines) + rest
    return (b"\xef\xbb\xbf" if bom else b"") + text.encode()


@given(st.booleans(), LINES, st.text("xy", max_size=3))
def test_unchanged_text_is_written_back_byte_for_byte(
    bom: bool, lines: list[tuple[str, str]], rest: str
) -> None:
    """Reading a file and writing its text back gives the same bytes, whatever the line ends."""
    found = source.decode(raw(bom, lines, rest))
    assert found.encode(found.text) == found.raw
    assert "\r" not in found.text


@given(st.booleans(), WINDOWS, st.integers(0, 12), st.sampled_from([["new"], ["1", "2"]]))
def test_new_lines_leave_every_other_line_as_it_is(
    bom: bool, lines: list[tuple[str, str]], at: int, new: list[str]
) -> None:
    """The bytes before and after inserted lines stay, also where line ends are mixed."""
    at = min(at, len(lines))
    found = source.decode(raw(bom, lines))
    texts = [line for line, _ in lines]
    written = found.encode("".join(f"{line}\n" for line in [*texts[:at], *new, *texts[at:]]))
    inserted = [(line, found.newline) for line in new]
    assert written == raw(bom, [*lines[:at], *inserted, *lines[at:]])


@given(st.booleans(), LINES, LINES)
def test_what_is_written_reads_back(
    bom: bool, old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    """Whatever a file contained, the text that replaces it is the text that is read next."""
    text = source.decode(raw(False, new)).text
    written = source.decode(source.decode(raw(bom, old)).encode(text))
    assert (written.text, written.bom) == (text, bom)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff", (1, 1)),
        (b"ab\xe9c", (1, 3)),
        (b"\xef\xbb\xbfa\xff", (1, 2)),
        (b"one\r\ntwo\rthree\n\xc3\xa9\xff", (4, 2)),
        ("one\u2028\x0c".encode() + b"\xff", (1, 6)),
    ],
)
def test_the_first_byte_that_is_not_utf8_has_a_place(data: bytes, place: tuple[int, int]) -> None:
    """Line and column count what an editor counts: line ends, and characters."""
    with pytest.raises(source.NotUtf8Error) as caught:
        source.decode(data)
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    ("data", "newline"),
    [(b"", "\n"), (b"a\r\nb\n", "\r\n"), (b"a\nb\r\nc\r\n", "\r\n"), (b"a\rb", "\r")],
)
def test_new_lines_end_as_most_others_do(data: bytes, newline: str, tmp_path: Path) -> None:
    """The line end of a file is the most frequent one, or the first of equals."""
    file = tmp_path / "page.md"
    file.write_bytes(data)
    found = source.read(file)
    assert (found.newline, found.raw) == (newline, data)
    assert found.encode("x\n" + found.text).startswith(b"x" + newline.encode())
