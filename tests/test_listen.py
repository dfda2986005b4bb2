"""The server on a port: it meets no client with a connection that it is about to close."""

import httpx

from scimguide.listen import KEEP_ALIVE


def test_an_idle_connection_stays_longer_than_clients_reuse_it() -> None:
    """Otherwise a request after a pause meets a connection that is being closed, and fails."""
    reused = httpx.Limits().keepalive_expiry
    assert reused is not None
    assert reused * 10 < KEEP_ALIVE
