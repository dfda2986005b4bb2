"""What a check is, and what it finds: data, from which every report is rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scimguide.errors import UserError
from scimguide.okta.requests import Request
from scimguide.preflight.facts import Facts
from scimguide.preflight.http_client import HttpClient, Response

MUST, SHOULD = "MUST", "SHOULD"
PASS, FAIL, WARN, SKIP = "pass", "fail", "warn", "skip"

FINE, MISSED, NOT_CARRIED_OUT = 0, 1, 2
EXIT_STATUSES = {
    FINE: "no MUST is missed",
    MISSED: "at least one MUST is missed",
    NOT_CARRIED_OUT: (
        "the checks were not carried out: no token, no service at this URL, wrong options, "
        "interrupted"
    ),
}
"""Every exit status of the command, and what it means."""


class CannotRun(UserError):
    """The checks cannot run; the message says why, and what is accepted."""

    status = NOT_CARRIED_OUT


class CheckFailed(Exception):
    """
    The response is not what was expected; the message says what it is.

    ``problem`` names an entry of the guide's known problems. ``mild`` makes it a warning, whatever
    the check.
    """

    def __init__(self, actual: str, problem: str = "", mild: bool = False) -> None:
        super().__init__(actual)
        self.problem = problem
        self.mild = mild


class Skip(Exception):
    """The check cannot run here; the message says why."""


@dataclass(frozen=True)
class CreatedResource:
    """Something that this run created, or tried to create."""

    kind: str
    """``user`` or ``group``."""
    name: str
    id: str | None
    """None when the response has none."""


@dataclass
class CheckContext:
    """What one run knows: the facts, the connection, and what it has seen and created."""

    facts: Facts
    client: HttpClient
    given_url: str
    given_token: str
    name: str
    """The random name of what this run creates."""
    users: list[dict[str, Any]] = field(default_factory=list)
    """The users of the first list."""
    groups: list[dict[str, Any]] = field(default_factory=list)
    created: list[CreatedResource] = field(default_factory=list)
    first: Response | None = None
    """The response to the credentials test."""

    def offers(self, where: str, method: str) -> bool:
        """Whether the service offers a method."""
        return method in self.facts.methods.get(where, [])

    def allows(self, where: str, method: str) -> None:
        """
        Go on only when the service offers a method.

        :raises Skip: otherwise.
        """
        if not self.offers(where, method):
            raise Skip(f"{self.facts.service} offers no {method} of this")

    def filters(self, what: str) -> None:
        """
        Go on only when the service offers a lookup.

        :raises Skip: otherwise.
        """
        if what not in self.facts.filters:
            raise Skip(f"{self.facts.service} offers no lookup of {what}")

    def changes(self, what: str) -> None:
        """
        Go on only when an attribute can change, by kind and path.

        :raises Skip: otherwise.
        """
        if what in self.facts.immutable:
            raise Skip(f"{self.facts.service} never changes {what.partition(' ')[2]}")

    def short(self, value: Any) -> str:
        """A value from the service as messages show it."""
        return self.client.redact(str(value))[:80]

    def send(self, request: Request, token: str | None = None) -> Response:
        """
        Send a request; ``token`` stands in for the own one.

        :raises NoResponse: without a whole response.
        """
        return self.client.send(request, token)

    def ids(self, kind: str) -> list[str]:
        """The ids of the users or groups that this run created."""
        return [each.id for each in self.created if each.kind == kind and each.id]

    @property
    def user_id(self) -> str:
        """The id of the first user that this run created."""
        return self.ids("user")[0]

    @property
    def group_id(self) -> str:
        """The id of the group that this run created."""
        return self.ids("group")[0]


@dataclass(frozen=True)
class Check:
    """One check of a service."""

    id: str
    tried: str
    expected: str
    level: str
    """``MUST``: provisioning breaks without it. ``SHOULD``: something is lost or slow."""
    run: Callable[[CheckContext], str]
    """Checks, and describes what it found."""
    needs: tuple[str, ...]
    """Checks that have to pass before this one can say anything."""
    writes: bool


CHECKS: list[Check] = []
"""All checks, in the order of their definition."""


def check(
    id: str,
    tried: str,
    expected: str,
    *,
    level: str = MUST,
    needs: tuple[str, ...] = ("credentials",),
    writes: bool = False,
) -> Callable[[Callable[[CheckContext], str]], Callable[[CheckContext], str]]:
    """Make a function a check."""

    def enter(run: Callable[[CheckContext], str]) -> Callable[[CheckContext], str]:
        CHECKS.append(Check(id, tried, expected, level, run, needs, writes))
        return run

    return enter


write_check = partial(check, writes=True)
"""Make a function a check that creates or changes something."""


@dataclass(frozen=True)
class CheckResult:
    """What a check found; every value is JSON."""

    id: str
    tried: str
    expected: str
    got: str
    level: str
    status: str
    """``pass``; ``fail`` for a MUST and ``warn`` for a SHOULD that is not met; ``skip``."""
    step: str
    """Where the guide speaks of it: ``page.md#anchor``, or nothing."""
    problem: str
    """The entry in the guide's catalogue of problems, or nothing."""
    seconds: float
