"""The HTTP face of the reference server: paths, the bearer token, and the form of responses."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from traceback import format_tb
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

from anyio import to_thread
from scim2_models import (
    Context,
    Error,
    NotFoundException,
    Resource,
    ResourceType,
    SCIMException,
    UnauthorizedException,
)
from scim2_server.applications.asgi import ASGIApplication, Receive, Scope, Send
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from scimguide.asgi import ConnectionLimits
from scimguide.hosts import REFUSED, HostNames, host_header, host_name
from scimguide.reference.answers import StoredResponse
from scimguide.reference.bounds import TooManyRequests
from scimguide.reference.engine import engine_of
from scimguide.reference.faults import FaultMiddleware, fault
from scimguide.reference.handler import Handler
from scimguide.reference.rewriting import rewrite
from scimguide.reference.service import ReferenceService
from scimguide.reference.storage import SqlStorage
from scimguide.reference.tokens import Tokens
from scimguide.reference.transactions import RETRY_AFTER, StorageUnavailable
from scimguide.reference.transfer import export_directory, import_directory
from scimguide.reference.values import read
from scimguide.reference.wrong_tokens import WrongTokens

EXAMPLE_TIME = datetime(2026, 1, 15, 9, tzinfo=UTC)
"""When everything happens in examples."""

_Result = TypeVar("_Result")
_NAMESPACE = uuid.UUID("7c0f9d1a-5b1e-4c55-9d0c-2f6f6f1f7f11")
_OUTSIDE = "/outside"
DRAINED = 8
"""How many times the body limit is read before the connection is closed."""


class ClientDisconnected(Exception):
    """The client is gone, and nobody reads a response."""


class Misdirected(SCIMException):
    """421 (RFC 9110 section 15.5.20)."""

    status = REFUSED


class ReferenceApp(ASGIApplication):
    """An ASGI application that serves SCIM as a spec says."""

    def __init__(
        self,
        service: ReferenceService,
        *,
        token: str | None,
        database: str | None,
        public_url: str | None,
        examples: bool,
        hosts: Iterable[str] = (),
    ) -> None:
        self.spec = service.spec
        self._engine = engine_of(database)
        storage = SqlStorage(
            self._engine,
            service.provider,
            example_ids if examples else random_ids,
            (lambda: EXAMPLE_TIME) if examples else (lambda: datetime.now(UTC)),
        )
        self._shown = make_url(database or "sqlite://").render_as_string()
        if database:
            rewrite(storage, self._shown)
        super().__init__(cast(Any, storage), service.provider, service)
        self._handler = Handler(service, storage)
        self._service = service
        self._sql = storage
        self._public_url = public_url
        self.hosts = HostNames([*hosts, *host_name(public_url or "")])
        self.tokens = Tokens(self._engine, token)
        self.wrong_tokens = WrongTokens(self.spec.service.bounds.wrong_tokens.value)
        self._in_flight = 0
        bounds = self.spec.service.bounds
        self.connection_limits = ConnectionLimits(
            header_size=bounds.header_size.value,
            header_seconds=bounds.header_time.value,
            body_seconds=bounds.body_time.value,
            connections=bounds.connections.value,
            refusal=_refusal,
        )
        self._faulty: FaultMiddleware | None = None
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        """Delays a response; faults that are set from then on use it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, through the faults that are set."""
        if self._faulty is not None and scope["type"] == "http":
            await self._faulty(scope, receive, cast(Any, send))
            return
        if scope["type"] == "http":
            await self._serve_http(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    def set_faults(self, faults: Iterable[str]) -> None:
        """
        Have these faults from now on; none repairs it.

        :raises KeyError: when there is no fault of such a name.
        """
        found = [fault(name) for name in faults]
        self._faulty = None
        if found:
            self._faulty = FaultMiddleware(
                cast(Any, self._serve_http), self.spec, found, self.sleep
            )

    @contextmanager
    def without_faults(self) -> Iterator[None]:
        """Without any fault for a while, so that one can see what is kept."""
        faulty, self._faulty = self._faulty, None
        try:
            yield
        finally:
            self._faulty = faulty

    def base_url_at(self, origin: str) -> str:
        """The base URL of the service when it is served at an origin."""
        return origin + self.spec.service.base_path

    def accept(self, token: str) -> None:
        """Accept this token from now on, and no other."""
        self.tokens.replace(token)

    def resources(self, endpoint: str, filter: str = "") -> list[dict[str, Any]]:
        """
        All resources that a filter finds below an endpoint, whatever the faults and the page size.

        Each is as a list shows it, apart from the base URL in its addresses.

        :raises SCIMException: when the service does not support the filter.
        """
        with self.provider:
            kinds = [self._service.resource_type_at(endpoint)]
            query = {"filter": filter} if filter else {}
            request, _ = self._service.read_search_query(kinds, query)
            page = self._sql.search(kinds, request.model_copy(update={"count": None}))
            return [
                each.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE) for each in page.resources
            ]

    def export_to(self, file: Path) -> int:
        """Write all resources into a file, and give their number."""
        return export_directory(self._sql, file)

    def import_from(self, file: Path) -> int:
        """
        Read all resources from a file into an empty database, and give their number.

        :raises TransferError: when the file is broken, or the database is not empty.
        """
        return import_directory(self._sql, file, self._shown)

    def clear(self) -> None:
        """Forget every resource."""
        self._sql.clear()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # -- addresses -------------------------------------------------------

    def get_base_url(self, scope: Scope) -> str:  # type: ignore[override]
        """The base URL in locations: the public one, or the one that the client used."""
        if self._public_url:
            return self._public_url
        return self.base_url_at(f"{scope['scheme']}://{host_header(scope)}")

    def split_path(self, path: str) -> str:  # type: ignore[override]
        """The path below the base URL; the well-known path is the configuration's second one."""
        base = self.spec.service.base_path
        if path == self.spec.service.well_known:
            return "/ServiceProviderConfig"
        inside = path == base or path.startswith(f"{base}/")
        return path.removeprefix(base) if inside else f"{_OUTSIDE}{path}"

    # -- requests --------------------------------------------------------

    async def _serve_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; while too many are served already, say so."""
        request = self._head(scope)
        self._in_flight += 1
        try:
            response = await self._respond(request, scope, receive)
        except ClientDisconnected:
            return
        finally:
            self._in_flight -= 1
        await self._send(self.finalize_response(request, response), scope["method"], send)

    def _head(self, scope: Scope) -> ScimRequest:
        """A request without its body; header bytes are latin-1 (RFC 9110 section 5.5)."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return ScimRequest(
            method="GET" if scope["method"] == "HEAD" else scope["method"],
            base_url=self.get_base_url(scope),
            path=self.split_path(self.get_path(scope)),
            query=dict(query),
            headers=[(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]],
        )

    async def _respond(self, request: ScimRequest, scope: Scope, receive: Receive) -> ScimResponse:
        try:
            self._check_head(request, scope)
            await self._check_token(request)
            request.body = await self._read_body(receive, self._service.max_body_size(request))
            return await self.dispatch_request(request)
        except UnauthorizedException as exception:
            client = (scope.get("client") or ("",))[0]
            if request.header("Authorization") and (wait := self.wrong_tokens.delay(client)):
                await self.sleep(wait)
            return self.handle_exception(request, exception)
        except ClientDisconnected:
            raise
        except Exception as exception:
            return self.handle_exception(request, exception)

    def _check_head(self, request: ScimRequest, scope: Scope) -> None:
        """Refuse what is too much, then what is not for this service."""
        bounds = self._service.bounds
        if self._in_flight > bounds.of.requests.value:
            raise TooManyRequests(detail=f"{bounds.of.requests.text} are served already")
        if not self.hosts.accept(host := host_header(scope)):
            raise Misdirected(detail=self.hosts.refusal(host))
        bounds.check_target(
            len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
        )
        bounds.check_headers(scope["headers"])
        if request.path.startswith(_OUTSIDE):
            path = request.path.removeprefix(_OUTSIDE)
            raise NotFoundException(detail=f"No SCIM endpoint at {path!r}")

    @staticmethod
    async def _read_body(receive: Receive, limit: int) -> bytes:
        """
        The body up to one byte beyond the limit.

        A little more is read and forgotten, so that the client can read the response.
        """
        body = bytearray()
        size, more = 0, True
        while more and size <= DRAINED * limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            size += len(message.get("body", b""))
            if len(body) <= limit:
                body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body[: limit + 1])

    async def dispatch_request(self, request: ScimRequest) -> ScimResponse:
        """Serve a request in a thread unless it is short, so that it delays no other one."""
        if (response := self._handler.read_at_once(request)) is not None:
            return response
        return await _in_thread(self._carry_out, request)

    def _carry_out(self, request: ScimRequest) -> ScimResponse:
        """Refuse a body that is too large, then do what the request asks for."""
        self._service.check_body(request)
        return self._handler.handle(request)

    async def _check_token(self, request: ScimRequest) -> None:
        """Refuse who may not use the service, then what no resource can be."""
        if self.needs_auth(request) and not await self.authorized(
            request.header("Authorization") or ""
        ):
            raise UnauthorizedException(detail="The bearer token is missing or wrong")
        if "\0" in request.path:
            raise NotFoundException(detail="No resource has an id with a NUL character")

    async def authorized(self, header: str) -> bool:
        """Whether an ``Authorization`` header has a valid token; a thread asks the database."""
        if self.tokens.stale:
            await _in_thread(self.tokens.refresh)
        scheme, _, token = header.partition(" ")
        return scheme.casefold() == "bearer" and self.tokens.accept(token)

    def ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self._sql.reading() as db:
                db.execute(select(1))
        except StorageUnavailable:
            return False
        return True

    def handle_exception(self, request: ScimRequest, exception: Exception) -> ScimResponse:
        """The response to an error; what nobody foresaw is logged, without what was sent."""
        cause = exception.__cause__ or exception
        if isinstance(exception, DBAPIError | PoolTimeout):
            exception = StorageUnavailable()
        response = self.service.error_response(exception)
        if isinstance(exception, StorageUnavailable):
            self.log.error("the database: %s", type(cause).__name__)
        elif not isinstance(exception, SCIMException):
            where = "".join(format_tb(exception.__traceback__))
            self.log.error("unforeseen: %s\n%s", type(exception).__name__, where)
        if response.status in (429, 503):
            response.headers["Retry-After"] = str(RETRY_AFTER)
        if response.status == 405 and "GET" in response.headers.get("Allow", ""):
            response.headers["Allow"] += ", HEAD"
        return response

    def finalize_response(self, request: ScimRequest, response: ScimResponse) -> ScimResponse:
        """No type without a body, and nothing to be kept by caches."""
        if response.body is None and not isinstance(response, StoredResponse):
            response.headers.pop("Content-Type", None)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @staticmethod
    async def _send(response: ScimResponse, method: str, send: Send) -> None:
        """Send a response; for HEAD, without its body (RFC 9110 section 9.3.2)."""
        text = response.text if isinstance(response, StoredResponse) else None
        if text is None and response.body is not None:
            text = json.dumps(response.body)
        body = (text or "").encode()
        headers = [
            (n.encode("latin-1"), v.encode("latin-1", "replace"))
            for n, v in response.headers.items()
        ]
        if text is not None:
            headers.append((b"Content-Length", b"%d" % len(body)))
        await send(
            {"type": "http.response.start", "status": int(response.status), "headers": headers}
        )
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


async def _in_thread(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """What a function returns from a thread; without a loop, from here."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return function(*arguments)
    return await to_thread.run_sync(function, *arguments, abandon_on_cancel=True)


def _refusal(status: int, detail: str) -> tuple[str, bytes]:
    """A SCIM error body (RFC 7644 section 3.12) for what never became a request."""
    error = Error(status=status, detail=detail).model_dump()
    return "application/scim+json", json.dumps(error).encode()


def random_ids(resource_type: ResourceType, resource: Resource[Any]) -> Iterator[str]:
    """Ids of real resources."""
    while True:
        yield str(uuid.uuid4())


def example_ids(resource_type: ResourceType, resource: Resource[Any]) -> Iterator[str]:
    """Ids of examples: the same for the same name, on every page and every machine."""
    attribute = "userName" if resource_type.name == "User" else "displayName"
    name = str(read(resource, attribute)).casefold()
    for attempt in count():
        yield str(uuid.uuid5(_NAMESPACE, f"{resource_type.name}:{name}:{attempt}"))
