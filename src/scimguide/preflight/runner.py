"""Runs the checks one after another, and removes what they created, whatever happens."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scimguide.preflight.check import (
    FAIL,
    FINE,
    MISSED,
    MUST,
    NOT_CARRIED_OUT,
    PASS,
    SKIP,
    WARN,
    CannotRun,
    Check,
    CheckContext,
    CheckFailed,
    CheckResult,
    Skip,
)
from scimguide.preflight.checks import CHECKS
from scimguide.preflight.created import clean_up
from scimguide.preflight.facts import Facts
from scimguide.preflight.http_client import HttpClient, NoResponse

FIRST = ("https", "base-url", "token", "connect", "credentials", "groups-list", "list-shape")
"""Checks that come before anything is written."""
LAST = ("speed", "rate-limit")
"""Checks that look back on all others."""


@dataclass(frozen=True)
class PreflightReport:
    """What a run found."""

    results: list[CheckResult]
    left: list[str]
    """What is left at the service of what the run created, and what to do about it."""
    interrupted: bool

    @property
    def status(self) -> int:
        """The exit status, one of ``EXIT_STATUSES``."""
        if self.interrupted:
            return NOT_CARRIED_OUT
        return MISSED if any(result.status == FAIL for result in self.results) else FINE


def ordered(write: bool) -> list[Check]:
    """The checks of a run; what is written comes early, so that lists have something in them."""
    chosen = [each for each in CHECKS if write or not each.writes]

    def rank(each: Check) -> int:
        if each.id in FIRST:
            return 0
        if each.id in ("create-user", "create-group"):
            return 1
        if each.id in LAST:
            return 4
        return 3 if each.writes else 2

    return sorted(chosen, key=rank)


def run(
    facts: Facts,
    base_url: str,
    token: str,
    *,
    write: bool = False,
    ca_file: str | None = None,
    pause: Callable[[float], None] = time.sleep,
    on_start: Callable[[Check, int, int], None] = lambda check, number, of: None,
    on_result: Callable[[CheckResult], None] = lambda result: None,
) -> PreflightReport:
    """
    Check a service.

    ``on_start`` is called before each check with its number and that of all, ``on_result`` after
    it.

    :raises CannotRun: when the base URL is none, or nothing can be reached there.
    """
    context = _context(facts, base_url, token, ca_file, pause)
    results: dict[str, CheckResult] = {}
    interrupted = False
    try:
        checks = ordered(write)
        for number, each in enumerate(checks, 1):
            on_start(each, number, len(checks))
            results[each.id] = _result(each, context, results)
            on_result(results[each.id])
    except KeyboardInterrupt:
        interrupted = True
    finally:
        left = [_printable(line, context) for line in clean_up(context)]
    return PreflightReport(list(results.values()), left, interrupted)


def _context(
    facts: Facts, base_url: str, token: str, ca_file: str | None, pause: Callable[[float], None]
) -> CheckContext:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username:
        accepted = "a URL such as https://scim.example.com/scim/v2"
        raise CannotRun(f"--base-url {base_url}: no URL, expected {accepted}")
    word = token.split(None, 1)[-1] if token.lower().startswith("bearer ") else token
    try:
        client = HttpClient(base_url.rstrip("/"), word, facts.answer_time, ca_file, pause)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no certificates in it"
        raise CannotRun(f"--ca-file {ca_file}: {why}, expected certificates in PEM") from None
    name = f"scimguide-preflight-{secrets.token_hex(4)}"
    return CheckContext(facts, client, base_url, token, name)


def _result(check: Check, context: CheckContext, so_far: dict[str, CheckResult]) -> CheckResult:
    started = time.monotonic()
    status, got, problem = PASS, "", ""
    missing = [
        need for need in check.needs if need in so_far and so_far[need].status in (FAIL, SKIP)
    ]
    try:
        if missing:
            raise Skip(f"it says nothing without {missing[0]}")
        got = check.run(context)
    except Skip as skip:
        status, got = SKIP, str(skip)
    except CheckFailed as failed:
        status = FAIL if check.level == MUST and not failed.mild else WARN
        got = str(failed)
        problem = failed.problem
    except NoResponse as error:
        status, got, problem = FAIL, str(error), "no-answer"
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # a service may answer anything
        status, got = FAIL, f"a response in a form that nobody expects ({type(error).__name__})"
    known = context.facts.problems
    return CheckResult(
        check.id,
        check.tried,
        check.expected,
        _printable(got, context),
        check.level,
        status,
        context.facts.steps.get(check.id, ""),
        problem if known is None or problem in known else "",
        round(time.monotonic() - started, 3),
    )


def _printable(text: str, context: CheckContext) -> str:
    """A string without the token and without control characters."""
    text = context.client.redact(text)
    return "".join(letter if letter.isprintable() else "?" for letter in text)
