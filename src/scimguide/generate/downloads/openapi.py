"""
The SCIM endpoints as OpenAPI 3.1.

Paths, parameters and statuses are those of the spec's operations; every
example is a request that was sent, or its response.
"""

import json
import re
from typing import Any

from scimguide.generate.downloads.components import components, discovery, ref
from scimguide.generate.downloads.sequence import kind_of
from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec
from scimguide.mapping.service import Endpoint, Method
from scimguide.scim.messages import MEDIA_TYPE

_VERBS = {"PUT": "Replace", "PATCH": "Change", "DELETE": "Delete", "GET": "Read"}


def text(spec: Spec, played: dict[str, RecordedOperation]) -> str:
    """The description as a file."""
    service, rows = spec.service, spec.service.endpoints
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{service.name}: SCIM",
            # The description has no versions: it is as new as the newest fact in it.
            "version": max(source.checked for source in spec.sources.values()),
            "description": (
                f"What a guide knows of the SCIM endpoints of {service.name}, who did not write "
                "this file. The examples were recorded from the guide's reference server."
            ),
        },
        "servers": [{"url": service.base_url}],
        "security": [{"bearer": []}],
        "tags": [{"name": name} for name in dict.fromkeys(_tag(spec, r) for r in rows)],
        "paths": {row.path: _path(spec, row, played) for row in rows},
        "components": components(spec, played),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _tag(spec: Spec, row: Endpoint) -> str:
    kind = kind_of(spec, row.path)
    return kind.endpoint.strip("/") if kind else "Discovery"


def _path(spec: Spec, row: Endpoint, played: dict[str, RecordedOperation]) -> dict[str, Any]:
    item: dict[str, Any] = {"description": row.note}
    if row.path == spec.service.well_known:
        item["servers"] = [{"url": spec.service.origin}]
    if "{id}" in row.path:
        string = {"type": "string"}
        item["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": string}]
    for method in row.methods:
        item[method.lower()] = _method(spec, row, method, _shown(row, method, played))
    return item


def _shown(
    row: Endpoint, method: Method, played: dict[str, RecordedOperation]
) -> list[RecordedOperation]:
    """What was played to a method of an endpoint."""
    path = re.compile(re.escape(row.path).replace(r"\{id\}", "[^/]+"))
    return [
        each
        for each in played.values()
        if each.operation.method == method and path.fullmatch(each.operation.path)
    ]


def _method(
    spec: Spec, row: Endpoint, method: Method, shown: list[RecordedOperation]
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": method.lower() + _words(row.path),
        "summary": _summary(spec, row, method),
        "tags": [_tag(spec, row)],
    }
    fine = [each for each in shown if not each.operation.fails]
    if parameters := _parameters(spec, fine):
        made["parameters"] = parameters
    if method in ("POST", "PUT", "PATCH"):
        made["requestBody"] = _body(spec, row, method, fine)
    made["responses"] = _answers(spec, row, method, fine) | _errors(spec, row, method)
    return made


def _words(path: str) -> str:
    """``/Users/{id}`` as ``UsersById``."""
    words = re.findall(r"\w+", path.replace("{", "by-"))
    return "".join(word[0].upper() + word[1:] for word in words)


def _summary(spec: Spec, row: Endpoint, method: Method) -> str:
    if kind_of(spec, row.path) is None:
        return f"Read {row.path}"
    one = _resource(spec, row)
    if "{id}" in row.path:
        return f"{_VERBS[method]} a {one}"
    return f"List {one}s" if method == "GET" else f"Create a {one}"


def _parameters(spec: Spec, fine: list[RecordedOperation]) -> list[dict[str, Any]]:
    """The query parameters that the operations use (RFC 7644 section 3.4.2)."""
    found: dict[str, dict[str, Any]] = {}
    for each in fine:
        for name, value in each.request.query.items():
            kind = {"type": "integer" if isinstance(value, int) else "string"}
            new = {"name": name, "in": "query", "schema": kind, "examples": {}}
            parameter = found.setdefault(name, new)
            if description := _about(spec, each.operation.path, name):
                parameter["description"] = description
            example = {"summary": each.operation.title, "value": value}
            parameter["examples"][each.operation.name] = example
    return list(found.values())


def _about(spec: Spec, path: str, name: str) -> str:
    if name == "filter":
        rows = [row for row in spec.service.filters if spec.kind(row.resource).endpoint == path]
        offers = [f"{row.attribute} {operator}" for row in rows for operator in row.operators]
        return f"Supported: {', '.join(offers)}" if offers else ""
    if name == "count":
        return f"Resources in one page; at most {spec.service.limits.page_size.value}"
    return "Place of the first resource, counted from 1" if name == "startIndex" else ""


def _body(
    spec: Spec, row: Endpoint, method: Method, fine: list[RecordedOperation]
) -> dict[str, Any]:
    name = "PatchOp" if method == "PATCH" else f"{_resource(spec, row)}ToSend"
    shown = {
        each.operation.name: {"summary": each.operation.title, "value": each.sent.json}
        for each in fine
    }
    content = {"schema": ref("schemas", name), "examples": shown}
    return {"required": True, "content": {MEDIA_TYPE: content}}


def _resource(spec: Spec, row: Endpoint) -> str:
    return "User" if kind_of(spec, row.path) is spec.users else "Group"


def _answers(
    spec: Spec, row: Endpoint, method: Method, fine: list[RecordedOperation]
) -> dict[str, Any]:
    """The recorded responses, by status."""
    made: dict[str, Any] = {}
    for each in fine:
        exchange = each.exchange
        answer = made.setdefault(str(exchange.status), {"description": _phrase(exchange.text())})
        for name in ("Location", "ETag"):
            if name.lower() in exchange.headers:
                answer.setdefault("headers", {})[name] = {"schema": {"type": "string"}}
        if exchange.json is not None:
            empty = {"schema": ref("schemas", _answer(spec, row, method)), "examples": {}}
            content = answer.setdefault("content", {MEDIA_TYPE: empty})[MEDIA_TYPE]
            example = {"summary": each.operation.title, "value": exchange.json}
            content["examples"][each.operation.name] = example
    return made


def _phrase(answer: str) -> str:
    """``Created``, from the first line of a response."""
    return answer.partition("\n")[0].split(" ", 2)[2]


def _answer(spec: Spec, row: Endpoint, method: Method) -> str:
    if kind_of(spec, row.path) is None:
        return discovery(spec)[row.path]
    many = method == "GET" and "{id}" not in row.path
    return _resource(spec, row) + ("List" if many else "")


def _errors(spec: Spec, row: Endpoint, method: Method) -> dict[str, Any]:
    """The errors of the service that a method can return (RFC 7644 section 3.12)."""
    writes = method in ("POST", "PUT", "PATCH")
    filters = method == "GET" and "{id}" not in row.path and kind_of(spec, row.path) is not None
    applies = {
        400: writes or filters,
        404: "{id}" in row.path,
        409: writes,
        413: writes,
        501: filters,
    }
    statuses = sorted({each.status for each in spec.service.errors})
    return {
        str(status): ref("responses", f"Error{status}")
        for status in statuses
        if applies.get(status, True)
    }
