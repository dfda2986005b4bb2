"""Responses as a service may encode them, since Okta accepts gzip and deflate."""

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from scimguide.okta.requests import Request
from scimguide.preflight.http_client import MOST_BYTES, HttpClient, NoResponse

BODY = json.dumps({"detail": "Größe"}).encode()
ENCODED = {"gzip": gzip.compress(BODY), "deflate": zlib.compress(BODY)}
BOMB = gzip.compress(b" " * (MOST_BYTES + 1))


class Encoding(BaseHTTPRequestHandler):
    """Responds in the encoding that the path names, and to /broken with a body in none."""

    def do_GET(self) -> None:
        """Send the body."""
        name = self.path.strip("/")
        body = {**ENCODED, "bomb": BOMB, "cut": ENCODED["gzip"][:-9]}.get(name, BODY)
        self.send_response(200)
        self.send_header("Content-Encoding", name if name in ("identity", *ENCODED) else "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture
def client() -> Iterator[HttpClient]:
    """A client of a server that encodes."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Encoding) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield HttpClient(f"http://127.0.0.1:{server.server_port}", "token", 5)
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("encoding", ["identity", *ENCODED])
def test_an_encoded_body_is_read(client: HttpClient, encoding: str) -> None:
    """What a service compresses reads as what it does not."""
    assert client.send(Request("GET", f"/{encoding}")).body == BODY


def test_a_body_in_another_encoding_is_no_response(client: HttpClient) -> None:
    """The message says which encoding was announced."""
    for path in ("/broken", "/cut"):
        with pytest.raises(NoResponse, match="not in gzip, as its header says"):
            client.send(Request("GET", path))


def test_a_small_body_does_not_become_a_large_one(client: HttpClient) -> None:
    """A few kilobytes that say gigabytes are no response."""
    with pytest.raises(NoResponse, match="a body of 10,000,000 bytes or more"):
        client.send(Request("GET", "/bomb"))
