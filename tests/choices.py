"""
Every choice of a page's steps, taken otherwise.

A step is parsed as the runner does it; then one of its actions is replaced by what somebody might do
instead: another entry, the box left the other way round, another value, the row of somebody else, or
nothing. The page is carried out with it, in the console without a browser.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

from helpers import ROOT
from scimguide.mapping import Spec, examples, load
from scimguide.pages.front_matter import front_matter
from scimguide.pages.marks import okta_actions
from scimguide.verify.exchange_checker import Mismatch
from scimguide.verify.okta_evaluator import OktaEvaluator
from scimguide.verify.parts import Part, parts
from scimguide.verify.runners import BashRunner
from scimguide.verify.sandbox import Sandbox
from scimguide.verify.snippet import Origin
from scimguide.verify.steps.console_driver import FIELDS, ConsoleDriver
from scimguide.verify.steps.errors import ElementNotFound
from scimguide.verify.steps.grammar import UiAction, parse_step
from scimguide.verify.steps.items import copied
from scimguide.verify.steps.page_table import CLEAR, NOTHING, Cell, column
from static_page import StaticBrowser

OTHER = "`elsewhere`"


@dataclass(frozen=True)
class Choice:
    """One action of a step, and what is done instead."""

    page: str
    step: str
    at: int
    """The place of the part in the page."""
    action: int
    instead: tuple[UiAction, ...]

    def __str__(self) -> str:
        done = "; ".join(
            f"{a.verb} {', '.join(a.labels) or a.value}"
            + (f" = {a.value}" if a.labels and a.value else "")
            + (f" in {a.within}" if a.within else "")
            for a in self.instead
        )
        return f"{self.page}: {self.step[:90]!r} → {done or 'nothing'}"


class Walk:
    """A page carried out again and again: what it does in Okta and at the service, not what it reads."""

    def __init__(self, spec: Spec, sandbox: Sandbox, page: str) -> None:
        self.spec, self.sandbox, self.page = spec, sandbox, page
        self.copied: set[str] = set()
        """What was copied when the page was carried out last."""
        self.read(_text(page))

    def read(self, text: str) -> None:
        """Take another text for the page."""
        self.text = text
        self.follows = follows = front_matter(text).follows
        self.before = okta_actions(_text(follows)) if follows else []
        self.at_hand = copied(_text(follows), self.spec) if follows else set()
        found = [part for _, _, part in sorted(parts(text, self.spec), key=lambda p: p[:2])]
        last = max((at for at, part in enumerate(found) if part.kind == "step"), default=-1)
        marks = ("okta", "holds")
        while -1 < last < len(found) - 1 and found[last + 1].kind in marks:
            last += 1
        self.parts = found[: last + 1]
        """Up to the last step, with the marks below it."""

    def run(self, choice: Choice | None = None, at_hand: set[str] | None = None) -> list[Choice]:
        """
        Carry the page out, with another choice if one is given; all choices that it has.

        :raises Mismatch: when something is not as the page says.
        """
        with ExitStack() as stack:
            runner = BashRunner(self.spec, self.sandbox, stack, ROOT)
            okta = OktaEvaluator(
                self.spec,
                lambda: [runner],
                self.before[:],
                bool(self.before),
                StaticBrowser,
                self.text,
                self.at_hand if at_hand is None else at_hand,
            )
            found: list[Choice] = []
            for at, part in enumerate(self.parts):
                if part.kind == "step" and not part.excuse:
                    okta._catch_up()
                    found += self._step(okta, at, part, choice)
                elif part.kind in ("okta", "holds") and not part.shows_all_requests:
                    okta.carry_out(part)
                elif part.language == "bash" and part.operation and part.operation.method != "GET":
                    runner.run(part.source, Origin(self.page, 1, 1), 10)
            okta.end()
            if okta.console:
                self.copied = okta.console.driver.copied
        return found

    def _step(
        self, okta: OktaEvaluator, at: int, part: Part, choice: Choice | None
    ) -> Iterator[Choice]:
        assert okta.console
        driver, actions = okta.console.driver, parse_step(part.name)
        before = (driver.page.changes, len(driver.copied))
        for number, action in enumerate(actions):
            for instead in others(driver, action) if choice is None else ():
                yield Choice(self.page, part.name, at, number, tuple(instead))
            taken: tuple[UiAction, ...] = (action,)
            if choice and choice.at == at and choice.action == number:
                taken = choice.instead
            elif choice and choice.at == at and choice.action == WHOLE and action.verb not in LOOKS:
                taken = ()
            for each in taken:
                okta.do(part, each)
        # A step that only goes somewhere does nothing when one is there already.
        if choice is None and (driver.page.changes, len(driver.copied)) != before:
            yield Choice(self.page, part.name, at, WHOLE, ())


class Guide:
    """Every page of the guide that has steps."""

    def __init__(self, spec: Spec, sandbox: Sandbox) -> None:
        names = sorted(file.name for file in (ROOT / "docs").glob("*.md"))
        walks = [Walk(spec, sandbox, name) for name in names]
        self.walks = [each for each in walks if each.parts]

    def choices(self) -> Iterator[Choice]:
        """Every choice of every page."""
        for walk in self.walks:
            yield from walk.run()

    def notices(self, choice: Choice) -> bool:
        """Whether its page fails with it, or one that goes on from there with what was copied."""
        walk = next(each for each in self.walks if each.page == choice.page)
        try:
            walk.run(choice)
            for each in self.walks:
                if each.follows == walk.page and walk.copied != walk.at_hand:
                    each.run(at_hand=walk.copied)
        except Mismatch:
            return True
        return False


def of_each_kind(found: Iterable[Choice]) -> Iterator[Choice]:
    """
    The first choice of each kind on each page: by what is done instead, and where.

    The rows of a table are of one kind when they are filled in alike.
    """
    seen = set()
    for each in found:
        last = each.instead[-1] if each.instead else None
        row = len(each.instead) > 1 and each.instead[0].verb in ("fill in", "choose")
        kind = (
            (each.page, last.verb, row or (last.labels if last.verb != "select" else ()))
            if last
            else each.page
        )
        if kind not in seen:
            seen.add(kind)
            yield each


WHOLE = -1
"""The place of the action when a whole step is left out; what it says that one sees is still looked for."""
LOOKS = ("see", "result", "left on", "left off", "left alone")


def _text(page: str) -> str:
    return (ROOT / "docs" / page).read_text("utf-8")


def others(driver: ConsoleDriver, action: UiAction) -> Iterator[list[UiAction]]:
    """What somebody could do on this screen instead of an action."""
    for instead in OTHERS.get(action.verb, lambda *_: ())(driver, action):
        yield [instead] if isinstance(instead, UiAction) else instead


def _choose(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction | list[UiAction]]:
    page, field = driver.page, action.labels[0]
    group = page.get_by_role("group", name=field, exact=True)
    for number, _ in enumerate(driver._members, 1):  # the box that they wait for is chosen now
        for label, value in (("Display name", "``"), ("Value", "``"), ("Value", OTHER)):
            yield [action, UiAction("enter", (f"{label} of member {number}",), value)]
    if driver._members:
        yield [action, UiAction("turn off", (action.value,))]
    boxes = [page.name(e) for e in group.locator("input").nodes] if group.count() else []
    fields = page.get_by_label(field, exact=True)
    for other in boxes or [o for each in fields.nodes for o in each.options]:
        if other != action.value:
            yield UiAction("choose", action.labels, other)


def _turn(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    how = "turn off" if action.verb == "turn on" else "turn on"
    yield UiAction(how, action.labels, within=action.within)


def _left(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    how = "turn off" if action.verb == "left on" else "turn on"
    label = action.labels[0]
    group = driver.page.get_by_role("group", name=label, exact=True)
    if group.count():
        box = driver.page.name(group.get_by_role("checkbox").node)
        yield UiAction(how, (box,), within=label)
    else:
        yield UiAction(how, (label,))


def _enter(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    for value in (OTHER, "``", "`Everyone`"):
        yield UiAction("enter", action.labels, value)


def _select(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    page = driver.page
    if action.value:
        yield UiAction("select", value="`SCIM 2.0 Test App (Basic Auth)`")
        return
    label = action.labels[0]
    if action.within:
        for row in page.get_by_role("row").all():
            name = row.locator("th").first
            same = row.locator("main :is(a, button, summary)").filter(has_text=label)
            if name.count() and same.count() and name.inner_text() != driver._named(action.within):
                yield UiAction("select", action.labels, within=f"`{name.inner_text()}`")
    box = page.get_by_label(label, exact=True)
    if box.count() and box.node.is_("radio"):
        for each in page.form(box.node).all():
            if each.is_("radio") and each is not box.node:
                yield UiAction("select", (page.name(each),))
    for menu in page.locator("details ul").nodes:
        entries = [e.text for e in menu.all() if e.tag in ("button", "a") and e.visible]
        if label in entries:
            yield from (UiAction("select", (each,)) for each in entries if each != label)
    for form in page.locator("form").nodes:
        beside = [e.text for e in form.all() if e.tag in ("button", "a") and e.visible]
        if label in beside:
            yield from (UiAction("select", (each,)) for each in beside if each != label)


def _search(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    yield UiAction("search", value="nothing of the kind")


def _role(driver: ConsoleDriver, action: UiAction) -> Iterator[list[UiAction]]:
    roles = examples.group_roles(driver.spec)
    heading = driver.page.locator("main h2").first.inner_text().removeprefix("Assign ")
    for each in driver.page.locator("main fieldset input").nodes:
        if (label := driver.page.name(each)) != roles[heading]:
            yield [UiAction("select", (label,))]
            yield [action, UiAction("select", (label,))]


def _change(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    yield UiAction("change", value="Other", within=action.within)
    for field in FIELDS:
        if field != action.within:
            yield UiAction("change", value=action.value, within=field)


def _member(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    for group in driver.spec.group_names.values():
        if group != action.value:
            yield UiAction(action.verb, value=group, within=action.within)
    other = driver.spec.samples.users[1].full_name
    yield UiAction(action.verb, value=action.value, within=f"`{other}`")


def _fill_in(driver: ConsoleDriver, action: UiAction) -> Iterator[list[UiAction]]:
    page, rows = driver.page, list[Cell]()
    with suppress(ElementNotFound):  # the step itself will say so
        rows = column(driver._text, action.value)
    for row in rows:
        group = page.get_by_role("group", name=row.label, exact=True)
        found = group.locator("input") if group.count() else page.get_by_label(row.label)
        if group.get_by_label("Value of member 1", exact=True).count():
            continue  # filled in when the box before them is chosen
        for each in found.nodes:
            field, left = (page.name(each),), row.value in (NOTHING, CLEAR)
            if each.is_("checkbox"):
                yield [action, UiAction("turn on" if left else "turn off", field)]
            elif each.tag == "select" and not left:
                others = [option for option in each.options if option != row.value]
                yield from ([action, UiAction("choose", field, option)] for option in others)
            elif not left:
                yield [action, UiAction("enter", field, OTHER)]
                yield [action, UiAction("enter", field, "``")]


def _alone(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    """Everything else on the screen that can be chosen otherwise."""
    for each in driver.page.locator("main :is(input, select)").nodes:
        label = driver.page.name(each)
        if each.tag == "select" and each.chosen == each.options[0]:
            yield from (UiAction("choose", (label,), option) for option in each.options[1:])
        elif (each.is_("radio") or each.is_("checkbox")) and not each.on:
            yield UiAction("select", (label,))


def _type(driver: ConsoleDriver, action: UiAction) -> Iterator[UiAction]:
    for text in ("user.displayName", "user.firstName +", "user.email"):
        yield UiAction("enter", ("Value of the attribute",), f"`{text}`")


OTHERS: dict[str, Callable[[Any, UiAction], Iterator[Any]]] = {
    "choose": _choose,
    "turn on": _turn,
    "turn off": _turn,
    "left on": _left,
    "left off": _left,
    "left alone": _alone,
    "enter": _enter,
    "select": _select,
    "search": _search,
    "role": _role,
    "change": _change,
    "put": _member,
    "remove": _member,
    "fill in": _fill_in,
    "type": _type,
}


def main() -> int:
    """Take every choice otherwise, and name those that nothing notices."""
    with Sandbox() as sandbox:
        guide = Guide(load(ROOT / "docs/mapping.yaml"), sandbox)
        found = list(guide.choices())
        left = [each for each in found if not guide.notices(each)]
    for each in left:
        print(f"nothing notices {each}")
    print(f"{len(found) - len(left)} of {len(found)} choices matter")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
