"""Scenarios of the spec, played in this process or against a service of one's own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from scimguide.errors import UserError
from scimguide.mapping import Spec
from scimguide.mapping.actions import changes_service
from scimguide.mapping.known_problems import KnownProblem
from scimguide.mapping.scenarios import Scenario
from scimguide.okta import RealClock, Rehearsal
from scimguide.okta.holdings import Holdings
from scimguide.okta.report import Report
from scimguide.okta.story import Stage, Tell, silent
from scimguide.okta.story import play as play_on
from scimguide.problem import expected
from scimguide.rehearse.local import LocalRehearsal
from scimguide.rehearse.outcome import Outcome

ORIGIN = "http://127.0.0.1:8001"
"""Where requests to the reference server seem to go, though no port is open."""


class UnknownStory(UserError):
    """There is no such scenario or problem."""

    status = 2


class NeedsReferenceServer(UserError):
    """A scenario breaks the service, which only the reference server lets one do."""

    status = 2


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

    def act(self, line: str) -> Report:
        """Carry out an action of the org."""
        return self.rehearsal.carry_out(line)

    def holdings(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service holds of what is wanted; it may hold much more."""
        with Holdings(self.spec, *self._at) as holdings:
            return [entry for entry in wanted if holdings.holds(entry)]


@contextmanager
def _stage(spec: Spec, scenario: Scenario, own: tuple[str, str] | None) -> Iterator[Stage]:
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
    tell: Tell = silent,
    faults: Sequence[str] = (),
) -> Outcome:
    """
    Carry out a scenario; ``tell`` hears of each step as soon as it is done.

    ``own`` is base URL and token of a service that exists already; ``faults`` are those of the
    reference server otherwise.

    :raises NeedsReferenceServer: when it breaks the service, and the service is one's own.
    """
    with _stage(spec, scenario, own) as stage:
        played = play_on(stage, scenario, faults, tell)
        return Outcome(
            scenario.name,
            scenario.title,
            scenario.leaves,
            stage.rehearsal.base_url,
            played.done,
            played.problems,
        )
