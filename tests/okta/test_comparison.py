"""A rehearsal sees what the service contains after each step, and outlives every response."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.faults import FAULTS, SHOWN_BY
from scimguide.mapping.scenarios import Scenario
from scimguide.okta.clock import VirtualClock
from scimguide.preflight.check import CannotRun
from scimguide.preflight.runner import run
from scimguide.preflight.spec_facts import facts_of
from scimguide.reference import reference_app
from scimguide.rehearse import scenarios
from scimguide.rehearse.scenarios import chosen, play

ADA, BEN, TEAM = "ada.quill@example.com", "ben.hale@example.com", "'Checkout Team'"
FULL = ["assign ada", "assign ben", "join ada checkout", "join ben checkout", "push checkout"]
WIZARD = ["vary wizard-app", *FULL]

SEEN: dict[str, tuple[list[str], str, str]] = {
    "ignore-deactivation": (["assign ada"], "unassign ada", f"the account '{ADA}' is active, expected inactive"),
    "ignore-reactivation": (["assign ada", "unassign ada"], "assign ada", f"the account '{ADA}' is inactive, expected active"),
    "ignore-filter": (["assign ben"], "assign ada", f"expected '{BEN}'"),
    "ignore-removal": (FULL, "leave ada checkout", f"the members of the group {TEAM} are {ADA}, {BEN}, expected {BEN}"),
    "remove-all": (FULL, "leave ada checkout", f"the members of the group {TEAM} are none, expected {BEN}"),
    "add-replaces": (["assign ben", *FULL[:3], "push checkout"], "join ben checkout", f"the members of the group {TEAM} are {BEN}, expected {ADA}, {BEN}"),
    "rename-empties": (FULL, "rename-group checkout New", f"the members of the group 'New' are none, expected {ADA}, {BEN}"),
    "untyped-members-ignored": (["assign ada", "push checkout"], "join ada checkout", "are none, expected"),
    "ignore-members": (FULL, "leave ada checkout", f"expected {BEN}"),
    "empty-members-ignored": ([*FULL[:1], FULL[2], FULL[4], "unassign ada"], "push-now checkout", "expected none"),
    "stale-members": (["vary no-group-name", *FULL], "leave ada checkout; leave ben checkout", "expected none"),
    "put-empties": (WIZARD, "leave ada checkout", f"are none, expected {BEN}"),
    "created-empty": (["vary no-group-name", *FULL[:1], FULL[2]], "push checkout", ""),
    "empty-members-refused": ([*FULL[:1], FULL[2], FULL[4], "unassign ada"], "push-now checkout", "failed"),
    "pathless-members-refused": (["vary pathless-members", *FULL], "leave ada checkout", "Invalid JSON"),
    "one-group-put": (WIZARD, "push-now checkout", "members is immutable"),
    "repeated-member-error": (FULL[:4], "push checkout", "Duplicate entry"),
    "group-needs-external-id": ([], "push checkout", "externalId is required"),
    "firewall": ([], "assign ada", "Forbidden. Errors reported by remote server: Invalid JSON"),
    "patch-not-allowed": (["assign ada"], "unassign ada", "Error while deactivating user: Method Not Allowed"),
    "no-put": (["assign ada"], "change ada lastName=Byrne", "Not Implemented"),
    "unread-media-type": ([], "assign ada", "Bad Request"),
    "password-rule": ([], "assign ada", "12 characters"),
    "refuse-after-return": (["assign ada", "unassign ada"], "assign ada", "cannot change"),
    "refuse-null": (["assign ada"], "change ada lastName=Byrne", "null"),
    "lost-user-ids": (["assign ada"], "change ada lastName=Byrne", "No user returned"),
    "no-user-schemas": ([], "assign ada", "No schema's defined"),
    "no-groups": ([], "push checkout", "Not Found"),
    "closed": ([], "assign ada", "so the scenario ends here"),
    "slow": ([], "assign ada", "Read timed out"),
}  # fmt: skip
"""What precedes, the steps during which the service is broken, and what the rehearsal then says."""


def scenario(before: list[str], *steps: str) -> Scenario:
    """A scenario of one's own."""
    made = [{"do": step} for step in steps]
    return Scenario.model_validate(
        {"name": "own", "title": "Own", "summary": "Own.", "given": before, "steps": made}
    )


@pytest.mark.parametrize("fault", SEEN)
def test_a_broken_service_is_seen_by_the_rehearsal(spec: Spec, fault: str) -> None:
    """The step shows what Okta reports, or what the service contains otherwise."""
    before, step, said = SEEN[fault]
    outcome = play(spec, scenario(before, *step.split("; ")), faults=[fault])
    found = [each for each in outcome.problems if not each.startswith("leaves:")]
    if said:
        assert any(said in each for each in found), outcome.problems
    else:
        assert found == []  # the members follow the creation once more


@pytest.mark.parametrize("fault", [name for name in SEEN if name != "created-empty"])
def test_a_healthy_service_has_no_such_finding(spec: Spec, fault: str) -> None:
    """Without the fault nothing is reported but what the own scenario does not list."""
    before, step, _ = SEEN[fault]
    found = play(spec, scenario(before, *step.split("; "))).problems
    assert [each for each in found if not each.startswith("leaves:")] == []


@pytest.mark.parametrize("fault", SHOWN_BY)
def test_the_rehearsal_that_the_table_names_shows_the_fault(spec: Spec, fault: str) -> None:
    """It goes as expected on a healthy service, and otherwise on the broken one."""
    name, *variants = SHOWN_BY[fault].replace("--vary ", "").split()
    (story,) = chosen(spec, name)
    assert isinstance(story, Scenario)
    assert play(spec, story, variants=variants).problems == []
    assert play(spec, story, variants=variants, faults=[fault]).problems


def test_what_leaves_access_can_be_rehearsed(spec: Spec) -> None:
    """A fault that the service keeps to itself has an entry of the catalogue or a rehearsal."""
    entries = {f for each in spec.problems if each.reproduce for f in each.reproduce.faults}
    silent = {name for name in FAULTS if re.search("ignore|put-|stale|empties|forget", name)}
    assert silent - entries - set(SHOWN_BY) == {"ignore-count"}  # which Okta's own count outlives


def test_nothing_follows_a_lost_connection(spec: Spec) -> None:
    """The steps after a request without a response are not carried out."""
    outcome = play(spec, scenario([], "assign ada", "assign ben"), faults=["closed"])
    assert [each.step.do for each in outcome.done] == ["assign ada"]


def test_steps_that_come_first_must_succeed(spec: Spec) -> None:
    """A scenario whose beginning fails is not as expected, and has no steps."""
    outcome = play(spec, scenario(["map-role '[]'"], "assign ada"))
    assert outcome.done == []
    assert "which comes first, failed" in outcome.problems[0]


def test_a_service_of_ones_own_is_compared_too(spec: Spec) -> None:
    """Over HTTP, what the service then contains is seen as well."""
    app = reference_app(spec, token="t", faults=["ignore-removal"])
    with running(app) as origin:
        own = (app.base_url_at(origin), "t")
        outcome = play(spec, scenario(FULL, "leave ada checkout"), own)
    app.close()
    assert any(f"expected {BEN}" in each for each in outcome.problems), outcome.problems


# -- Any response ---------------------------------------------------------------

Raw = tuple[bytes, bool]
"""The bytes of a response, and whether the connection is closed in the middle."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "schemas",
                    "id",
                    "userName",
                    "active",
                    "Resources",
                    "totalResults",
                    "startIndex",
                    "itemsPerPage",
                    "members",
                    "value",
                    "displayName",
                    "name",
                    "emails",
                    "meta",
                    "detail",
                    "status",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
BODIES = st.binary(max_size=20) | JSON.map(lambda found: json.dumps(found).encode())
HEADERS = st.sampled_from(
    [
        b"Content-Type: application/scim+json",
        b"Content-Type: text/html; charset=nowhere",
        b"Content-Encoding: gzip",
        b"Content-Length: 1",
        b"Content-Length: x",
        b"Retry-After: -1",
        b"Location: /elsewhere",
        b"Transfer-Encoding: chunked",
        b"broken",
        b"X: \xff",
    ]
)


@st.composite
def responses(draw: st.DrawFn) -> Raw:
    """Any response, mostly one that begins like HTTP."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=30)), True
    status = draw(
        st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 404, 409, 429, 500, 599])
    )
    head = b"HTTP/1.1 %d X\r\n" % status
    lines = b"".join(line + b"\r\n" for line in draw(st.lists(HEADERS, max_size=2)))
    return head + lines + b"Connection: close\r\n\r\n" + draw(BODIES), draw(st.booleans())


@contextmanager
def raw_service(answers: list[Raw]) -> Iterator[str]:
    """A socket that sends these responses in turn, whatever it reads; its base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        turn = 0

        def serve() -> None:
            nonlocal turn
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    try:
                        connection.recv(65536)
                        content, cut = answers[turn % len(answers)]
                        turn += 1
                        connection.sendall(content[: len(content) // 2] if cut else content)
                    except OSError:
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/scim/v2"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of Okta cost no time."""
    monkeypatch.setattr(scenarios, "RealClock", VirtualClock)


ANY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STORY = ["assign ada", "change ada lastName=Byrne", "join ada checkout", "push checkout",
         "leave ada checkout", "import", "unassign ada", "disable-by-hand ada", "retry"]  # fmt: skip


@ANY
@given(answers=st.lists(responses(), min_size=1, max_size=6))
def test_the_rehearsal_outlives_any_response(spec: Spec, hurried: None, answers: list[Raw]) -> None:
    """Whatever a service sends, the rehearsal ends with an outcome."""
    with raw_service(answers) as url:
        assert play(spec, scenario([], *STORY), (url, "t")).problems


@ANY
@given(answers=st.lists(responses(), min_size=1, max_size=6))
def test_an_org_that_was_connected_outlives_any_response(
    spec: Spec, hurried: None, answers: list[Raw]
) -> None:
    """The same after a set-up that succeeded."""
    page = {"schemas": [], "totalResults": 0, "Resources": []}
    fine = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + json.dumps(page).encode()
    with raw_service([*[(fine, False)] * 8, *answers * 40]) as url:
        outcome = play(spec, scenario([], *STORY), (url, "t"))
    assert outcome.done


@ANY
@given(answers=st.lists(responses(), min_size=1, max_size=6))
def test_preflight_outlives_any_response(spec: Spec, answers: list[Raw]) -> None:
    """Every check has a result, or it is said that nothing responds."""
    with raw_service(answers) as url:
        try:
            report = run(facts_of(spec), url, "t", write=True, pause=lambda seconds: None)
        except CannotRun:
            return
    assert report.results
