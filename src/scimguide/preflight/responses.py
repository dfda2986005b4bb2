"""The form of responses: lists and errors of RFC 7644, and what a body is instead."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.check import CheckFailed
from scimguide.preflight.http_client import Response
from scimguide.scim.messages import ERROR_RESPONSE

_ANYWHERE = {406: "not-acceptable", 415: "not-acceptable", 429: "rate-limit"}


def expect_list(response: Response) -> list[dict[str, Any]]:
    """
    The resources of a list that *Test API Credentials*, *Save* or an import reads.

    :raises CheckFailed: when it is no ListResponse (RFC 7644 section 3.4.2).
    """
    if response.status != 200:
        tested = "unauthorized" if response.status == 401 else "no-answer"
        raise CheckFailed(response.summary, problem_of(response, tested))
    found = response.json
    if not isinstance(found, dict):
        raise CheckFailed(describe_body(response), "no-results")
    if not isinstance(found.get("Resources"), list):
        raise CheckFailed("a JSON object without the array Resources", "no-results")
    return [each for each in found["Resources"] if isinstance(each, dict)]


def describe_body(response: Response) -> str:
    """What a body is that is no JSON object."""
    kind = response.headers.get("content-type", "no type").partition(";")[0]
    if not response.body:
        return f"{response.status} without a body"
    if isinstance(response.json, list):
        return f"{response.status} with a bare JSON array"
    if _is_page(response):
        return f"{response.status} with an HTML page"
    return f"{response.status} with {kind} instead of a JSON object"


def problem_of(response: Response, problem: str) -> str:
    """
    The catalogue entry for a response that was not expected.

    It is the one of its status, the one of an error that is an HTML page or no JSON, or the
    ``problem`` that the request then is.
    """
    if response.status in _ANYWHERE:
        return _ANYWHERE[response.status]
    if response.status < 400 or not response.body.strip() or response.json is not None:
        return problem
    return "firewall-page" if _is_page(response) else "text-errors"


def _is_page(response: Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0]
    return kind == "text/html" or b"<html" in response.body[:500].lower()


def expect_error(response: Response, status: int, problem: str = "") -> str:
    """
    An error of a status in the form of RFC 7644 section 3.12.

    :raises CheckFailed: when it is another status, or another form.
    """
    if response.status != status:
        refused = response.status >= 400
        raise CheckFailed(response.summary, problem_of(response, "") if refused else problem)
    found = response.object
    if not found:
        raise CheckFailed(f"{describe_body(response)}, no SCIM error", "text-errors", mild=True)
    schemas = found.get("schemas") or []
    if ERROR_RESPONSE not in schemas or str(found.get("status")) != str(status):
        got = f"{status} with JSON that is no SCIM error (schemas, status)"
        raise CheckFailed(got, "text-errors", mild=True)
    if not isinstance(found.get("detail"), str):
        raise CheckFailed(f"{status} with a SCIM error without detail", "text-errors", mild=True)
    return f"{status} with a SCIM error"
