"""Scenarios and problems of the spec, played in this process or against a service of one's own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scimguide.errors import UserError
from scimguide.mapping import Spec
from scimguide.mapping.actions import changes_service, parse
from scimguide.mapping.known_problems import KnownProblem
from scimguide.mapping.scenarios import Scenario
from scimguide.okta import RealClock, Rehearsal, story
from scimguide.okta.rehearsal import Done
from scimguide.okta.reproduce import reproduce
from scimguide.okta.result import ActionResult
from scimguide.okta.service_state import resource_over_http, state_over_http
from scimguide.okta.story import OnResult, OrgWithService, ignore
from scimguide.problem import expected
from scimguide.rehearse.local import LocalRehearsal

ORIGIN = "http://127.0.0.1:8001"
"""Where requests to the reference server seem to go, though no port is open."""


class UnknownStory(UserError):
    """There is no such scenario or problem."""

    status = 2


class NeedsReferenceServer(UserError):
    """A scenario breaks the service, which only the reference server lets one do."""

    status = 2


class NotReproducible(UserError):
    """A problem cannot be reproduced so; the message says why, or with what."""


@dataclass
class Outcome:
    """The outcome of a scenario or a problem; ``base_url`` is that of the service."""

    name: str
    title: str
    leaves: list[str]
    """What the service contains in the end, as the spec says."""
    base_url: str
    done: list[Done] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What went otherwise than the spec says."""

    def data(self, spec: Spec) -> dict[str, Any]:
        """The outcome as JSON; requests and messages with their evidence."""
        return {
            "name": self.name,
            "title": self.title,
            "as_expected": not self.problems,
            "problems": self.problems,
            "steps": [
                {
                    "do": each.step.do,
                    "as_expected": each.as_expected,
                    **each.report.data(),
                    **_evidence(spec, each.report),
                }
                for each in self.done
            ],
            "leaves": self.leaves,
        }


def _evidence(spec: Spec, report: ActionResult) -> dict[str, Any]:
    """What each request and message rests on; nothing for a guide that does not say it."""
    sent = [(each.data(), spec.evidence_for(act=each.act)) for each in report.requests]
    said = [(text, spec.evidence_for(message=text)) for text in report.messages]
    return {
        "requests": [{**data, **({"evidence": e.basis} if e else {})} for data, e in sent],
        "evidence": [
            {"message": text, "basis": e.basis, "source": spec.sources[e.source].url}
            for text, e in said
            if e
        ],
    }


Story = Scenario | KnownProblem


def chosen(spec: Spec, name: str | None) -> list[Story]:
    """
    The scenario or problem of a name; all scenarios without one.

    :raises UnknownStory: when there is none of this name.
    """
    if name is None:
        return list(spec.scenarios)
    stories: list[Story] = [*spec.scenarios, *spec.problems]
    found = [each for each in stories if each.name == name]
    if not found:
        names = [each.name for each in stories]
        raise UnknownStory(f"the scenario or problem {name!r}, {expected(names, name)}")
    return found


def fresh(spec: Spec) -> LocalRehearsal:
    """A reference server that nobody has used, and an org that provisions to it."""
    return LocalRehearsal(spec, ORIGIN + spec.service.base_path, examples=False)


class OwnService:
    """An org that provisions to a service which exists already, in real time."""

    def __init__(self, spec: Spec, base_url: str, token: str) -> None:
        self.spec = spec
        self._at = (base_url, token)
        self.rehearsal = Rehearsal(spec, base_url, token, clock=RealClock())

    def act(self, line: str) -> ActionResult:
        """Carry out an action of the org."""
        return self.rehearsal.run(parse(line))

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains of what is wanted; it may contain much more."""
        with state_over_http(self.spec, *self._at) as state:
            return [entry for entry in wanted if state.contains(entry)]

    def resource(self, endpoint: str, id: str) -> dict[str, Any] | None:
        """The resource below an endpoint that has an id."""
        return resource_over_http(*self._at, endpoint, id)


@contextmanager
def _paired(
    spec: Spec, scenario: Scenario, own: tuple[str, str] | None
) -> Iterator[OrgWithService]:
    if own is None:
        with fresh(spec) as local:
            yield local
        return
    for line in [*scenario.given, *(step.do for step in scenario.steps)]:
        if changes_service(line):
            raise NeedsReferenceServer(
                f"the scenario {scenario.name!r} on {own[0]}: it has the action {line!r}, "
                "expected the reference server (no --base-url)"
            )
    service = OwnService(spec, *own)
    try:
        yield service
    finally:
        service.rehearsal.close()


def play(
    spec: Spec,
    scenario: Scenario,
    own: tuple[str, str] | None = None,
    on_result: OnResult = ignore,
    faults: Sequence[str] = (),
    variants: Sequence[str] = (),
) -> Outcome:
    """
    Carry out a scenario; ``on_result`` is called after each step.

    ``own`` is base URL and token of a service that exists already; ``faults`` are those of the
    reference server otherwise; ``variants`` are what another app or organization does otherwise.
    The facts of the scenario are those of the guide's app and of a service that is empty at first,
    so they are not asked of another app, nor of one's own service, where people may exist already.

    :raises NeedsReferenceServer: when it breaks the service, and the service is one's own.
    """
    with _paired(spec, scenario, own) as pair:
        checked = _without_facts(scenario) if own or variants else scenario
        vary = [f"vary {each}" for each in variants]
        checked = checked.model_copy(update={"given": [*vary, *checked.given]})
        played = story.play(pair, checked, faults, on_result)
        return Outcome(
            scenario.name,
            scenario.title,
            scenario.leaves,
            pair.rehearsal.base_url,
            played.done,
            played.problems,
        )


def _without_facts(scenario: Scenario) -> Scenario:
    steps = [step.model_copy(update={"facts": {}}) for step in scenario.steps]
    return scenario.model_copy(update={"facts": {}, "steps": steps})


def play_problem(
    spec: Spec, problem: KnownProblem, fault: str | None = None, on_result: OnResult = ignore
) -> Outcome:
    """
    Reproduce a problem, by one of its faults, and fix it; ``on_result`` is called after each step.

    :raises NotReproducible: when it cannot be reproduced, or not with this fault.
    """
    made = problem.reproduce
    if made is None:
        raise NotReproducible(
            f"the problem {problem.name!r} is not reproduced: {problem.not_reproduced}"
        )
    names = [name for name in made.faults if name]
    if fault and fault not in names:
        accepted = expected(names, fault) if names else "expected no fault"
        raise NotReproducible(f"the problem {problem.name!r} with the fault {fault!r}, {accepted}")
    with fresh(spec) as pair:
        outcome = reproduce(pair, problem, fault or made.fault, on_result)
    return Outcome(
        problem.name, problem.title, made.fixed, pair.base_url, outcome.done, outcome.problems
    )
