"""A problem of the catalogue, reproduced, looked at, and fixed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scimguide.mapping import examples
from scimguide.mapping.evidence import seen
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.facts import untrue
from scimguide.okta.rehearsal import Done
from scimguide.okta.story import (
    Finding,
    OnResult,
    OrgWithService,
    Played,
    carry_out,
    ignore,
    other_outcome,
    unexpected,
)
from scimguide.okta.system_log import LogFilterError, log_filter
from scimguide.problem import expected


@dataclass
class Reproduction(Played):
    """The outcome of a problem; ``done`` are its steps, and then those of the fix."""

    steps: list[Done] = field(default_factory=list)
    fix: list[Done] = field(default_factory=list)


def reproduce(
    pair: OrgWithService, problem: KnownProblem, fault: str | None, on_result: OnResult = ignore
) -> Reproduction:
    """
    Reproduce a problem with one of its faults, then fix it, and look at both outcomes.

    The findings have their places below the problem: ``("reproduce", "steps", 0, "do")``.
    """
    made = problem.reproduce
    if made is None:
        raise ValueError(f"the problem {problem.name!r} cannot be reproduced")
    outcome = Reproduction()
    shown: list[str] = []
    for line in ("begin", *made.before, *([f"break {fault}"] if fault else [])):
        pair.act(line)
    for done in carry_out(pair, made.steps, on_result):
        outcome.steps.append(done)
        place = ("reproduce", "steps", len(outcome.steps) - 1)
        outcome.findings += untrue(pair, done.step.facts, [done.report], place)
        shown += pair.rehearsal.shown(done.report)
    unexpected_steps = list(_inside(unexpected(outcome.steps, ("steps",))))
    outcome.findings = unexpected_steps or outcome.findings
    if not outcome.findings:  # what is seen and left follows from the steps
        outcome.findings += _unseen(problem, shown)
        outcome.findings += _contains(pair, made.holds, "holds")
    if fault:
        outcome.findings = [
            (place, f"with the fault {fault!r}, {message}") for place, message in outcome.findings
        ]
    outcome.fix += carry_out(pair, made.fix, on_result)
    outcome.done = [*outcome.steps, *outcome.fix]
    wrong = list(_inside(unexpected(outcome.fix, ("fix",))))
    outcome.findings += wrong or _contains(pair, made.fixed, "fixed")
    if fault:
        pair.act("clear-faults")
    outcome.findings += _logged(pair, problem, outcome)
    return outcome


def _inside(findings: Iterator[Finding]) -> Iterator[Finding]:
    yield from ((("reproduce", *place), message) for place, message in findings)


def _contains(pair: OrgWithService, entries: list[str], key: str) -> Iterator[Finding]:
    wanted = [str(each) for each in examples.fill(pair.spec, entries)]
    yield from _inside(other_outcome(pair, wanted, key, entries))


def _unseen(problem: KnownProblem, shown: list[str]) -> Iterator[Finding]:
    for index, message in enumerate(problem.messages):
        if not seen(message.text, shown):
            text = message.text
            accepted = expected(shown, text) if shown else "expected none: the admin sees none"
            yield ("messages", index, "text"), f"the admin does not see {text!r}, {accepted}"


def _logged(
    pair: OrgWithService, problem: KnownProblem, outcome: Reproduction
) -> Iterator[Finding]:
    """See that the query finds what failed, or else an event of the steps, and nothing fixed."""
    if not problem.log or any(check_log(problem)):
        yield from check_log(problem)
        return
    query, find = problem.log, pair.rehearsal.logged
    events = [event for done in outcome.steps for event in done.report.events]
    failures = [event for event in events if event.result == "FAILURE"]
    must_fail = bool(failures and outcome.steps[-1].report.failed)
    wanted = failures if must_fail else events
    if not find(query, wanted):
        types = expected(dict.fromkeys(event.event_type for event in wanted))
        what = "failure" if must_fail else "event"
        yield ("log",), f"the System Log query finds no {what} of the steps, {types}"
    elif must_fail and (
        fixed := find(query, [event for done in outcome.fix for event in done.report.events])
    ):
        yield (
            ("log",),
            f"the System Log query finds {fixed[0].event_type} after the fix, too, expected "
            'failures alone, as with outcome.result eq "FAILURE"',
        )


def check_log(problem: KnownProblem) -> Iterator[Finding]:
    """See that the System Log query of a problem can be read."""
    try:
        log_filter((problem.log or "").strip()) if problem.log else None
    except LogFilterError as error:
        yield ("log",), f"the System Log query: {error}"
