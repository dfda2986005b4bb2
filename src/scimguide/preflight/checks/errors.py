"""Checks of errors, speed and rate limits: what becomes of a request that goes wrong."""

from __future__ import annotations

import re

from scimguide.okta.requests import read, test_credentials
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, check
from scimguide.preflight.responses import expect_error


@check("not-found", "a user id that does not exist", "404 with a SCIM error", level=SHOULD)
def _not_found(context: CheckContext) -> str:
    context.allows("user", "GET")
    response = context.send(read(context.facts.users, f"00000000-{context.name}"))
    return expect_error(response, 404)


@check("wrong-token", "a token that is wrong", "401 with a SCIM error", level=SHOULD)
def _wrong_token(context: CheckContext) -> str:
    request = test_credentials(context.facts.users)
    response = context.send(request, token=f"wrong-{context.name}")
    return expect_error(response, 401, "unauthorized")


@check("open", "a request with a wrong token", "no data")
def _open(context: CheckContext) -> str:
    request = test_credentials(context.facts.users)
    response = context.send(request, token=f"wrong-{context.name}")
    if response.status < 300:
        raise CheckFailed(f"{response.status}: the service is open to everybody")
    return str(response.status)


@check(
    "speed",
    "the time of all responses",
    "a tenth of what Okta waits, or less",
    level=SHOULD,
    needs=("connect",),
)
def _speed(context: CheckContext) -> str:
    slowest = max(context.client.responses, key=lambda response: response.seconds)
    slow = f"{slowest.seconds:.2f} s at most"
    if slowest.seconds > context.facts.answer_time / 10:
        raise CheckFailed(f"{slow}; Okta waits {context.facts.answer_time} s", "no-answer")
    return slow


@check("rate-limit", "all responses", "no 429", level=SHOULD, needs=("connect",))
def _rate(context: CheckContext) -> str:
    refused = [response for response in context.client.responses if response.status == 429]
    if not refused:
        return f"none in {len(context.client.responses)} requests"
    after = refused[0].headers.get("retry-after")
    form = "without Retry-After, so Okta pauses for minutes"
    if after and re.fullmatch("[0-9]+", after):
        form = f"with Retry-After: {after}, which Okta follows"
    elif after:
        form = "with a date in Retry-After, which Okta does not read: it pauses for minutes"
    raise CheckFailed(
        f"429 to {len(refused)} of {len(context.client.responses)} requests, {form}", "rate-limit"
    )
