"""Marks and regions of a page that need the rehearsal org: actions, screens, whole stories."""

from collections.abc import Iterable
from functools import partial

from scimguide.generate import problem as problems
from scimguide.generate import scenario as scenarios
from scimguide.generate.figures import Figures
from scimguide.generate.record import Recorder
from scimguide.generate.regions import RegionError
from scimguide.mapping.actions import ActionError
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.console.figures import FIGURES, figure, still
from scimguide.okta.console.static_html import Callout
from scimguide.okta.reproduce import Reproduction, reproduce
from scimguide.okta.story import Played, play
from scimguide.pages.marks import entries, okta_action, okta_actions
from scimguide.problem import expected


class OktaMarks:
    """
    The rehearsal org of one page; a page that follows another begins where that one ends.

    Each method makes the Markdown of one kind of region, or carries out one kind of mark, which
    has none. Each raises RegionError when the spec has no such thing, or when the org or the
    service does otherwise than the page says.
    """

    def __init__(self, recorder: Recorder, followed: str, figures: Figures, stem: str) -> None:
        self.recorder = recorder
        self.figures = figures
        self._stem = stem
        self.spec = recorder.spec
        self._before = okta_actions(followed)
        self._numbered: set[int] = set()
        """The steps whose numbers stand on a screen."""

    def _catch_up(self) -> None:
        self.recorder.catch_up()
        before, self._before = self._before, []
        for line in before:
            self.recorder.act(line)

    def action(self, rest: str) -> str:
        """A mark ``okta: ACTION``."""
        line, words = okta_action(rest)
        try:
            self._catch_up()
            report = self.recorder.act(line)
        except ActionError as error:
            raise RegionError(str(error)) from None
        if report.failed != ("fails" in words):
            said = "; ".join(report.messages) or "no message"
            how = "failed" if report.failed else "succeeded"
            raise RegionError(f"{line!r} {how} ({said}), expected otherwise")
        return ""

    def holds(self, rest: str) -> str:
        """A mark ``holds: ENTRY; ENTRY``."""
        wanted = entries(rest)
        actual = self.recorder.service_state(wanted)
        if sorted(actual) != sorted(wanted):
            listed = "; ".join(actual) or "nothing"
            raise RegionError(f"the service contains {listed}, expected {rest}")
        return ""

    def scenario(self, name: str) -> str:
        """A region with a whole scenario."""
        found = next((each for each in self.spec.scenarios if each.name == name), None)
        if found is None:
            names = [each.name for each in self.spec.scenarios]
            raise RegionError(f"unknown scenario {name!r}, {expected(names, name)}")
        self._before = []
        played = self.recorder.story(name, lambda: play(self.recorder, found))
        _refuse(played)
        return scenarios.region(self.spec, found, played.done, self.figures)

    def problem(self, name: str, recording: str | None) -> str:
        """A region with a known problem; ``recording`` is the page of its reproduction."""
        found, played = self._reproduced(name)
        return problems.entry(self.spec, found, played, recording)

    def reproduction(self, name: str) -> str:
        """A region that shows how a known problem was reproduced."""
        found, played = self._reproduced(name)
        if played is None:
            raise RegionError(f"{name!r} is not reproduced, expected a problem that is")
        return problems.reproduction(self.spec, found, played)

    def _reproduced(self, name: str) -> tuple[KnownProblem, Reproduction | None]:
        names = [each.name for each in self.spec.problems]
        if name not in names:
            raise RegionError(f"unknown problem {name!r}, {expected(names, name)}")
        self._before = []
        found = self.spec.problem(name)
        fault = found.reproduce.fault if found.reproduce else None
        played = (
            self.recorder.story(name, lambda: reproduce(self.recorder, found, fault))
            if found.reproduce
            else None
        )
        _refuse(played)
        return found, played

    def screen(self, rest: str, callouts: Iterable[Callout]) -> str:
        """
        A region with a screen: its name, and the label to be marked behind it.

        A number stands on the first screen that shows its label.
        """
        name, _, marked = rest.partition(" ")
        if name not in FIGURES:
            raise RegionError(f"unknown screen {name!r}, {expected(FIGURES, name)}")
        self._catch_up()
        session = still(self.spec, self.recorder.rehearsal)
        open_ = [each for each in callouts if each.at not in self._numbered]
        try:
            made, numbered = figure(name, session, marked, open_)
        except KeyError as error:
            raise RegionError(
                f"the screen {name!r} shows no {error}, expected one of its labels"
            ) from None
        self._numbered |= {each.at for each in numbered}
        return self.figures.add(f"{self._stem}-{name}", "html", made)

    def assumptions(self) -> str:
        """What the scenarios do without a published source."""
        found: dict[str, None] = {}
        for scenario in self.spec.scenarios:
            played = self.recorder.story(scenario.name, partial(play, self.recorder, scenario))
            for each in played.done:
                found |= dict.fromkeys(each.report.assumptions)
        return "\n".join(f"- {text}" for text in found)


def _refuse(played: Played | None) -> None:
    """See that a story went as the spec says."""
    if played and played.findings:
        raise RegionError("; ".join(played.problems))
