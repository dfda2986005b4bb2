"""Where faults stand: between HTTP and the service that would answer well."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from scimguide.asgi import App, Message
from scimguide.mapping import Spec
from scimguide.reference.faults.exchange import Answer, Asked, Fault, Serve

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Front:
    """An ASGI application that answers by the faults which are set, the last one outermost."""

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

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request through all faults."""
        asked = await self._read(scope, receive)
        serve: Serve = _Inner(self.app, scope, self.spec.service.base_path)
        for fault in self.faults:
            serve = _through(fault, serve)
        answer = await serve(asked)
        if answer.late:
            await self._sleep(answer.late)
        await _send(answer, send)

    async def _read(self, scope: Message, receive: Receive) -> Asked:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {
            name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        path = scope["path"].removeprefix(self.spec.service.base_path)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        accept = headers.get("accept", "")
        return Asked(self.spec, scope["method"], path, query, accept, body, self._turns)


class _Inner:
    """The service, asked directly."""

    def __init__(self, app: App, scope: Message, base_path: str) -> None:
        self.app, self.scope, self.base_path = app, scope, base_path

    async def __call__(self, asked: Asked) -> Answer:
        path = self.scope["path"]
        if path.startswith(self.base_path):
            path = self.base_path + asked.path
        query = urlencode({name: value for name, value in asked.query.items() if value})
        headers = [(n, v) for n, v in self.scope["headers"] if n.lower() != b"content-length"]
        headers.append((b"content-length", str(len(asked.body)).encode()))
        inner = {
            **self.scope,
            "method": asked.method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": headers,
        }
        start: Message = {}
        body = b""

        async def receive() -> Message:
            return {"type": "http.request", "body": asked.body, "more_body": False}

        async def keep(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            body += message.get("body", b"")

        await self.app(inner, receive, keep)
        named = {n.decode().lower(): v.decode("latin-1") for n, v in start["headers"]}
        return Answer(start["status"], named, body)


def _through(fault: Fault, serve: Serve) -> Serve:
    return lambda asked: fault(asked, serve)


async def _send(answer: Answer, send: Send) -> None:
    body = answer.body[: len(answer.body) // 2] if answer.cut else answer.body
    headers: dict[str, Any] = {n: v for n, v in answer.headers.items() if n != "content-length"}
    headers["content-length"] = str(len(answer.body))
    pairs = [(name.encode(), str(value).encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    # Without the last message, the server closes the connection.
    await send({"type": "http.response.body", "body": body, "more_body": answer.cut})
