"""What a snippet sent, compared with the request of its operation."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from scimguide.differences import differences
from scimguide.layout import json_text
from scimguide.mapping.requests import ConcreteRequest
from scimguide.reference.transcript import ServedExchange
from scimguide.scim.messages import MEDIA_TYPE


def other_request(
    sent: ServedExchange, request: ConcreteRequest, token: str, ids: Mapping[str, str]
) -> list[str]:
    """
    What of a request that reached the server is not as the operation says, a line each.

    curl and Python are both held against the operation, so readers of both send the same.
    ``token`` is the runner's, and ``ids`` are those that its snippets captured.
    """
    wanted = request.with_ids(ids)
    path, _, query = sent.target.partition("?")
    base = "" if wanted.at_origin else wanted.base_path
    rows: list[tuple[str, object, object]] = [
        ("method", sent.method, wanted.operation.method),
        ("path", path, base + wanted.path),
        ("query", parse_qsl(query, keep_blank_values=True), _pairs(wanted.query)),
        *_headers(sent, wanted, wanted.operation.token or token),
    ]
    found = [
        f"{name} {actual}, expected {right}" for name, actual, right in rows if actual != right
    ]
    return [*found, *_body(sent, wanted)]


def _pairs(query: Mapping[str, str | int]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in query.items()]


def _headers(
    sent: ServedExchange, wanted: ConcreteRequest, token: str
) -> Iterator[tuple[str, object, object]]:
    got = sent.request_headers
    yield "Authorization", got.get("authorization"), f"Bearer {token}"
    if wanted.has_body:
        yield "Content-Type", got.get("content-type"), MEDIA_TYPE
    if wanted.filler:  # the server does not read all of it
        yield "Content-Length", got.get("content-length"), str(wanted.filler)


def _body(sent: ServedExchange, wanted: ConcreteRequest) -> list[str]:
    if wanted.filler:
        return []
    actual, right = sent.request_body, wanted.content
    if wanted.json is None:
        return [f"body {actual!r}, expected {right!r}"] if actual != right else []
    found = _json(actual)
    if found == wanted.json:
        return []
    return [f"body, {line}" for line in differences(json_text(wanted.json), json_text(found))]


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")
