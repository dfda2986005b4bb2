"""Whatever a service sends, each request ends in time, in little memory, and with one verdict."""

import itertools
import json
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import pytest

from helpers import Run
from scimguide.okta.requests import Request
from scimguide.preflight.http_client import MOST_DEPTH, HttpClient, NoResponse

LIMIT = 1.0
OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def service(pieces: Callable[[], Iterable[bytes]], pause: float = 0) -> Iterator[str]:
    """The URL of a server that sends these pieces to everybody, whatever was asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def respond(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.recv(65536)
                for piece in pieces():
                    connection.sendall(piece)
                    if ended.wait(pause):
                        break

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=respond, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        ended.set()


def drip(before: bytes) -> Callable[[], Iterable[bytes]]:
    return lambda: itertools.chain([before], itertools.repeat(b"x"))


SLOW = {
    "nothing": lambda: itertools.repeat(b""),
    "a drip of a status line": drip(b""),
    "a drip of headers": drip(OK + b"X-A: "),
    "a drip of a body with a length": drip(OK + b"Content-Length: 1000000\r\n\r\n"),
    "a drip of a body without one": drip(OK + b"Connection: close\r\n\r\n"),
    "a drip of chunks": lambda: itertools.chain([OK + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"1\r\nx\r\n")),
    "100 Continue for ever": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_a_response_that_does_not_end_is_a_timeout(name: str) -> None:
    """The deadline is that of the whole response, however often a byte arrives."""
    begun = time.monotonic()
    with service(SLOW[name], pause=0.02) as url, pytest.raises(NoResponse) as raised:
        HttpClient(url, "token", LIMIT).send(Request("GET", "/Users"))
    assert raised.value.kind == "timeout"
    assert time.monotonic() - begun < 4 * LIMIT


def test_a_drip_of_a_tls_handshake_is_a_timeout() -> None:
    """The deadline counts before there is any HTTP, too."""
    # The record of a server's handshake, which announces 16 kB.
    with service(
        lambda: itertools.chain([b"\x16\x03\x03\x40\x00\x02"], itertools.repeat(b"\0")), pause=0.02
    ) as url:
        begun = time.monotonic()
        with pytest.raises(NoResponse) as raised:
            HttpClient(url.replace("http:", "https:"), "token", LIMIT).send(
                Request("GET", "/Users")
            )
    assert raised.value.kind == "timeout"
    assert time.monotonic() - begun < 4 * LIMIT


BROKEN = {
    "garbage": [bytes(range(256)) * 10],
    "a status that is none": [b"HTTP/1.1 abc Hm\r\n\r\n"],
    "a header without an end": [OK + b"X-A: " + b"x" * 100_000],
    "a thousand headers": [OK + b"X-A: 1\r\n" * 1000 + b"\r\n"],
    "a chunk without a size": [OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx"],
    "a body that is cut": [OK + b"Content-Length: 10\r\n\r\n123"],
    "10 GB": [OK + b"Content-Length: 10000000000\r\n\r\n"],
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_response_that_is_none_is_told_as_such(name: str) -> None:
    """What is not HTTP, not whole or larger than anything that a service needs to send is not a response."""
    more: Iterable[bytes] = itertools.repeat(b"x" * 65536) if name == "10 GB" else []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (
        service(
            lambda: [*BROKEN[name]] if not more else itertools.chain(BROKEN[name], more)
        ) as url,
        pytest.raises(NoResponse) as raised,
    ):
        HttpClient(url, "token", 10).send(Request("GET", "/Users"))
    assert raised.value.kind == "closed"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_a_redirect_is_a_response_wherever_it_leads() -> None:
    """A redirect to what is no URL is reported by its status, as any other."""
    found = b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"
    with service(lambda: [found]) as url:
        assert HttpClient(url, "token", 10).send(Request("GET", "/Users")).status == 302


@pytest.mark.parametrize("depth", [MOST_DEPTH + 1, 900, 100_000])
def test_deep_json_is_no_json(depth: int) -> None:
    """A body that is deeper than any resource is read as one that is none, without a traceback."""
    body = b"[" * depth + b"]" * depth
    with service(lambda: [OK + b"Content-Length: %d\r\n\r\n" % len(body), body]) as url:
        assert HttpClient(url, "token", 10).send(Request("GET", "/Users")).json is None
    body = json.dumps({"a": [1]}).encode()
    with service(lambda: [OK + b"Content-Length: %d\r\n\r\n" % len(body), body]) as url:
        assert HttpClient(url, "token", 10).send(Request("GET", "/Users")).json == {"a": [1]}


def test_the_whole_command_ends_with_a_verdict(scimguide: Run) -> None:
    """A service of garbage is a failed check and exit status 1, and no traceback."""
    with service(lambda: BROKEN["garbage"]) as url:
        done = scimguide("preflight", "--base-url", url, SCIM_TOKEN="token")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "fail" in done.stdout
