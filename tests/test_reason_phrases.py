"""Reason phrases: what a page shows is what the server sends, on every version of Python."""

import socket
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from scimguide.layout import answer_text
from scimguide.listen import running
from scimguide.reason_phrases import REASON_PHRASES, reason_phrase

CHANGED_IN_PYTHON_3_13 = {413, 414, 416, 422}
"""The standard library took the phrases of RFC 9110 for these only then."""


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the status that is the path."""
    await send({"type": "http.response.start", "status": int(scope["path"][1:]), "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_a_page_shows_the_status_line_that_the_server_sends() -> None:
    """For every status that is final, the first line on the socket is the first one of the text."""
    statuses = [status for status in REASON_PHRASES if status >= 200]
    with running(echo) as origin:
        lines = [status_line(origin, status) for status in statuses]
    assert lines == [answer_text(status, {}, b"").splitlines()[0] for status in statuses]


def status_line(origin: str, status: int) -> str:
    """The first line of a response, read from a socket of its own."""
    parts = urlsplit(origin)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall(
            f"GET /{status} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        with connection.makefile("rb") as response:
            return response.readline().decode().strip()


def test_the_phrases_are_those_of_rfc_9110() -> None:
    """The four that Python 3.13 corrected are right, and the others are the standard library's."""
    assert [REASON_PHRASES[status] for status in sorted(CHANGED_IN_PYTHON_3_13)] == [
        "Content Too Large",
        "URI Too Long",
        "Range Not Satisfiable",
        "Unprocessable Content",
    ]
    known = {status.value: status.phrase for status in HTTPStatus if status != 418}
    assert {status for status, text in known.items() if REASON_PHRASES.get(status) != text} <= (
        CHANGED_IN_PYTHON_3_13
    )


def test_a_status_without_a_name_has_no_phrase() -> None:
    """A status line may end after the number (RFC 9112 section 4)."""
    assert reason_phrase(299) == ""
    assert answer_text(299, {}, b"") == "HTTP/1.1 299\n"
