"""
One HTTP connection of a server, which nobody can keep without using it.

uvicorn closes a connection that is idle between requests. It waits without end for the rest of a
request, and for a client to read a response; its own refusals have no body that SCIM knows, and its
parser takes a header section of any size.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from scimguide.asgi import ConnectionLimits

HEADER, BODY, REST = "header section", "body", "rest of the body"
LINGER = 1.0
"""Seconds for which the rest of a body is read whose request has its response already."""


class Connection(HttpToolsProtocol):
    """uvicorn's protocol with deadlines, and with refusals in the application's form."""

    def __init__(self, config: Any, *args: Any, **named: Any) -> None:
        super().__init__(config, *args, **named)
        self.limits: ConnectionLimits = config.connection_limits
        self._deadline: asyncio.TimerHandle | None = None
        self._awaited = ""
        self._part = ""
        """What is being parsed: a header section, a body, or nothing between requests."""
        self._more_header = 0
        """Bytes of a header section that did not end with the first of its data."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, unless there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._refuse(429, f"{self.limits.connections} connections are open already")
            return
        self._expect(HEADER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline with the connection."""
        self._expect("")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and know what must follow until when."""
        if self.transport.is_closing():
            return
        self._more_header = self._more_header + len(data) if self._part == HEADER else 0
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._part == HEADER and self._more_header > self.limits.header_size:
            self._refuse_header()
            return
        late = self._part == BODY and self.cycle.response_complete
        self._expect(REST if late else self._part)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._part = HEADER
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its header section ends."""
        self._part = BODY
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It ends."""
        self._part = ""
        super().on_message_complete()

    def _expect(self, part: str) -> None:
        """Wait for a part of a request; the deadline of a part begins once."""
        if part == self._awaited:
            return
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
        self._awaited = part
        if part:
            limits = self.limits
            given = {HEADER: limits.header_seconds, BODY: limits.body_seconds, REST: LINGER}
            seconds = given[part]
            self._deadline = self.loop.call_later(seconds, self._late, part, seconds)

    def _late(self, part: str, seconds: float) -> None:
        self._refuse(408, f"The {part} did not arrive within {seconds:g} seconds")

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or has a method that HTTP does not know."""
        self._refuse(400, "The request is not HTTP, or has an unknown method")

    def _refuse_header(self) -> None:
        size = self.limits.header_size
        self._refuse(431, f"The header section is larger than {size} bytes")

    def _refuse(self, status: int, detail: str) -> None:
        """Respond where that is still possible, and close."""
        possible = self._awaited != REST
        self._expect("")
        method = ""
        if self.cycle is not None and not self.cycle.response_complete:
            possible = possible and not self.cycle.response_started
            method = self.cycle.scope["method"]
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if possible:
            kind, body = self.limits.refusal(status, detail)
            head = f"content-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n"
            answer = STATUS_LINE[status] + head.encode() + b"\r\n"
            self.transport.write(answer if method == "HEAD" else answer + body)
        self.transport.close()

    def on_response_complete(self) -> None:
        """Let the client read the response, although it still sends a body that nobody needs."""
        super().on_response_complete()
        if not self.transport.is_closing() and self._part == BODY:
            self._expect(REST)

    def shutdown(self) -> None:
        """Close when no request is being served; what is closing already stays as it is."""
        if not self.transport.is_closing():
            super().shutdown()

    def abandon(self) -> None:
        """Close at once, although a request has no response yet."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, also when the client does not read what it was sent."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
            return
        super().timeout_keep_alive_handler()
