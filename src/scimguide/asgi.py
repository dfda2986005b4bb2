"""What an ASGI application is, for those who serve one or stand in front of one."""

from collections.abc import MutableMapping
from typing import Any, Protocol

Message = MutableMapping[str, Any]


class App(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request."""
