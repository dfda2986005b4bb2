"""Problems of the catalogue, reproduced and fixed."""

from scimguide.mapping import Spec
from scimguide.mapping.catalogue import KnownProblem
from scimguide.mapping.problems import expected
from scimguide.okta.reproduce import reproduce
from scimguide.okta.story import Tell, silent
from scimguide.refusal import Refusal
from scimguide.rehearse.outcome import Outcome
from scimguide.rehearse.scenarios import fresh


class NotReproducible(Refusal):
    """A problem cannot be reproduced so; the message says why, or with what."""


def play_problem(
    spec: Spec, problem: KnownProblem, fault: str | None = None, tell: Tell = silent
) -> Outcome:
    """
    Reproduce a problem, by one of its faults, and fix it; ``tell`` is called after each step.

    :raises NotReproducible: when it cannot be reproduced, or not with this fault.
    """
    made = problem.provoke
    if made is None:
        raise NotReproducible(
            f"the problem {problem.name!r} is not provoked: {problem.not_provoked}"
        )
    names = [name for name in made.faults if name]
    if fault and fault not in names:
        accepted = expected(names, fault) if names else "expected no fault"
        raise NotReproducible(f"the problem {problem.name!r} with the fault {fault!r}, {accepted}")
    with fresh(spec) as stage:
        came = reproduce(stage, problem, fault or made.fault, tell)
    return Outcome(
        problem.name, problem.title, made.cured, stage.base_url, came.done, came.problems
    )
