"""What an operator of the server has: health, metrics, a log, workers, and files to run it."""

import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from helpers import ROOT, Run
from postgresql import PostgreSQL
from scimguide.listen import running
from scimguide.mapping import Spec, examples
from scimguide.reference import reference_app
from scimguide.reference.operations import OperatedApp, log_to
from scimguide.scim.messages import PATCH_OP

TOKEN = "operations-Token-1"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
SCIMGUIDE = Path(sys.executable).with_name("scimguide")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log of what is served meanwhile."""
    stream = io.StringIO()
    end = log_to(stream)
    yield stream
    end()


@pytest.fixture
def served(spec: Spec) -> Iterator[httpx.Client]:
    """A client of a server as the command begins it."""
    app = reference_app(spec, token=TOKEN)
    with (
        running(OperatedApp(app, log_requests=True)) as origin,
        httpx.Client(base_url=origin) as client,
    ):
        yield client
    app.close()


def test_health_needs_no_token(served: httpx.Client) -> None:
    """Whoever watches the server asks both paths without a secret."""
    for path in ("/healthz", "/readyz"):
        answer = served.get(path)
        assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_server_without_its_database_is_not_ready(spec: Spec, tmp_path: Path) -> None:
    """/readyz is 503 while the database does not answer, /healthz stays 200."""
    folder = tmp_path / "data"
    folder.mkdir()
    app = reference_app(spec, token=TOKEN, database=f"sqlite:///{folder / 'scim.db'}")
    with running(OperatedApp(app)) as origin:
        app.close()
        shutil.rmtree(folder)
        assert httpx.get(f"{origin}/readyz").status_code == 503
        assert httpx.get(f"{origin}/healthz").status_code == 200
        found = httpx.get(f"{app.base_url_at(origin)}/Users", headers=HEADERS)
        assert (found.status_code, found.headers["retry-after"]) == (503, "1")


def test_metrics_count_by_route(served: httpx.Client, spec: Spec) -> None:
    """Requests are counted by method, route and status; ids and wrong paths make no new series."""
    base = spec.service.base_path
    for path in ("/Users", "/Users/1", "/Users/2", "/Nobody/knows", "/x"):
        served.get(f"{base}{path}", headers=HEADERS)
    served.get(f"{base}/Users", headers={"Authorization": "Bearer wrong"})
    assert served.get("/metrics").status_code == 401
    lines = served.get("/metrics", headers=HEADERS).text.splitlines()
    assert 'scim_requests_total{method="GET",route="/Users/{id}",status="404"} 2.0' in lines
    assert 'scim_requests_total{method="GET",route="other",status="404"} 2.0' in lines
    assert "scim_wrong_tokens_total 1.0" in lines
    assert 'scim_request_seconds_count{method="GET",route="/Users"} 2.0' in lines


def test_the_log_has_the_request_and_nobody_in_it(
    served: httpx.Client, spec: Spec, log: io.StringIO
) -> None:
    """Each request is one JSON line with id, route and status; no name, id, filter, token or body."""
    base, ada = spec.service.base_path, examples.user(spec, "ada")
    made = served.post(f"{base}/Users", json=ada, headers=HEADERS)
    login, id = made.json()["userName"], made.json()["id"]
    served.get(f"{base}/Users", params={"filter": f'userName eq "{login}"'}, headers=HEADERS)
    served.get(f"{base}/Users/{id}", headers={**HEADERS, "X-Request-Id": "mine-1"})
    served.get(f"{base}/Users/{id}", headers={"Authorization": "Bearer wrong-42"})
    until = time.monotonic() + 10
    while log.getvalue().count('"message": "request"') < 4 and time.monotonic() < until:
        time.sleep(0.01)  # a line is written once its response has been sent
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    shown = [
        (each["method"], each["route"], each["status"])
        for each in lines
        if each["message"] == "request"
    ]
    assert shown == [
        ("POST", "/Users", 201),
        ("GET", "/Users", 200),
        ("GET", "/Users/{id}", 200),
        ("GET", "/Users/{id}", 401),
    ]
    assert lines[0]["request"] == made.headers["x-request-id"]
    assert lines[2]["request"] == "mine-1"
    assert {"message": "a wrong token", "address": "127.0.0.1"}.items() <= lines[3].items()
    for secret in (login, id, "quill", TOKEN, "wrong-42"):
        assert secret not in log.getvalue()


def test_an_unforeseen_error_is_logged_without_what_was_sent(
    spec: Spec, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of a 500 has the place in the code and the id of the request, the client learns no more than that."""
    app = reference_app(spec, token=TOKEN)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("@".join(["ada", "example.com"]))

    monkeypatch.setattr(app._sql, "reading", broken)
    with running(OperatedApp(app)) as origin:
        answer = httpx.get(f"{app.base_url_at(origin)}/Users", headers=HEADERS)
    app.close()
    assert (answer.status_code, answer.json()["detail"]) == (500, "Internal server error")
    assert "unforeseen: RuntimeError" in log.getvalue()
    assert answer.headers["x-request-id"] in log.getvalue()
    assert "ada@example.com" not in log.getvalue()


@pytest.mark.parametrize("database", ["sqlite:///{}/scim.db", ""])
def test_workers_share_a_database_and_end_in_time(
    tmp_path: Path, spec: Spec, database: str
) -> None:
    """
    Two processes serve one port, count together, and are gone five seconds after SIGTERM.

    A database that nobody named is gone with them.
    """
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {
        **os.environ,
        "SCIM_TOKEN": TOKEN,
        "SCIM_DATABASE": database.format(tmp_path),
        "TMPDIR": str(temporary),
    }
    words = [str(SCIMGUIDE), "--guide", str(ROOT), "server", "--port", "0", "--workers", "2"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.fullmatch(r"serving SCIM at (http://127\.0\.0\.1:\d+)(\S+)\n", line)
            assert found, line + (
                process.stderr.read() if process.stderr and process.poll() is not None else ""
            )
            root, base = found[1], found[1] + found[2]
            for number in range(10):
                body = {"schemas": [spec.users.schema_], "userName": f"{number}@example.com"}
                httpx.post(f"{base}/Users", json=body, headers=HEADERS).raise_for_status()
                assert (
                    httpx.get(f"{base}/Users", headers=HEADERS).json()["totalResults"] == number + 1
                )
            counted = httpx.get(f"{root}/metrics", headers=HEADERS).text
            assert 'scim_requests_total{method="POST",route="/Users",status="201"} 10.0' in counted
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            assert time.monotonic() - begun < 5
        finally:
            process.kill()
    assert list(temporary.iterdir()) == []
    assert (tmp_path / "scim.db").exists() == bool(database)


def test_workers_have_no_faults(scimguide: Run) -> None:
    """A fault is one of a process, so only one process has it."""
    done = scimguide("server", "--workers", "2", "--fault", "html", SCIM_TOKEN=TOKEN)
    assert (done.returncode, "--workers with --fault" in done.stderr) == (2, True)


DEPLOY = ROOT / "deploy"


def test_the_unit_is_one_that_systemd_accepts(tmp_path: Path) -> None:
    """``systemd-analyze verify`` has no complaint, once its command is where the unit says."""
    unit = tmp_path / "scimguide.service"
    text = (DEPLOY / "scimguide.service").read_text("utf-8")
    command = re.search(r"^ExecStart=(\S+) ", text, re.MULTILINE)
    assert command
    unit.write_text(text.replace(command[1], str(SCIMGUIDE)), "utf-8")
    analyze = shutil.which("systemd-analyze")
    if analyze:
        done = subprocess.run(
            [analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60
        )
        assert "scimguide.service" not in done.stderr, done.stderr
    sections = re.findall(r"^\[(\w+)\]$", text, re.MULTILINE)
    assert sections == ["Unit", "Service", "Install"]


def _command(file: str) -> list[str]:
    """What a file of deploy/ starts, behind the name of the program."""
    text = (DEPLOY / file).read_text("utf-8")
    if file == "compose.yaml":
        compose = yaml.safe_load(text)
        scim = compose["services"]["scim"]
        assert scim["depends_on"]["database"]["condition"] == "service_healthy"
        assert set(compose["secrets"]) == {"database-password"}
        words: list[str] = scim["command"]
        return words
    line = re.search(r"^ExecStart=\S+ (.*)$", text, re.MULTILINE)
    assert line
    words = line[1].split()
    return words[words.index("server") :]


@contextmanager
def _host(file: str, database: str) -> Iterator[tuple[str, httpx.Client]]:
    """A host as a file of deploy/ starts it: its origin, and a client of its SCIM server."""
    at = {
        "--database": database,
        "--database-password-file": str(ROOT / "LICENSE"),
        "--port": "0",
        "--host": "127.0.0.1",
        "--workers": "1",
    }
    words = _command(file)
    words = [at.get(before, word) for before, word in zip(["", *words], words, strict=False)]
    with subprocess.Popen(
        [str(SCIMGUIDE), "--guide", str(ROOT), *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SCIM_TOKEN": TOKEN},
    ) as process:
        assert process.stdout
        try:
            url = httpx.URL(process.stdout.readline().split()[-1])
            with httpx.Client(base_url=url, headers=HEADERS, timeout=30) as client:
                yield str(url.copy_with(path="/")), client
        finally:
            process.terminate()


def _change_at_random(client: httpx.Client, group: str, seed: int, spec: Spec) -> list[str]:
    """Create users and change their membership; the result is who is a member in the end."""
    drawn, users, members = random.Random(seed), list[str](), list[str]()
    for number in range(25):
        add = not members or drawn.random() < 0.7
        if add:
            name = f"{seed}-{number}@example.com"
            body: dict[str, object] = {"schemas": [spec.users.schema_], "userName": name}
            users.append(client.post("Users", json=body).raise_for_status().json()["id"])
            members.append(users[-1])
            change = {"op": "add", "path": "members", "value": [{"value": users[-1]}]}
        else:
            gone = members.pop(drawn.randrange(len(members)))
            change = {"op": "remove", "path": f'members[value eq "{gone}"]'}
        rename = {"op": "replace", "value": {"displayName": f"{seed} {number}"}}
        message = {"schemas": [PATCH_OP], "Operations": [change, rename]}
        client.patch(f"Groups/{group}", json=message).raise_for_status()
    return members


def _members(client: httpx.Client, group: str) -> set[str]:
    return {each["value"] for each in client.get(f"Groups/{group}").json()["members"]}


def test_hosts_as_deployed_share_a_database(
    postgresql_server: PostgreSQL, database: str, spec: Spec
) -> None:
    """
    The unit and the compose file as two hosts over one PostgreSQL lose no write and refuse none.

    While the database is away neither is ready; once it is back, both are.
    """
    with (
        _host("compose.yaml", database) as (first, one),
        _host("scimguide.service", database) as (second, two),
    ):
        body = {"schemas": [spec.groups.schema_], "displayName": "shared"}
        group = one.post("Groups", json=body).raise_for_status().json()["id"]
        with ThreadPoolExecutor(2) as pool:
            found = pool.map(_change_at_random, (one, two), (group, group), (1, 2), (spec, spec))
            wanted = {member for members in found for member in members}
        for client in (one, two):
            assert _members(client, group) == wanted
        postgresql_server.stop()
        try:
            assert [httpx.get(f"{each}readyz").status_code for each in (first, second)] == [503] * 2
            assert two.get("Users").headers["retry-after"] == "1"
        finally:
            postgresql_server.start()
        assert [httpx.get(f"{each}readyz").status_code for each in (first, second)] == [200] * 2
        assert _members(one, group) == wanted
