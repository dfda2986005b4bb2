"""``scimguide rehearse`` and the generator say the same of every story under every fault."""

from collections.abc import Iterator

import pytest

from helpers import ROOT
from scimguide.generate import problem as problem_page
from scimguide.generate import scenario as scenario_page
from scimguide.generate.figures import Figures
from scimguide.generate.record import Recorder
from scimguide.mapping import Spec, load
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.known_problems import KnownProblem
from scimguide.mapping.scenarios import Scenario
from scimguide.okta.reproduce import reproduce
from scimguide.okta.story import play
from scimguide.rehearse.scenarios import play as rehearse
from scimguide.rehearse.scenarios import play_problem

SPEC = load(ROOT / "docs/mapping.yaml")
SCENARIOS = [each for each in SPEC.scenarios if each.name in ("group-push", "import")]
"""Between them they send every kind of request."""
PROBLEMS = [each for each in SPEC.problems if each.reproduce]
NO_ANSWER = ("closed", "slow", "html")
"""Faults after which there is no SCIM response: none at all, one too late, another one."""


@pytest.fixture(scope="module")
def recorder(spec: Spec) -> Iterator[Recorder]:
    """The generator's server; the rehearsal has one of its own for each story."""
    with Recorder(spec) as recorder:
        yield recorder


def by_generator(recorder: Recorder, scenario: Scenario, fault: str) -> list[str]:
    played = play(recorder, scenario, [fault])
    assert scenario_page.region(recorder.spec, scenario, played.done, Figures())
    return played.problems


@pytest.mark.parametrize("fault", FAULTS)
def test_a_scenario_under_a_fault_has_one_outcome(
    spec: Spec, recorder: Recorder, fault: str
) -> None:
    """The steps that go otherwise and what the service contains, whoever plays it; and a page."""
    for each in SCENARIOS:
        assert rehearse(spec, each, faults=[fault]).problems == by_generator(recorder, each, fault)


def with_fault(problem: KnownProblem, fault: str) -> KnownProblem:
    """A problem of which somebody says that another fault reproduces it."""
    assert problem.reproduce
    made = problem.reproduce.model_copy(update={"fault": fault, "also": []})
    return problem.model_copy(update={"reproduce": made})


@pytest.mark.parametrize("fault", NO_ANSWER)
def test_a_problem_with_another_fault_has_one_outcome(
    spec: Spec, recorder: Recorder, fault: str
) -> None:
    """Messages, log and what the service contains, whoever reproduces it; and a page."""
    for each in PROBLEMS:
        other = with_fault(each, fault)
        came = reproduce(recorder, other, fault)
        assert problem_page.reproduction(recorder.spec, other, came)
        assert play_problem(spec, other).problems == came.problems


def test_an_answer_that_is_late_costs_virtual_time_only(recorder: Recorder) -> None:
    """Okta waits as long as its limit says, and then reports that it timed out."""
    for line in ("begin", "break slow"):
        recorder.act(line)
    before = recorder.rehearsal.client.clock.now()
    report = recorder.act("connect")
    limit = recorder.spec.identity_provider.limits.answer_time.value
    assert (recorder.rehearsal.client.clock.now() - before).total_seconds() == limit
    assert report.messages == ["Error authenticating: Read timed out"]


def test_a_scenario_that_breaks_the_service_needs_the_reference_server(spec: Spec) -> None:
    """With one's own service it is refused before anything is sent."""
    first = SPEC.scenarios[0]
    step = first.steps[0].model_copy(update={"do": "break html"})
    breaking = first.model_copy(update={"steps": [step, *first.steps]})
    assert any("'connect' failed" in text for text in rehearse(spec, breaking).problems)
    with pytest.raises(Exception, match="it has the action 'break html', expected the reference"):
        rehearse(spec, breaking, own=("https://scim.example", "token"))
