"""HTTP as the checks need it: one request, one response, and why there was none."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from scimguide.okta.requests import HEADERS, Request

ATTEMPTS = 3
"""How often a request is sent that gets a 429."""
LONGEST_PAUSE = 60
"""Seconds to wait at most after a 429."""
USUAL_PAUSE = 5
"""Seconds to wait after a 429 that does not say how long."""
MOST_BYTES = 10_000_000
"""Bytes of a body at most, as it is sent and after decompression."""
MOST_DEPTH = 50
"""Levels of JSON in a body at most."""
_CHUNK = 65536
_WINDOWS = {"gzip": 31, "deflate": 15}
"""How zlib tells the encodings apart (RFC 9110 section 8.4.1)."""


class NoResponse(Exception):
    """
    There was no whole response.

    ``kind`` is ``unreachable``, ``certificate``, ``timeout`` or ``closed``.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Response:
    """A response, its headers by their lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    redact: Callable[[str], str] = str
    """Takes the token out of a string."""

    @property
    def json(self) -> Any:
        """The body as JSON, or None when it is none, or deeper than a service needs."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if _depth(found) <= MOST_DEPTH else None

    @property
    def object(self) -> dict[str, Any]:
        """The body as a JSON object, empty when it is none."""
        found = self.json
        return found if isinstance(found, dict) else {}

    @property
    def summary(self) -> str:
        """The status and what it is about, short: ``404, User not found``."""
        detail = self.object.get("detail") or self.body[:2000].decode("utf-8", "replace")
        text = " ".join(self.redact(str(detail)).split())[:120]
        return f"{self.status}, {text}" if text and self.status >= 400 else str(self.status)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is a response: the token goes nowhere else."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Follow none, and do not even read where it leads."""

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class _Deadline:
    """
    Ends the connection of a request that is not over in time, whatever the service sends meanwhile.

    A timeout of a socket begins anew with each byte, so a drip would never end by it.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._twins: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """End this connection, too, even when TLS takes the socket over."""
        self._twins.append(connection.dup())
        if self.passed:
            self._end()

    def _end(self) -> None:
        self.passed = True
        for twin in self._twins:
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for twin in self._twins:
            twin.close()


class _OktaHeaders(http.client.HTTPConnection):
    """A connection with a deadline, on which urllib does not replace Okta's ``Connection``."""

    deadline: _Deadline

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._create_connection = self._watched

    def _watched(self, *args: Any) -> socket.socket:
        connection = socket.create_connection(*args)
        self.deadline.watch(connection)
        return connection

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Send a header."""
        super().putheader(header, *([HEADERS["Connection"]] if header == "Connection" else values))


class _OktaHeadersOverTls(_OktaHeaders, http.client.HTTPSConnection):
    """The same, by TLS."""


class _Handler(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Opens both kinds of connection; certificates are those of an SSL context."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._tls = context
        self.deadline = _Deadline(0)
        """That of the request which is opened next."""

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Send a request in the clear."""
        return self.do_open(self._watched(_OktaHeaders), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Send a request by TLS."""
        return self.do_open(self._watched(_OktaHeadersOverTls), req, context=self._tls)

    def _watched(self, kind: type[_OktaHeaders]) -> Any:
        return type(kind.__name__, (kind,), {"deadline": self.deadline})


class HttpClient:
    """
    Sends requests to one base URL with one token, and keeps all responses.

    Proxies come from ``HTTPS_PROXY`` and ``NO_PROXY``; certificates from the
    system, ``SSL_CERT_FILE`` or ``ca_file``.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        timeout: float,
        ca_file: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url
        self.token = token
        self.timeout = timeout
        self.responses: list[Response] = []
        self._pause = pause
        context = ssl.create_default_context()
        if ca_file:
            context.load_verify_locations(ca_file)
        self._handler = _Handler(context)
        self._opener = urllib.request.build_opener(_NoRedirect, self._handler)

    def send(self, request: Request, token: str | None = None) -> Response:
        """
        Send a request; after a 429 wait and send it again, three times in all.

        The path of a request is below the base URL, or a URL of its own.

        :raises NoResponse: without a whole response.
        """
        target = request.target
        url = target if "://" in request.path else self.base_url + target
        headers = request.headers(self.token if token is None else token)
        for attempt in range(1, ATTEMPTS + 1):
            response = self._once(
                urllib.request.Request(url, request.content, headers, method=request.method)
            )
            self.responses.append(response)
            if response.status != 429 or attempt == ATTEMPTS:
                break
            self._pause(_retry_after(response))
        return response

    def _once(self, request: urllib.request.Request) -> Response:
        started = time.monotonic()
        self._handler.deadline = _Deadline(self.timeout)
        with self._handler.deadline as deadline:
            try:
                try:
                    found = self._opener.open(request, timeout=self.timeout)
                except urllib.error.HTTPError as error:
                    found = error
                with found:
                    body = _read(found)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise _no_response(error, self.timeout, deadline.passed) from None
            if deadline.passed:  # a body without a length ends where its connection does
                raise _no_response(TimeoutError(), self.timeout, True)
        headers = {name.lower(): value for name, value in found.headers.items()}
        seconds = time.monotonic() - started
        body = _decoded(body, headers.get("content-encoding", ""))
        return Response(found.status or 0, headers, body, seconds, self.redact)

    def redact(self, text: str) -> str:
        """A string without the token, in whatever form the service echoes it."""
        for form in (self.token, quote(self.token, safe=""), json.dumps(self.token)[1:-1]):
            text = text.replace(form, "‹token›")
        return text


def _read(response: Any) -> bytes:
    """
    The body of a response.

    :raises NoResponse: when it is larger than any that a service needs to send.
    """
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NoResponse("closed", f"a body of {MOST_BYTES:,} bytes or more")
    if response.length:  # reading piece by piece does not say so
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def _depth(value: Any) -> int:
    """Levels of JSON, without recursion."""
    deepest, level = 0, [value]
    while level:
        deepest += 1
        nested = [each for each in level if isinstance(each, (dict, list))]
        level = [
            item for each in nested for item in (each.values() if isinstance(each, dict) else each)
        ]
    return deepest


def _decoded(body: bytes, encoding: str) -> bytes:
    """
    A body without the compression that Okta's ``Accept-Encoding`` allows.

    :raises NoResponse: when it is not what ``Content-Encoding`` says, or too large to be read.
    """
    if encoding not in _WINDOWS:
        return body
    decoder = zlib.decompressobj(_WINDOWS[encoding])
    try:
        found = decoder.decompress(body, MOST_BYTES)
    except zlib.error:
        found = b""
    if len(found) == MOST_BYTES:
        raise NoResponse("closed", f"a body of {MOST_BYTES:,} bytes or more")
    if not decoder.eof:
        raise NoResponse("closed", f"a body that is not in {encoding}, as its header says")
    return found


def _retry_after(response: Response) -> float:
    text = response.headers.get("retry-after", "")
    return min(int(text), LONGEST_PAUSE) if re.fullmatch("[0-9]{1,9}", text) else USUAL_PAUSE


def _no_response(error: Exception, timeout: float, late: bool) -> NoResponse:
    reason = getattr(error, "reason", error)
    if late:
        return NoResponse("timeout", f"no whole response within {timeout:g} seconds")
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or reason
        return NoResponse("certificate", f"no trusted TLS connection: {why}")
    if isinstance(reason, (TimeoutError, socket.timeout)):
        return NoResponse("timeout", f"no response within {timeout:g} seconds")
    if isinstance(reason, socket.gaierror):
        return NoResponse("unreachable", "the name of the host cannot be resolved")
    if isinstance(reason, ValueError):
        return NoResponse("closed", "a response that is not HTTP")
    if isinstance(reason, (http.client.HTTPException, ConnectionResetError)):
        return NoResponse("closed", "the connection ended before the whole response was there")
    return NoResponse("unreachable", str(getattr(reason, "strerror", None) or reason))
