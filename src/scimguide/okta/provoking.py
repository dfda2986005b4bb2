"""A problem of the catalogue, made to happen, looked at, and cured."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from scimguide.mapping import Spec, examples
from scimguide.mapping.catalogue import KnownProblem, Provocation, seen
from scimguide.mapping.scenarios import Step
from scimguide.okta.management.log_filter import LogFilterError
from scimguide.okta.rehearsal import Done, Rehearsal
from scimguide.okta.report import Report


class Stage(Protocol):
    """An org, and the service that it provisions to."""

    spec: Spec

    @property
    def rehearsal(self) -> Rehearsal:
        """The org."""

    def act(self, line: str) -> Report:
        """Carry out an action."""

    def holdings(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service holds."""


@dataclass
class Provoked:
    """What came of a provocation."""

    steps: list[Done] = field(default_factory=list)
    cure: list[Done] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What went otherwise than the catalogue says."""


def provoke(stage: Stage, problem: KnownProblem, fault: str | None) -> Provoked:
    """Provoke a problem with one of its faults, then cure it, and look at both outcomes."""
    made = problem.provoke
    assert made is not None
    came = Provoked()
    shown: list[str] = []
    for line in ("begin", *made.before, *([f"break {fault}"] if fault else [])):
        stage.act(line)
    for done in _play(stage, made.steps):
        came.steps.append(done)
        shown += stage.rehearsal.shown(done.report)
    came.problems += _unseen(problem, shown)
    came.problems += _held(stage, made.holds, "provoked")
    if fault:
        stage.act("mend")
    came.cure += _play(stage, made.cure)
    came.problems += _held(stage, made.cured, "cured")
    came.problems += _otherwise([*came.steps, *came.cure])
    came.problems += _logged(stage, problem)
    return came


def lines(made: Provocation, fault: str | None) -> Iterator[tuple[str, bool]]:
    """Every action of a provocation in its order, with whether it fails."""
    yield from ((line, False) for line in ("begin", *made.before))
    if fault:
        yield f"break {fault}", False
    yield from ((step.do, step.fails) for step in made.steps)
    if fault:
        yield "mend", False
    yield from ((step.do, step.fails) for step in made.cure)


def _play(stage: Stage, steps: list[Step]) -> Iterator[Done]:
    for step in steps:
        report = stage.act(step.do)
        yield Done(step, report.action, report)


def _otherwise(done: list[Done]) -> Iterator[str]:
    for each in done:
        if not each.as_told:
            came = "; ".join(each.report.messages) or "no message"
            yield f"{each.step.do!r} {'failed' if each.report.failed else 'succeeded'} ({came})"


def _unseen(problem: KnownProblem, shown: list[str]) -> Iterator[str]:
    for message in problem.messages:
        if not seen(message, shown):
            came = "; ".join(dict.fromkeys(shown)) or "nothing"
            yield f"the admin sees {came}, expected {message!r}"


def _held(stage: Stage, entries: list[str], when: str) -> Iterator[str]:
    wanted = [str(each) for each in examples.fill(stage.spec, entries)]
    came = stage.holdings(wanted)
    if sorted(came) != sorted(wanted):
        told, held = ("; ".join(each) or "nothing" for each in (wanted, came))
        yield f"{when}, the service holds {held}, expected {told}"


def _logged(stage: Stage, problem: KnownProblem) -> Iterator[str]:
    try:
        if problem.log and not stage.rehearsal.logged(problem.log):
            yield f"the System Log query finds nothing, expected an event: {problem.log}"
    except LogFilterError as error:
        yield f"the System Log query: {error}"
