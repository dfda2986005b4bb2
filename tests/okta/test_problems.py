"""What the admin reads when the service answers badly, and how Okta waits."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from okta.faulty import Faulty
from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta import ActionResult, Rehearsal
from scimguide.okta.clock import BEGIN
from scimguide.okta.model import AppUser, Person
from scimguide.reference import reference_app

TOKEN = "rehearsal-token"
CONNECTED = ("set-up",)
SCIM_ERROR = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "detail": "Broken"}  # fmt: skip


class Play:
    """A rehearsal with a service that can be broken."""

    def __init__(self, faulty: Faulty, rehearsal: Rehearsal) -> None:
        self.faulty, self.rehearsal = faulty, rehearsal
        self.org = rehearsal.org

    def do(self, line: str) -> ActionResult:
        return self.rehearsal.run(parse(line))

    def connected(self, *lines: str) -> "Play":
        for line in (*CONNECTED, *lines):
            self.do(line)
        return self

    def waited(self) -> timedelta:
        return self.org.client.clock.now() - BEGIN


@pytest.fixture
def play(spec: Spec) -> Iterator[Play]:
    """An org before anything was done in it."""
    with ExitStack() as stack:
        app = reference_app(spec, token=TOKEN)
        stack.callback(app.close)
        faulty = Faulty(app)
        base_url = app.base_url_at(stack.enter_context(running(faulty)))
        rehearsal = Rehearsal(spec, base_url, TOKEN)
        stack.callback(rehearsal.close)
        yield Play(faulty, rehearsal)


UNTESTED = (
    "The connector configuration could not be tested. Make sure that the URL, Authentication "
    "Parameters are correct and that there is an implementation available at the URL provided."
)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, {"detail": "no"}, f"Error authenticating: Unauthorized. {UNTESTED}"),
        (200, b"<html>hello</html>", "No results for users returned"),
        (200, b"", "No results for users returned"),
        (200, None, "No results for users returned"),
        (200, [], "No results for users returned"),
        (200, {"totalResults": 0}, "No results for users returned"),
        (
            500,
            {"detail": "no"},
            "Error authenticating: Internal Server Error. Errors reported by remote server: no",
        ),
        (
            500,
            b"oops",
            "Error authenticating: Internal Server Error. Errors reported by remote server: Invalid JSON: "
            "Unrecognized token 'oops': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or "
            "'false') at [Source: java.io.StringReader@…; line: 1, column: 5]",
        ),
    ],
)
def test_the_test_of_credentials_says_what_okta_says(
    play: Play, status: int, body: Any, message: str
) -> None:
    """Facts 1.2: the texts on the screen, and a failure in the System Log."""
    play.faulty.fail("GET", "Users", status, body)
    report = play.do("connect")
    assert report.messages == [message]
    assert report.failed
    assert not play.org.settings.enabled
    assert ("application.configuration.update", "FAILURE") in [
        (event.event_type, event.result) for event in report.events
    ]


def test_a_verified_service_is_named(play: Play) -> None:
    """The banner carries the app's label."""
    assert play.do("connect").messages == ["Testomat.io was verified successfully!"]


def test_a_token_with_its_scheme_is_refused(play: Play) -> None:
    """Problem 1: “Bearer ” pasted into the field is sent twice."""
    play.rehearsal.token = f"Bearer {TOKEN}"
    report = play.do("connect")
    assert report.requests[0].request_headers["Authorization"] == f"Bearer Bearer {TOKEN}"
    assert report.messages == [f"Error authenticating: Unauthorized. {UNTESTED}"]


PREFIX = "Automatic provisioning of user ada.quill@example.com to app Testomat.io failed: "


@pytest.mark.parametrize(
    ("method", "kind", "status", "body", "problem"),
    [
        ("POST", "Users", 409, SCIM_ERROR,
         "Error while creating user ada.quill@example.com: Conflict. Errors reported by remote server: Broken"),
        ("POST", "Users", 400, SCIM_ERROR,
         "Error while creating user ada.quill@example.com: Bad Request. Errors reported by remote server: Broken"),
        ("POST", "Users", 500, b"Internal trouble",
         "Error while creating user ada.quill@example.com: Internal Server Error. Errors reported by remote server: "
         "Invalid JSON: Unrecognized token 'Internal': was expecting (JSON String, Number, Array, Object or token "
         "'null', 'true' or 'false') at [Source: java.io.StringReader@…; line: 1, column: 9]"),
        ("POST", "Users", 201, b"",
         "Error while creating user Ada Quill: Create new user returned empty user."),
        ("GET", "Users", 401, SCIM_ERROR,
         "Error while verifying if user ada.quill@example.com exists: Unauthorized. "
         "Errors reported by remote server: Broken"),
        ("GET", "Users", 200, b"<html>",
         "Error while verifying if user ada.quill@example.com exists: Invalid JSON: Unexpected character "
         "('<' (code 60)): expected a valid value (number, String, array, object, 'true', 'false' or 'null') "
         "at [Source: java.io.StringReader@…; line: 1, column: 2]"),
    ],
)  # fmt: skip
def test_a_failed_creation_says_what_okta_says(
    play: Play, method: str, kind: str, status: int, body: Any, problem: str
) -> None:
    """Facts 1.3 and 1.10: the step, the reason phrase, and the service's detail."""
    play.connected().faulty.fail(method, kind, status, body)
    report = play.do("assign ada")
    assert report.messages == [PREFIX + problem]
    assert report.tasks == ["Application assignments encountered errors: ada.quill@example.com"]
    assert play.org.app_users["00u1a2b3c4AdaQuill5d7"].external_id is None
    assert play.do("unassign ada").requests == []


def test_a_lookup_may_answer_404(play: Play) -> None:
    """Okta takes 404 for nobody, and creates."""
    play.connected().faulty.fail("GET", "Users", 404, SCIM_ERROR)
    report = play.do("assign ada")
    assert [each.method for each in report.requests] == ["GET", "POST"]
    assert not report.failed


def test_counts_as_text_stop_okta_without_a_word(play: Play) -> None:
    """Facts 1.1.9: an event without reason, no message, and no POST."""
    listed = {
        "schemas": [],
        "totalResults": 0,
        "startIndex": "1",
        "itemsPerPage": 0,
        "Resources": [],
    }
    play.connected().faulty.fail("GET", "Users", 200, listed)
    report = play.do("assign ada")
    assert [each.method for each in report.requests] == ["GET"]
    assert report.messages == []
    assert [(e.event_type, e.result, e.reason) for e in report.events][-1] == (
        "application.provision.user.sync", "FAILURE", None,
    )  # fmt: skip


def test_a_missing_account_is_not_created_again(play: Play) -> None:
    """Facts 1.5: GET 404 before a profile update is a failure."""
    play.connected("assign ada").faulty.fail("GET", "User", 404, SCIM_ERROR)
    report = play.do("change ada lastName=Byrne")
    assert [each.method for each in report.requests] == ["GET"]
    assert re.fullmatch(
        "Automatic profile push of user ada.quill@example.com to app Testomat.io failed: "
        "Error while trying to push profile update for ada.quill@example.com: "
        "No user returned for user [0-9a-f-]{36}",
        *report.messages,
    )


def test_a_service_without_patch_keeps_the_account_active(play: Play) -> None:
    """Facts 1.6: 501 fails the task; there is no fallback to PUT."""
    play.connected("assign ada").faulty.fail("PATCH", "User", 501, SCIM_ERROR)
    report = play.do("unassign ada")
    assert [each.method for each in report.requests] == ["PATCH"]
    assert "Not Implemented. Errors reported by remote server: Broken" in report.messages[0]
    assert report.tasks == ["Application accounts need deprovisioning: ada.quill@example.com"]
    play.faulty.answers.clear()
    assert play.do("retry").requests == []
    play.do("mark-complete")
    assert play.org.tasks == []


@pytest.mark.parametrize(
    ("method", "kind", "status", "do", "problem"),
    [
        ("POST", "Groups", 409, "push checkout", "Error while creating user group Checkout Team: Conflict"),
        ("PATCH", "Group", 400, "push checkout",
         "Error while updating user group membership for group Checkout Team: Bad Request"),
        ("PATCH", "Group", 501, "push-now checkout",
         "Error while updating user group membership for group Checkout Team: Not Implemented"),
    ],
)  # fmt: skip
def test_a_failed_push_says_what_okta_says(
    play: Play, method: str, kind: str, status: int, do: str, problem: str
) -> None:
    """Facts 1.8: the mapping is marked with Error, and the text names the group."""
    play.connected(*(["push checkout"] if do.startswith("push-now") else []))
    play.faulty.fail(method, kind, status, SCIM_ERROR)
    report = play.do(do)
    assert report.messages == [
        f"Unable to update Group Push mapping target App group Checkout Team: {problem}. "
        "Errors reported by remote server: Broken"
    ]
    assert [push.status for push in play.org.pushes.values()] == ["ERROR"]


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [
        (["7"], [7]),
        ([""], [300]),
        (["soon"], [300]),
        (["Wed, 21 Oct 2026 07:28:00 GMT"], [300]),
        (["1.5"], [300]),
        (["0"], [300]),
        (["7", "7", "7"], [7, 14, 28]),
        (["", "9"], [300, 600]),
    ],
)
def test_a_rate_limit_pauses_the_task(play: Play, retry_after: list[str], waits: list[int]) -> None:
    """Facts 1.10: whole seconds count, otherwise five minutes; each further 429 doubles."""
    play.connected()
    for text in retry_after:
        play.faulty.fail(
            "POST", "Users", 429, SCIM_ERROR, **({"Retry_After": text} if text else {})
        )
    play.faulty.fail("POST", "Users", 0)
    report = play.do("assign ada")
    posts = [each for each in report.requests if each.method == "POST"]
    assert [each.waited for each in posts] == [0, *waits]
    assert play.waited() == timedelta(seconds=sum(waits))
    assert not report.failed
    assert [e.event_type for e in report.events].count(
        "application.integration.rate_limit_exceeded"
    ) == len(waits)


def test_the_tenth_attempt_is_the_last(play: Play) -> None:
    """Facts 1.10: after ten attempts the task fails for good."""
    play.connected().faulty.fail("POST", "Users", 429, SCIM_ERROR, Retry_After="1")
    report = play.do("assign ada")
    posts = [each for each in report.requests if each.method == "POST"]
    assert [each.waited for each in posts] == [0, *(2**n for n in range(9))]
    assert report.messages == [
        PREFIX + "Error while creating user ada.quill@example.com: Rate Limit Exceeded"
    ]


def page(start: int, count: int, total: int, **more: Any) -> dict[str, Any]:
    resources = [
        {"id": f"u{n}", "userName": f"p{n}@example.com", "active": n % 10 != 0, **more}
        for n in range(start, start + count)
    ]
    return {
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": count,
        "Resources": resources,
    }


def test_an_import_reads_every_page(play: Play) -> None:
    """Facts 1.9: pages of 100 until the total is reached; inactive users do not count."""
    play.connected("import-groups off")
    for start, count in ((1, 100), (101, 100), (201, 50)):
        play.faulty.fail("GET", "Users", 200, page(start, count, 250))
    report = play.do("import")
    assert [each.target for each in report.requests] == [
        f"/scim/v2/Users?startIndex={start}&count=100" for start in (1, 101, 201)
    ]
    assert report.messages[0].startswith("225 users scanned! ")


def test_an_import_links_whatever_the_case_of_the_name(play: Play) -> None:
    """Usernames are compared as Okta compares logins, so an account in capitals is found."""
    play.connected("import-groups off", "change ada login=Ada.Quill@example.com")
    found = [{"id": "u1", "userName": "ADA.QUILL@EXAMPLE.COM", "active": True}]
    play.faulty.fail("GET", "Users", 200, {**page(1, 1, 1), "Resources": found})
    play.do("import")
    play.do("confirm-import")
    assert [user.external_id for user in play.org.app_users.values()] == ["u1"]


@pytest.mark.parametrize(("people", "paused"), [(100, False), (101, True)])
def test_the_import_safeguard_is_for_apps_with_more_than_100_people(
    play: Play, people: int, paused: bool
) -> None:
    """With more than a fifth missing, such an import is paused, and nobody is unassigned."""
    for at in range(people):
        person = Person(f"00uCrowd{at}", {"login": f"crowd{at}@example.com"})
        play.org.app_users[person.id] = AppUser(person, "USER", external_id=f"crowd-{at}")
    play.connected().faulty.fail("GET", "Users", 200, page(1, 1, 1))
    report = play.do("import")
    assert report.failed is paused
    assert (report.messages == ["All imports paused"]) is paused
    assert len(play.org.app_users) == (people if paused else 0)


def test_a_service_that_is_not_there_is_named(play: Play) -> None:
    """Okta shows null; the terminal has the address that did not answer."""
    play.rehearsal.base_url = "http://127.0.0.1:9/scim/v2"
    report = play.do("connect")
    assert report.messages == [f"Error authenticating: null. {UNTESTED}"]
    assert report.requests[0].reason == "Connect to 127.0.0.1:9 failed: Connection refused"


def test_a_broken_expression_is_one_event(play: Play) -> None:
    """Facts 2.12: one event for the invalid expressions of a mapping, and a message."""
    play.connected("map-role \"user.firstName == 'Ada' ? {user.nickName.x} : {'qa'}\"")
    report = play.do("assign ada")
    assert report.failed
    assert "application.appuser.mapping.invalid.expression" in [e.event_type for e in report.events]


def test_every_assumption_is_told_where_it_is_made(play: Play) -> None:
    """Facts 5.2: password, wording, order and batching are told beside the output."""
    play.connected("turn-on sync-password")
    assert any("password" in text for text in play.do("assign ada").assumptions)
    play.do("join ada checkout")
    assert any("name comes before" in text for text in play.do("push checkout").assumptions)
