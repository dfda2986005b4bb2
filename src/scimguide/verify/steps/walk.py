"""
A browser that carries out steps in the rehearsal console.

Everything is found as somebody finds it who cannot see the screen: by its
role and name, or by its visible text.  What is not there is told with what
the screen offers instead.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error, Page

from scimguide.mapping import Spec
from scimguide.verify.steps.fields import ANYBODY, Fields
from scimguide.verify.steps.forms import Do
from scimguide.verify.steps.problems import NotThere

WAIT = 1500
"""Milliseconds that something may take to appear."""


class Walk(Fields):
    """One person's way through the console."""

    def __init__(self, spec: Spec, page: Page, origin: str, values: Callable[[str], str]) -> None:
        self.spec = spec
        self.page = page
        self.origin = origin
        self._values = values
        """What ``SCIM Base URL`` and ``SCIM Bearer Token`` stand for."""
        self._last = {spec.identity_provider.name: "/", spec.service.name: "/companies"}
        self._place = spec.identity_provider.name
        page.set_default_timeout(WAIT)
        page.goto(origin)

    def do(self, done: Do, typed: str = "") -> None:
        """
        Carry out one thing; ``typed`` is the expression below the step.

        :raises NotThere: when it cannot be done on this screen.
        """
        try:
            # A click returns when the next page has begun to come.
            self.page.wait_for_load_state("domcontentloaded")
            if done.verb == "type":
                self.page.get_by_label("Value of the attribute").fill(typed)
            else:
                getattr(self, f"_{done.verb.replace(' ', '_')}")(done)
        except Error as error:
            what = f"{done.verb} {', '.join(done.labels) or done.value}".strip()
            first = str(error).partition("\n")[0]
            raise NotThere(f"{what}: not possible ({first}); {self.offers()}") from None

    # -- places ------------------------------------------------------------

    def _home(self, _: Do) -> None:
        self.page.goto(self.origin)

    def _go_to(self, done: Do) -> None:
        if done.value != self._place and done.value in self._last:
            self._last[self._place] = self.page.url.removeprefix(self.origin)
            self._place = done.value
            self.page.goto(self.origin + self._last[done.value])

    def _app(self, _: Do) -> None:
        self.page.goto(f"{self.origin}/applications")
        self._one(self._links(self.spec.identity_provider.app_label), "the app").click()

    def _open(self, done: Do) -> None:
        for label in done.labels:
            links = self._links(label)
            if links.count():
                links.first.click()
            elif not self.page.get_by_text(label, exact=True).count():
                self._missing(label)

    # -- selecting -----------------------------------------------------------

    def _select(self, done: Do) -> None:
        if done.value:
            self._one(self._links(self._named(done.value)), done.value).click()
            return
        label, scope = done.labels[0], self._scope(done)
        box = scope.get_by_label(label, exact=True)
        if box.count() and box.first.get_attribute("type") in ("checkbox", "radio"):
            box.first.check()
            return
        found = scope.locator("main :is(a, button, summary), nav a, a, button, summary")
        shown = [each for each in found.filter(has_text=label).all() if each.is_visible()]
        exact = [each for each in shown if each.inner_text().strip() == label]
        if not exact:
            self._missing(label, done.within)
        # A tab and the menu on it may have the same name; on the open tab, the menu is meant.
        on_tab = scope.locator("[aria-current]").filter(has_text=label).count()
        menus = [each for each in exact if each.evaluate("e => e.tagName") == "SUMMARY"]
        (menus if menus and on_tab else exact)[0].click()

    def _scope(self, done: Do) -> Any:
        within = done.within
        if not within or within in ANYBODY:
            return self.page
        name = self._named(within)
        rows = self.page.get_by_role("row").filter(has_text=name)
        return self._one(rows, within)
