"""A request and its response in the hands of a fault."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from scimguide.mapping import Spec

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@dataclass(frozen=True)
class Request:
    """A request; ``path`` is below the base URL."""

    spec: Spec
    method: str
    path: str
    query: dict[str, str]
    accept: str
    body: bytes
    turns: Counter[str] = field(default_factory=Counter)
    """What a fault counts from one request to the next."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What a fault keeps from one request to the next."""
    content_type: str = ""

    @property
    def users(self) -> bool:
        """Whether it is about users."""
        return self.path.startswith(self.spec.users.endpoint)

    @property
    def groups(self) -> bool:
        """Whether it is about groups."""
        return self.path.startswith(self.spec.groups.endpoint)

    @property
    def lists(self) -> bool:
        """Whether it reads a list of users or of groups."""
        ends = (self.spec.users.endpoint, self.spec.groups.endpoint)
        return self.method == "GET" and self.path in ends

    @property
    def creates(self) -> bool:
        """Whether it creates a user or a group."""
        return self.method == "POST" and (self.users or self.groups)

    @property
    def json(self) -> Any:
        """The body as JSON, an empty object when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def operations(self) -> list[dict[str, Any]]:
        """The operations of a PATCH (RFC 7644 section 3.5.2)."""
        found = self.json.get("Operations", []) if self.method == "PATCH" else []
        return [each for each in found if isinstance(each, dict)]

    @property
    def pathless(self) -> list[dict[str, Any]]:
        """The values of the operations of a PATCH that have no path."""
        found = [each.get("value") for each in self.operations if "path" not in each]
        return [each for each in found if isinstance(each, dict)]

    def read(self) -> "Request":
        """A request that reads the same resource."""
        return replace(self, method="GET", query={}, body=b"")

    def with_operations(self, operations: list[dict[str, Any]]) -> "Request":
        """The same PATCH with other operations."""
        return self.with_body({**self.json, "Operations": operations})

    def with_query(self, **query: str) -> "Request":
        """The same request with other parameters."""
        return replace(self, query={**self.query, **query})

    def with_body(self, body: Any) -> "Request":
        """The same request with another body."""
        return replace(self, body=json.dumps(body).encode())


@dataclass(frozen=True)
class Response:
    """A response, its headers by their lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes
    cut: bool = False
    """Whether the connection ends before the whole body was sent."""
    late: float = 0
    """Seconds before the response begins."""

    @property
    def json(self) -> Any:
        """The body as JSON, an empty object when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def with_body(self, body: Any) -> "Response":
        """The same response with another body."""
        return replace(self, body=json.dumps(body).encode())


Serve = Callable[[Request], Awaitable[Response]]
"""Responds as the service does."""

Fault = Callable[[Request, Serve], Awaitable[Response]]
"""Responds in the service's place."""


def error(status: int, detail: str, **headers: str) -> Response:
    """A SCIM error (RFC 7644 section 3.12); ``retry_after`` becomes ``retry-after``."""
    body = {"schemas": [ERROR], "status": str(status), "detail": detail}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        status, {"content-type": "application/scim+json", **named}, json.dumps(body).encode()
    )


def kept(response: Response, keep: Callable[[dict[str, Any]], bool]) -> Response:
    """A list with only some of its resources, and the numbers that fit them."""
    found = response.json
    if "Resources" not in found:
        return response
    left = [resource for resource in found["Resources"] if keep(resource)]
    total = found["totalResults"] - len(found["Resources"]) + len(left)
    numbers = {"totalResults": total, "itemsPerPage": len(left)}
    return response.with_body({**found, **numbers, "Resources": left})


def each_resource(response: Response, change: Callable[[dict[str, Any]], None]) -> Response:
    """The response with every resource in it changed."""
    found = response.json
    if not found or response.status >= 400:
        return response
    for resource in found.get("Resources", [found]):
        change(resource)
    return response.with_body(found)
