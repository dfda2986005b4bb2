"""An application on a port: in a thread for tests, or in front for the command line."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.supervisors import Multiprocess

from scimguide.asgi import App, ConnectionLimits
from scimguide.connection import Connection
from scimguide.errors import UserError
from scimguide.reason_phrases import REASON_PHRASES

KEEP_ALIVE = 75
"""
Seconds for which an idle connection stays open: longer than clients reuse one.

httpx and uvicorn both stop after 5 seconds by default, so a request after such a pause can meet a
connection that is being closed, and fail.
"""

START = 60
"""Seconds that a worker has to start."""
GRACE = 2
"""Seconds for which requests may end after Ctrl-C or SIGTERM."""

# uvicorn takes its reason phrases from http.HTTPStatus, which differs among versions of Python.
STATUS_LINE.update(
    {code: f"HTTP/1.1 {code} {text}\r\n".encode() for code, text in REASON_PHRASES.items()}
)


class ServerError(UserError):
    """The server cannot listen where it should; the message says where and why."""

    status = 2


@contextmanager
def running(app: App, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve an application in a thread, and give its origin: ``http://127.0.0.1:49152``.

    :raises ServerError: when nothing can listen there.
    """
    listener = _listen(host, port)
    server = _Server(app)
    thread = threading.Thread(target=server.run_on, args=(listener,), daemon=True)
    thread.start()
    while not server.answers.wait(timeout=1):
        if not thread.is_alive():
            raise ServerError(f"{_origin(listener)}: the server ended while it started")
    try:
        yield _origin(listener)
    finally:
        server.end()
        thread.join()
        listener.close()


def serve(app: App, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve an application until Ctrl-C or SIGTERM; ``announce`` gets the origin once it is ready.

    :raises ServerError: when nothing can listen there.
    """
    listener = _listen(host, port)
    server = _Server(app, announce=lambda: announce(_origin(listener)))
    # uvicorn raises the signal that ended it once more; both kinds are a normal end here.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def _config(app: App | Callable[[], App], limits: ConnectionLimits, **more: Any) -> uvicorn.Config:
    """How uvicorn serves an application within limits."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        **more,
    )
    config.connection_limits = limits  # type: ignore[attr-defined]
    return config


def serve_workers(
    factory: Callable[[], App],
    limits: ConnectionLimits,
    host: str,
    port: int,
    workers: int,
    announce: Callable[[str], None],
) -> None:
    """
    Serve an application in several processes, each of which makes it, until Ctrl-C or SIGTERM.

    :raises ServerError: when nothing can listen there, or a process does not start.
    """
    listener = _listen(host, port)
    config = _config(factory, limits, factory=True, workers=workers)
    supervisor = _Workers(config, listener, lambda: announce(_origin(listener)))
    try:
        supervisor.run()
    finally:
        listener.close()
    if not supervisor.began:
        raise ServerError(f"{_origin(listener)}: a worker did not start")


class _Workers(Multiprocess):
    """uvicorn's workers, which say when all of them serve, and end in time."""

    def __init__(
        self, config: uvicorn.Config, listener: socket.socket, announce: Callable[[], None]
    ) -> None:
        super().__init__(config, [listener])
        self._announce = announce
        self.began = False

    def init_processes(self) -> None:
        """Start them, and say so."""
        super().init_processes()
        ready = [each.wait_until_ready(START, self.should_exit) for each in self.processes]
        self.began = all(ready)
        if self.began:
            self._announce()
        else:
            self.should_exit.set()

    def join_all(self) -> None:
        """Wait for their end; one that does not come to it is killed."""
        for each in self.processes:
            each.process.join(2 * GRACE)
            if each.process.is_alive():
                each.kill()
                each.join()


class _Server(uvicorn.Server):
    """uvicorn, which says when it is ready, and sleeps until a request or its end."""

    def __init__(self, app: App, announce: Callable[[], None] | None = None) -> None:
        super().__init__(_config(app, getattr(app, "connection_limits", ConnectionLimits())))
        self.answers = threading.Event()
        self._announce = announce
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run_on(self, listener: socket.socket) -> None:
        """Serve on a socket, in whatever thread this is."""
        self.run(sockets=[listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.answers.set()
        if self._announce:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests end; in tests, which have none under way, close at once."""
        if self._announce:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
        for _ in range(5):  # what was accepted just now becomes a connection first
            await asyncio.sleep(0)
        for connection in list(self.server_state.connections):
            connection.shutdown()
            if isinstance(connection, Connection):
                connection.abandon()

    async def main_loop(self) -> None:
        """Wait for the end. uvicorn looks ten times a second, and a run has many servers."""
        await self._ended.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal is an end; one that comes before the start prevents it."""
        super().handle_exit(sig, frame)
        self.end()

    def end(self) -> None:
        """Stop, from whatever thread."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._ended.set)


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
        family, kind, protocol, _, address = found[0]
        # The protocol is named because asyncio sets TCP_NODELAY only where it is:
        # without it each answer waits 40 ms for an acknowledgement.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ServerError(
            f"{host}:{port}: {reason}, expected a host and port to listen on"
        ) from None
    return listener


def _origin(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
