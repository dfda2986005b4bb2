"""What an ASGI application is, for those who serve one or stand in front of one."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

Message = MutableMapping[str, Any]


class App(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request."""


def plain_refusal(status: int, detail: str) -> tuple[str, bytes]:
    """Type and body of a response to what never becomes a request of an application."""
    return "text/plain; charset=utf-8", f"{detail}\n".encode()


@dataclass(frozen=True)
class ConnectionLimits:
    """What one connection, and all together, may take of a server."""

    header_size: int = 65536
    """Bytes of a header section."""
    header_seconds: float = 10
    body_seconds: float = 30
    connections: int = 500
    refusal: Callable[[int, str], tuple[str, bytes]] = plain_refusal
    """Type and body of the response to what is beyond a limit, from status and detail."""
