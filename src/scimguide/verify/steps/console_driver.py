"""
A browser that carries out steps in the rehearsal console.

Everything is found as somebody finds it who cannot see the screen: by its
role and name, or by its visible text.  An error says what is not there, and
what the screen offers instead.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from playwright.sync_api import Error, Locator, Page

from scimguide.mapping import Spec, examples
from scimguide.verify.steps.errors import ElementNotFound
from scimguide.verify.steps.grammar import UiAction
from scimguide.verify.steps.page_table import CLEAR, NOTHING, Cell, column

WAIT = 1500
"""Milliseconds that something may take to appear."""
ANYBODY = ("a person you know", "the tasks that failed meanwhile")
"""Words that leave the choice to the screen."""
NEW_TOKEN = "new token"
FIELDS = {
    "first name": ("First name",),
    "last name": ("Last name",),
    "e-mail address": ("Primary email", "Username"),
}
"""Fields of a profile, by the names that pages use."""
_OFFERED = "main :is(a, button, label, summary, legend, h1, h2, h3), body > nav a"


class ConsoleDriver:
    """Carries out the actions of steps, one after the other."""

    def __init__(
        self,
        spec: Spec,
        page: Page,
        origin: str,
        values: Callable[[str], str],
        text: str = "",
        copied: Iterable[str] = (),
    ) -> None:
        """``text`` is the page, whose tables steps fill in; ``copied``: labels copied before it."""
        self.spec = spec
        self.page = page
        self.origin = origin
        self._values = values
        """What ``SCIM Base URL`` and ``SCIM Bearer Token`` stand for."""
        self._text = text
        self._members: list[str] = []
        """Values of a table that wait for the box before them."""
        self.copied = set(copied)
        """The labels of the values that somebody who follows the steps has at hand."""
        self._last = {spec.identity_provider.name: "/", spec.service.name: "/companies"}
        self._place = spec.identity_provider.name
        page.set_default_timeout(WAIT)
        page.goto(origin)

    def do(self, action: UiAction, typed: str = "") -> None:
        """
        Carry out one action; ``typed`` is the expression below the step.

        :raises ElementNotFound: when it cannot be done on this screen.
        """
        try:
            # A click returns when the next page has begun to come.
            self.page.wait_for_load_state("domcontentloaded")
            if action.verb == "type":
                self.page.get_by_label("Value of the attribute").fill(typed)
            else:
                VERBS[action.verb](self, action)
        except Error as error:
            what = f"{action.verb} {', '.join(action.labels) or action.value}".strip()
            first = str(error).partition("\n")[0]
            raise ElementNotFound(f"{what}: not possible ({first}); {self.offers()}") from None

    def offers(self) -> str:
        """What can be selected and filled in on this screen."""
        found = self.page.locator(_OFFERED)
        names = [text.strip() for text in found.all_inner_texts() if text.strip()]
        title = self.page.title().partition(" – ")[0]
        return f"the screen {title!r} offers {', '.join(dict.fromkeys(names))}"

    # -- places ------------------------------------------------------------

    def _home(self, _: UiAction) -> None:
        self.page.goto(self.origin)

    def _go_to(self, action: UiAction) -> None:
        if action.value != self._place and action.value in self._last:
            self._last[self._place] = self.page.url.removeprefix(self.origin)
            self._place = action.value
            self.page.goto(self.origin + self._last[action.value])

    def _app(self, _: UiAction) -> None:
        self.page.goto(f"{self.origin}/applications")
        self._one(self._links(self.spec.identity_provider.app_label), "the app").click()

    def _open(self, action: UiAction) -> None:
        for label in action.labels:
            links = self._links(label)
            if links.count():
                links.first.click()
            elif not self.page.get_by_text(label, exact=True).count():
                self._missing(label)

    # -- selecting -----------------------------------------------------------

    def _select(self, action: UiAction) -> None:
        if action.value:
            self._one(self._links(self._named(action.value)), action.value).click()
            return
        label, scope = action.labels[0], self._scope(action)
        if self._members:
            values = ", ".join(self._members)
            raise ElementNotFound(f"no box was selected for {values}, expected a step that does")
        box = scope.get_by_label(label, exact=True)
        if box.count() and box.first.get_attribute("type") in ("checkbox", "radio"):
            box.first.check()
            return
        found = scope.locator("main :is(a, button, summary), nav a, a, button, summary")
        shown = [each for each in found.filter(has_text=label).all() if each.is_visible()]
        exact = [each for each in shown if each.inner_text().strip() == label]
        if not exact:
            self._missing(label, action.within)
        # A tab and the menu on it may have the same name; on the open tab, the menu is meant.
        on_tab = scope.locator("[aria-current]").filter(has_text=label).count()
        menus = [each for each in exact if each.evaluate("e => e.tagName") == "SUMMARY"]
        (menus if menus and on_tab else exact)[0].click()

    def _scope(self, action: UiAction) -> Any:
        within = action.within
        if not within or within in ANYBODY:
            return self.page
        name = self._named(within)
        rows = self.page.get_by_role("row").filter(has_text=name)
        return self._one(rows, within)

    def _named(self, words: str) -> str:
        """The account or group that the words of a page stand for."""
        if "`" in words:
            return words.split("`")[1]
        samples = self.spec.samples
        if words in ("your test person", "the person"):
            return samples.users[0].full_name
        if words == "the full name":
            return samples.users[0].full_name
        if words in ("the group", "the name of a group"):
            return samples.groups[0].display_name
        return "Example Company" if words == "your company" else words

    # -- fields -------------------------------------------------------------

    def _search(self, action: UiAction) -> None:
        box = self._one(self.page.get_by_role("searchbox"), "a search field")
        box.fill(action.value)
        box.press("Enter")

    def _enter(self, action: UiAction) -> None:
        words = action.value.removeprefix("the ")
        value = self._values(words) or self._named(action.value)
        label = self.spec.service.credentials.token_label if words == NEW_TOKEN else words
        if self._values(words) and label not in self.copied:
            raise ElementNotFound(f"nobody has copied the {label}, expected a step that does")
        self._field(action.labels[0]).fill(value)

    def _choose(self, action: UiAction) -> None:
        field, choice = action.labels[0], action.value
        group = self.page.get_by_role("group", name=field, exact=True)
        if group.count():
            self._one(group.get_by_label(choice, exact=True), choice).check()
            self._fill_members()
        else:
            self._field(field).select_option(choice)

    def _turn(self, action: UiAction, *, on: bool) -> None:
        scope: Any = self.page
        if action.within:
            scope = self._one(
                self.page.get_by_role("group", name=action.within, exact=True), action.within
            )
        label = action.labels[0]
        switch = scope.get_by_role("switch", name=label, exact=True)
        if switch.count():
            if (switch.first.get_attribute("aria-checked") == "true") is not on:
                switch.first.click()
        else:
            self._one(scope.get_by_label(label, exact=True), label).set_checked(on)

    def _left(self, action: UiAction, *, on: bool) -> None:
        label = action.labels[0]
        group = self.page.get_by_role("group", name=label, exact=True)
        box = group.get_by_role("checkbox") if group.count() else self._field(label)
        if self._one(box, label).is_checked() is not on:
            raise ElementNotFound(f"{label} is {'clear' if on else 'selected'}, expected otherwise")

    def _role(self, _: UiAction) -> None:
        heading = self.page.locator("main h2").first.inner_text()
        roles = examples.group_roles(self.spec)
        for group, role in roles.items():
            if heading.endswith(group):
                self._one(self.page.get_by_label(role, exact=True), role).check()

    def _copy(self, action: UiAction) -> None:
        label = action.labels[0]
        shown = self._field(label).input_value()
        if shown != self._values(label):
            raise ElementNotFound(f"{label} is {shown!r}, expected what the service issued")
        self.copied.add(label)

    def _change(self, action: UiAction) -> None:
        if action.within not in FIELDS:
            accepted = ", ".join(FIELDS)
            raise ElementNotFound(f"the field {action.within!r}, expected one of {accepted}")
        for label in FIELDS[action.within]:
            self._field(label).fill(action.value)

    def _member(self, action: UiAction, button: str) -> None:
        self.page.goto(f"{self.origin}/groups")
        self._one(self._links(action.value), action.value).click()
        row = self._one(
            self.page.get_by_role("row").filter(has_text=self._named(action.within)), action.within
        )
        self._one(row.get_by_role("button").filter(has_text=button), button).click()

    def _fill_in(self, action: UiAction) -> None:
        rows = column(self._text, action.value)
        for row in rows:
            group = self.page.get_by_role("group", name=row.label, exact=True)
            if group.count():
                self._fill_group(group, row)
            elif row.value != NOTHING:
                self._fill_field(self._one(self._labelled(row.label), f"{row}"), row)
        labels = {row.label for row in rows}
        for label in self.page.locator("main label").all_inner_texts():
            if label not in labels and self._field(label).get_attribute("aria-required"):
                raise ElementNotFound(
                    f"the table above line {rows[0].line} has no row {label!r}, "
                    "which the form requires"
                )

    def _fill_field(self, field: Locator, row: Cell) -> None:
        if field.evaluate("e => e.tagName") != "SELECT":
            field.fill(row.value)
            return
        try:
            field.select_option(row.value)
        except Error:
            raise ElementNotFound(f"{row}: {row.value!r} cannot be chosen") from None

    def _fill_group(self, group: Locator, row: Cell) -> None:
        """A box by its label, or rows of display name and value behind the only box."""
        box = group.get_by_role("checkbox").first
        if row.value in (NOTHING, CLEAR):
            box.set_checked(False)
        elif group.get_by_label("Value of member 1", exact=True).count():
            self._members = row.value.split(", ")  # the form shows them behind the box
            if box.is_checked():
                self._fill_members()
        else:
            self._one(group.get_by_label(row.value, exact=True), f"{row}: {row.value}").check()

    def _fill_members(self) -> None:
        for number, value in enumerate(self._members, 1):
            for field in ("Display name", "Value"):
                self._field(f"{field} of member {number}").fill(value)
        self._members = []

    # -- looking ---------------------------------------------------------------

    def _see(self, action: UiAction) -> None:
        found = self.page.get_by_text(action.labels[0], exact=True)
        if not found.count():
            self._missing(action.labels[0])

    def _result(self, action: UiAction) -> None:
        shown = self.page.get_by_role("status").filter(has_text=self._named(action.value))
        self._one(shown, action.value)

    def _field(self, label: str) -> Locator:
        return self._one(self._labelled(label), label)

    def _labelled(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def _links(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def _one(self, found: Locator, what: str) -> Locator:
        if not found.count():
            self._missing(what)
        return found.first

    def _missing(self, what: str, within: str = "") -> None:
        where = f" in the row of {within}" if within and within not in ANYBODY else ""
        raise ElementNotFound(f"{what!r} is not on the screen{where}; {self.offers()}")


VERBS: dict[str, Callable[[ConsoleDriver, UiAction], None]] = {
    "home": ConsoleDriver._home,
    "go to": ConsoleDriver._go_to,
    "app": ConsoleDriver._app,
    "open": ConsoleDriver._open,
    "select": ConsoleDriver._select,
    "search": ConsoleDriver._search,
    "enter": ConsoleDriver._enter,
    "choose": ConsoleDriver._choose,
    "turn on": partial(ConsoleDriver._turn, on=True),
    "turn off": partial(ConsoleDriver._turn, on=False),
    "left on": partial(ConsoleDriver._left, on=True),
    "left off": partial(ConsoleDriver._left, on=False),
    "left alone": partial(ConsoleDriver._left, on=False),
    "role": ConsoleDriver._role,
    "copy": ConsoleDriver._copy,
    "change": ConsoleDriver._change,
    "put": partial(ConsoleDriver._member, button="Add"),
    "remove": partial(ConsoleDriver._member, button="Remove"),
    "fill in": ConsoleDriver._fill_in,
    "see": ConsoleDriver._see,
    "result": ConsoleDriver._result,
}
"""What carries out each verb of ``UiAction`` but ``type``."""
