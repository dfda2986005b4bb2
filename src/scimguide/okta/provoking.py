"""A problem of the catalogue, made to happen, looked at, and cured."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scimguide.mapping import examples
from scimguide.mapping.known_problems import KnownProblem, seen
from scimguide.okta.management.log_filter import LogFilterError, log_filter
from scimguide.okta.rehearsal import Done
from scimguide.okta.story import (
    Finding,
    Played,
    Stage,
    Tell,
    carry_out,
    other_outcome,
    silent,
    unexpected,
)
from scimguide.problem import expected


@dataclass
class Provoked(Played):
    """What came of a provocation; ``done`` are its steps, and then those of the cure."""

    steps: list[Done] = field(default_factory=list)
    cure: list[Done] = field(default_factory=list)


def provoke(
    stage: Stage, problem: KnownProblem, fault: str | None, tell: Tell = silent
) -> Provoked:
    """
    Provoke a problem with one of its faults, then cure it, and look at both outcomes.

    The findings have their places below the problem: ``("provoke", "steps", 0, "do")``.
    """
    made = problem.provoke
    if made is None:
        raise ValueError(f"the problem {problem.name!r} cannot be provoked")
    came = Provoked()
    shown: list[str] = []
    for line in ("begin", *made.before, *([f"break {fault}"] if fault else [])):
        stage.act(line)
    for done in carry_out(stage, made.steps, tell):
        came.steps.append(done)
        shown += stage.rehearsal.shown(done.report)
    came.findings += _inside(unexpected(came.steps, ("steps",)))
    if not came.findings:  # what is seen and held follows from the steps
        came.findings += _unseen(problem, shown)
        came.findings += _held(stage, made.holds, "holds")
    if fault:
        came.findings = [
            (place, f"with the fault {fault!r}, {message}") for place, message in came.findings
        ]
    if fault:
        stage.act("mend")
    came.cure += carry_out(stage, made.cure, tell)
    came.done = [*came.steps, *came.cure]
    wrong = list(_inside(unexpected(came.cure, ("cure",))))
    came.findings += wrong or _held(stage, made.cured, "cured")
    came.findings += _logged(stage, problem)
    return came


def _inside(findings: Iterator[Finding]) -> Iterator[Finding]:
    yield from ((("provoke", *place), message) for place, message in findings)


def _held(stage: Stage, entries: list[str], key: str) -> Iterator[Finding]:
    wanted = [str(each) for each in examples.fill(stage.spec, entries)]
    yield from _inside(other_outcome(stage, wanted, key, entries))


def _unseen(problem: KnownProblem, shown: list[str]) -> Iterator[Finding]:
    for index, message in enumerate(problem.messages):
        if not seen(message, shown):
            accepted = expected(shown, message) if shown else "expected none: the admin sees none"
            yield ("messages", index), f"the admin does not see {message!r}, {accepted}"


def _logged(stage: Stage, problem: KnownProblem) -> Iterator[Finding]:
    if not problem.log or any(check_log(problem)):
        yield from check_log(problem)
        return
    if not stage.rehearsal.logged(problem.log):
        types = expected(event.event_type for event in stage.rehearsal.org.log)
        yield ("log",), f"the System Log query finds no event, {types}"


def check_log(problem: KnownProblem) -> Iterator[Finding]:
    """See that the System Log query of a problem can be read."""
    try:
        log_filter((problem.log or "").strip()) if problem.log else None
    except LogFilterError as error:
        yield ("log",), f"the System Log query: {error}"
