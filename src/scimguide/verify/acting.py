"""
What a page does in Okta: carried out by the rehearsal org of each reader.

A scenario shows every request, so one that the page does not show fails it; a
page of steps shows none, and says by ``holds`` what the service holds then.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import unified_diff

from scimguide.layout import answer_text, request_text
from scimguide.mapping import Spec
from scimguide.mapping.actions import ActionError
from scimguide.mapping.expectations import ExpectationError, check
from scimguide.okta.exchange import Exchange
from scimguide.okta.result import ActionResult
from scimguide.okta.show import screen
from scimguide.pages.marks import entries, okta_action
from scimguide.problem import closest
from scimguide.verify.readers import Reader


class Unlike(Exception):
    """Something is otherwise than the page says: what came, and what was expected."""

    def __init__(self, came: str, expected: str) -> None:
        self.came, self.expected = came, expected
        super().__init__(came)


@dataclass
class Acting:
    """What the org did last on a page, and what of it the page has shown."""

    report: ActionResult | None = None
    unshown: deque[Exchange] = field(default_factory=deque)
    answer: Exchange | None = None
    """The exchange whose request was shown, and whose answer was not yet."""
    told: bool = False
    """Whether the page promised to show every request."""

    def act(self, readers: Iterable[Reader], rest: str, *, told: bool) -> None:
        """
        Carry out a mark ``okta: ACTION``; ``told`` promises that every request is shown.

        :raises Unlike: when it is no action, or fails otherwise than the mark says.
        """
        self.all_shown()
        line, words = okta_action(rest)
        self.told, fails = told and "unseen" not in words, "fails" in words
        for reader in readers:
            try:
                report = reader.act(line)
            except ActionError as error:
                raise Unlike(str(error), "an action of the rehearsal org") from None
            if report.failed != fails:
                came = "; ".join(report.messages) or "no message"
                how = "fails" if fails else "succeeds"
                raise Unlike(f"{'a failure' if report.failed else 'success'}: {came}", how)
            self.report, self.unshown = report, deque(report.requests)

    def all_shown(self) -> None:
        """
        See that a scenario has shown every request of its last action.

        :raises Unlike: when it has not.
        """
        left, self.unshown = list(self.unshown), deque()
        if left and self.told and self.report:
            came = "\n".join(f"{each.method} {each.target}" for each in left)
            raise Unlike(came, f"every request of {self.report.action!r} in the page")

    def show(self, source: str) -> bool:
        """
        Compare a shown request, or the answer to the one that was shown before.

        False when neither is awaited, and somebody else's answer is shown.

        :raises Unlike: when another one came.
        """
        if source.startswith("HTTP/"):
            if self.answer is None:
                return False
            sent, self.answer = self.answer, None
            compare(source, answer_text(sent.status, sent.headers, sent.body))
            return True
        if not self.unshown:
            raise Unlike("no request", "the request that the page shows")
        self.answer = self.unshown.popleft()
        sent = self.answer
        compare(source, request_text(sent.method, sent.target, sent.request_body))
        return True

    def see(self, source: str) -> None:
        """
        Compare what the page says that the admin sees.

        :raises Unlike: when something else is seen.
        """
        if self.report is None:
            raise Unlike("text without an action before it", "something that is executed")
        compare(source, screen(self.report))


def holds(reader: Reader, rest: str) -> None:
    """
    Carry out a mark ``holds: ENTRY; ENTRY``.

    :raises Unlike: when the service holds something else.
    """
    wanted = entries(rest)
    readable(reader.spec, wanted)
    came = sorted(reader.left(wanted))
    if came != sorted(wanted):
        raise Unlike(f"it holds {'; '.join(came) or 'nothing'}", f"the service holds {rest}")


def readable(spec: Spec, wanted: Iterable[str]) -> None:
    """
    See that entries are of a form that can hold at all.

    :raises Unlike: when one is not.
    """
    for entry in wanted:
        try:
            check(spec, entry)
        except ExpectationError as error:
            came = f"the entry {error}" + closest(entry, ("nothing",))
            raise Unlike(came, "what a service can hold") from None


def compare(shown: str, came: str) -> None:
    """
    See that a text of the page is what came.

    :raises Unlike: with the difference.
    """
    there, here = shown.strip().splitlines(), came.strip().splitlines()
    if there != here:
        diff = "\n".join(unified_diff(there, here, "in the page", "came", lineterm=""))
        raise Unlike(diff, "what the page shows")
