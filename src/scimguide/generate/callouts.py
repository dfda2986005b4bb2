"""
The numbers on a screen: those of the steps of the list to which the screen belongs.

A step's number stands at the label that the first sentence of the step is about, so that
nobody types it, and steps may be moved.
"""

import re
from collections.abc import Iterator

from jinja2 import Environment, StrictUndefined

from scimguide.macros import macros, variables
from scimguide.mapping import Spec
from scimguide.okta.console.static_html import Callout
from scimguide.pages.scan import ListItem, PageScan, scan

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NUMBER = re.compile(r"\s*(\d+)")
_SENTENCE = re.compile(r"(?<=[.:?])\s+(?=[A-Z*`])")
_LABEL = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_GROUP = re.compile(r"\*\*[^*]+\*\* for (?=\*\*)")
_ROW = re.compile(r"\b(?:beside|in the row of)\b(?:[^*`]*`([^`]+)`)?")


def callouts(text: str, position: int, spec: Spec) -> Iterator[Callout]:
    """The callouts of the list around or before a position of a page."""
    page = scan(text)
    for item in _list(page, position):
        number = _NUMBER.match(text[item.start : item.text_start])
        first = _first_sentence(spec, text[item.text_start : item.end])
        row = _ROW.search(first)
        # "Enable for Create Users": the switch is known by what it is for.
        labels = _LABEL.findall(_GROUP.sub("", first))
        # "Assign › Assign to Groups": a path ends at what is meant.
        labels = labels[::-1] if "** › **" in first else labels
        # "Search for `an app` and select it": the app is a link on the screen.
        labels += _CODE.findall(first) if first.startswith("Search for") else []
        if number and labels:
            yield Callout(
                item.start, int(number[1]), tuple(labels), (row[1] or "") if row else None
            )


def _list(page: PageScan, position: int) -> list[ListItem]:
    """The items of one list: the last one that begins in this section before the position."""
    heading = max((h.start for h in page.headings if h.start < position), default=0)
    after = min((h.start for h in page.headings if h.start > position), default=len(page.text))
    found: list[ListItem] = []
    for item in page.items:
        if not heading < item.start < after:
            continue
        begins = not found or not _follows(page, found[-1], item)
        if begins and item.start > position:
            break
        found = [item] if begins else [*found, item]
    return found


def _follows(page: PageScan, before: ListItem, item: ListItem) -> bool:
    return not page.text[before.end : item.start].strip()


def _first_sentence(spec: Spec, text: str) -> str:
    """What a step does, as readers see it."""
    paragraph = _COMMENT.sub("", text).partition("\n\n")[0]
    plain = " ".join(paragraph.split())
    sentence = _SENTENCE.split(plain)[0]
    if "{{" not in sentence:
        return sentence
    environment = Environment(undefined=StrictUndefined)
    return environment.from_string(sentence).render(**variables(spec), **macros(spec))
