"""
The requests as a Postman collection, format 2.1.

Folders are the phases of the sequence; each request has tests that check
the response and keep ids for later ones, so that the collection runs as a whole.
"""

import json
from typing import Any

from scimguide.generate.downloads import calls
from scimguide.generate.downloads.sequence import RecordedSequence
from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec
from scimguide.mapping.requests import ConcreteRequest
from scimguide.scim.messages import MEDIA_TYPE

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
"""How a file says that it is a collection of format 2.1."""


def text(spec: Spec, order: RecordedSequence, left: list[str]) -> str:
    """The collection as a file; ``left`` is what a run leaves at the service."""
    collection = {
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
            {"name": phase.title, "item": [_item(each) for each in recorded]}
            for phase, recorded in order.items()
        ],
    }
    return json.dumps(collection, indent=2, ensure_ascii=False) + "\n"


def _origin(spec: Spec) -> list[dict[str, Any]]:
    """The root of the host follows from the base URL before each request."""
    if spec.service.well_known is None:
        return []
    origin = calls.origin_from_base_url(spec, 'pm.variables.get("baseUrl")')
    return [_script("prerequest", [f'pm.variables.set("origin", {origin});'])]


def _item(recorded: RecordedOperation) -> dict[str, Any]:
    request = recorded.request
    events = [_script("test", _tests(recorded))]
    if request.filler:
        huge = calls.too_large(request)
        events.append(_script("prerequest", [f'pm.variables.set("tooLarge", {huge});']))
    return {"name": recorded.operation.title, "event": events, "request": _request(request)}


def _request(request: ConcreteRequest) -> dict[str, Any]:
    made: dict[str, Any] = {
        "method": request.operation.method,
        "header": [{"key": "Accept", "value": MEDIA_TYPE}],
        "url": _url(request),
    }
    if request.operation.token:
        made["auth"] = _bearer(request.operation.token)
    if request.has_body:
        made["header"].append({"key": "Content-Type", "value": MEDIA_TYPE})
        made["body"] = {
            "mode": "raw",
            "raw": "{{tooLarge}}" if request.filler else calls.variables(request.body_text),
            "options": {"raw": {"language": "json"}},
        }
    return made


def _url(request: ConcreteRequest) -> dict[str, Any]:
    url: dict[str, Any] = {
        "raw": calls.target(request),
        "host": [calls.root(request)],
        "path": calls.variables(request.path).strip("/").split("/"),
    }
    if query := calls.query(request):
        url["query"] = [{"key": key, "value": value} for key, value in query.items()]
    return url


def _tests(recorded: RecordedOperation) -> list[str]:
    """The lines that look at the response, and keep what later requests need of it."""
    status = recorded.operation.status
    lines = [
        f'pm.test("Status is {status}", () => pm.response.to.have.status({status}));',
    ]
    scim_type = (recorded.exchange.json or {}).get("scimType")
    if scim_type:
        lines.append(
            f'pm.test("scimType is {scim_type}", () => '
            f'pm.expect(pm.response.json().scimType).to.eql("{scim_type}"));'
        )
    for variable, path in recorded.operation.captures.items():
        lines.append(f'pm.collectionVariables.set("{variable}", pm.response.json().{path});')
    return lines


def _script(when: str, lines: list[str]) -> dict[str, Any]:
    return {"listen": when, "script": {"type": "text/javascript", "exec": lines}}


def _bearer(token: str) -> dict[str, Any]:
    return {"type": "bearer", "bearer": [{"key": "token", "value": token, "type": "string"}]}
