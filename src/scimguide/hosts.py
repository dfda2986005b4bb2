"""
The hosts that an application serves, so that no other name leads to it.

A page of another site can make its own name point to 127.0.0.1 (DNS rebinding), and then reads what
a server on loopback says, unless the server looks at ``Host`` (RFC 9110 section 7.2).
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scimguide.asgi import App

_HOST = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]{1,253}))(?::(?P<port>[0-9]{0,5}))?"
)
_ANY = ("0.0.0.0", "::")
REFUSED = 421
"""Misdirected Request (RFC 9110 section 15.5.20)."""


class HostNames:
    """The loopback names, and those that are given; the port does not matter."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        given = {name.strip("[]").rstrip(".").casefold() for name in names}
        self.names = {name for name in given if name not in _ANY and not _is_loopback(name)}

    def accept(self, header: str) -> bool:
        """Whether a ``Host`` header names one of them."""
        found = _HOST.fullmatch(header)
        if not found or int(found["port"] or 0) > 65535:
            return False
        name = (found["six"] or found["name"]).rstrip(".").casefold()
        return name in self.names or _is_loopback(name)

    def refusal(self, header: str) -> str:
        """Why a header is not accepted."""
        more = ", ".join(sorted(self.names))
        accepted = f"{more} or a loopback name" if more else "a loopback name"
        return f"The host {header!r} is not served here, expected {accepted}"


def host_name(url: str) -> list[str]:
    """The host of a URL as a list: empty when it has none."""
    name = urlsplit(url).hostname
    return [name] if name else []


def host_header(scope: Any) -> str:
    """The ``Host`` of a request; where HTTP/1.0 sent none, the address at which it was received."""
    found = [value for name, value in scope["headers"] if name.lower() == b"host"]
    if found:
        return b",".join(found).decode("latin-1")
    host, port = scope.get("server") or ("", None)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class HostCheck:
    """An ASGI application in front of another one, which serves the hosts of that one alone."""

    def __init__(self, app: App, names: HostNames) -> None:
        self.app, self.names = app, names

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http" or self.names.accept(host := host_header(scope)):
            await self.app(scope, receive, send)
            return
        body = f"{self.names.refusal(host)}\n".encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
        ]
        await send({"type": "http.response.start", "status": REFUSED, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
