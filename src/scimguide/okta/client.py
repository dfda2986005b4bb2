"""
Okta's SCIM client, byte for byte as far as it has been published.

What it sends is in ``requests``; rate limits are those of Okta's concept page.
"""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from scimguide.mapping.identity_provider import OktaLimits
from scimguide.okta.clock import Clock
from scimguide.okta.exchange import Exchange
from scimguide.okta.requests import Request
from scimguide.okta.transport import HttpClient, connection_error


class ScimClient:
    """Sends requests to one base URL with one token, and keeps every exchange."""

    def __init__(
        self,
        base_url: str,
        token: str,
        limits: OktaLimits,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url
        self.token = token
        self.limits = limits
        self.clock = clock
        self.on_exchange: Callable[[Exchange], None] = lambda exchange: None
        """Called after each exchange."""
        self._http = HttpClient(transport, timeout=limits.answer_time.value)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def send(self, request: Request) -> Exchange:
        """Send a request; after a 429 wait and try again, as long as Okta does."""
        pause, waited = 0, 0
        attempts = self.limits.attempts.value
        for attempt in range(attempts):
            sent = self._once(request, waited)
            if sent.status != HTTPStatus.TOO_MANY_REQUESTS or attempt == attempts - 1:
                return sent
            pause = pause * 2 or self._retry_after(sent)
            self.clock.wait(pause)
            waited = pause
        raise AssertionError("the last attempt returns")

    def _retry_after(self, sent: Exchange) -> int:
        """Only whole seconds count; a date or nothing means Okta's own pause."""
        text = sent.headers.get("retry-after", "")
        whole = re.fullmatch(r"[0-9]{1,9}", text)
        return (int(text) if whole else 0) or self.limits.pause.value

    def _once(self, request: Request, waited: int) -> Exchange:
        method, url = request.method, self.base_url + request.target
        content, headers = request.content or b"", request.headers(self.token)
        exchange = Exchange(
            method=method,
            target=_target(url),
            request_headers=headers,
            request_body=content,
            waited=waited,
            begun=self.clock.now().isoformat(),
            act=request.act,
        )
        begin = time.perf_counter()
        try:
            http = self._http.at(url)
            response = http.request(method, url, headers=headers, content=content or None)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            exchange = replace(exchange, error=connection_error(error, url))
        else:
            exchange = replace(
                exchange,
                status=response.status_code,
                headers={name.lower(): value for name, value in response.headers.items()},
                body=response.content,
                milliseconds=round(1000 * (time.perf_counter() - begin), 1),
            )
        self.on_exchange(exchange)
        return exchange


def _target(url: str) -> str:
    """Path and query of a URL, as they are sent."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that no URL has
        return url
    return parts.path + (f"?{parts.query}" if parts.query else "")
