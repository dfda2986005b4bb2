"""TLS is decided in one place: a token goes nowhere that was not verified, and failures say why."""

import subprocess
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient

from scimguide.mapping import Spec
from scimguide.okta import Rehearsal
from scimguide.okta.console.app import console_of
from scimguide.okta.console.session import OneSession, Session
from scimguide.okta.org import connecting
from scimguide.okta.service_state import resource_over_http
from scimguide.okta.transport import connection_error, is_plain
from scimguide.reference import reference_app
from scimguide.rehearse.service import PracticeService

TOKEN = "tls-token"


@pytest.fixture(scope="module")
def untrusted(spec: Spec, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The host and port of a service whose certificate nobody knows."""
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    key = str(file.with_suffix(".key"))
    words = "openssl req -x509 -nodes -days 1 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    more = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*words.split(), *more, "-keyout", key, "-out", str(file)], check=True, capture_output=True
    )
    app = reference_app(spec, token=TOKEN)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            port=0,
            lifespan="off",
            log_level="critical",
            ssl_certfile=str(file),
            ssl_keyfile=key,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    app.close()


@pytest.mark.parametrize("scheme", ["https", "HTTPS", "hTTps"])
@pytest.mark.parametrize("before", ["http://127.0.0.1:9", "https://127.0.0.1:9"])
def test_a_certificate_is_verified_however_the_url_is_written(
    spec: Spec, untrusted: str, scheme: str, before: str
) -> None:
    """Whatever was entered before, and in whatever case, the token is not sent, and the error names the certificate."""
    rehearsal = Rehearsal(spec, before, TOKEN)
    connecting.test_api_credentials(rehearsal.org, before, TOKEN)
    report = connecting.test_api_credentials(
        rehearsal.org, f"{scheme}://{untrusted}/scim/v2", TOKEN
    )
    rehearsal.close()
    assert report.failed
    assert "the certificate is not trusted, self-signed certificate" in report.requests[0].error


def test_whoever_reads_the_state_verifies_too(untrusted: str) -> None:
    """What looks into a service beside Okta trusts no other certificates."""
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        resource_over_http(f"HTTPS://{untrusted}/scim/v2", TOKEN, "/Users", "1")


@pytest.mark.parametrize(
    ("url", "says"),
    [("http://nowhere.invalid/scim/v2", "Connect to nowhere.invalid:80 failed: the name cannot be resolved"),
     ("http://127.0.0.1:9/scim/v2", "Connect to 127.0.0.1:9 failed: Connection refused"),
     ("http://127.0.0.1:99999/scim/v2", "is no URL of a service"),
     ("http://[::1/scim/v2", "is no URL of a service"),
     ("http://127.0.0.1:0x1/scim/v2", "is no URL of a service"),
     ("ftp://127.0.0.1/scim/v2", "is no URL of a service"),
     ("http://\udcff/scim/v2", "is no URL of a service")],
)  # fmt: skip
def test_a_url_that_leads_nowhere_is_told_as_such(spec: Spec, url: str, says: str) -> None:
    """A wrong name, port or scheme ends in a message, and never in an exception."""
    rehearsal = Rehearsal(spec, url, TOKEN)
    report = connecting.test_api_credentials(rehearsal.org, url, TOKEN)
    rehearsal.close()
    assert says in report.requests[0].error


def test_a_time_out_is_told_in_okta_words() -> None:
    """Both kinds of time-out read as in Okta."""
    assert (
        connection_error(httpx.ConnectTimeout("x"), "https://a.example/s")
        == "Connect to a.example:443 failed: Connect timed out"
    )
    assert connection_error(httpx.ReadTimeout("x"), "https://a.example/s") == "Read timed out"


def test_only_http_is_plain() -> None:
    """A scheme that is not known is not reached in the clear."""
    assert [is_plain(each) for each in ("http://a", "HTTP://a", "https://a", "httpx://a", "a")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8000",
        "[::1",
        "localhost:99999",
        "a@localhost",
    ],
)
def test_the_console_serves_loopback_names_alone(spec: Spec, host: str) -> None:
    """A page of another site cannot make its own name lead to the console (DNS rebinding)."""
    session = Session(spec, PracticeService(spec))
    client = TestClient(console_of(OneSession(session)), "http://localhost")
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"Host": host}).status_code == 421
    session.close()
