"""The form of answers: lists and errors as RFC 7644 wants them, and what came instead."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.check import Wrong
from scimguide.preflight.wire import Answer

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def listed(answer: Answer, problem: str = "no-results") -> list[dict[str, Any]]:
    """
    The resources of a list.

    :raises Wrong: when it is no ListResponse (RFC 7644 section 3.4.2).
    """
    if answer.status != 200:
        raise Wrong(answer.said, problem_of(answer) or problem)
    found = answer.json
    if not isinstance(found, dict):
        raise Wrong(form(answer), problem)
    if not isinstance(found.get("Resources"), list):
        raise Wrong("a JSON object without the array Resources", problem)
    return [each for each in found["Resources"] if isinstance(each, dict)]


def form(answer: Answer) -> str:
    """What a body is that is no JSON object."""
    kind = answer.headers.get("content-type", "no type").partition(";")[0]
    if not answer.body:
        return f"{answer.status} without a body"
    if isinstance(answer.json, list):
        return f"{answer.status} with a bare JSON array"
    if b"<html" in answer.body[:500].lower() or kind == "text/html":
        return f"{answer.status} with an HTML page"
    return f"{answer.status} with {kind} instead of a JSON object"


def problem_of(answer: Answer) -> str:
    """The catalogue entry that a status speaks of."""
    known = {401: "unauthorized", 403: "unauthorized", 406: "not-acceptable", 429: "rate-limit"}
    return known.get(answer.status, "no-answer" if answer.status >= 500 else "")


def as_error(answer: Answer, status: int, problem: str = "") -> str:
    """
    An error of a status in the form of RFC 7644 section 3.12.

    :raises Wrong: when it is another status, or another form.
    """
    if answer.status != status:
        raise Wrong(answer.said, problem)
    found = answer.object
    if not found:
        raise Wrong(f"{form(answer)}, no SCIM error", "text-errors", mild=True)
    if ERROR not in (found.get("schemas") or []) or str(found.get("status")) != str(status):
        got = f"{status} with JSON that is no SCIM error (schemas, status)"
        raise Wrong(got, "text-errors", mild=True)
    if not isinstance(found.get("detail"), str):
        raise Wrong(f"{status} with a SCIM error without detail", "text-errors", mild=True)
    return f"{status} with a SCIM error"
