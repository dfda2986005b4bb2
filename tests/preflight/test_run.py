"""What a run leaves, prints and returns; by the command and by the file to download."""

import asyncio
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpers import ROOT, Run
from preflight.conftest import TOKEN, fill, served
from scimguide.asgi import Message
from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.preflight.check import CannotRun
from scimguide.preflight.runner import FIRST, LAST, PreflightReport, ordered
from scimguide.reference import reference_app

FILE = ROOT / "docs/downloads/preflight.py"
Words = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def service(spec: Spec) -> Iterator[str]:
    """A healthy service with people in it."""
    with served(spec) as url:
        fill(url)
        yield url


@pytest.fixture(params=["command", "file"])
def words(request: pytest.FixtureRequest, scimguide: Run) -> Words:
    """Runs the checks by the command, and by the file alone with plain Python."""
    if request.param == "command":
        return lambda *more, **env: scimguide("preflight", *more, **({"SCIM_TOKEN": TOKEN} | env))

    def run(*more: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-I", str(FILE), *more],
            env={**os.environ, "SCIM_TOKEN": TOKEN, **env},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def held(url: str) -> list[str]:
    """What a service holds: names of groups, and names of people with their state."""
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        users = client.get("/Users").json()["Resources"]
        groups = client.get("/Groups").json()["Resources"]
    return [f"{each['userName']} {each['active']}" for each in users] + [
        each["displayName"] for each in groups
    ]


def test_reading_changes_nothing(service: str, words: Words) -> None:
    """Without --write, the service holds afterwards what it held before."""
    before = held(service)
    done = words("--base-url", service)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fail, 0 warn, 0 skip" in done.stdout
    assert held(service) == before


def test_writing_removes_what_it_made(spec: Spec, words: Words) -> None:
    """With --write, others keep what they have, and what is left is said by name and id."""
    with served(spec) as url:
        fill(url)
        before = held(url)
        done = words("--base-url", url, "--write", "--yes", "--json")
        after = held(url)
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert [each for each in after if "scimguide-preflight" not in each] == before
    more = [each for each in after if each not in before]
    assert len(more) == 2
    assert all(each.endswith("False") for each in more)
    assert len(report["left"]) == 2
    assert all("deactivated" in each for each in report["left"])


def test_what_is_written_to_is_read_first() -> None:
    """Someone is created, everything is read, and then it is changed; the pace comes last."""
    checks = ordered(True)
    assert {each.id for each in checks[: len(FIRST)]} == {*FIRST}
    assert {each.id for each in checks[-len(LAST) :]} == {*LAST}
    between = [each.writes for each in checks[len(FIRST) : -len(LAST)]]
    assert between[:2] == [True, True]
    assert between[2:] == sorted(between[2:])


def test_writing_needs_a_yes(service: str, words: Words) -> None:
    """Where nobody can be asked, --write alone writes nothing."""
    before = held(service)
    done = words("--base-url", service, "--write")
    assert (done.returncode, held(service)) == (2, before)
    assert "--yes" in done.stderr


@pytest.mark.parametrize("words", ["file"], indirect=True)
@pytest.mark.parametrize(
    ("more", "env", "message"),
    [
        (["--base-url", "scim.example.com"], {}, "no URL, expected"),
        (["--base-url", "http://127.0.0.1:9/scim"], {}, "Connection refused"),
        (["--base-url", "http://127.0.0.1:9"], {"SCIM_TOKEN": ""}, "no usable token"),
        (["--base-url", "http://127.0.0.1:9"], {"SCIM_TOKEN": "two words"}, "no usable token"),
        (["--base-url", "http://127.0.0.1:9", "--token-file", "/no"], {}, "--token-file /no"),
        (["--base-url", "http://127.0.0.1:9", "--ca-file", "/no"], {}, "--ca-file /no"),
        (["--base-url", "http://127.0.0.1:9", "--junit", "/no/x"], {}, "/no/x"),
    ],
)
def test_what_cannot_run_is_said(
    words: Words, more: list[str], env: dict[str, str], message: str
) -> None:
    """Exit status 2 and one line that says what is accepted, without a traceback."""
    done = words(*more, **env)
    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert "expected" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_command_says_what_it_cannot(words: Words) -> None:
    """The command and the file say the same about a port where nobody listens."""
    done = words("--base-url", "http://127.0.0.1:9/scim")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "Connection refused, expected a service that responds there" in done.stderr


def test_results_are_written_for_ci(service: str, words: Words, tmp_path: Path) -> None:
    """JSON has every key of a result, and JUnit the same number of tests."""
    done = words("--base-url", service, "--json", "--junit", str(tmp_path / "j.xml"))
    report = json.loads(done.stdout)
    keys = {"id", "tried", "expected", "got", "level", "status", "step", "problem", "seconds"}
    assert all(set(each) == keys for each in report["results"])
    suite = ET.parse(tmp_path / "j.xml").getroot()[0]
    assert int(suite.get("tests", "0")) == len(report["results"]) == sum(report["counts"].values())


def test_quiet_prints_only_problems(spec: Spec, service: str, words: Words) -> None:
    """Nothing of a healthy service, and the failed check of a broken one."""
    assert words("--base-url", service, "--quiet").stdout == ""
    with served(spec, "requested-count") as url:
        done = words("--base-url", url, "--quiet")
    assert done.returncode == 1
    assert done.stdout.startswith("fail  list-shape")
    assert "users.md#list-and-page" in done.stdout


def test_bearer_typed_twice_is_found(service: str, words: Words) -> None:
    """The word in front of the token is named, and the other checks go on without it."""
    done = words("--base-url", service, SCIM_TOKEN=f"Bearer {TOKEN}")
    assert done.returncode == 1
    assert "fail  token" in done.stdout
    assert "pass  credentials" in done.stdout
    assert TOKEN not in done.stdout + done.stderr


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what it was sent, and as a proxy with the address that was asked for."""

    def do_GET(self) -> None:
        """Repeat the token inside an error."""
        detail = f"{self.path} refused {self.headers['Authorization']}"
        body = json.dumps({"detail": detail, "status": "403"}).encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def echo() -> Iterator[str]:
    """A server that repeats the token."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_token_is_not_printed(echo: str, words: Words, tmp_path: Path) -> None:
    """Not in lines, JSON or JUnit, even where the service repeats it."""
    for more in ([], ["--json"]):
        done = words("--base-url", f"{echo}/scim", "--junit", str(tmp_path / "j"), *more)
        assert "‹token›" in done.stdout
        assert TOKEN not in done.stdout + done.stderr + (tmp_path / "j").read_text()


def test_a_proxy_is_used(echo: str, words: Words) -> None:
    """The request goes to the proxy of the environment, which is asked for the whole address."""
    done = words("--base-url", "http://localhost:9/scim", http_proxy=echo, no_proxy="")
    assert "http://localhost:9/scim/Users" in done.stdout


def test_plain_http_is_sent_nothing(preflight: Callable[..., PreflightReport]) -> None:
    """Nothing travels to another machine without TLS."""
    report = preflight("http://scim.example.com/scim/v2")
    status = {each.id: each.status for each in report.results}
    assert (status["https"], status["connect"], status["credentials"]) == ("fail", "skip", "skip")


@pytest.mark.parametrize("end", ["/", "_x"])
def test_an_address_that_okta_refuses_is_found(
    service: str, preflight: Callable[..., PreflightReport], end: str
) -> None:
    """An underscore or a slash at the end is a problem, and the checks go on."""
    report = preflight(service + end)
    assert {each.id: each.status for each in report.results}["base-url"] == "fail"


def test_an_interrupted_run_cleans_up(
    spec: Spec, preflight: Callable[..., PreflightReport]
) -> None:
    """Ctrl-C in the middle removes what was made until then."""

    def on_start(check: Any, number: int, of: int) -> None:
        if check.id == "add-member":
            raise KeyboardInterrupt

    with served(spec) as url:
        report = preflight(url, write=True, on_start=on_start)
        left = held(url)
    assert (report.interrupted, report.status) == (True, 2)
    assert all(each.endswith("False") for each in left)
    assert len(left) == len(report.left) == 2


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cleans_up(spec: Spec, sent: signal.Signals) -> None:
    """The process itself, stopped while it waits for an answer, removes what it made."""
    app = reference_app(spec, token=TOKEN)
    asked, go_on = threading.Event(), threading.Event()

    async def held_up(scope: Message, receive: Any, send: Any) -> None:
        while scope.get("method") == "PUT" and not go_on.is_set():
            asked.set()
            await asyncio.sleep(0.02)
        await app(scope, receive, send)

    with running(held_up) as origin:
        url = app.base_url_at(origin)
        with subprocess.Popen(
            [sys.executable, "-I", str(FILE), "--base-url", url, "--write", "--yes"],
            env={**os.environ, "SCIM_TOKEN": TOKEN},
            stdout=subprocess.PIPE,
            text=True,
        ) as program:
            assert asked.wait(30)
            program.send_signal(sent)
            said = program.communicate(timeout=30)[0]
            go_on.set()
        left = held(url)
    app.close()
    assert program.returncode == 2
    assert "interrupted before the last check" in said
    assert len(left) == 2
    assert all(each.endswith("False") for each in left)


def test_a_failure_cleans_up(spec: Spec, preflight: Callable[..., PreflightReport]) -> None:
    """An error of the checks themselves removes what was made until then."""

    def on_start(check: Any, number: int, of: int) -> None:
        if check.id == "add-member":
            raise RuntimeError("broken in the middle")

    with served(spec) as url:
        with pytest.raises(RuntimeError):
            preflight(url, write=True, on_start=on_start)
        assert all(each.endswith("False") for each in held(url))


def test_what_cannot_be_removed_is_said(
    spec: Spec, preflight: Callable[..., PreflightReport]
) -> None:
    """What was made before the service went away is named, with its id."""
    with ExitStack() as stack:
        url = stack.enter_context(served(spec))

        def on_start(check: Any, number: int, of: int) -> None:
            if check.id == "add-member":
                stack.close()

        left = preflight(url, write=True, on_start=on_start).left
    assert len(left) == 3
    assert all("delete it at the service" in each and "(id " in each for each in left)


def test_a_closed_port_is_no_result(preflight: Callable[..., PreflightReport]) -> None:
    """Where nobody answers, there are no results but an error."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CannotRun, match="refused"):
            preflight(url)
