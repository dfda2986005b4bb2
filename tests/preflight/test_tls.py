"""A service behind a certificate that only its own company trusts."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from helpers import Run
from preflight.conftest import TOKEN
from scimguide.mapping import Spec
from scimguide.reference import reference_app


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that signs itself, with its key beside it."""
    file = tmp_path_factory.mktemp("tls") / "company.pem"
    words = "openssl req -x509 -nodes -days 1 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    more = ["-subj", "/CN=scim.example.com", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(file.with_suffix(".key")), "-out", str(file)]
    subprocess.run([*words.split(), *more, *files], check=True, capture_output=True)
    return file


@pytest.fixture(scope="module")
def service(spec: Spec, certificate: Path) -> Iterator[str]:
    """The base URL of a reference server that speaks TLS."""
    app = reference_app(spec, token=TOKEN)
    key = str(certificate.with_suffix(".key"))
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_level="critical", ssl_certfile=certificate, ssl_keyfile=key
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield app.base_url_at(f"https://127.0.0.1:{port}")
    server.should_exit = True
    thread.join()
    app.close()


def test_an_unknown_certificate_is_named(scimguide: Run, service: str) -> None:
    """Without the company's certificate nothing is sent, and the check says why."""
    done = scimguide("preflight", "--base-url", service, SCIM_TOKEN=TOKEN)
    assert done.returncode == 1, done.stderr
    assert "no trusted TLS connection" in done.stdout
    assert "0 pass" not in done.stdout


@pytest.mark.parametrize("way", ["option", "variable"])
def test_a_private_certificate_is_trusted_when_named(
    scimguide: Run, service: str, certificate: Path, way: str
) -> None:
    """Both ways that the page tells lead to a whole run: --ca-file and SSL_CERT_FILE."""
    words = ["--ca-file", str(certificate)] if way == "option" else []
    env = {"SSL_CERT_FILE": str(certificate)} if way == "variable" else {}
    done = scimguide("preflight", "--base-url", service, *words, SCIM_TOKEN=TOKEN, **env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fail" in done.stdout
