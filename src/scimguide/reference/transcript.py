"""
What goes over HTTP: each request and its response, in order.

The generator prints a transcript into the pages, and the runner compares the
pages with the transcript of the real responses; both use the same text form.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scimguide.asgi import App, Message
from scimguide.layout import answer_text


@dataclass(frozen=True)
class ServedExchange:
    """One request and its response."""

    method: str
    target: str
    """Path and query as they were sent."""
    status: int
    headers: dict[str, str]
    """Headers of the response by their lower-case names."""
    body: bytes
    request_headers: dict[str, str] = field(default_factory=dict)
    """Headers of the request by their lower-case names."""
    request_body: bytes = b""
    """As much of it as the server has read."""

    @property
    def json(self) -> Any:
        """The response body, or None when it has none that is JSON."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None

    def text(self) -> str:
        """The response as a page shows it: status line, headers that matter, indented body."""
        return answer_text(self.status, self.headers, self.body)


def render_exchanges(exchanges: Sequence[ServedExchange]) -> str:
    """Requests with their responses, for a message."""
    lines = [f"{each.method} {each.target}\n{each.text()}" for each in exchanges]
    return "\n".join(lines) or "no request reached the server"


@dataclass
class Transcript:
    """An ASGI application that keeps what goes through another one."""

    app: App
    exchanges: list[ServedExchange] = field(default_factory=list)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Serve a request, and keep it with its response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = request_body = b""

        async def keep_request() -> Message:
            nonlocal request_body
            message = await receive()
            request_body += message.get("body", b"")
            return message

        async def keep(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            await finish(more_body=False)

        async def finish(*, more_body: bool) -> None:
            # Kept before any of it is sent, so that whoever has the answer finds it here.
            exchange = ServedExchange(
                scope["method"],
                _target(scope),
                start["status"],
                _headers(start),
                body,
                _headers(scope),
                request_body,
            )
            self.exchanges.append(exchange)
            ended.append(exchange)
            await send(start)
            await send({"type": "http.response.body", "body": body, "more_body": more_body})

        ended: list[ServedExchange] = []
        await self.app(scope, keep_request, keep)
        if start and not ended:  # the application ended in the middle of its answer
            await finish(more_body=True)


def _headers(message: Message) -> dict[str, str]:
    pairs = message["headers"]
    return {name.decode().lower(): value.decode("latin-1") for name, value in pairs}


def _target(scope: Message) -> str:
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
