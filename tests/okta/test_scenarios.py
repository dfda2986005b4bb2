"""The scenarios of the spec: each goes as it is told, and a change of the telling is noticed."""

from collections.abc import Callable

import pytest

from helpers import ROOT
from scimguide.mapping import Spec, load
from scimguide.mapping.actions import ActionError, parse
from scimguide.mapping.scenarios import Scenario
from scimguide.okta import Rehearsal
from scimguide.rehearse.scenarios import chosen, play

SCENARIOS = load(ROOT / "docs/mapping.yaml").scenarios


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_scenario_goes_as_it_is_told(spec: Spec, scenario: Scenario) -> None:
    """Steps fail when they say so, and the service holds at the end what ``leaves`` says."""
    assert play(spec, scenario).problems == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"leaves": ["user ada.quill@example.com inactive"]},
            "leaves: [user ada.quill@example.com inactive], expected leaves: [user ada.quill@example.com active]",
        ),
        (
            {"leaves": []},
            "leaves: [], expected leaves: [user ada.quill@example.com active], which is what the service then contains",
        ),
    ],
)
def test_another_outcome_is_noticed(spec: Spec, change: dict[str, object], problem: str) -> None:
    """A scenario that ends otherwise has a problem that says so."""
    scenario = chosen(spec, "first-user")[0].model_copy(update=change)
    problems = play(spec, scenario).problems
    assert any(text.startswith(problem) for text in problems)


def test_a_step_that_should_fail_must_fail(spec: Spec) -> None:
    """The failure is part of the story."""
    scenario = chosen(spec, "first-user")[0]
    step = scenario.steps[0].model_copy(update={"fails": True})
    problems = play(spec, scenario.model_copy(update={"steps": [step]})).problems
    assert problems == [
        "'assign ada' succeeded (no message), expected a failure, as 'fails: true' says"
    ]


def test_without_the_switch_nobody_is_deactivated(begin: Callable[..., Rehearsal]) -> None:
    """What the guide's third switch is for: without it the account keeps its access."""
    without = ["connect", "turn-on create-users", "turn-on update-users"]
    assert begin(*without, "assign ada").run(parse("unassign ada")).requests == []


def test_the_four_ways_to_a_role_have_four_outcomes(spec: Spec) -> None:
    """Group value and profile attribute follow; an expression is stale; brackets are refused."""
    roles = {}
    for name in ("role-by-group", "role-by-expression", "role-by-profile", "role-in-brackets"):
        outcome = play(spec, chosen(spec, name)[0])
        roles[name] = [len(done.report.requests) for done in outcome.done]
    assert roles == {
        "role-by-group": [2, 2, 2],
        "role-by-expression": [0, 2],
        "role-by-profile": [2],
        "role-in-brackets": [0, 2],
    }


@pytest.mark.parametrize(
    ("words", "fact", "said"),
    [
        ("one PATCH", "1: sends nothing", "'one PATCH': sends nothing, expected sends PATCH /Users/{id}"),
        ("Leaving", "task", "'Leaving': task, expected no task"),
        ("Leaving", "assumed", "'Leaving': assumed, expected no assumption"),
        ("Leaving", "logs user.lifecycle.suspend", "expected logs one of application."),
        ("Leaving", "user {ada.email} inactive", "expected user ada.quill@example.com active"),
        ("Coming back", "value {ada.email} name.formatted \"Ada\"", 'name.formatted "Ada Quill"'),
    ],
)  # fmt: skip
def test_words_that_are_not_true_are_noticed(spec: Spec, words: str, fact: str, said: str) -> None:
    """Each kind of fact is held against what was sent, logged, left to do and kept."""
    scenario = chosen(spec, "deactivate-and-return")[0].model_copy(update={"facts": {words: fact}})
    problems = play(spec, scenario).problems
    assert len(problems) == 1
    assert said in problems[0]


def test_a_note_that_is_not_true_is_noticed(spec: Spec) -> None:
    """The facts of a step are looked at right after it."""
    scenario = chosen(spec, "suspend")[0]
    step = scenario.steps[0].model_copy(update={"facts": {"access": "user {ada.email} inactive"}})
    steps = [step, *scenario.steps[1:]]
    problems = play(spec, scenario.model_copy(update={"steps": steps})).problems
    assert [each.partition(",")[0] for each in problems] == ["'access': user {ada.email} inactive"]


@pytest.mark.parametrize(
    "line",
    ["unlink checkout leave", "push-now checkout", "pause-push checkout", "resume-push checkout"],
)
def test_an_action_on_a_push_needs_a_push(begin: Callable[..., Rehearsal], line: str) -> None:
    """A group that is not pushed is named, with the action that pushes it."""
    rehearsal = begin("set-up")
    with pytest.raises(
        ActionError, match="'checkout' is not pushed, expected 'push checkout' before"
    ):
        rehearsal.run(parse(line))
