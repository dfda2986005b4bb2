"""
What an operator of the server needs beside SCIM: health, metrics, a log without personal data.

``/healthz`` says that the process serves, ``/readyz`` that its database answers; ``/metrics`` is
for Prometheus with a token. A log line names the route, never an id, a filter or a body.
"""

import json
import logging
import os
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from anyio import to_thread
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from scimguide.reference.app import ReferenceApp

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several workers count together."""
LOGGERS = ("scimguide.reference", "scim2_server", "uvicorn")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_request: ContextVar[str] = ContextVar("request", default="")
_log = logging.getLogger("scimguide.reference.requests")


class OperatedApp:
    """The reference server with health, metrics and a log."""

    def __init__(self, app: ReferenceApp, *, log_requests: bool = False) -> None:
        self.app = app
        self.connection_limits = app.connection_limits
        self._log_requests = log_requests
        spec = app.spec
        self._endpoints = {spec.users.endpoint, spec.groups.endpoint, "/Schemas", "/ResourceTypes"}
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter(
            "scim_requests_total", "Requests.", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "scim_request_seconds",
            "Seconds until the response.",
            labels[:2],
            registry=self._registry,
        )
        self._serving = Gauge(
            "scim_requests_in_flight",
            "Requests that are being served.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self._wrong = Counter("scim_wrong_tokens_total", "Wrong tokens.", registry=self._registry)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == "/healthz":
            await _answer(send, 200, "ok")
        elif scope["path"] == "/readyz":
            ready = await to_thread.run_sync(self.app.ready)
            await _answer(send, 200 if ready else 503, "ok" if ready else "the database is away")
        elif scope["path"] == "/metrics":
            await self._metrics(scope, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        sent = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request = sent if _ID.fullmatch(sent) else uuid.uuid4().hex
        status = 0

        async def with_id(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (b"X-Request-Id", request.encode())]
                message = {**message, "headers": headers}
            await send(message)

        _request.set(request)
        begun, wrong = time.perf_counter(), self.app.wrong_tokens.total
        with self._serving.track_inprogress():
            await self.app(scope, receive, with_id)
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = self._route(scope["path"])
        seconds = time.perf_counter() - begun
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        if self.app.wrong_tokens.total > wrong:
            self._wrong.inc()
        if self._log_requests:
            found = {"method": method, "route": route, "status": status}
            _log.info("request", extra={**found, "milliseconds": round(1000 * seconds, 1)})

    def _route(self, path: str) -> str:
        """The path without what is in it of a resource: ``/Users/{id}``."""
        inside = self.app.split_path(path)
        endpoint, _, rest = inside.removeprefix("/").partition("/")
        if f"/{endpoint}" in self._endpoints:
            return f"/{endpoint}" + ("/.search" if rest == ".search" else "/{id}" if rest else "")
        return inside if inside in ("/ServiceProviderConfig", "/.search", "/") else "other"

    async def _metrics(self, scope: Any, send: Any) -> None:
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        if not await self.app.authorized(header):
            await _answer(send, 401, "the bearer token is missing or wrong")
            return
        registry = self._registry
        if MULTIPROCESS in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        await _answer(send, 200, generate_latest(registry).decode(), "text/plain; version=0.0.4")


async def _answer(send: Any, status: int, text: str, kind: str = "text/plain") -> None:
    body = f"{text.rstrip()}\n".encode()
    headers = [
        (b"Content-Type", f"{kind}; charset=utf-8".encode()),
        (b"Content-Length", b"%d" % len(body)),
        (b"Cache-Control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class JsonLines(logging.Formatter):
    """A log of one JSON object a line, with the id of the request that it is about."""

    _OWN = frozenset(vars(logging.makeLogRecord({})))

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "request": _request.get(),
        }
        more = {name: value for name, value in vars(record).items() if name not in self._OWN}
        return json.dumps({**found, **more}, default=str)


def log_to(stream: Any) -> Callable[[], None]:
    """Write the log to a stream as JSON lines, until the returned function is called."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO if each.name == "scimguide.reference" else logging.ERROR)
        each.propagate = False

    def end() -> None:
        for each in loggers:
            each.removeHandler(handler)
            each.propagate = True

    return end
