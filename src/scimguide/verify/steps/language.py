"""
The controlled language of steps: a few verbs, labels in bold, values as code.

A step is parsed sentence by sentence.  Its first sentence does something;
a later one may do something more, or say what one sees: then its labels must
be on the screen.
"""

import re
from collections.abc import Iterator

from scimguide.verify.steps.grammar import PATH, RULES, UiAction, labels

ACCEPTED = (
    "Open, Select, Search for, Enter … in, Turn on, Turn off, Choose … as, Leave, Copy, "
    "Fill in, Change, Put or Check that, with labels in bold"
)


class StepSyntaxError(ValueError):
    """A sentence is no step; the text says what the language accepts."""


_PLACE = re.compile(r"^(?:In [A-Z][\w.]*|On the left), ", re.IGNORECASE)
_UNDER = re.compile(rf"^Under {PATH}, ", re.IGNORECASE)
_SEEN = re.compile(r"\b(opens?|appears?|shows?)\b")


def parse_step(text: str) -> list[UiAction]:
    """
    What a step does, in order.

    :raises StepSyntaxError: when its first sentence is none of the language.
    """
    found: list[UiAction] = []
    for index, sentence in enumerate(_sentences(text)):
        actions = list(_sentence(sentence))
        if not actions and index == 0:
            raise StepSyntaxError(f"{sentence!r}, expected a step: {ACCEPTED}")
        found += actions
    return found


def _sentences(text: str) -> list[str]:
    """Sentences end with a full stop, a colon or a question mark before a capital letter."""
    marked = re.sub(r"([.?])\s+(?=[A-Z*`])", "\\1\n", text)
    return [part.strip() for part in marked.split("\n") if part.strip()]


def _sentence(sentence: str) -> Iterator[UiAction]:
    words = sentence.strip().rstrip(".")
    place = _PLACE.match(words)
    if place and place[0].lower() != "on the left, ":
        yield UiAction("go to", value=place[0][3:-2])
    if place:
        words = words[place.end() :]
    if under := _UNDER.match(words):
        for label in labels(under["path"]):
            yield UiAction("select", (label,))
        words = words[under.end() :]
    for pattern, read in RULES:
        if match := pattern.fullmatch(words):
            yield from read(match)
            return
    if _SEEN.search(sentence):
        for label in labels(sentence):
            yield UiAction("see", (label,))
