"""What the pages do in Okta, carried out while they are generated."""

from scimguide.generate import scenario as scenarios
from scimguide.generate.record import Recorder
from scimguide.mapping.actions import ActionError
from scimguide.mapping.problems import expected
from scimguide.page import entries, okta_action, okta_actions

Made = tuple[str, list[str]]
"""Markdown, and what is wrong."""


class Org:
    """The rehearsal org of one page; a page that follows another begins where that one ends."""

    def __init__(self, recorder: Recorder, followed: str) -> None:
        self.recorder = recorder
        self.spec = recorder.spec
        self._before = okta_actions(followed)
        self._assumptions: dict[str, None] = {}

    def okta(self, rest: str) -> Made:
        """A mark ``okta: ACTION``."""
        line, words = okta_action(rest)
        try:
            for earlier in self._before:
                self.recorder.act(earlier)
            self._before = []
            report = self.recorder.act(line)
        except ActionError as error:
            return "", [str(error)]
        if report.failed == ("fails" in words):
            return "", []
        came = "; ".join(report.messages) or "no message"
        how = "failed" if report.failed else "succeeded"
        return "", [f"{line!r} {how} ({came}), expected otherwise"]

    def holds(self, rest: str) -> Made:
        """A mark ``holds: ENTRY; ENTRY``."""
        came = self.recorder.holdings()
        if sorted(came) == sorted(entries(rest)):
            return "", []
        held = "; ".join(came) or "nothing"
        return "", [f"the service holds {held}, expected {rest}"]

    def scenario(self, name: str) -> Made:
        """A region with a whole scenario."""
        found = next((each for each in self.spec.scenarios if each.name == name), None)
        if found is None:
            names = [each.name for each in self.spec.scenarios]
            return "", [f"unknown scenario {name!r}, {expected(names, name)}"]
        self._before = []
        done = list(scenarios.play(found, self.recorder.act))
        for each in done:
            self._assumptions |= dict.fromkeys(each.report.assumptions)
        problems = list(scenarios.problems(found, done, self.recorder.holdings()))
        return scenarios.region(self.spec, found, done), problems

    def assumptions(self, _: str) -> Made:
        """What the scenarios of the page so far do without a published source."""
        return "\n".join(f"- {text}" for text in self._assumptions), []
