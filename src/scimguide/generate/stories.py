"""
Every scenario and problem of the spec, played before any page is made.

Each mistake is reported once, at its line of the spec, whether a page shows the story or not.
"""

from collections.abc import Iterator
from functools import partial

from scimguide.generate.record import Recorder
from scimguide.mapping import Spec
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.reproduce import check_log, reproduce
from scimguide.okta.story import Finding, Played, play
from scimguide.problem import Found, Place


def play_stories(spec: Spec) -> tuple[dict[str, Played], list[tuple[Place, str]]]:
    """Every story by its name, and what differs from the spec, with its place there."""
    with Recorder(spec) as recorder:
        wrong = list(check_stories(recorder))
        return recorder.stories, wrong


def check_stories(recorder: Recorder) -> Found:
    """What differs from the spec, each with its place in the spec."""
    for index, scenario in enumerate(recorder.spec.scenarios):
        played = recorder.story(scenario.name, partial(play, recorder, scenario))
        for place, message in played.findings:
            yield ("scenarios", index, *place), message
    for index, problem in enumerate(recorder.spec.problems):
        for place, message in _problem(recorder, problem):
            yield ("problems", index, *place), message


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
