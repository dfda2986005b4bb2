"""
The steps of a page: the items of its ordered lists, with their lines.

Macros are filled in as the site does it, so that what is carried out is what
readers read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError

from scimguide.macros import macros, variables
from scimguide.mapping import Spec

_ITEM = re.compile(r"^(?P<indent> {0,3})\d+\. (?P<text>.*)$")
_BY_HAND = re.compile(r"<!--\s*by hand:\s*(?P<reason>\S.*?)\s*-->")
_COMMENT = re.compile(r"<!--.*?-->")
_FENCE = re.compile(r"^ *```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Item:
    """One step as it is written."""

    line: int
    start: int
    end: int
    text: str
    """The sentences, without comments and code blocks, on one line, macros filled in."""
    typed: str = ""
    """The expression in a code block below the step."""
    by_hand: str = ""
    """Why no machine can do it."""


def items(text: str, spec: Spec) -> list[Item]:
    """Every step of a page; none when its front matter says ``steps: false``."""
    return [_item(spec, *found) for found in _blocks(text)]


def _blocks(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Line, start, end and source of each item of an ordered list at the margin."""
    position, fenced = 0, False
    open_: list[Any] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        started = None if fenced else _ITEM.match(line.rstrip("\n"))
        goes_on = open_ and (not line.strip() or line.startswith("  ") or fenced)
        if started or not goes_on:
            if open_:
                yield open_[0], open_[1], position, "".join(open_[2])
            open_ = []
        if started:
            open_ = [number, position, [started["text"] + "\n"]]
        elif open_:
            open_[2].append(line)
        position += len(line)
    if open_:
        yield open_[0], open_[1], position, "".join(open_[2])


def _item(spec: Spec, line: int, start: int, end: int, source: str) -> Item:
    by_hand = _BY_HAND.search(source)
    fence = _FENCE.search(source)
    typed = ""
    if fence and fence["language"] == "el":
        typed = "\n".join(part.strip() for part in fence["body"].strip().splitlines())
    plain = _COMMENT.sub("", _FENCE.sub("", source))
    text = filled(spec, " ".join(plain.split()))
    return Item(line, start, end, text, typed, by_hand["reason"] if by_hand else "")


def filled(spec: Spec, text: str) -> str:
    """
    A sentence with its macros filled in.

    :raises TemplateError: for a macro that does not exist.
    """
    if "{{" not in text:
        return text
    environment = Environment(undefined=StrictUndefined)
    return environment.from_string(text).render(**variables(spec), **macros(spec))


__all__ = ["Item", "TemplateError", "filled", "items"]
