"""
The controlled language of steps: a few verbs, labels in bold, values as code.

A step is understood sentence by sentence.  Its first sentence does something;
a later one may do something more, or say what one sees: then its labels must
be on the screen.
"""

import re
from collections.abc import Iterator

from scimguide.verify.steps.forms import FORMS, PATH, Do, labels

ACCEPTED = (
    "Open, Select, Search for, Enter … in, Turn on, Turn off, Choose … as, Leave, Copy, "
    "Fill in, Change, Put or Check that, with labels in bold"
)


class NotUnderstood(ValueError):
    """A sentence is no step; the text says what the language accepts."""


_PLACE = re.compile(r"^(?:In [A-Z][\w.]*|On the left), ", re.IGNORECASE)
_UNDER = re.compile(rf"^Under {PATH}, ", re.IGNORECASE)
_SEEN = re.compile(r"\b(opens?|appears?|shows?)\b")


def understand(text: str) -> list[Do]:
    """
    What a step does, in order.

    :raises NotUnderstood: when its first sentence is none of the language.
    """
    found: list[Do] = []
    for index, sentence in enumerate(_sentences(text)):
        done = list(_sentence(sentence))
        if not done and index == 0:
            raise NotUnderstood(f"{sentence!r}, expected a step: {ACCEPTED}")
        found += done
    return found


def _sentences(text: str) -> list[str]:
    """Sentences end with a full stop, a colon or a question mark before a capital letter."""
    marked = re.sub(r"([.?])\s+(?=[A-Z*`])", "\\1\n", text)
    return [part.strip() for part in marked.split("\n") if part.strip()]


def _sentence(sentence: str) -> Iterator[Do]:
    words = sentence.strip().rstrip(".")
    place = _PLACE.match(words)
    if place and place[0].lower() != "on the left, ":
        yield Do("go to", value=place[0][3:-2])
    if place:
        words = words[place.end() :]
    if under := _UNDER.match(words):
        for label in labels(under["path"]):
            yield Do("select", (label,))
        words = words[under.end() :]
    for pattern, read in FORMS:
        if match := pattern.fullmatch(words):
            yield from read(match)
            return
    if _SEEN.search(sentence):
        for label in labels(sentence):
            yield Do("see", (label,))
