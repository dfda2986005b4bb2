"""Problems of the catalogue, provoked and cured."""

from scimguide.errors import UserError
from scimguide.mapping import Spec
from scimguide.mapping.known_problems import KnownProblem
from scimguide.okta.provoking import provoke
from scimguide.okta.story import Tell, silent
from scimguide.problem import expected
from scimguide.rehearse.outcome import Outcome
from scimguide.rehearse.scenarios import fresh


class NotProvoked(UserError):
    """A problem cannot be provoked so; the text says why, or with what."""


def play_problem(
    spec: Spec, problem: KnownProblem, fault: str | None = None, tell: Tell = silent
) -> Outcome:
    """
    Provoke a problem, by one of its faults, and cure it; ``tell`` hears of each step.

    :raises NotProvoked: when it cannot be provoked, or not with this fault.
    """
    made = problem.provoke
    if made is None:
        raise NotProvoked(f"the problem {problem.name!r} is not provoked: {problem.not_provoked}")
    names = [name for name in made.faults if name]
    if fault and fault not in names:
        accepted = expected(names, fault) if names else "expected no fault"
        raise NotProvoked(f"the problem {problem.name!r} with the fault {fault!r}, {accepted}")
    with fresh(spec) as stage:
        came = provoke(stage, problem, fault or made.fault, tell)
    return Outcome(
        problem.name, problem.title, made.cured, stage.base_url, came.done, came.problems
    )
