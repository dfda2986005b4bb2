"""
Every scenario and problem of the spec, played before any page is made.

Each mistake is reported once, at its line of the spec, whether a page shows the story or not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from scimguide.generate.record import Recorder
from scimguide.mapping import Spec
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.reproduce import check_log, reproduce
from scimguide.okta.story import Finding, Played, play
from scimguide.problem import Found, Place


@dataclass
class PlayedStories:
    """Some of a spec's stories; their numbers count its scenarios, then its problems."""

    stories: dict[str, Played] = field(default_factory=dict)
    """By their names."""
    findings: dict[int, list[tuple[Place, str]]] = field(default_factory=dict)
    """What differs from the spec, with its place there, by the number of the story."""

    def __or__(self, other: "PlayedStories") -> "PlayedStories":
        return PlayedStories(self.stories | other.stories, self.findings | other.findings)

    @property
    def wrong(self) -> list[tuple[Place, str]]:
        """What differs from the spec, in its order."""
        return [each for number in sorted(self.findings) for each in self.findings[number]]


def count(spec: Spec) -> int:
    """How many stories a spec has."""
    return len(spec.scenarios) + len(spec.problems)


def play_stories(spec: Spec, numbers: Iterable[int]) -> PlayedStories:
    """Play the stories of these numbers."""
    with Recorder(spec) as recorder:
        findings = {number: list(_check(recorder, number)) for number in numbers}
        return PlayedStories(recorder.stories, findings)


def _check(recorder: Recorder, number: int) -> Found:
    """What of one story differs from the spec."""
    scenarios = recorder.spec.scenarios
    if number >= len(scenarios):
        index = number - len(scenarios)
        for place, message in _problem(recorder, recorder.spec.problems[index]):
            yield ("problems", index, *place), message
        return
    played = recorder.story(scenarios[number].name, partial(play, recorder, scenarios[number]))
    for place, message in played.findings:
        yield ("scenarios", number, *place), message


def _problem(recorder: Recorder, problem: KnownProblem) -> Iterator[Finding]:
    made = problem.reproduce
    if made is None:
        yield from check_log(problem)
        return
    reproduced = partial(reproduce, recorder, problem, made.fault)
    findings = recorder.story(problem.name, reproduced).findings
    yield from findings
    if findings:
        return  # another fault would only repeat them
    for index, fault in enumerate(made.also):
        for _, message in reproduce(recorder, problem, fault).findings:
            yield ("reproduce", "also", index), message
