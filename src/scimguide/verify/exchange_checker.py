"""
The actions of a page in Okta, and the exchanges with the service that it shows of them.

A scenario shows every request, so one that the page does not show fails it; a
page of steps shows none, and says by ``holds`` what the service contains then.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import unified_diff

from scimguide.differences import differences
from scimguide.layout import answer_text, request_text
from scimguide.mapping import Spec
from scimguide.mapping.actions import ActionError
from scimguide.mapping.expectations import ExpectationError, check
from scimguide.okta.exchange import Exchange
from scimguide.okta.result import ActionResult
from scimguide.okta.show import screen
from scimguide.okta.system_log import Event
from scimguide.pages.marks import entries, okta_action
from scimguide.problem import closest
from scimguide.verify.runners import Runner


class Mismatch(Exception):
    """The actual result is not the one that the page says."""

    def __init__(self, actual: str, expected: str) -> None:
        self.actual, self.expected = actual, expected
        super().__init__(actual)


@dataclass
class ExchangeChecker:
    """What the org did last on a page, and which of its exchanges the page has shown."""

    report: ActionResult | None = None
    unshown: deque[Exchange] = field(default_factory=deque)
    events: list[Event] = field(default_factory=list)
    """
    What a query of the System Log can be about: the events since the page began anew.

    Once an action fails, they are those from it on, until the fault of the service is cleared.
    """
    _failed: bool = False
    _cleared: bool = False
    awaited: Exchange | None = None
    """The exchange whose request was shown, and whose response was not yet."""
    shows_all_requests: bool = False
    """Whether the page shows every request of the action."""

    def act(self, runners: Iterable[Runner], rest: str, *, shows_all_requests: bool) -> None:
        """
        Carry out a mark ``okta: ACTION`` with the org of each runner.

        :raises Mismatch: when it is no action, or fails otherwise than the mark says.
        """
        self.check_all_shown()
        line, words = okta_action(rest)
        self.shows_all_requests = shows_all_requests and "unseen" not in words
        fails, report = "fails" in words, None
        for runner in runners:
            try:
                report = runner.act(line)
            except ActionError as error:
                raise Mismatch(str(error), "an action of the rehearsal org") from None
            if report.failed != fails:
                actual = "; ".join(report.messages) or "no message"
                how = "fails" if fails else "succeeds"
                raise Mismatch(f"{'a failure' if report.failed else 'success'}: {actual}", how)
            self.report, self.unshown = report, deque(report.requests)
        if report:  # with one runner, the steps have done it in the console
            self._keep_events(line, report)

    def _keep_events(self, line: str, report: ActionResult) -> None:
        if line == "begin":
            self.events, self._failed, self._cleared = [], False, False
        self._cleared = self._cleared or line == "clear-faults"
        if report.failed and not self._failed:
            self.events, self._failed = [], True
        if not self._cleared:
            self.events += report.events

    def check_all_shown(self) -> None:
        """
        Check that a scenario has shown every request of its last action.

        :raises Mismatch: when it has not.
        """
        left, self.unshown = list(self.unshown), deque()
        if left and self.shows_all_requests and self.report:
            actual = "\n".join(f"{each.method} {each.target}" for each in left)
            raise Mismatch(actual, f"every request of {self.report.action!r} in the page")

    def check_exchange(self, source: str) -> bool:
        """
        Compare a shown request, or the response to the one that was shown before.

        False for the response to a snippet, which is none of the org's.

        :raises Mismatch: when it is another one.
        """
        if source.startswith("HTTP/"):
            if self.awaited is None:
                return False
            sent, self.awaited = self.awaited, None
            compare(source, answer_text(sent.status, sent.headers, sent.body))
            return True
        if not self.unshown:
            raise Mismatch("no request", "the request that the page shows")
        self.awaited = sent = self.unshown.popleft()
        compare(source, request_text(sent.method, sent.target, sent.request_body))
        return True

    def check_screen(self, source: str) -> None:
        """
        Compare what the page says that the admin sees.

        :raises Mismatch: when something else is seen.
        """
        if self.report is None:
            raise Mismatch("text without an action before it", "something that is executed")
        compare(source, screen(self.report))


def check_holds(runner: Runner, rest: str) -> None:
    """
    Check what a mark ``holds: ENTRY; ENTRY`` says of the service.

    :raises Mismatch: when the service contains something else.
    """
    wanted = entries(rest)
    check_entries(runner.spec, wanted)
    actual = sorted(runner.service_state(wanted))
    if actual != sorted(wanted):
        raise Mismatch(
            f"it contains {'; '.join(actual) or 'nothing'}", f"the service contains {rest}"
        )


def check_entries(spec: Spec, wanted: Iterable[str]) -> None:
    """
    Check that entries have the form of something that a service can contain.

    :raises Mismatch: when one is not.
    """
    for entry in wanted:
        try:
            check(spec, entry)
        except ExpectationError as error:
            actual = f"the entry {error}" + closest(entry, ("nothing",))
            raise Mismatch(actual, "what a service can contain") from None


def compare(shown: str, actual: str) -> None:
    """
    Check that the page shows what is actual.

    :raises Mismatch: with the difference.
    """
    there, here = shown.strip().splitlines(), actual.strip().splitlines()
    if there != here:
        diff = unified_diff(there, here, "in the page", "actual", lineterm="")
        raise Mismatch("\n".join([*differences(shown, actual), *diff]), "what the page shows")
