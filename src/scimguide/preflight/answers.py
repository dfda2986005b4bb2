"""Checks of errors, speed and rate limits: what becomes of a request that goes wrong."""

from __future__ import annotations

import re

from scimguide.preflight.check import SHOULD, Probe, Wrong, check
from scimguide.preflight.form import as_error


@check("not-found", "a user id that does not exist", "404 with a SCIM error", level=SHOULD)
def _not_found(probe: Probe) -> str:
    probe.allows("user", "GET")
    answer = probe.wire.send("GET", f"{probe.facts.users}/00000000-{probe.name}")
    return as_error(answer, 404, "no-external-id")


@check("wrong-token", "a token that is wrong", "401 with a SCIM error", level=SHOULD)
def _wrong_token(probe: Probe) -> str:
    query = {"startIndex": 1, "count": 2}
    answer = probe.wire.send("GET", probe.facts.users, query, token=f"wrong-{probe.name}")
    return as_error(answer, 401, "unauthorized")


@check("open", "a request with a wrong token", "no data")
def _open(probe: Probe) -> str:
    query = {"startIndex": 1, "count": 2}
    answer = probe.wire.send("GET", probe.facts.users, query, token=f"wrong-{probe.name}")
    if answer.status < 300:
        raise Wrong(f"{answer.status}: the service is open to everybody")
    return str(answer.status)


@check(
    "speed",
    "the time of all answers",
    "a tenth of what Okta waits, or less",
    level=SHOULD,
    needs=("connect",),
)
def _speed(probe: Probe) -> str:
    slowest = max(probe.wire.answers, key=lambda answer: answer.seconds)
    said = f"{slowest.seconds:.2f} s at most"
    if slowest.seconds > probe.facts.answer_time / 10:
        raise Wrong(f"{said}; Okta waits {probe.facts.answer_time} s", "no-answer")
    return said


@check("rate-limit", "all answers", "no 429", level=SHOULD, needs=("connect",))
def _rate(probe: Probe) -> str:
    refused = [answer for answer in probe.wire.answers if answer.status == 429]
    if not refused:
        return f"none in {len(probe.wire.answers)} requests"
    after = refused[0].headers.get("retry-after")
    form = "without Retry-After, so Okta pauses for minutes"
    if after and re.fullmatch("[0-9]+", after):
        form = f"with Retry-After: {after}, which Okta follows"
    elif after:
        form = "with a date in Retry-After, which Okta does not read: it pauses for minutes"
    raise Wrong(
        f"429 to {len(refused)} of {len(probe.wire.answers)} requests, {form}", "rate-limit"
    )
