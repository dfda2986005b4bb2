"""
The requests as a Postman collection, format 2.1.

Folders are the stages of the sequence; each request has tests that look at
the answer and keep ids for later ones, so that the collection runs as a whole.
"""

import json
from typing import Any

from scimguide.generate.downloads import calls
from scimguide.generate.downloads.played import Played
from scimguide.generate.downloads.sequence import Sequence
from scimguide.mapping import Spec
from scimguide.mapping.operations import Operation

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
"""How a file says that it is a collection of format 2.1."""


def collection(
    spec: Spec, played: dict[str, Played], order: Sequence, left: list[str]
) -> dict[str, Any]:
    """The collection; ``left`` is what a run leaves at the service."""
    return {
        "info": {
            "name": f"{spec.service.name}: SCIM",
            "description": calls.about(spec, left),
            "schema": FORMAT,
        },
        "auth": _bearer("{{token}}"),
        "variable": [
            {"key": "baseUrl", "value": spec.service.base_url, "type": "string"},
            {"key": "token", "value": "", "type": "string"},
        ],
        "event": _origin(spec),
        "item": [
            {
                "name": stage.title,
                "item": [_item(spec, each, played[each.name]) for each in operations],
            }
            for stage, operations in order.items()
        ],
    }


def text(spec: Spec, played: dict[str, Played], order: Sequence, left: list[str]) -> str:
    """The collection as a file."""
    made = collection(spec, played, order, left)
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _origin(spec: Spec) -> list[dict[str, Any]]:
    """The root of the host follows from the base URL before each request."""
    if spec.service.well_known is None:
        return []
    origin = calls.origin_from_base_url(spec, 'pm.variables.get("baseUrl")')
    return [_script("prerequest", [f'pm.variables.set("origin", {origin});'])]


def _item(spec: Spec, operation: Operation, played: Played) -> dict[str, Any]:
    events = [_script("test", _tests(operation, played))]
    if operation.send and operation.send.oversize:
        huge = calls.too_large(spec)
        events.append(_script("prerequest", [f'pm.variables.set("tooLarge", {huge});']))
    return {"name": operation.title, "event": events, "request": _request(spec, operation)}


def _request(spec: Spec, operation: Operation) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": operation.method,
        "header": [{"key": "Accept", "value": calls.MEDIA_TYPE}],
        "url": _url(spec, operation),
    }
    if operation.token:
        request["auth"] = _bearer(operation.token)
    if operation.send:
        request["header"].append({"key": "Content-Type", "value": calls.MEDIA_TYPE})
        raw = "{{tooLarge}}" if operation.send.oversize else calls.body(spec, operation) or ""
        request["body"] = {
            "mode": "raw",
            "raw": calls.variables(raw),
            "options": {"raw": {"language": "json"}},
        }
    return request


def _url(spec: Spec, operation: Operation) -> dict[str, Any]:
    host, path = f"{{{{{calls.root(spec, operation)}}}}}", calls.variables(operation.path)
    query = calls.query(spec, operation)
    raw = "&".join(f"{key}={value}" for key, value in query.items())
    url: dict[str, Any] = {"raw": f"{host}{path}{'?' if raw else ''}{raw}", "host": [host]}
    url["path"] = path.strip("/").split("/")
    if query:
        url["query"] = [{"key": key, "value": value} for key, value in query.items()]
    return url


def _tests(operation: Operation, played: Played) -> list[str]:
    """The lines that look at the answer, and keep what later requests need of it."""
    status = operation.status
    lines = [
        f'pm.test("Status is {status}", () => pm.response.to.have.status({status}));',
    ]
    scim_type = (played.exchange.json or {}).get("scimType")
    if scim_type:
        lines.append(
            f'pm.test("scimType is {scim_type}", () => '
            f'pm.expect(pm.response.json().scimType).to.eql("{scim_type}"));'
        )
    for variable, path in operation.captures.items():
        lines.append(f'pm.collectionVariables.set("{variable}", pm.response.json().{path});')
    return lines


def _script(when: str, lines: list[str]) -> dict[str, Any]:
    return {"listen": when, "script": {"type": "text/javascript", "exec": lines}}


def _bearer(token: str) -> dict[str, Any]:
    return {"type": "bearer", "bearer": [{"key": "token", "value": token, "type": "string"}]}
