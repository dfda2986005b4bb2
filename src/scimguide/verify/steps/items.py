"""
The steps of a page: the items of its ordered lists, with their lines.

Macros are filled in as the site does it, so that what is carried out is what
readers read.
"""

from contextlib import suppress
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

from scimguide.macros import macros, variables
from scimguide.mapping import Spec
from scimguide.pages.marks import marks
from scimguide.pages.regions import regions
from scimguide.pages.scan import ListItem, PageScan, scan
from scimguide.verify.steps.grammar import StepSyntaxError, parse_step


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
    """Every step of a page, whatever its front matter says."""
    page = scan(text)
    return [_item(page, found, spec) for found in page.items]


def _item(page: PageScan, found: ListItem, spec: Spec) -> Item:
    inside = [each for each in page.fences if found.start <= each.start < found.end]
    hidden = [(each.start, each.end) for each in inside]
    hidden += [(c.start, c.end) for c in page.comments if found.start <= c.start < found.end]
    hidden += [(r.start, r.end) for r in regions(page.text) if found.start <= r.start < found.end]
    plain, position = "", found.text_start
    for start, end in sorted(hidden):
        plain, position = plain + page.text[position:start], max(position, end)
    plain += page.text[position : found.end]
    typed = next((each.source for each in inside if each.language == "el"), "")
    reasons = [
        mark.rest
        for mark in marks(page.text)
        if mark.verb == "by hand" and found.start <= mark.start < found.end
    ]
    return Item(
        page.line_at(found.start).number,
        found.start,
        found.end,
        _filled(spec, " ".join(plain.split())),
        "\n".join(line.strip() for line in typed.strip().split("\n")),
        reasons[0] if reasons else "",
    )


def copied(text: str, spec: Spec) -> set[str]:
    """The labels of the values that the steps of a page copy."""
    found = set()
    for item in items(text, spec):
        with suppress(StepSyntaxError):
            found |= {each.labels[0] for each in parse_step(item.text) if each.verb == "copy"}
    return found


def _filled(spec: Spec, text: str) -> str:
    """
    A sentence with its macros filled in.

    :raises jinja2.TemplateError: for a macro that does not exist.
    """
    if "{{" not in text:
        return text
    environment = Environment(undefined=StrictUndefined)
    return environment.from_string(text).render(**variables(spec), **macros(spec))
