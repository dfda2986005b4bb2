"""
The controlled language of steps: a few verbs, labels in bold, values as code.

A step is parsed sentence by sentence.  Its first sentence does something;
a later one may do something more, or say what one sees: then its labels must
be on the screen.  A rule is a form of sentence with the actions that it means.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LABEL = r"\*\*(?P<{}>[^*]+)\*\*"
VALUE = r"(?:`(?P<{0}>[^`]+)`|(?P<{0}_word>[^*`]+?))"


ACCEPTED = (
    "Open, Select, Search for, Enter … in, Turn on, Turn off, Choose … as, Leave, Copy, "
    "Fill in, Change, Put or Check that, with labels in bold"
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


Read = Callable[[re.Match[str]], Iterator[UiAction]]
RULES: list[tuple[re.Pattern[str], Read]] = []


def _rule(pattern: str) -> Callable[[Read], Read]:
    compiled = re.compile(pattern, re.IGNORECASE)

    def add(read: Read) -> Read:
        RULES.append((compiled, read))
        return read

    return add


def labels(path: str) -> tuple[str, ...]:
    """The labels of a string, which stand in bold."""
    return tuple(re.findall(r"\*\*([^*]+)\*\*", path))


PATH = r"(?P<path>\*\*[^*]+\*\*(?: › (?:\*\*[^*]+\*\*|your company))*)"
_ROW = r"(?: (?:beside|in the row of|for) (?P<row>[^*]+?))?"
_CONFIRM = r"(?:,? and confirm with \*\*(?P<confirm>[^*]+)\*\*)?"


@_rule(r"sign in .*")
def _sign_in(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("home")


@_rule(r"open the app(?: and its tab|'s tab) \*\*(?P<tab>[^*]+)\*\*(?: and select (?P<path>.*))?")
def _open_app(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("app")
    yield UiAction("select", (found["tab"],))
    for label in labels(found["path"] or ""):
        yield UiAction("select", (label,))


@_rule(r"open the tab \*\*(?P<tab>[^*]+)\*\*")
def _open_tab(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("select", (found["tab"],))


@_rule(rf"(?:open|return to) {PATH}(?: and select (?P<then>[^*]+)| and scroll to .*)?")
def _open(found: re.Match[str]) -> Iterator[UiAction]:
    for part in found["path"].split(" › "):
        yield (
            UiAction("select", (), part)
            if part == "your company"
            else UiAction("open", labels(part))
        )
    if found["then"]:
        yield UiAction("select", (), found["then"])


@_rule(rf"select the (?P<sign>X|pencil){_ROW}{_CONFIRM}")
def _sign(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction(
        "select", ({"x": "X", "pencil": "✎"}[found["sign"].lower()],), within=found["row"]
    )
    if found["confirm"]:
        yield UiAction("select", (found["confirm"],))


@_rule(rf"select {PATH}(?: in the sidebar)?{_ROW}{_CONFIRM}(?:,? and choose its role in the form)?"
       r"(?: under \*\*[^*]+\*\*)?")  # fmt: skip
def _select(found: re.Match[str]) -> Iterator[UiAction]:
    for label in labels(found["path"]):
        yield UiAction("select", (label,), within=found["row"] or "")
    if found["confirm"]:
        yield UiAction("select", (found["confirm"],))
    if "choose its role" in found[0]:
        yield UiAction("role")


@_rule(rf"search for {VALUE.format('what')}(?P<select> and select it)?")
def _search(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("search", value=found["what"] or found["what_word"])
    if found["select"]:
        yield UiAction("select", (), found["what"] or found["what_word"])


@_rule(
    rf"enter {VALUE.format('what')}(?:, [^*]*)? in {LABEL.format('field')}(?: and select it|, .*)?"
)
def _enter(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("enter", (found["field"],), found["what"] or found["what_word"])


@_rule(rf"turn (?P<how>on|off) {LABEL.format('box')}(?: for {LABEL.format('group')})?")
def _turn(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction(f"turn {found['how'].lower()}", (found["box"],), within=found["group"] or "")


@_rule(rf"turn {LABEL.format('box')} off, and on again")
def _turn_twice(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("turn off", (found["box"],))
    yield UiAction("turn on", (found["box"],))


@_rule(r"choose the role of this group in the field that you added")
def _role(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("role")


@_rule(rf"choose (?:\*\*(?P<choice>[^*]+)\*\*|(?P<word>\w+)) (?:as(?: the)?|under) "
       rf"{LABEL.format('field')}(?P<typed> and enter:)?(?: under .*|, .*)?")  # fmt: skip
def _choose(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("choose", (found["field"],), found["choice"] or found["word"])
    if found["typed"]:
        yield UiAction("type")


@_rule(rf"leave {LABEL.format('box')} (?P<how>selected|off|clear)(?:: .*)?")
def _leave(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("left on" if found["how"].lower() == "selected" else "left off", (found["box"],))


@_rule(rf"leave everything else as it is, {LABEL.format('box')} included")
def _rest(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("left off", (found["box"],))


@_rule(rf"copy the {LABEL.format('field')}(?: to .*)?")
def _copy(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("copy", (found["field"],))


@_rule(r"fill in the fields as the column for `(?P<path>[^`]+)` says")
def _fill(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("fill in", value=found["path"])


@_rule(
    r"change the (?P<one>[a-z -]+) to `(?P<value>[^`]+)`"
    r"(?:, and the (?P<two>[a-z -]+) to `(?P<other>[^`]+)`)?(?:, or .*)?"
)
def _change(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("change", value=found["value"], within=found["one"].lower())
    if found["two"]:
        yield UiAction("change", value=found["other"], within=found["two"].lower())


@_rule(r"put (?P<who>[^`*]+) into the group `(?P<group>[^`]+)`(?:, .*)?")
def _put(found: re.Match[str]) -> Iterator[UiAction]:
    yield UiAction("put", value=found["group"], within=found["who"])


@_rule(r"check that .*\*\*.*")
def _check(found: re.Match[str]) -> Iterator[UiAction]:
    for label in labels(found[0]):
        yield UiAction("see", (label,))


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
