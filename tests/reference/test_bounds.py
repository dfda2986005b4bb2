"""Nobody can stop the server: what is too much is refused, with the bound, before it costs anything."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

import fuzz
from helpers import ROOT
from scimguide.asgi import ConnectionLimits
from scimguide.listen import running
from scimguide.mapping import Spec, examples
from scimguide.reference import ReferenceApp, reference_app
from scimguide.reference.wrong_tokens import ADDRESSES, LONGEST, WrongTokens
from scimguide.scim.messages import PATCH_OP

Address = tuple[str, int]


def patch(*operations: object) -> dict[str, object]:
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


@contextmanager
def served(app: ReferenceApp, **limits: float) -> Iterator[Address]:
    """A server on a port, with other limits of connections where a test must not wait as long."""
    app.connection_limits = replace(app.connection_limits, **limits)  # type: ignore[arg-type]
    with running(app) as origin:
        parts = urlsplit(origin)
        yield parts.hostname or "", parts.port or 0
    app.close()


@pytest.fixture
def app(spec: Spec) -> ReferenceApp:
    """A server that is not yet served."""
    return reference_app(spec, token=fuzz.TOKEN)


def nested(depth: int) -> object:
    return [] if depth == 1 else [nested(depth - 1)]


def user(spec: Spec, **more: object) -> dict[str, object]:
    return {"schemas": [spec.users.schema_], "userName": "a@example.com", **more}


def test_each_bound_of_a_body_is_exact(scim: httpx.Client, spec: Spec) -> None:
    """At the bound a body is accepted; one beyond it gets the status of the spec and the bound in ``detail``."""
    of = spec.service.bounds
    made = scim.post("/Users", json=user(spec)).json()["id"]

    def create(number: int, **more: object) -> httpx.Response:
        return scim.post("/Users", json=user(spec, userName=f"{number}-{list(more)}", **more))

    def emails(number: int) -> list[dict[str, str]]:
        return [{"value": f"{each}@example.com"} for each in range(number)]

    def members(number: int) -> httpx.Response:
        value = [{"value": made}] * number
        return scim.post(
            "/Groups",
            json={"schemas": [spec.groups.schema_], "displayName": str(number), "members": value},
        )

    cases = {
        "values": lambda n: create(n, emails=emails(n)),
        "json_depth": lambda n: create(n, unknown=nested(n - 1)),
        "string_length": lambda n: create(n, unknown="x" * n),
        "schemas": lambda n: scim.post(
            "/Users", json=user(spec, userName=f"s{n}", schemas=[spec.users.schema_] * n)
        ),
        "members": members,
        "filter_length": lambda n: scim.get(
            "/Users", params={"filter": 'userName eq "a"'.ljust(n)}
        ),
        "filter_depth": lambda n: scim.get(
            "/Users", params={"filter": "(" * n + 'userName eq "a"' + ")" * n}
        ),
        "operations": lambda n: scim.patch(
            f"/Users/{made}", json=patch(*[{"op": "replace", "path": "active"}] * n)
        ),
    }
    for name, send in cases.items():
        bound = getattr(of, name)
        assert (
            send(bound.value).json().get("detail", "").find(f"{bound.value} {bound.unit}") == -1
        ), name
        refused = send(bound.value + 1)
        assert refused.status_code == bound.status, (name, refused.text)
        assert f"than {bound.value} {bound.unit}" in refused.json()["detail"], name
    # Too much to be parsed at all, whatever it is.
    commas = b'{"a": [%b0]}' % (b"0," * (6 * of.members.value + 1))
    assert scim.post("/Users", content=commas).status_code == of.members.status


def test_a_nul_is_refused_wherever_it_stands(scim: httpx.Client, spec: Spec) -> None:
    """No database keeps a NUL character: in a value, a path or a filter it is the client's mistake."""
    place = "/Users/" + scim.post("/Users", json=user(spec)).json()["id"]
    nul = {"op": "replace", "value": {"userName": "a\0b"}}
    hidden = {"op": "add", "path": 'emails[type eq "\\u0000"].value', "value": "a@example.com"}
    for answer in (
        scim.post("/Users", json=user(spec, userName="a\0b")),
        scim.patch(place, json=patch(nul)),
        scim.patch(place, json=patch(hidden)),
        scim.get("/Users", params={"filter": 'userName eq "a\\u0000"'}),
    ):
        assert (answer.status_code, "NUL" in answer.json()["detail"]) == (400, True), answer.text


def test_a_long_target_gets_414_and_a_large_header_431(scim: httpx.Client, spec: Spec) -> None:
    """Path, headers and entity tags are refused by their size, with a SCIM body."""
    of = spec.service.bounds
    for bound, answer in (
        (of.target_length, scim.get("/Users/" + "x" * of.target_length.value)),
        (of.header_size, scim.get("/Users", headers={"X-Long": "x" * of.header_size.value})),
        (of.header_size, scim.get("/Users", headers={"X-Long": "x" * 10 * of.header_size.value})),
        (
            of.condition_length,
            scim.get("/Users", headers={"If-Match": "W/" * of.condition_length.value}),
        ),
    ):
        assert answer.status_code == bound.status
        assert answer.json()["status"] == str(bound.status)
        assert str(bound.value) in answer.json()["detail"]


def test_values_cannot_be_piled_up(scim: httpx.Client, spec: Spec) -> None:
    """An attribute does not grow beyond its bound by one PATCH after the other."""
    made = scim.post("/Users", json=user(spec)).json()["id"]
    most = spec.service.bounds.values.value
    for start in (0, most // 2, most):
        value = [{"value": f"{start + each}@example.com"} for each in range(most // 2)]
        answer = scim.patch(
            f"/Users/{made}", json=patch({"op": "add", "path": "emails", "value": value})
        )
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")


def test_what_okta_sends_stays_below_the_bounds(spec: Spec) -> None:
    """Okta offered up to 1,000 changes of members in a PATCH, and sends whole groups in a PUT."""
    of = spec.service.bounds
    assert of.operations.value >= 1000
    assert of.members.value >= 10_000
    member = len(json.dumps({"value": "x" * 36, "display": "ada.quill@example.com"}))
    assert of.members.value * member <= spec.service.limits.body_size.value


@pytest.mark.parametrize(
    ("sent", "part"),
    [(b"", "header section"), (b"GET / HTTP/1.1\r\nHost: loc", "header section"),
     (b"POST /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + fuzz.TOKEN.encode() + b"\r\nContent-Length: 9\r\n\r\n{", "body")],
)  # fmt: skip
def test_a_request_that_does_not_arrive_ends(app: ReferenceApp, sent: bytes, part: str) -> None:
    """A client that sends nothing, or half of something, gets 408 and is disconnected."""
    with (
        served(app, header_seconds=0.2, body_seconds=0.2) as address,
        socket.create_connection(address, 5) as connection,
    ):
        connection.sendall(sent)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert json.loads(body)["detail"] == f"The {part} did not arrive within 0.2 seconds"


def test_a_drip_does_not_prolong_a_request(app: ReferenceApp) -> None:
    """The deadline is that of the whole header section, however often a byte arrives."""
    begun = time.monotonic()
    with (
        served(app, header_seconds=0.5) as address,
        socket.create_connection(address, 5) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\n")
        with suppress(OSError):
            for _ in range(100):
                connection.sendall(b"x")
                time.sleep(0.05)
    assert time.monotonic() - begun < 3


def test_an_endless_header_ends(app: ReferenceApp) -> None:
    """A header section that does not stop is refused when it is too large, and not read any more."""
    begun = time.monotonic()
    with (
        served(app, header_seconds=60) as address,
        socket.create_connection(address, 5) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(OSError):
            while time.monotonic() - begun < 10:
                connection.sendall(b"x" * 8192)
    assert time.monotonic() - begun < 5


def test_a_body_that_nobody_needs_is_not_waited_for(app: ReferenceApp) -> None:
    """A request that is answered before its body has arrived keeps its connection for a second."""
    head = b"PUT /scim/v2/Users/x HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9\r\n\r\n{"
    begun = time.monotonic()
    with (
        served(app, body_seconds=60) as address,
        socket.create_connection(address, 10) as connection,
    ):
        connection.sendall(head)
        received = connection.recv(65536)
        connection.sendall(b" ")  # does not prolong it
        received += b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 421")
    assert time.monotonic() - begun < 5


def test_connections_are_counted(app: ReferenceApp) -> None:
    """One connection too many gets 429, and those before it are served on."""
    with served(app, connections=2) as address:
        first, second, third = (socket.create_connection(address, 5) for _ in range(3))
        assert third.recv(65536).startswith(b"HTTP/1.1 429")
        first.sendall(b"GET /scim/v2/ServiceProviderConfig HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert first.recv(65536).startswith(b"HTTP/1.1 200")
        for each in (first, second, third):
            each.close()


def test_requests_in_flight_are_counted(app: ReferenceApp, spec: Spec) -> None:
    """While as many requests are served as the spec allows, a further one gets 429 with Retry-After."""
    app._in_flight = spec.service.bounds.requests.value
    with served(app) as address:
        status, head, body = fuzz.exchange(
            address, b"GET /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
    assert status == "429"
    assert b"retry-after: 1" in head
    assert spec.service.bounds.requests.text in json.loads(body)["detail"]


def test_an_endless_body_ends(app: ReferenceApp) -> None:
    """A client that sends on and on is answered 413, and not read any more."""
    head = f"POST /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {fuzz.TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with (
        served(app, body_seconds=60) as address,
        socket.create_connection(address, 10) as connection,
    ):
        connection.sendall(head.encode())
        begun = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - begun < 10:
                connection.sendall(chunk)
    assert time.monotonic() - begun < 5


def test_one_client_does_not_delay_another(app: ReferenceApp, spec: Spec) -> None:
    """While the request of one client waits for the database, that of another is answered."""
    headers = {"Authorization": f"Bearer {fuzz.TOKEN}"}
    with served(app) as (host, port), ThreadPoolExecutor(1) as pool:
        base = f"http://{host}:{port}{fuzz.BASE}"
        with app._sql.operation():
            waiting = pool.submit(httpx.post, f"{base}/Users", json=user(spec), headers=headers)
            while not app._in_flight:
                time.sleep(0.01)
            assert httpx.get(f"{base}/ServiceProviderConfig", timeout=5).status_code == 200
            assert not waiting.done()
        assert waiting.result().status_code == 201


def test_head_is_get_without_its_body(scim: httpx.Client, spec: Spec) -> None:
    """RFC 9110 section 9.3.2: the same status and headers, and no byte more."""
    made = scim.post("/Users", json=examples.user(spec, "ada")).json()["id"]
    for path in ("/Users", f"/Users/{made}", "/Users/nobody", "/ServiceProviderConfig"):
        got, head = scim.get(path), scim.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert {n: v for n, v in head.headers.items() if n != "date"} == {
            n: v for n, v in got.headers.items() if n != "date"
        }
    assert "HEAD" in scim.post(f"/Users/{made}").headers["allow"]


def test_a_refusal_of_head_has_no_body(app: ReferenceApp) -> None:
    """Also when the server gives up waiting for a body that HEAD announced."""
    head = b"HEAD /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
    with (
        served(app, body_seconds=0.2) as address,
        socket.create_connection(address, 5) as connection,
    ):
        connection.sendall(head + fuzz.TOKEN.encode() + b"\r\nContent-Length: 9\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 408")
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u00a0", "\u200b"])
def test_a_blank_name_is_refused(scim: httpx.Client, spec: Spec, name: str) -> None:
    """A required string has a character to see, in POST, PUT and PATCH."""
    made = scim.post("/Users", json=user(spec)).json()["id"]
    for answer in (
        scim.post("/Users", json=user(spec, userName=name)),
        scim.put(f"/Users/{made}", json=user(spec, userName=name)),
        scim.patch(
            f"/Users/{made}", json=patch({"op": "replace", "path": "userName", "value": name})
        ),
    ):
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")


@pytest.mark.parametrize("text", ['userName eq "a"', 'displayName eq "a"', 'id eq "a"', "("])
def test_a_filter_at_the_root_is_answered(scim: httpx.Client, text: str) -> None:
    """A filter over all kinds of resources is found, refused, or not supported."""
    assert scim.get("/", params={"filter": text}).status_code in (200, 400, 501)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30, 10**400])
def test_a_start_that_no_database_counts_to_is_refused(scim: httpx.Client, number: int) -> None:
    """``startIndex`` beyond what an integer of a database holds is the client's mistake."""
    answer = scim.get("/Users", params={"startIndex": str(number), "count": str(number)})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")


@pytest.mark.parametrize("name", ["startIndex", "count"])
@pytest.mark.parametrize("value", ["", " ", "x", "1.5", "-"])
def test_what_is_no_number_is_refused(scim: httpx.Client, name: str, value: str) -> None:
    """A page begins at a number and has a number of resources; anything else is the client's mistake."""
    assert scim.get("/Users", params={name: value}).status_code == 400


def test_a_fuzzed_server_answers_each_request_as_scim_says(app: ReferenceApp) -> None:
    """Hostile requests on raw sockets: no 500, every error with a SCIM body, the token in no response."""
    with served(app, header_seconds=0.3, body_seconds=0.3) as address:
        report = fuzz.run(address, seed=20, number=400)
    assert not report.broken
    assert app._in_flight == 0
    assert report.statuses.keys() >= {"200", "201", "400", "404"}


def test_schemathesis_finds_no_server_error(app: ReferenceApp) -> None:
    """Requests that Schemathesis makes from the OpenAPI document of the downloads get no 5xx."""
    with served(app) as (host, port):
        assert not fuzz.schemathesis(ROOT, f"http://{host}:{port}{fuzz.BASE}", examples=3)


def test_wrong_tokens_wait_by_address() -> None:
    """After some in a minute each further one waits, twice as long as the one before, up to an end."""
    now = 0.0
    wrong = WrongTokens(3, lambda: now)
    assert [wrong.delay("a") for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    assert wrong.delay("b") == 0
    assert max(wrong.delay("a") for _ in range(20)) == LONGEST
    now = 61
    assert wrong.delay("a") == 0
    for number in range(ADDRESSES + 10):
        wrong.delay(str(number))
    assert len(wrong._times) == ADDRESSES


def test_a_wrong_token_is_slowed_and_never_logged(
    spec: Spec, caplog: pytest.LogCaptureFixture
) -> None:
    """The response to a wrong token waits once there are many, and the log has an address but no token."""
    app = reference_app(spec, token="right")
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    app.sleep = sleep
    request = b"GET /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer wrong-9871\r\n\r\n"
    with served(app) as address:
        statuses = {
            fuzz.exchange(address, request)[0]
            for _ in range(spec.service.bounds.wrong_tokens.value + 2)
        }
    assert (statuses, waits) == ({"401"}, [0.1, 0.2])
    assert caplog.records[0].address == "127.0.0.1"  # type: ignore[attr-defined]
    assert "wrong-9871" not in caplog.text + str([each.__dict__ for each in caplog.records])


def test_a_server_ends_within_five_seconds_whatever_runs(app: ReferenceApp) -> None:
    """Neither open connections, nor a half request, nor one that takes long keep it."""

    begun_it = threading.Event()

    async def never(_: float) -> None:
        begun_it.set()
        await asyncio.sleep(60)

    app.sleep = never
    app.set_faults(["slow"])
    request = (
        b"GET /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + fuzz.TOKEN.encode()
    )
    with served(app) as address:
        held = [socket.create_connection(address, 5) for _ in range(3)]
        held[0].sendall(request + b"\r\n\r\n")
        held[1].sendall(request)
        assert begun_it.wait(10)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    for each in held:
        each.close()


def test_limits_of_connections_come_from_the_spec(app: ReferenceApp, spec: Spec) -> None:
    """What a connection may take is what the page says."""
    of, limits = spec.service.bounds, app.connection_limits
    assert isinstance(limits, ConnectionLimits)
    assert (limits.header_size, limits.header_seconds, limits.body_seconds, limits.connections) == (
        of.header_size.value, of.header_time.value, of.body_time.value, of.connections.value,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:1", 200), ("[::1]", 200), ("SCIM.example.com:443", 200), ("evil.example", 421), ("scim.example.com.evil.example", 421), ("localhost:99999", 421), ("localhost/x", 421)],
)  # fmt: skip
def test_only_served_hosts_are_served(spec: Spec, host: str, status: int) -> None:
    """Loopback names and those that were given, so that no other reaches a ``location``."""
    app = reference_app(spec, token=fuzz.TOKEN, hosts=["scim.example.com"])
    request = (
        f"GET /scim/v2/Users HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {fuzz.TOKEN}\r\n\r\n"
    )
    with served(app) as address:
        found = fuzz.exchange(address, request.encode())
    assert found[0] == str(status)
    assert status == 200 or fuzz.is_scim_error(*found)


def test_changes_of_one_member_each_are_one_step(scim: httpx.Client, spec: Spec) -> None:
    """1,000 operations as Okta sends them are carried out in their order; others are too many."""
    names = map("u{}".format, range(123))
    a, b, c, *others = [
        scim.post("/Users", json=user(spec, userName=each)).json()["id"] for each in names
    ]
    group = {"schemas": [spec.groups.schema_], "displayName": "A", "members": [{"value": a}]}
    place = "/Groups/" + scim.post("/Groups", json=group).json()["id"]

    def add(member: str) -> dict[str, object]:
        return {"op": "add", "path": "members", "value": [{"value": member}]}

    def remove(member: str) -> dict[str, object]:
        return {"op": "remove", "path": f'members[value eq "{member}"]'}

    nobody = [remove(str(each)) for each in range(500)]
    changes = [add(b), add(c), remove(a), remove(c), *nobody, add(a), add(b), add(c)]
    assert scim.patch(place, json=patch(*changes, *map(add, others))).status_code < 300
    assert [each["value"] for each in scim.get(place).json()["members"]] == [b, a, c, *others]
    general = [{"op": "remove", "path": f'members[value co "{each}"]'} for each in range(1000)]
    assert scim.patch(place, json=patch(*general)).status_code == 413
