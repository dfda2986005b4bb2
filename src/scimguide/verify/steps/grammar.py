"""
The controlled language of steps: a few verbs, labels in bold, values as code.

A step is parsed sentence by sentence.  Its first sentence does something;
a later one may do something more, or say what one sees: then its labels must
be on the screen.  A rule is a form of sentence with the actions that it means.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

LABEL = r"\*\*(?P<{}>[^*]+)\*\*"
VALUE = r"(?:`(?P<{0}>[^`]+)`|(?P<{0}_word>[^*`]+?))"


ACCEPTED = (
    "Open, Select, Search for, Enter … in, Turn on, Turn off, Choose … as, Leave, Copy, "
    "Fill in, Change, Put, Remove or Check that, with labels in bold"
)


class StepSyntaxError(ValueError):
    """A sentence is no step; the message says what the language accepts."""


@dataclass(frozen=True)
class UiAction:
    """One action of a person at the console."""

    verb: str
    labels: tuple[str, ...] = ()
    value: str = ""
    within: str = ""
    """The row, group or field that it happens in."""


def labels(path: str) -> tuple[str, ...]:
    """The labels of a string, which stand in bold."""
    return tuple(re.findall(r"\*\*([^*]+)\*\*", path))


def _select(names: Iterable[str | None], within: str | None = None) -> list[UiAction]:
    """Each of these labels selected that there is."""
    return [UiAction("select", (name,), within=within or "") for name in names if name]


def _open(part: str) -> UiAction:
    company = part == "your company"
    return UiAction("select", value=part) if company else UiAction("open", labels(part))


def _value(found: re.Match[str]) -> str:
    """What ``VALUE`` names: code, or words that stand for something."""
    return str(found["what"] or found["what_word"])


PATH = r"(?P<path>\*\*[^*]+\*\*(?: › (?:\*\*[^*]+\*\*|your company))*)"
_ROW = r"(?: (?:beside|in the row of|for) (?P<row>[^*]+?))?"
_CONFIRM = r"(?:,? and confirm with \*\*(?P<confirm>[^*]+)\*\*)?"
_SIGNS = {"x": "X", "pencil": "✎"}

_FORMS: dict[str, Callable[[re.Match[str]], list[UiAction]]] = {
    r"sign in .*": lambda found: [UiAction("home")],
    r"open the app(?: and its tab|'s tab) \*\*(?P<tab>[^*]+)\*\*(?: and select (?P<path>.*))?": (
        lambda found: [UiAction("app"), *_select([found["tab"], *labels(found["path"] or "")])]
    ),
    r"open the tab \*\*(?P<tab>[^*]+)\*\*": lambda found: _select([found["tab"]]),
    rf"(?:open|return to) {PATH}(?: and select (?P<then>[^*]+)| and scroll to .*)?": (
        lambda found: [
            *map(_open, found["path"].split(" › ")),
            *([UiAction("select", value=found["then"])] if found["then"] else []),
        ]
    ),
    rf"select the (?P<sign>X|pencil){_ROW}{_CONFIRM}": (
        lambda found: [
            *_select([_SIGNS[found["sign"].lower()]], found["row"]),
            *_select([found["confirm"]]),
        ]
    ),
    rf"select {PATH}(?: in the sidebar)?{_ROW}{_CONFIRM}"
    r"(?P<role>,? and choose its role in the form)?(?: under \*\*[^*]+\*\*)?": (
        lambda found: [
            *_select(labels(found["path"]), found["row"]),
            *_select([found["confirm"]]),
            *([UiAction("role")] if found["role"] else []),
        ]
    ),
    rf"search for {VALUE.format('what')}(?P<select> and select it)?": (
        lambda found: [
            UiAction("search", value=_value(found)),
            *([UiAction("select", value=_value(found))] if found["select"] else []),
        ]
    ),
    rf"enter {VALUE.format('what')}(?:, [^*]*)? in {LABEL.format('field')}"
    r"(?: and select it|, .*)?": (
        lambda found: [UiAction("enter", (found["field"],), _value(found))]
    ),
    rf"turn (?P<how>on|off) {LABEL.format('box')}(?: for {LABEL.format('group')})?": (
        lambda found: [
            UiAction(f"turn {found['how'].lower()}", (found["box"],), within=found["group"] or "")
        ]
    ),
    rf"turn {LABEL.format('box')} off, and on again": (
        lambda found: [UiAction("turn off", (found["box"],)), UiAction("turn on", (found["box"],))]
    ),
    r"choose the role of this group in the field that you added": lambda found: [UiAction("role")],
    r"choose `(?P<role>[^`]+)` in the field that you added(?:, and clear `(?P<other>[^`]+)`)?": (
        lambda found: [
            UiAction("turn on", (found["role"],)),
            *([UiAction("turn off", (found["other"],))] if found["other"] else []),
        ]
    ),
    r"choose (?:\*\*(?P<choice>[^*]+)\*\*|(?P<word>\w+)) (?:as(?: the)?|under) "
    rf"{LABEL.format('field')}(?P<typed> and enter:)?(?: under .*| for .*|, .*)?": (
        lambda found: [
            UiAction("choose", (found["field"],), found["choice"] or found["word"]),
            *([UiAction("type")] if found["typed"] else []),
        ]
    ),
    rf"leave {LABEL.format('box')} (?P<how>selected|off|clear)(?:: .*)?": (
        lambda found: [
            UiAction(
                "left on" if found["how"].lower() == "selected" else "left off", (found["box"],)
            )
        ]
    ),
    rf"leave everything else as it is, {LABEL.format('box')} included": (
        lambda found: [UiAction("left alone", (found["box"],))]
    ),
    rf"copy the {LABEL.format('field')}(?: to .*)?": (
        lambda found: [UiAction("copy", (found["field"],))]
    ),
    r"fill in the fields as the column for `(?P<path>[^`]+)` says": (
        lambda found: [UiAction("fill in", value=found["path"])]
    ),
    r"change the (?P<one>[a-z -]+) to `(?P<value>[^`]+)`"
    r"(?:, and the (?P<two>[a-z -]+) to `(?P<other>[^`]+)`)?(?:, or .*)?": (
        lambda found: [
            UiAction("change", value=value, within=field.lower())
            for field, value in ((found["one"], found["value"]), (found["two"], found["other"]))
            if field
        ]
    ),
    r"put (?P<who>[^`*]+) into the group `(?P<group>[^`]+)`(?:, .*)?": (
        lambda found: [UiAction("put", value=found["group"], within=found["who"])]
    ),
    r"remove (?P<who>[^`*]+) from the group `(?P<group>[^`]+)`(?:, .*)?": (
        lambda found: [UiAction("remove", value=found["group"], within=found["who"])]
    ),
    r"you see (?P<what>the full name)|okta says that the app was (?P<said>verified successfully)": (
        lambda found: [UiAction("result", value=found["what"] or found["said"])]
    ),
    r"check that .*\*\*.*": lambda found: [UiAction("see", (each,)) for each in labels(found[0])],
}
RULES = [(re.compile(pattern, re.IGNORECASE), read) for pattern, read in _FORMS.items()]
"""Each form of sentence, with the actions that it means."""

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
        yield from _select(labels(under["path"]))
        words = words[under.end() :]
    for pattern, read in RULES:
        if match := pattern.fullmatch(words):
            yield from read(match)
            return
    if _SEEN.search(sentence):
        for label in labels(sentence):
            yield UiAction("see", (label,))
