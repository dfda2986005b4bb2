"""Scenarios of the spec, carried out against a fresh reference server or a service of one's own."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import httpx

from scimguide.mapping import Spec
from scimguide.mapping.catalogue import KnownProblem
from scimguide.mapping.problems import expected
from scimguide.mapping.scenarios import Scenario
from scimguide.okta import RealClock, Rehearsal
from scimguide.okta.holdings import Holdings
from scimguide.okta.rehearsal import Done
from scimguide.refusal import Refusal
from scimguide.rehearse.outcome import Outcome
from scimguide.rehearse.service import fresh


class UnknownStory(Refusal):
    """There is no such scenario or problem."""

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


@contextmanager
def _service(
    spec: Spec, own: tuple[str, str] | None, faults: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Base URL and token of a service: the one that is named, or a fresh reference server."""
    if own:
        yield own
        return
    with fresh(spec, faults) as (_, base_url, token):
        yield base_url, token


def play(
    spec: Spec,
    scenario: Scenario,
    own: tuple[str, str] | None = None,
    tell: Callable[[Done], None] = lambda done: None,
    faults: Iterable[str] = (),
) -> Outcome:
    """
    Carry out a scenario; ``tell`` hears of each step as soon as it is done.

    ``own`` is base URL and token of a service that exists already; ``faults`` are those of the
    reference server otherwise.
    """
    with _service(spec, own, faults) as (base_url, token):
        outcome = Outcome(scenario.name, scenario.title, scenario.leaves, base_url)
        rehearsal = Rehearsal(spec, base_url, token, clock=RealClock() if own else None)
        try:
            for done in rehearsal.play(scenario):
                outcome.done.append(done)
                tell(done)
                if not done.as_told:
                    outcome.problems.append(f"{done.sentence}: {_came(done)}")
        finally:
            rehearsal.close()
        outcome.problems += _left(spec, scenario, base_url, token, alone=own is None)
    return outcome


def _came(done: Done) -> str:
    what = "; ".join(done.report.messages) or "no message"
    return f"it {'failed' if done.report.failed else 'succeeded'} ({what})"


def _left(
    spec: Spec, scenario: Scenario, base_url: str, token: str, *, alone: bool
) -> Iterator[str]:
    with Holdings(spec, base_url, token) as holdings:
        try:
            missing = [entry for entry in scenario.leaves if not holdings.holds(entry)]
            extra = set(holdings.everything()) - set(scenario.leaves) if alone else set()
        except (httpx.HTTPError, ValueError, KeyError) as error:
            yield f"what the service holds cannot be read: {error}"
            return
    yield from (f"the service does not hold: {entry}" for entry in missing)
    yield from (f"the service holds what the scenario does not say: {e}" for e in sorted(extra))
