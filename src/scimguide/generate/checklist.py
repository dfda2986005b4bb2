"""
The checklist of a setup, made from the pages that describe it.

One box for each heading with steps below it, and for each heading that is
marked with ``{ .todo }``; so a page and its part of the list cannot differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scimguide.generate.regions import RegionError
from scimguide.pages.anchors import anchor
from scimguide.pages.front_matter import front_matter
from scimguide.pages.scan import scan


@dataclass(frozen=True)
class ChecklistTask:
    """One box of the list."""

    title: str
    anchor: str
    steps: int
    """How many numbered steps there are; 0 for something to have or to know."""


def checklist(names: list[str], pages: Mapping[str, str]) -> str:
    """
    The list for some pages by their names, ``prerequisites.md``.

    :raises RegionError: for a page that is not there, or does not say how long it takes.
    """
    for name in names:
        if name not in pages:
            raise RegionError(f"unknown page {name!r}, expected one of {', '.join(pages)}")
        if front_matter(pages[name]).minutes is None:
            raise RegionError(f"{name} says no minutes, expected a number in its front matter")
    return "\n\n".join(_section(name, pages[name]) for name in names)


def tasks(text: str) -> Iterator[ChecklistTask]:
    """The boxes of one page, in its order."""
    page = scan(text)
    above = ""
    headings = [heading for heading in page.headings if heading.level in (2, 3)]
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        above = heading.title if heading.level == 2 else above
        end = following.start if following else len(text)
        steps = sum(heading.start <= item.start < end for item in page.items)
        if steps or ".todo" in heading.attributes.split():
            title = heading.title
            whole = title if heading.level == 2 else f"{above} › {title[0].lower()}{title[1:]}"
            yield ChecklistTask(whole, anchor(heading), steps)


def _section(name: str, text: str) -> str:
    settings = front_matter(text)
    boxes = "\n".join(_box(name, task) for task in tasks(text))
    place = name.removesuffix(".md").replace("/", "-")
    return f"## {settings.title}: {settings.minutes} minutes {{ #{place} }}\n\n{boxes}"


def _box(name: str, task: ChecklistTask) -> str:
    """A task, with a link to its steps; ``scimguide.site.extension`` makes a box of it."""
    words = "1 step" if task.steps == 1 else f"{task.steps} steps" if task.steps else "read"
    return f"- [ ] {task.title}, [{words}]({name}#{task.anchor})"
