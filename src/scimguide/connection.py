"""
One HTTP connection of a server, which nobody can keep without using it.

uvicorn closes a connection that is idle between requests. It waits without end for the rest of a
request, and for a client to read a response; its own refusals have no body that SCIM knows.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from scimguide.asgi import ConnectionLimits

HEADER, BODY, REST = "header section", "body", "rest of the body"
LINGER = 1.0
"""Seconds for which the rest of a body is read whose request has its response already."""


class Connection(H11Protocol):
    """uvicorn's protocol with deadlines, and with refusals in the application's form."""

    def __init__(self, config: Any, *args: Any, **named: Any) -> None:
        super().__init__(config, *args, **named)
        self.limits: ConnectionLimits = config.connection_limits
        # h11 counts what it has of an unfinished event; a little more lets the application refuse.
        self.conn._max_incomplete_event_size = 2 * self.limits.header_size
        self._deadline: asyncio.TimerHandle | None = None
        self._awaited = ""

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
        super().data_received(data)
        if self.transport.is_closing():
            return
        state, rest = self.conn.their_state, self.conn.trailing_data[0]
        if state is h11.SEND_BODY:
            self._expect(REST if self.cycle.response_complete else BODY)
        elif state is h11.IDLE and rest:
            self._expect(HEADER)
        else:
            self._expect("")

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
        """Refuse what is no HTTP, or too long to be."""
        size = self.limits.header_size
        if len(self.conn.trailing_data[0]) > size:
            self._refuse(431, f"The header section is larger than {size} bytes")
        else:
            self._refuse(400, "The request is not HTTP")

    def _refuse(self, status: int, detail: str) -> None:
        """Respond where that is still possible, and close."""
        self._expect("")
        if self.cycle is not None and not self.cycle.response_complete:
            started = self.cycle.response_started
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        else:
            started = False
        if not started and self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            kind, body = self.limits.refusal(status, detail)
            headers = [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Connection", "close"),
            ]
            reason = STATUS_PHRASES[status]
            response = h11.Response(status_code=status, headers=headers, reason=reason)
            asked = self.scope["method"] if self.conn.our_state is h11.SEND_RESPONSE else ""
            data = h11.Data(data=b"" if asked == "HEAD" else body)
            for event in (response, data, h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def on_response_complete(self) -> None:
        """Let the client read the response, although it still sends a body that nobody needs."""
        super().on_response_complete()
        if not self.transport.is_closing() and self.conn.their_state is h11.SEND_BODY:
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
