"""Where faults stand: between HTTP and the service that works."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from scimguide.asgi import App, Message
from scimguide.mapping import Spec
from scimguide.reference.faults.exchange import Fault, Request, Response, Serve

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class FaultMiddleware:
    """An ASGI application that responds by the faults which are set, the last one outermost."""

    def __init__(
        self,
        app: App,
        spec: Spec,
        faults: Sequence[Fault],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.app = app
        self._sleep = sleep
        self.spec = spec
        self.faults = faults
        self._turns: Counter[str] = Counter()
        self._memory: dict[str, Any] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request through all faults."""
        request = await self._read(scope, receive)
        serve: Serve = _Inner(self.app, scope, self.spec.service.base_path)
        for fault in self.faults:
            serve = _through(fault, serve)
        response = await serve(request)
        if response.late:
            await self._sleep(response.late)
        await _send(response, send)

    async def _read(self, scope: Message, receive: Receive) -> Request:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {
            name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        path = scope["path"].removeprefix(self.spec.service.base_path)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return Request(
            self.spec,
            scope["method"],
            path,
            query,
            headers.get("accept", ""),
            body,
            self._turns,
            self._memory,
            headers.get("content-type", ""),
        )


class _Inner:
    """The service itself, without faults."""

    def __init__(self, app: App, scope: Message, base_path: str) -> None:
        self.app, self.scope, self.base_path = app, scope, base_path

    async def __call__(self, request: Request) -> Response:
        path = self.scope["path"]
        if path.startswith(self.base_path):
            path = self.base_path + request.path
        query = urlencode({name: value for name, value in request.query.items() if value})
        headers = [(n, v) for n, v in self.scope["headers"] if n.lower() != b"content-length"]
        headers.append((b"content-length", str(len(request.body)).encode()))
        inner = {
            **self.scope,
            "method": request.method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
        }
        start: Message = {}
        body = b""

        async def receive() -> Message:
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def keep(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            body += message.get("body", b"")

        await self.app(inner, receive, keep)
        named = {n.decode().lower(): v.decode("latin-1") for n, v in start["headers"]}
        return Response(start["status"], named, body)


def _through(fault: Fault, serve: Serve) -> Serve:
    return lambda request: fault(request, serve)


async def _send(response: Response, send: Send) -> None:
    body = response.body[: len(response.body) // 2] if response.cut else response.body
    headers: dict[str, Any] = {n: v for n, v in response.headers.items() if n != "content-length"}
    headers["content-length"] = str(len(response.body))
    pairs = [(name.encode(), str(value).encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": pairs})
    # Without the last message, the server closes the connection.
    await send({"type": "http.response.body", "body": body, "more_body": response.cut})
