"""The reference server, except for requests that have an answer of their own."""

import asyncio
import json
from typing import Any

Answer = tuple[int, dict[str, str], bytes]

PASS = 0
"""The status of an answer that is the reference server's own."""


class Faulty:
    """An ASGI application in front of another one."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.answers: dict[tuple[str, str], list[Answer]] = {}
        """By method and kind: ``Users`` for the collection, ``User`` for one."""
        self.late: dict[tuple[str, str], float] = {}
        """Seconds by which the answer of the reference server comes late."""

    def fail(self, method: str, kind: str, status: int, body: Any = b"", **headers: str) -> None:
        """Add an answer; the last one of a request is given again and again."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault((method, kind), []).append((status, named, content))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by the table, or as the reference server does."""
        parts = scope.get("path", "").split("/")[3:]
        kind = "".join(parts[:1]) if len(parts) == 1 else "".join(parts[:1]).removesuffix("s")
        asked = (scope.get("method", ""), kind)
        await asyncio.sleep(self.late.get(asked, 0))
        queue = self.answers.get(asked)
        if not queue:
            await self.app(scope, receive, send)
            return
        status, headers, body = queue.pop(0) if len(queue) > 1 else queue[0]
        if status == PASS:
            await self.app(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})
