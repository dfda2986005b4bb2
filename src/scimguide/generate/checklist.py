"""
The checklist of a setup, made from the pages that describe it.

One box for each heading with steps below it, and for each heading that is
marked with ``{ .todo }``; so a page and its part of the list cannot differ.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scimguide.page import front_matter

_HEADING = re.compile(r"^(?P<level>#{2,3}) (?P<text>.*?)(?: *\{(?P<attributes>[^{}]*)\})? *$")
_STEP = re.compile(r"^ {0,3}\d+\. ")
_ID = re.compile(r"#([\w-]+)")


@dataclass(frozen=True)
class Task:
    """One box of the list."""

    title: str
    anchor: str
    steps: int
    """How many numbered steps there are; 0 for something to have or to know."""


class ChecklistError(ValueError):
    """The list cannot be made; the text says why."""


def checklist(names: list[str], pages: Mapping[str, str]) -> str:
    """
    The list for some pages by their names, ``prerequisites.md``.

    :raises ChecklistError: for a page that is not there, or does not say how long it takes.
    """
    for name in names:
        if name not in pages:
            raise ChecklistError(f"unknown page {name!r}, expected one of {', '.join(pages)}")
        if not isinstance(front_matter(pages[name]).get("minutes"), int):
            raise ChecklistError(f"{name} says no minutes, expected a number in its front matter")
    return "\n\n".join(_section(name, pages[name]) for name in names)


def tasks(text: str) -> Iterator[Task]:
    """The boxes of one page, in its order."""
    above = ""
    for level, title, attributes, body in _headings(text):
        above = title if level == 2 else above
        steps = sum(1 for line in body if _STEP.match(line))
        named = _ID.search(attributes)
        if steps or ".todo" in attributes.split():
            whole = title if level == 2 else f"{above} › {title[0].lower()}{title[1:]}"
            yield Task(whole, named[1] if named else slug(title), steps)


def anchors(text: str) -> set[str]:
    """The anchors of the headings of a page, at the levels that the guide links to."""
    found = set()
    for _, title, attributes, _ in _headings(text):
        named = _ID.search(attributes)
        found.add(named[1] if named else slug(title))
    return found


def slug(title: str) -> str:
    """The anchor that Markdown's table of contents gives a heading; the build checks each link."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def _headings(text: str) -> Iterator[tuple[int, str, str, list[str]]]:
    """Level, text, attributes and lines of each part of a page, fences left out."""
    fenced = False
    open_: tuple[int, str, str, list[str]] | None = None
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading and open_:
            yield open_
        if heading:
            open_ = (len(heading["level"]), heading["text"], heading["attributes"] or "", [])
        elif open_ and not fenced:
            open_[3].append(line)
    if open_:
        yield open_


def _section(name: str, text: str) -> str:
    settings = front_matter(text)
    boxes = "\n".join(_box(name, task) for task in tasks(text))
    anchor = name.removesuffix(".md").replace("/", "-")
    return f"## {settings['title']}: {settings['minutes']} minutes {{ #{anchor} }}\n\n{boxes}"


def _box(name: str, task: Task) -> str:
    """A list item: a box with its label, and outside of it a link to the steps."""
    box = f'<input type="checkbox" name="{name}#{task.anchor}">'
    words = "1 step" if task.steps == 1 else f"{task.steps} steps" if task.steps else "Read"
    link = f'[{words}]({name}#{task.anchor}){{ aria-label="{words}: {task.title}" }}'
    return f"- <label>{box} {task.title}</label> {link}"
