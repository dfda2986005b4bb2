"""What the file preflight.py sends is what the rehearsal org sends, byte for byte on the wire."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import httpx
import pytest

from helpers import ROOT
from preflight.conftest import TOKEN, served
from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.mapping.samples import SampleGroup, SampleUser
from scimguide.okta import Rehearsal
from scimguide.preflight.facts import STAND_IN
from scimguide.preflight.spec_facts import stand_in

NAME = "scimguide-preflight-00000000"
ACTIONS = f"""
    set-up
    import
    assign {NAME}
    assign {NAME}-2
    change {NAME} lastName=Renamed displayName='Preflight Renamed'
    unassign {NAME}
    assign {NAME}
    import-groups off
    join {NAME} team
    push team
    rename-group team '{NAME} renamed'
    leave {NAME} team
    join {NAME} team
    join {NAME}-2 team
    push-now team
    unlink team delete
"""
"""What an admin does, so that Okta sends a request of each kind."""

PATHLESS = f"""
    vary pathless-members
    set-up
    assign {NAME}
    assign {NAME}-2
    join {NAME} team
    join {NAME}-2 team
    push team
    leave {NAME}-2 team
"""
WHOLE = f"""
    vary pathless-group
    set-up
    assign {NAME}
    assign {NAME}-2
    join {NAME} team
    join {NAME}-2 team
    push team
    leave {NAME} team
    leave {NAME}-2 team
"""
WIZARD = f"""
    vary wizard-app
    set-up
    assign {NAME} testomat_roles=manager,billing
    assign {NAME}-2
    join {NAME} team
    push team
    join {NAME}-2 team
    unassign {NAME}
    assign {NAME}
"""
OTHERS = {"pathless-members": PATHLESS, "pathless-group": WHOLE, "wizard-app": WIZARD}
"""The same of apps that send other requests."""

ONLY_OKTA = [
    f"GET /scim/v2/Users?filter=userName%20eq%20%22{NAME}-2%40example.com%22"
    "&startIndex=1&count=100 HTTP/1.1 ",
]
"""A repetition with another name, whose like is among the rest."""


class Sent(NamedTuple):
    """A request as it was on the wire, without what differs from run to run."""

    line: str
    headers: dict[str, str]
    body: str


class _Recorder(BaseHTTPRequestHandler):
    """Records each request as it arrives, and passes it on."""

    upstream: httpx.Client
    requests: list[Sent]

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = dict(self.headers.items())
        self.requests.append(
            Sent(
                same(self.requestline),
                {n: same(headers[n]) for n in headers if n != "Content-Length"},
                same(body.decode()),
            )
        )
        response = self.upstream.request(self.command, self.path, headers=headers, content=body)
        self.send_response(response.status_code)
        self.send_header("Content-Type", response.headers.get("Content-Type", "text/plain"))
        self.end_headers()
        self.wfile.write(response.content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def same(text: str) -> str:
    """Part of a request without ids, times, ports, passwords and the name of the run."""
    for pattern, fixed in (
        ("(?<=preflight-)[0-9a-f]{8}", "00000000"),
        ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"),
        (r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "TIME"),
        (r'W/\\"[^"]*\\"', "VERSION"),
        (r"127\.0\.0\.1:\d+", "HOST"),
        ('(?<="password":")[^"]{8}(?=")', "********"),
    ):
        text = re.sub(pattern, fixed, text)
    return text


@contextmanager
def recorded(spec: Spec) -> Iterator[tuple[str, list[Sent]]]:
    """An empty service behind a recorder: the base URL, and the requests that arrive."""
    with served(spec) as url, httpx.Client(base_url=url.removesuffix("/scim/v2")) as upstream:
        requests: list[Sent] = []
        handler = type("Handler", (_Recorder,), {"upstream": upstream, "requests": requests})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}/scim/v2", requests
            server.shutdown()
            thread.join()


def by_okta(spec: Spec, actions: str = ACTIONS) -> list[Sent]:
    """What the rehearsal org sends for two people and a group with the names of preflight."""
    text = stand_in(spec, "Check").model_dump_json()
    people = [
        SampleUser.model_validate_json(text.replace(STAND_IN, name)) for name in (NAME, f"{NAME}-2")
    ]
    team = SampleGroup(name="team", displayName=NAME)
    samples = spec.samples.model_copy(update={"users": people, "groups": [team]})
    with recorded(spec) as (url, requests):
        rehearsal = Rehearsal(spec.model_copy(update={"samples": samples}), url, TOKEN)
        for line in actions.strip().splitlines():
            report = rehearsal.run(parse(line))
            assert not report.failed, (line, report.messages)
        rehearsal.close()
    return requests


@pytest.fixture(scope="module")
def preflights(spec: Spec) -> list[Sent]:
    """What the file to download sends with ``--write``."""
    file = ROOT / "docs/downloads/preflight.py"
    with recorded(spec) as (url, requests):
        done = subprocess.run(
            [sys.executable, "-I", str(file), "--base-url", url, "--write", "--yes"],
            env={**os.environ, "SCIM_TOKEN": TOKEN},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return requests


def test_preflight_sends_what_okta_sends(spec: Spec, preflights: list[Sent]) -> None:
    """Method, path, query, headers and body of each request of Okta are among preflight's."""
    okta = by_okta(spec)
    assert len(okta) == 30
    missing = [each for each in okta if each not in preflights]
    assert [f"{each.line} {each.body}" for each in missing] == ONLY_OKTA


@pytest.mark.parametrize("kind", OTHERS)
def test_preflight_sends_what_other_apps_send(
    spec: Spec, preflights: list[Sent], kind: str
) -> None:
    """Each PATCH and PUT of an app of this kind is among preflight's."""
    sent = [each for each in by_okta(spec, OTHERS[kind]) if each.line[:3] in ("PAT", "PUT")]
    assert len(sent) > 2
    assert [each for each in sent if each not in preflights] == []
