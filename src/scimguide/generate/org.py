"""What the pages do in Okta, carried out while they are generated."""

from scimguide.generate import problem as problems
from scimguide.generate import scenario as scenarios
from scimguide.generate.record import Recorder
from scimguide.mapping.actions import ActionError
from scimguide.okta.console.figures import FIGURES, figure, still
from scimguide.okta.provoking import provoke
from scimguide.okta.story import play
from scimguide.pages.marks import entries, okta_action, okta_actions
from scimguide.problem import expected

Made = tuple[str, list[str]]
"""Markdown, and what is wrong."""


class Org:
    """The rehearsal org of one page; a page that follows another begins where that one ends."""

    def __init__(self, recorder: Recorder, followed: str) -> None:
        self.recorder = recorder
        self.spec = recorder.spec
        self._before = okta_actions(followed)
        self._assumptions: dict[str, None] = {}

    def _catch_up(self) -> None:
        self.recorder.catch_up()
        before, self._before = self._before, []
        for line in before:
            self.recorder.act(line)

    def okta(self, rest: str) -> Made:
        """A mark ``okta: ACTION``."""
        line, words = okta_action(rest)
        try:
            self._catch_up()
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
        wanted = entries(rest)
        came = self.recorder.holdings(wanted)
        if sorted(came) == sorted(wanted):
            return "", []
        held = "; ".join(came) or "nothing"
        return "", [f"the service holds {held}, expected {rest}"]

    def scenario(self, name: str) -> Made:
        """A region with a whole scenario; ``stories`` has seen before that it is true."""
        found = next((each for each in self.spec.scenarios if each.name == name), None)
        if found is None:
            names = [each.name for each in self.spec.scenarios]
            return "", [f"unknown scenario {name!r}, {expected(names, name)}"]
        self._before = []
        done = self.recorder.story(name, lambda: play(self.recorder, found)).done
        for each in done:
            self._assumptions |= dict.fromkeys(each.report.assumptions)
        return scenarios.region(self.spec, found, done), []

    def problem(self, name: str) -> Made:
        """A region with an entry of the catalogue; ``stories`` has seen before that it is true."""
        names = [each.name for each in self.spec.problems]
        if name not in names:
            return "", [f"unknown problem {name!r}, {expected(names, name)}"]
        self._before = []
        found = self.spec.problem(name)
        fault = found.provoke.fault if found.provoke else None
        came = (
            self.recorder.story(name, lambda: provoke(self.recorder, found, fault))
            if found.provoke
            else None
        )
        return problems.region(self.spec, found, came), []

    def screen(self, rest: str) -> Made:
        """A region with a screen: its name, and the label to be marked behind it."""
        name, _, marked = rest.partition(" ")
        if name not in FIGURES:
            return "", [f"unknown screen {name!r}, {expected(FIGURES, name)}"]
        self._catch_up()
        session = still(self.spec, self.recorder.rehearsal)
        try:
            return figure(name, session, marked), []
        except KeyError as error:
            return "", [f"the screen {name!r} shows no {error}, expected one of its labels"]

    def assumptions(self, _: str) -> Made:
        """What the scenarios of the page so far do without a published source."""
        return "\n".join(f"- {text}" for text in self._assumptions), []
