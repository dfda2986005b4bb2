"""
How a base URL is reached, and why it was not.

This is the one place that decides about TLS: certificates are verified, and proxies of the
environment used, for every scheme but ``http``, in whatever case it is written.
"""

import socket
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx

_NO_URL = "{url!r} is no URL of a service"
PORTS = {"http": 80, "https": 443}


def is_plain(url: str) -> bool:
    """Whether a URL is reached without TLS."""
    return url.partition(":")[0].casefold() == "http"


class HttpClient:
    """Sends requests to URLs of any scheme; connections of one kind are kept."""

    def __init__(self, transport: httpx.BaseTransport | None = None, **settings: Any) -> None:
        self._transport = transport
        self._settings = settings
        self._clients: dict[bool, httpx.Client] = {}

    def at(self, url: str) -> httpx.Client:
        """The client for a URL."""
        plain = is_plain(url) or self._transport is not None
        if plain not in self._clients:
            self._clients[plain] = httpx.Client(
                transport=self._transport, verify=not plain, trust_env=not plain, **self._settings
            )
        return self._clients[plain]

    def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            client.close()


def connection_error(error: Exception, url: str) -> str:
    """Why there is no response; a timeout in the words that Okta shows."""
    try:
        parts = urlsplit(url)
        at = f"Connect to {parts.hostname}:{parts.port or PORTS.get(parts.scheme, 443)}"
    except ValueError:  # brackets or a port that no URL has
        return _NO_URL.format(url=url[:200])
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"{at} failed: the certificate is not trusted, {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return f"{at} failed: no TLS, {(cause.reason or 'unknown').lower().replace('_', ' ')}"
        if isinstance(cause, socket.gaierror):
            return f"{at} failed: the name cannot be resolved"
    if isinstance(error, httpx.ConnectTimeout):
        return f"{at} failed: Connect timed out"
    if isinstance(error, httpx.ConnectError):
        return f"{at} failed: Connection refused"
    if isinstance(error, httpx.TimeoutException):
        return "Read timed out"
    if isinstance(error, httpx.RemoteProtocolError):
        return "Connection closed"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | ValueError):
        return _NO_URL.format(url=url[:200])
    return type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
