"""HTTP as the checks need it: one request, one answer, and why there was none."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

MEDIA_TYPE = "application/scim+json"
ATTEMPTS = 3
"""How often a request is sent that is answered 429."""
LONGEST_PAUSE = 60
"""Seconds to wait at most after a 429."""
USUAL_PAUSE = 5
"""Seconds to wait after a 429 that does not say how long."""


class NoAnswer(Exception):
    """
    There was no whole answer.

    ``kind`` is ``unreachable``, ``certificate``, ``timeout`` or ``closed``.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Answer:
    """An answer, its headers by their lower-case names."""

    request: str
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    hide: Callable[[str], str] = str
    """Takes the token out of a text."""

    @property
    def json(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def object(self) -> dict[str, Any]:
        """The body as a JSON object, empty when it is none."""
        found = self.json
        return found if isinstance(found, dict) else {}

    @property
    def said(self) -> str:
        """The status and what it is about, short: ``404, User not found``."""
        detail = self.object.get("detail") or self.body[:2000].decode("utf-8", "replace")
        text = " ".join(self.hide(str(detail)).split())[:120]
        return f"{self.status}, {text}" if text and self.status >= 400 else str(self.status)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer: the token goes nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""


class Wire:
    """
    Sends requests to one base URL with one token, and keeps all answers.

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
        self.answers: list[Answer] = []
        self._pause = pause
        context = ssl.create_default_context()
        if ca_file:
            context.load_verify_locations(ca_file)
        self._opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.HTTPSHandler(context=context)
        )

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        token: str | None = None,
    ) -> Answer:
        """
        Send a request; after a 429 wait and send it again, three times in all.

        :raises NoAnswer: when no whole answer came.
        """
        url = path if "://" in path else self.base_url + path
        url += "?" + urlencode(query, quote_via=quote) if query else ""
        headers = {"Accept": MEDIA_TYPE, "User-Agent": "scimguide-preflight"}
        headers["Authorization"] = f"Bearer {self.token if token is None else token}"
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
        for attempt in range(1, ATTEMPTS + 1):
            request = urllib.request.Request(url, data, headers, method=method)
            answer = self._once(request)
            self.answers.append(answer)
            if answer.status != 429 or attempt == ATTEMPTS:
                break
            self._pause(_retry_after(answer))
        return answer

    def _once(self, request: urllib.request.Request) -> Answer:
        started = time.monotonic()
        try:
            try:
                found = self._opener.open(request, timeout=self.timeout)
            except urllib.error.HTTPError as error:
                found = error
            with found:
                body = found.read()
        except (OSError, http.client.HTTPException) as error:
            raise _no_answer(error, self.timeout) from None
        headers = {name.lower(): value for name, value in found.headers.items()}
        what = f"{request.get_method()} {request.full_url}"
        seconds = time.monotonic() - started
        return Answer(what, found.status or 0, headers, body, seconds, self.hide)

    def hide(self, text: str) -> str:
        """A text without the token, in whatever form the service echoes it."""
        for form in (self.token, quote(self.token, safe=""), json.dumps(self.token)[1:-1]):
            text = text.replace(form, "‹token›")
        return text


def _retry_after(answer: Answer) -> float:
    text = answer.headers.get("retry-after", "")
    return min(int(text), LONGEST_PAUSE) if re.fullmatch("[0-9]{1,9}", text) else USUAL_PAUSE


def _no_answer(error: Exception, timeout: float) -> NoAnswer:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or reason
        return NoAnswer("certificate", f"no trusted TLS connection: {why}")
    if isinstance(reason, (TimeoutError, socket.timeout)):
        return NoAnswer("timeout", f"no answer within {timeout:g} seconds")
    if isinstance(reason, (http.client.HTTPException, ConnectionResetError)):
        return NoAnswer("closed", "the connection ended before the whole answer was there")
    return NoAnswer("unreachable", str(getattr(reason, "strerror", None) or reason))
