"""
The stage: scenarios of the spec, carried out against a SCIM service.

Without a service of one's own, each scenario gets a fresh reference server on
loopback; a real service is written to only on request.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.problems import expected
from scimguide.mapping.scenarios import Scenario
from scimguide.okta import RealClock, Rehearsal
from scimguide.okta.holdings import Holdings
from scimguide.okta.rehearsal import Done
from scimguide.reference import reference_app
from scimguide.refusal import Refusal


class UnknownScenario(Refusal):
    """There is no such scenario."""

    status = 2


@dataclass
class Outcome:
    """A scenario that was carried out."""

    scenario: Scenario
    base_url: str
    done: list[Done] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {
            "name": self.scenario.name,
            "title": self.scenario.title,
            "as_told": not self.problems,
            "problems": self.problems,
            "steps": [
                {"do": each.step.do, "as_told": each.as_told, **each.report.data()}
                for each in self.done
            ],
            "leaves": self.scenario.leaves,
        }


def chosen(spec: Spec, name: str | None) -> list[Scenario]:
    """
    The scenario of a name, or all.

    :raises UnknownScenario: when there is none of this name.
    """
    found = [each for each in spec.scenarios if name in (None, each.name)]
    if not found:
        names = [each.name for each in spec.scenarios]
        raise UnknownScenario(f"the scenario {name!r}, {expected(names, name or '')}")
    return found


class PracticeService:
    """A reference server on loopback, for one person's rehearsal in the console."""

    def __init__(self, spec: Spec) -> None:
        self._app = reference_app(spec, token=secrets.token_urlsafe(16))
        self._stack = ExitStack()
        self._stack.callback(self._app.close)
        self.base_url = self._app.base_url_at(self._stack.enter_context(running(self._app)))

    def issue(self) -> str:
        """A new token, which replaces the one before."""
        token = secrets.token_urlsafe(24)
        self._app.accept(token)
        return token

    def revoke(self) -> None:
        """Refuse every token from now on."""
        self._app.accept(secrets.token_urlsafe(24))

    def clear(self) -> None:
        """Forget every resource."""
        self._app.clear()

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()


@contextmanager
def _service(spec: Spec, own: tuple[str, str] | None) -> Iterator[tuple[str, str]]:
    """Base URL and token of a service: the one that is named, or a fresh reference server."""
    if own:
        yield own
        return
    token = secrets.token_urlsafe(16)
    app = reference_app(spec, token=token)
    with running(app) as origin:
        try:
            yield app.base_url_at(origin), token
        finally:
            app.close()


def play(
    spec: Spec,
    scenario: Scenario,
    own: tuple[str, str] | None = None,
    tell: Callable[[Done], None] = lambda done: None,
) -> Outcome:
    """
    Carry out a scenario; ``tell`` hears of each step as soon as it is done.

    ``own`` is base URL and token of a service that exists already.
    """
    with _service(spec, own) as (base_url, token):
        outcome = Outcome(scenario, base_url)
        rehearsal = Rehearsal(spec, base_url, token, clock=RealClock() if own else None)
        try:
            for done in rehearsal.play(scenario):
                outcome.done.append(done)
                tell(done)
                if not done.as_told:
                    outcome.problems.append(f"{done.sentence}: {_came(done)}")
        finally:
            rehearsal.close()
        outcome.problems += _left(spec, scenario, base_url, token, fresh=own is None)
    return outcome


def _came(done: Done) -> str:
    what = "; ".join(done.report.messages) or "no message"
    return f"it {'failed' if done.report.failed else 'succeeded'} ({what})"


def _left(
    spec: Spec, scenario: Scenario, base_url: str, token: str, *, fresh: bool
) -> Iterator[str]:
    with Holdings(spec, base_url, token) as holdings:
        try:
            missing = [entry for entry in scenario.leaves if not holdings.holds(entry)]
            extra = set(holdings.everything()) - set(scenario.leaves) if fresh else set()
        except (httpx.HTTPError, ValueError, KeyError) as error:
            yield f"what the service holds cannot be read: {error}"
            return
    yield from (f"the service does not hold: {entry}" for entry in missing)
    yield from (f"the service holds what the scenario does not say: {e}" for e in sorted(extra))
