"""The HTTP face of the reference server: paths, the bearer token, and the form of responses."""

import asyncio
import hashlib
import hmac
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, cast

from scim2_models import Context, NotFoundException, Resource, ResourceType, UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication, Receive, Scope, Send
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from sqlalchemy import make_url

from scimguide.reference.answers import StoredResponse
from scimguide.reference.engine import engine_of
from scimguide.reference.faults import FaultMiddleware, fault
from scimguide.reference.handler import Handler
from scimguide.reference.rewriting import rewrite
from scimguide.reference.service import ReferenceService
from scimguide.reference.storage import SqlStorage
from scimguide.reference.transfer import export_directory, import_directory
from scimguide.reference.values import read

EXAMPLE_TIME = datetime(2026, 1, 15, 9, tzinfo=UTC)
"""When everything happens in examples."""

_NAMESPACE = uuid.UUID("7c0f9d1a-5b1e-4c55-9d0c-2f6f6f1f7f11")
_OUTSIDE = "/outside"


class ReferenceApp(ASGIApplication):
    """An ASGI application that serves SCIM as a spec says."""

    def __init__(
        self,
        service: ReferenceService,
        *,
        token: str,
        database: str | None,
        public_url: str | None,
        examples: bool,
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
        self._digest = _digest(token)
        self._faulty: FaultMiddleware | None = None
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        """Delays a response; faults that are set from then on use it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, through the faults that are set."""
        if self._faulty is not None and scope["type"] == "http":
            await self._faulty(scope, receive, cast(Any, send))
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
                cast(Any, super().__call__), self.spec, found, self.sleep
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
        self._digest = _digest(token)

    def resources(self, endpoint: str, text: str = "") -> list[dict[str, Any]]:
        """
        All resources that a filter finds below an endpoint, whatever the faults and the page size.

        Each is as a list shows it, apart from the base URL in its addresses.

        :raises SCIMException: when the service does not support the filter.
        """
        with self.provider:
            kinds = [self._service.resource_type_at(endpoint)]
            query = {"filter": text} if text else {}
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
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        return self.base_url_at(f"{scope['scheme']}://{host}")

    def split_path(self, path: str) -> str:  # type: ignore[override]
        """The path below the base URL; the well-known path is the configuration's second one."""
        base = self.spec.service.base_path
        if path == self.spec.service.well_known:
            return "/ServiceProviderConfig"
        inside = path == base or path.startswith(f"{base}/")
        return path.removeprefix(base) if inside else f"{_OUTSIDE}{path}"

    # -- requests --------------------------------------------------------

    async def dispatch_request(self, request: ScimRequest) -> ScimResponse:
        """Refuse what is not for this service, then who may not use it, then what is too large."""
        if request.path.startswith(_OUTSIDE):
            path = request.path.removeprefix(_OUTSIDE)
            raise NotFoundException(detail=f"No SCIM endpoint at {path!r}")
        if self.needs_auth(request):
            self.check_auth(request)
        self._service.check_body(request)
        return self._handler.handle(request)

    def check_auth(self, request: ScimRequest) -> None:
        """Compare the bearer token in constant time; only its digest is known here."""
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        if scheme.casefold() != "bearer" or not hmac.compare_digest(_digest(token), self._digest):
            raise UnauthorizedException(detail="The bearer token is missing or wrong")

    def finalize_response(self, request: ScimRequest, response: ScimResponse) -> ScimResponse:
        """No type without a body, and nothing to be kept by caches."""
        if response.body is None and not isinstance(response, StoredResponse):
            response.headers.pop("Content-Type", None)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @staticmethod
    async def send_response(response: ScimResponse, send: Send) -> None:
        """Send a response; one whose body is JSON already, as it is."""
        if not isinstance(response, StoredResponse):
            await ASGIApplication.send_response(response, send)
            return
        headers = [(name.encode(), value.encode()) for name, value in response.headers.items()]
        start = {"type": "http.response.start", "status": response.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": response.text.encode()})


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


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
