"""Problems of the catalogue, provoked and cured over HTTP."""

from collections.abc import Callable, Iterable

from scimguide.mapping import Spec
from scimguide.mapping.catalogue import KnownProblem
from scimguide.mapping.problems import expected
from scimguide.okta import Rehearsal
from scimguide.okta.holdings import Holdings
from scimguide.okta.provoking import provoke
from scimguide.okta.rehearsal import Done
from scimguide.okta.report import Report
from scimguide.reference import ReferenceApp
from scimguide.refusal import Refusal
from scimguide.rehearse.outcome import Outcome
from scimguide.rehearse.service import fresh


class NotProvoked(Refusal):
    """A problem cannot be provoked so; the text says why, or with what."""


def play_problem(
    spec: Spec,
    problem: KnownProblem,
    fault: str | None = None,
    tell: Callable[[Done], None] = lambda done: None,
) -> Outcome:
    """
    Provoke a problem, by one of its faults, and cure it; ``tell`` hears of each step at the end.

    :raises NotProvoked: when it cannot be provoked, or not with this fault.
    """
    made = problem.provoke
    if made is None:
        raise NotProvoked(f"the problem {problem.name!r} is not provoked: {problem.not_provoked}")
    names = [name for name in made.faults if name]
    if fault and fault not in names:
        accepted = expected(names, fault) if names else "expected no fault"
        raise NotProvoked(f"the problem {problem.name!r} with the fault {fault!r}, {accepted}")
    with fresh(spec) as (app, base_url, token):
        stage = _Stage(spec, app, base_url, token)
        outcome = Outcome(problem.name, problem.title, made.cured, base_url)
        try:
            came = provoke(stage, problem, fault or made.fault)
        finally:
            stage.rehearsal.close()
    outcome.done = [*came.steps, *came.cure]
    outcome.problems = came.problems
    for done in outcome.done:
        tell(done)
    return outcome


class _Stage:
    """An org and a reference server, which meet on loopback."""

    def __init__(self, spec: Spec, app: ReferenceApp, base_url: str, token: str) -> None:
        self.spec, self._app, self._at = spec, app, (base_url, token)
        self._rehearsal = Rehearsal(spec, base_url, token)
        self._rehearsal.break_service = app.break_with

    @property
    def rehearsal(self) -> Rehearsal:
        return self._rehearsal

    def act(self, line: str) -> Report:
        return self._rehearsal.carry_out(line)

    def holdings(self, wanted: Iterable[str] = ()) -> list[str]:
        with self._app.mended(), Holdings(self.spec, *self._at) as holdings:
            return holdings.everything(wanted)
