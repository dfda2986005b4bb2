"""Every form of a sentence that is a step, and what it does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LABEL = r"\*\*(?P<{}>[^*]+)\*\*"
VALUE = r"(?:`(?P<{0}>[^`]+)`|(?P<{0}_word>[^*`]+?))"


@dataclass(frozen=True)
class Do:
    """One thing that somebody does at the console."""

    verb: str
    labels: tuple[str, ...] = ()
    value: str = ""
    within: str = ""
    """The row, group or field that it happens in."""


Read = Callable[[re.Match[str]], Iterator[Do]]
FORMS: list[tuple[re.Pattern[str], Read]] = []


def _form(pattern: str) -> Callable[[Read], Read]:
    compiled = re.compile(pattern, re.IGNORECASE)

    def add(read: Read) -> Read:
        FORMS.append((compiled, read))
        return read

    return add


def labels(path: str) -> tuple[str, ...]:
    """The labels of a text, which stand in bold."""
    return tuple(re.findall(r"\*\*([^*]+)\*\*", path))


PATH = r"(?P<path>\*\*[^*]+\*\*(?: › (?:\*\*[^*]+\*\*|your company))*)"
_ROW = r"(?: (?:beside|in the row of|for) (?P<row>[^*]+?))?"
_CONFIRM = r"(?:,? and confirm with \*\*(?P<confirm>[^*]+)\*\*)?"


@_form(r"sign in .*")
def _sign_in(found: re.Match[str]) -> Iterator[Do]:
    yield Do("home")


@_form(r"open the app(?: and its tab|'s tab) \*\*(?P<tab>[^*]+)\*\*(?: and select (?P<path>.*))?")
def _open_app(found: re.Match[str]) -> Iterator[Do]:
    yield Do("app")
    yield Do("select", (found["tab"],))
    for label in labels(found["path"] or ""):
        yield Do("select", (label,))


@_form(r"open the tab \*\*(?P<tab>[^*]+)\*\*")
def _open_tab(found: re.Match[str]) -> Iterator[Do]:
    yield Do("select", (found["tab"],))


@_form(rf"(?:open|return to) {PATH}(?: and select (?P<then>[^*]+)| and scroll to .*)?")
def _open(found: re.Match[str]) -> Iterator[Do]:
    for part in found["path"].split(" › "):
        yield Do("select", (), part) if part == "your company" else Do("open", labels(part))
    if found["then"]:
        yield Do("select", (), found["then"])


@_form(rf"select the (?P<sign>X|pencil){_ROW}{_CONFIRM}")
def _sign(found: re.Match[str]) -> Iterator[Do]:
    yield Do("select", ({"x": "X", "pencil": "✎"}[found["sign"].lower()],), within=found["row"])
    if found["confirm"]:
        yield Do("select", (found["confirm"],))


@_form(rf"select {PATH}(?: in the sidebar)?{_ROW}{_CONFIRM}(?:,? and choose its role in the form)?"
       r"(?: under \*\*[^*]+\*\*)?")  # fmt: skip
def _select(found: re.Match[str]) -> Iterator[Do]:
    for label in labels(found["path"]):
        yield Do("select", (label,), within=found["row"] or "")
    if found["confirm"]:
        yield Do("select", (found["confirm"],))
    if "choose its role" in found[0]:
        yield Do("role")


@_form(rf"search for {VALUE.format('what')}(?P<select> and select it)?")
def _search(found: re.Match[str]) -> Iterator[Do]:
    yield Do("search", value=found["what"] or found["what_word"])
    if found["select"]:
        yield Do("select", (), found["what"] or found["what_word"])


@_form(
    rf"enter {VALUE.format('what')}(?:, [^*]*)? in {LABEL.format('field')}(?: and select it|, .*)?"
)
def _enter(found: re.Match[str]) -> Iterator[Do]:
    yield Do("enter", (found["field"],), found["what"] or found["what_word"])


@_form(rf"turn (?P<how>on|off) {LABEL.format('box')}(?: for {LABEL.format('group')})?")
def _turn(found: re.Match[str]) -> Iterator[Do]:
    yield Do(f"turn {found['how'].lower()}", (found["box"],), within=found["group"] or "")


@_form(rf"turn {LABEL.format('box')} off, and on again")
def _turn_twice(found: re.Match[str]) -> Iterator[Do]:
    yield Do("turn off", (found["box"],))
    yield Do("turn on", (found["box"],))


@_form(r"choose the role of this group in the field that you added")
def _role(found: re.Match[str]) -> Iterator[Do]:
    yield Do("role")


@_form(rf"choose (?:\*\*(?P<choice>[^*]+)\*\*|(?P<word>\w+)) (?:as(?: the)?|under) "
       rf"{LABEL.format('field')}(?P<typed> and enter:)?(?: under .*|, .*)?")  # fmt: skip
def _choose(found: re.Match[str]) -> Iterator[Do]:
    yield Do("choose", (found["field"],), found["choice"] or found["word"])
    if found["typed"]:
        yield Do("type")


@_form(rf"leave {LABEL.format('box')} (?P<how>selected|off|clear)(?:: .*)?")
def _leave(found: re.Match[str]) -> Iterator[Do]:
    yield Do("left on" if found["how"].lower() == "selected" else "left off", (found["box"],))


@_form(rf"leave everything else as it is, {LABEL.format('box')} included")
def _rest(found: re.Match[str]) -> Iterator[Do]:
    yield Do("left off", (found["box"],))


@_form(rf"copy the {LABEL.format('field')}(?: to .*)?")
def _copy(found: re.Match[str]) -> Iterator[Do]:
    yield Do("copy", (found["field"],))


@_form(r"fill in the fields as the column for `(?P<path>[^`]+)` says")
def _fill(found: re.Match[str]) -> Iterator[Do]:
    yield Do("fill in", value=found["path"])


@_form(
    r"change the (?P<one>[a-z -]+) to `(?P<value>[^`]+)`"
    r"(?:, and the (?P<two>[a-z -]+) to `(?P<other>[^`]+)`)?(?:, or .*)?"
)
def _change(found: re.Match[str]) -> Iterator[Do]:
    yield Do("change", value=found["value"], within=found["one"].lower())
    if found["two"]:
        yield Do("change", value=found["other"], within=found["two"].lower())


@_form(r"put (?P<who>[^`*]+) into the group `(?P<group>[^`]+)`(?:, .*)?")
def _put(found: re.Match[str]) -> Iterator[Do]:
    yield Do("put", value=found["group"], within=found["who"])


@_form(r"check that .*\*\*.*")
def _check(found: re.Match[str]) -> Iterator[Do]:
    for label in labels(found[0]):
        yield Do("see", (label,))
