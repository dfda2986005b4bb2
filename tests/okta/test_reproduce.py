"""
The catalogue of problems: what is not as it says is noticed.

The generator reproduces and fixes each of them, with each of its faults; that it finds the committed
text fresh is in ``generate/test_generated_text``, and that ``rehearse`` says the same in
``test_agreement``.
"""

import re
from datetime import timedelta
from typing import Any

import pytest

from helpers import ROOT, Run
from scimguide.generate.record import Recorder
from scimguide.mapping import Spec, load
from scimguide.mapping.evidence import Message, seen
from scimguide.mapping.faults import FAULTS
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.clock import BEGIN
from scimguide.okta.reproduce import reproduce

PROBLEMS = load(ROOT / "docs/mapping.yaml").problems
BY_FAULT = [each for each in PROBLEMS if each.reproduce and each.reproduce.fault]
PAGES = sorted((ROOT / "docs").glob("troubleshoot*.md"))
NOT_REPRODUCED = ["trailing-slash", "timed-out", "no-seat", "delay",
                  "namespace-refused", "attribute-refused", "unstable-order",
                  "duplicates"]  # fmt: skip


@pytest.mark.parametrize("problem", BY_FAULT, ids=lambda each: each.name)
def test_a_healthy_service_does_not_show_the_problem(spec: Spec, problem: KnownProblem) -> None:
    """The provocation needs its fault: without it, something goes otherwise than expected."""
    with Recorder(spec) as recorder:
        assert reproduce(recorder, problem, None).problems


def test_what_is_not_reproduced_says_why() -> None:
    """The problems that nothing here can reproduce, each with its reason on the page."""
    excused = {each.name: each.not_reproduced for each in PROBLEMS if each.reproduce is None}
    assert list(excused) == NOT_REPRODUCED
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert all(f"Not reproduced here: {reason}" in text for reason in excused.values())


def test_the_page_has_every_problem_once_and_in_order() -> None:
    """Most common first inside of each part of the page, each with its permanent anchor."""
    text = "".join(page.read_text("utf-8") for page in PAGES)
    there = re.findall(r"<!-- generated: problem (\S+) -->", text)
    assert sorted(there) == sorted(each.name for each in PROBLEMS)
    for stage in {each.stage for each in PROBLEMS}:
        names = [each.name for each in PROBLEMS if each.stage == stage]
        assert [name for name in there if name in names] == names
    assert re.findall(r"^### .* \{#(\S+)\}$", text, re.MULTILINE) == there


def test_every_reproduction_is_recorded_once_and_linked() -> None:
    """Its entry leads to it, and the catalogue itself shows none."""
    recorded = {
        name: page.name
        for page in sorted((ROOT / "docs").glob("*.md"))
        for name in re.findall(
            r"^<!-- generated: reproduction (\S+) -->$", page.read_text("utf-8"), re.M
        )
    }
    assert sorted(recorded) == sorted(each.name for each in PROBLEMS if each.reproduce)
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert all(f"[Reproduced]({page}#{name})" in text for name, page in recorded.items())
    assert "<!-- okta:" not in text


def changed(spec: Spec, name: str, **update: Any) -> list[str]:
    """What is said of a problem of which something is stated otherwise."""
    problem = spec.problem(name)
    inner = {key: update.pop(key) for key in list(update) if key in ("holds", "fixed", "fix")}
    if inner:
        assert problem.reproduce
        update["reproduce"] = problem.reproduce.model_copy(update=inner)
    with Recorder(spec) as recorder:
        return reproduce(recorder, problem.model_copy(update=update), "hide-inactive").problems


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"messages": [Message(text="Something else", basis="by analogy", source="okta-scim")]}, "the admin does not see 'Something else', expected Automatic"),
        ({"holds": []}, "holds: [], expected holds: [user ada.quill@example.com inactive], which is what the service then contains"),
        ({"fixed": ["user {ada.email} inactive"]}, "fixed: [\"user {ada.email} inactive\"], expected fixed: [user ada.quill@example.com active]"),
        ({"fix": PROBLEMS[0].reproduce.steps}, "'connect' succeeded (Testomat.io was verified successfully!)"),  # type: ignore[union-attr]
        ({"log": 'eventType eq "user.lifecycle.suspend"'}, "the System Log query finds no failure of the steps, expected application.provision.user.push"),
        ({"log": 'eventType eq "application.provision.user.verify_exists"'}, "the System Log query finds no failure of the steps"),
        ({"log": 'eventType eq "application.provision.user.deactivate"'}, "the System Log query finds no failure of the steps"),
        ({"log": 'eventType sw "application.provision.user"'}, "after the fix, too, expected failures alone"),
        ({"log": "eventType eq"}, "the System Log query: column 11: expected a comparison"),
    ],
)  # fmt: skip
def test_an_entry_that_is_not_true_is_noticed(
    spec: Spec, update: dict[str, Any], said: str
) -> None:
    """A wrong message, outcome, fix or query is reported."""
    assert any(said in text for text in changed(spec, "conflict", **update))


@pytest.mark.parametrize(
    ("message", "text", "is_seen"),
    [
        ("Error: ‹detail›", "Error: taken", True),
        ("Error: ‹detail›", "Error: ", False),
        ("Error: null…", "Error: null. More.", True),
        ("… Limit", "failed: limit", False),
        ("…Limit", "failed: Limit", True),
        ("a.b", "axb", False),
        ("Error: ‹detail›", "An Error: taken", False),
    ],
)
def test_a_message_is_recognised(message: str, text: str, is_seen: bool) -> None:
    """Placeholders stand for some text, an ellipsis for any, everything else for itself."""
    assert seen(message, ["another", text]) is is_seen


def test_an_account_in_another_case_is_a_conflict(spec: Spec) -> None:
    """The third cause of a conflict: the service compares names with their case."""
    with Recorder(spec) as recorder:
        for line in ("begin", "set-up", "assign ada", "turn-off deactivate-users", "unassign ada"):
            recorder.act(line)
        recorder.act("turn-off update-users")
        recorder.act("change ada login=Ada.Quill@Example.com email=Ada.Quill@Example.com")
        recorder.act("break case-sensitive")
        report = recorder.act("assign ada")
        assert seen(spec.problem("conflict").messages[0].text, report.messages)
        recorder.act("clear-faults")
        assert not recorder.act("retry").failed


@pytest.mark.parametrize(
    ("fault", "waits"),
    [("rate-limit", 14), ("rate-limit-date", 600), ("rate-limit-bare", 600)],
)
def test_okta_waits_for_a_limited_service(spec: Spec, fault: str, waits: int) -> None:
    """Whole seconds are waited; a date or nothing costs five minutes each time."""
    with Recorder(spec) as recorder:
        for line in ("begin", "set-up", f"break {fault}"):
            recorder.act(line)
        before = recorder.rehearsal.client.clock.now()
        report = recorder.act("assign ada")
        assert not report.failed
        assert recorder.rehearsal.client.clock.now() - before == timedelta(seconds=waits)
        assert before >= BEGIN


def test_every_fault_of_a_problem_is_in_the_vocabulary() -> None:
    """The page names faults that the command accepts."""
    assert {fault for each in PROBLEMS if each.reproduce for fault in each.reproduce.faults} - {
        None
    } <= set(FAULTS)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("conflict",), 0, "1 scenario, 3 steps, 6 requests: as expected"),
        (("no-results", "--fault", "bare-array"), 0, "no-results: No results for users returned (bare-array)"),
        (("first-user", "--fault", "no-conflict"), 0, "as expected"),
        (("first-user", "--fault", "text-counts"), 1, "1 scenario not as expected"),
        (("conflict", "--fault", "html"), 1, "expected hide-inactive or lost-users"),
        (("timed-out",), 1, "is not reproduced: this page would wait"),
        (("conflict", "--base-url", "https://x"), 2, "expected the reference server"),
        (("first-user", "--fault", "htm"), 2, "did you mean 'html'?"),
        (("group-push", "--vary", "wizard-app"), 0, "as expected"),
        (("group-push", "--vary", "wizard-app", "--fault", "put-empties"), 1, "are none, expected ada.quill@example.com"),
        (("group-push", "--vary", "wizrd-app"), 2, "did you mean 'wizard-app'?"),
        (("conflict", "--vary", "wizard-app"), 2, "--vary with a problem, expected a scenario"),
    ],
)  # fmt: skip
def test_the_command_reproduces(scimguide: Run, words: list[str], status: int, said: str) -> None:
    """``scimguide rehearse`` plays problems by name, and scenarios on a broken server."""
    done = scimguide("rehearse", *words)
    assert (done.returncode, said in done.stdout + done.stderr) == (status, True)
    assert "Traceback" not in done.stderr
