"""
Okta's side of one page: steps carried out in a browser, and marks with what the steps do.

With a browser, a mark is not carried out but proven: the steps above it must
have caused exactly this action.  Without one, the mark itself is carried out,
and steps are only parsed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scimguide.mapping import Spec
from scimguide.mapping.actions import ActionError, parse
from scimguide.okta.system_log import LogFilterError
from scimguide.pages.marks import okta_action
from scimguide.verify.exchange_checker import ExchangeChecker, Mismatch, check_holds
from scimguide.verify.parts import Part
from scimguide.verify.runners import Runner
from scimguide.verify.steps.errors import ElementNotFound
from scimguide.verify.steps.grammar import StepSyntaxError, UiAction, parse_step

if TYPE_CHECKING:  # a browser is needed only when steps are carried out
    from playwright.sync_api import Browser

    from scimguide.verify.steps.console_fixture import ConsoleFixture


@dataclass
class OktaEvaluator:
    """Carries out the steps and marks of a page."""

    spec: Spec
    runners: Callable[[], list[Runner]]
    """The runners that the page's snippets need; the console is the first one's."""
    before: list[str] = field(default_factory=list)
    """Actions of the page that this one follows."""
    follows: bool = False
    browser: "Callable[[], Browser] | None" = None
    """Opens the browser of the run, when steps shall be carried out."""
    text: str = ""
    """The page, whose tables steps fill in."""
    copied: Iterable[str] = ()
    """The labels of the values that the steps of the page before this one copy."""
    exchanges: ExchangeChecker = field(default_factory=ExchangeChecker)
    _console: "ConsoleFixture | None" = None

    @property
    def console(self) -> "ConsoleFixture | None":
        """The console, opened when it is first needed; None without a browser."""
        if self._console is None and self.browser:
            from scimguide.verify.steps.console_fixture import ConsoleFixture

            self._console = ConsoleFixture(
                self.spec,
                self.runners()[0],
                self.browser(),
                self.text,
                prepared=self.follows,
                copied=self.copied,
            )
        return self._console

    def carry_out(self, part: Part) -> None:
        """
        Carry out a step or a mark.

        :raises Mismatch: when that is not possible, or the result is another one.
        """
        self._catch_up()
        if part.kind == "step":
            self._step(part)
        elif part.kind == "okta":
            self._okta(part)
        else:
            self.end()
            for runner in self.runners():
                check_holds(runner, part.name)

    def check_log_query(self, query: str) -> None:
        """
        Check that a System Log query finds something of what failed, or else of what was done.

        :raises Mismatch: when it finds nothing, or cannot be read.
        """
        self._catch_up()
        for runner in self.runners():
            try:
                among = runner.rehearsal.org.log if self.browser else self.exchanges.events
                found = runner.rehearsal.logged(query, among)
            except LogFilterError as error:
                raise Mismatch(str(error), "a query of the System Log") from None
            if not found:
                types = [event.event_type for event in self.exchanges.events]
                actual = f"no event among {', '.join(dict.fromkeys(types)) or 'none'}"
                raise Mismatch(actual, "one that the query finds")

    def end(self) -> None:
        """
        Check that every action has a mark, and every request of a scenario is shown.

        :raises Mismatch: when one is not.
        """
        self._check_marks()
        self.exchanges.check_all_shown()

    def _check_marks(self) -> None:
        if self._console and (left := self._console.done()):
            actions = "; ".join(map(str, left))
            raise Mismatch(f"the steps did {actions}", "a mark for what steps do in Okta")

    def _catch_up(self) -> None:
        before, self.before = self.before, []
        for runner in self.runners() if before else ():
            for line in before:
                runner.act(line)

    def _step(self, part: Part) -> None:
        try:
            actions = parse_step(part.name)
        except StepSyntaxError as error:
            raise Mismatch(
                str(error), "a step in the language of steps, or a reason by hand"
            ) from None
        for action in actions if self.console else ():
            self.do(part, action)

    def do(self, part: Part, action: UiAction) -> None:
        """
        Carry out one action of a step in the console.

        :raises Mismatch: when it cannot be done there.
        """
        assert self.console
        try:
            self.console.driver.do(action, part.source)
        except ElementNotFound as error:
            raise Mismatch(str(error), f"the step {part.name!r} to be possible here") from None

    def _okta(self, part: Part) -> None:
        line, words = okta_action(part.name)
        runners = self.runners()
        if self.browser and not part.shows_all_requests and "unseen" not in words:
            assert self.console
            try:
                action = parse(line)
            except ActionError as error:
                raise Mismatch(str(error), "an action of the rehearsal org") from None
            wanted, actual = replace(action, capture=""), self.console.next()
            if actual != wanted:
                raise Mismatch(f"the steps above did {actual or 'nothing'} in Okta", str(wanted))
            runners[0].set_variables(runners[0].rehearsal.captured(action))
            self.exchanges.act(runners[1:], part.name, shows_all_requests=False)
            return
        self._check_marks()
        self.exchanges.act(runners, part.name, shows_all_requests=part.shows_all_requests)
        if self._console:
            self._console.done()
            self._console.catch_up()
