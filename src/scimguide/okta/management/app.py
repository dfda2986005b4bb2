"""
The routes of the API, and who may use them.

A token is given as ``SSWS`` or ``Bearer``; the org keeps only its digest.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, cast

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scimguide.hosts import HostCheck, HostNames
from scimguide.okta.management import apps, groups, users
from scimguide.okta.management.errors import ApiError, error_response
from scimguide.okta.org.state import OrgState
from scimguide.okta.system_log import LogFilterError, log_filter

Handler = Callable[[OrgState, Request, Any], Any]
"""Takes the org, the request and its body, and returns what becomes JSON; None for 204."""

MAX_BODY = 1_000_000


def management_app(org: OrgState, token: str, hosts: Iterable[str] = ()) -> Starlette:
    """An ASGI application that serves an org, at loopback names and at ``hosts``."""
    digest = hashlib.sha256(token.encode()).digest()
    lock = Lock()

    def one_at_a_time(handlers: dict[str, Handler], request: Request, body: Any) -> Any:
        method = "GET" if request.method == "HEAD" else request.method
        with lock:
            return handlers[method.lower()](org, request, body)

    def route(path: str, **handlers: Handler) -> Route:
        async def endpoint(request: Request) -> Response:
            _authorize(request, digest)
            body = await _body(request)
            # Provisioning waits for the service, which must not stop this server.
            found = await run_in_threadpool(one_at_a_time, handlers, request, body)
            return Response(status_code=204) if found is None else JSONResponse(found)

        return Route(f"/api/v1{path}", endpoint, methods=[name.upper() for name in handlers])

    return Starlette(
        routes=[
            route("/users", get=users.every, post=users.create),
            route("/users/{id}", get=users.read, put=users.replace, post=users.change,
                  delete=users.delete),
            route("/users/{id}/groups", get=users.groups),
            route("/users/{id}/lifecycle/{step}", post=users.lifecycle),
            route("/groups", get=groups.every, post=groups.create),
            route("/groups/{id}", get=groups.read, put=groups.replace, delete=groups.delete),
            route("/groups/{id}/users", get=groups.members),
            route("/groups/{id}/users/{user}", put=groups.add, delete=groups.remove),
            route("/apps", get=apps.every),
            route("/apps/{app}", get=apps.read),
            route("/apps/{app}/users", get=apps.users, post=apps.assign),
            route("/apps/{app}/users/{id}", get=apps.user, post=apps.change, delete=apps.unassign),
            route("/apps/{app}/groups", get=apps.groups),
            route("/apps/{app}/groups/{id}", get=apps.group, put=apps.assign_group,
                  delete=apps.unassign_group),
            route("/apps/{app}/group-push/mappings", get=apps.pushes, post=apps.push),
            route("/apps/{app}/group-push/mappings/{id}", get=apps.pushed, patch=apps.set_push,
                  delete=apps.unlink),
            route("/logs", get=_logs),
        ],
        middleware=[Middleware(cast(Any, HostCheck), names=HostNames(hosts))],
        exception_handlers={ApiError: error_response, HTTPException: _no_route},
    )  # fmt: skip


def _authorize(request: Request, digest: bytes) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    known = scheme.upper() in ("SSWS", "BEARER")
    same = hmac.compare_digest(hashlib.sha256(given.strip().encode()).digest(), digest)
    if not (known and same):
        raise ApiError("E0000011")


async def _body(request: Request) -> Any:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY:
            raise ApiError("E0000003")
    if not content.strip():
        return {}
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise ApiError("E0000003") from None
    if not isinstance(body, dict):
        raise ApiError("E0000003")
    return body


async def _no_route(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    wrong = (
        ApiError("E0000022") if status == 405 else ApiError("E0000007", request.url.path, "Path")
    )
    return await error_response(request, wrong)


def _logs(org: OrgState, request: Request, _: Any) -> Any:
    query = request.query_params
    try:
        wanted = log_filter(query.get("filter", ""))
        limit = min(int(query.get("limit", "100")), 1000)
    except (LogFilterError, ValueError) as error:
        raise ApiError("E0000031", causes=[str(error)]) from None
    shown = org.system_log()
    if query.get("sortOrder", "").upper() == "DESCENDING":
        shown.reverse()
    text = query.get("q", "").casefold()
    found = [e for e in shown if wanted(e) and text in json.dumps(e).casefold()]
    return found[: max(limit, 0)]
