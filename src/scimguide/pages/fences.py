"""
Code blocks between fences, by the rules of the site's Markdown.

The rules are those of ``pymdownx.superfences``: a fence may be indented at will, stand in a list,
a quote, a tab or an admonition, and it ends with the line that repeats its characters, no more
and no fewer.  CommonMark also accepts a longer line.  Where the two disagree, or a line looks
like a fence and opens none, the fence has a ``fault``, and the page is refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TAB = 4
"""Columns of a tab, as Markdown counts them."""

_OPENING = re.compile(r"(?P<run>`{3,}|~{3,})(?P<info>[^\n]*)")
_OPTION = r"""[a-zA-Z]\w*(?:=(?:"[^\n]*?"|'[^\n]*?'))?(?=[\t ]|$)"""
_INFO = re.compile(
    r"[ \t]*(?:\.?(?P<language>[\w#.+-]+)(?=[\t ]|$))?"
    rf"(?:[ \t]*\{{(?P<attributes>[^\n]*)\}}|(?P<options>(?:[ \t]*{_OPTION})+))?[ \t]*$"
)
_KEY = re.compile(r"""([a-zA-Z]\w*)(?:=("[^\n]*?"|'[^\n]*?'))?""")
_VALUES = {
    "hl_lines": re.compile(r"\d+(?:-\d+)?(?:[ \t]+\d+(?:-\d+)?)*$"),
    "linenums": re.compile(r"\d+"),
    "title": re.compile(r""),
    "title_mode": re.compile(r""),
}
"""Options that the site's highlighter knows, and how their values begin."""
_FIRST_CLASS = re.compile(r"[ \t]*:?[ \t]*\.([\w#+-]+)")
_FORMS = '```LANGUAGE, with options such as title="…", or ```{.LANGUAGE}'


@dataclass(frozen=True)
class Fence:
    """A block of code on a page; offsets count characters from the beginning of the page."""

    start: int
    """Where the line of the opening fence begins."""
    end: int
    """Where the closing fence ends, before its line end."""
    code_start: int
    """Where the code begins, with its indentation."""
    code_end: int
    """Where the code ends: the closing fence's line begins here."""
    line: int
    """The line of the opening fence, counted from 1."""
    indent: str
    """Everything before the fence on its line: spaces, tabs, and ``>`` in a quote."""
    info: str
    """Everything behind the opening fence, for example ``bash title="x.sh"``."""
    language: str
    """The language in lower case; empty when the fence names none."""
    source: str
    r"""The code without the indentation of the fence, each line with its ``\n``."""
    fenced: bool = True
    """False for code that is merely indented."""
    raw: bool = False
    """Whether it stands between ``{% raw %}`` and ``{% endraw %}``."""
    fault: str = ""
    """Why this is no block of code after all; empty when it is one."""


@dataclass(frozen=True)
class Line:
    """A line of a page, without its line end."""

    number: int
    """Counted from 1."""
    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the text ends."""
        return self.start + len(self.text)

    @property
    def indent(self) -> int:
        """Columns before the first character that is neither a space nor a tab."""
        body = self.text.lstrip(" \t")
        return len(self.text[: len(self.text) - len(body)].expandtabs(TAB))

    @property
    def blank(self) -> bool:
        """Whether there is nothing but white space."""
        return not self.text.strip()


def lines_of(text: str) -> list[Line]:
    r"""The lines of a page; only ``\n`` ends one."""
    found, position = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        found.append(Line(number, position, line))
        position += len(line) + 1
    return found


def fences(lines: Sequence[Line]) -> Iterator[Fence]:
    """The fences among some lines of a page, in order."""
    at = 0
    while at < len(lines):
        prefix = lines[at].text[: len(lines[at].text) - len(lines[at].text.lstrip("> \t"))]
        opening = _OPENING.match(lines[at].text, len(prefix))
        if opening is None or (opening["run"][0] == "`" and "`" in opening["info"]):
            at += 1  # backticks behind backticks are code inside a sentence
            continue
        fence, at = _fence(lines, at, prefix, opening)
        yield fence


def _fence(
    lines: Sequence[Line], at: int, prefix: str, opening: re.Match[str]
) -> tuple[Fence, int]:
    """The fence that a line opens, and the index of the line behind it."""
    run, info = opening["run"], opening["info"].strip()
    language, fault = _read_info(opening["info"])
    width = len(prefix.expandtabs(TAB))
    code: list[str] = []
    index, closed, longer = at + 1, False, 0
    while index < len(lines):
        line = lines[index]
        shown, content = _split(line.text, width)
        if _leaves(prefix, shown, content, width, code):
            break
        if content.rstrip(" \t") == run:
            closed = True
            break
        stripped = content.strip()
        if not longer and len(stripped) >= len(run) and set(stripped) == {run[0]}:
            longer = line.number
        code.append((shown + content)[width:])
        index += 1
    if not fault and longer:
        fault = (
            f"opens a code block with {run}, and line {longer} does not close it, "
            f"expected {run} and nothing else, under the opening one"
        )
    elif not fault and not closed:
        fault = (
            f"opens a code block that nothing closes, expected {run} on a line of its own, "
            "under the opening one"
        )
    last = lines[index] if closed else lines[index - 1]
    start = lines[at + 1].start if at + 1 < len(lines) else lines[at].end
    return (
        Fence(
            lines[at].start,
            last.end,
            start,
            max(start, last.start if closed else last.end),
            lines[at].number,
            prefix,
            info,
            language,
            "".join(f"{line}\n" for line in code),
            fault=fault,
        ),
        index + closed,
    )


def _leaves(prefix: str, shown: str, content: str, width: int, code: list[str]) -> bool:
    """Whether a line ends the list item or quote in which a fence stands."""
    quotes, level = prefix.count(">"), shown.count(">")
    if not quotes:
        blank = not (shown + content).strip()
        return level > 0 or (not blank and len(shown) != width)
    if level > quotes:
        return True
    if content == "":
        return False
    return len(shown) < len(prefix) or (bool(code) and not code[-1] and level < quotes)


def _split(line: str, width: int) -> tuple[str, str]:
    """What stands in the first columns of a line, tabs expanded, and the rest."""
    shown = ""
    for at, character in enumerate(line):
        if len(shown) >= width or character not in "> \t":
            return shown, line[at:]
        shown += " " * (TAB - len(shown) % TAB) if character == "\t" else character
    return shown, ""


def _read_info(info: str) -> tuple[str, str]:
    """The language that an opening fence names, and what is wrong with the rest."""
    found = _INFO.match(info)
    if found is None:
        return _guess(info), f"{info.strip()!r} opens no code block, expected {_FORMS}"
    language = found["language"] or ""
    if found["attributes"] is not None:
        named = _FIRST_CLASS.match(found["attributes"])
        language = language or (named[1] if named else "")
        fault = "" if language else f"{info.strip()!r} names no language, expected {_FORMS}"
        return language.lower(), fault
    for key, value in _KEY.findall(found["options"] or ""):
        if key not in _VALUES:
            accepted = ", ".join(_VALUES)
            return language.lower(), f"unknown option {key!r} of a code block, expected {accepted}"
        if not _VALUES[key].match(value[1:-1] if value else key):
            return language.lower(), f"{key}={value} of a code block, expected line numbers"
    return language.lower(), ""


def _guess(info: str) -> str:
    found = re.search(r"[\w#+-]+", info)
    return found[0].lower() if found else ""
