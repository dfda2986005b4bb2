"""The org as a server: Okta's lifecycle suite, its errors, and queries of the System Log."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from helpers import ROOT, Run
from scimguide.listen import running
from scimguide.mapping.actions import parse
from scimguide.okta import Rehearsal
from scimguide.okta.management import management_app

API_TOKEN = "00management"
CONNECTED = ("set-up",)
PERSON = {
    "firstName": "Lea",
    "lastName": "Moss",
    "email": "lea.moss@example.com",
    "login": "lea.moss@example.com",
}


class Served:
    """An org behind its API, and the service behind the org."""

    def __init__(self, origin: str, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.app = rehearsal.org.app_id
        self.okta = httpx.Client(
            base_url=f"{origin}/api/v1", headers={"Authorization": f"SSWS {API_TOKEN}"}
        )
        self.scim = httpx.Client(
            base_url=rehearsal.base_url, headers={"Authorization": f"Bearer {rehearsal.token}"}
        )

    def create(self, **profile: str) -> Any:
        return self.okta.post("/users", json={"profile": PERSON | profile}).json()

    def assign(self, user: str, name: str = PERSON["login"]) -> httpx.Response:
        body = {"id": user, "scope": "USER", "credentials": {"userName": name}, "profile": {}}
        return self.okta.post(f"/apps/{self.app}/users", json=body)

    def at_service(self, name: str = PERSON["login"]) -> Any:
        found = self.scim.get("/Users", params={"filter": f'userName eq "{name}"'}).json()
        return found["Resources"][0] if found["Resources"] else None


@pytest.fixture
def served(begin: Callable[..., Rehearsal]) -> Iterator[Served]:
    """A connected org, served."""
    rehearsal = begin(*CONNECTED)
    with running(management_app(rehearsal.org, API_TOKEN)) as origin:
        found = Served(origin, rehearsal)
        yield found
        found.okta.close()
        found.scim.close()


def test_the_steps_of_oktas_lifecycle_suite_pass(served: Served) -> None:
    """The requests and checks of Okta's published CRUD suite, in its order."""
    okta, scim, app = served.okta, served.scim, served.app
    assert okta.get(f"/apps/{app}").status_code == 200
    profile = PERSON | {"title": "Engineer", "primaryPhone": "415.123.4567"}
    credentials = {
        "password": {"value": "Kv7J2LEa"},
        "recovery_question": {"question": "Which one?", "answer": "okta"},
    }
    made = okta.post("/users?activate=true", json={"profile": profile, "credentials": credentials})
    assert made.status_code == 200
    user = made.json()["id"]
    assert user.startswith("00u")
    assignment = {
        "id": user,
        "scope": "USER",
        "credentials": {"userName": PERSON["email"]},
        "profile": {
            "familyName": "Moss",
            "givenName": "Lea",
            "emailType": "work",
            "email": PERSON["email"],
        },
    }
    assert okta.post(f"/apps/{app}/users", json=assignment).status_code == 200
    found = scim.get(f'/Users?filter=userName eq "{PERSON["email"]}"').json()["Resources"][0]
    assert found["userName"] == found["emails"][0]["value"] == PERSON["email"]
    assert found["name"]["familyName"] == "Moss"
    assert found["name"]["givenName"] == "Lea"
    changed = {"profile": PERSON | {"firstName": "Lea-update"}}
    assert okta.put(f"/users/{user}", json=changed).status_code == 200
    there = f"/Users/{found['id']}"
    assert scim.get(there).json()["name"]["givenName"] == "Lea-update"
    assert okta.post(f"/users/{user}/lifecycle/deactivate").status_code == 200
    assert scim.get(there).json()["active"] is False
    assert okta.post(f"/users/{user}/lifecycle/activate").status_code == 200
    assert scim.get(there).json()["active"] is False
    assert okta.post(f"/apps/{app}/users", json=assignment).status_code == 200
    assert scim.get(there).json()["active"] is True
    assert okta.delete(f"/apps/{app}/users/{user}").status_code == 204
    assert scim.get(there).json()["active"] is False


def test_groups_give_the_app_and_are_pushed(served: Served) -> None:
    """Group, membership, assignment with a role, push, pause, unlink."""
    okta, scim, app = served.okta, served.scim, served.app
    user = served.create()["id"]
    team = okta.post("/groups", json={"profile": {"name": "Team A"}}).json()["id"]
    assert okta.put(f"/groups/{team}/users/{user}").status_code == 204
    role = {"profile": {"testomat_roles": ["manager"]}}
    assert okta.put(f"/apps/{app}/groups/{team}", json=role).json()["priority"] == 0
    found = served.at_service()
    assert [value for key, value in found.items() if key.startswith("urn:")] == [
        {"testomat_roles": ["manager"]}
    ]
    pushed = okta.post(f"/apps/{app}/group-push/mappings", json={"sourceGroupId": team}).json()
    assert pushed["status"] == "ACTIVE"
    at_service = scim.get(f"/Groups/{pushed['targetGroupId']}").json()
    assert [member["value"] for member in at_service["members"]] == [found["id"]]
    mapping = f"/apps/{app}/group-push/mappings/{pushed['id']}"
    assert okta.patch(mapping, json={"status": "INACTIVE"}).json()["status"] == "INACTIVE"
    assert okta.delete(f"{mapping}?deleteTargetGroup=true").status_code == 204
    assert scim.get(f"/Groups/{pushed['targetGroupId']}").status_code == 404
    assert okta.delete(f"/apps/{app}/groups/{team}").status_code == 204
    assert served.at_service()["active"] is False


def test_suspension_sends_nothing(served: Served) -> None:
    """Suspend and unsuspend change the status in Okta only."""
    user = served.create()["id"]
    served.assign(user)
    before = served.at_service()["meta"]
    assert served.okta.post(f"/users/{user}/lifecycle/suspend").status_code == 200
    assert served.okta.get(f"/users/{user}").json()["status"] == "SUSPENDED"
    assert served.okta.post(f"/users/{user}/lifecycle/unsuspend").status_code == 200
    assert served.at_service()["meta"] == before


def test_a_staged_user_is_activated_later(served: Served) -> None:
    """``activate=false`` creates without activation."""
    made = served.okta.post("/users?activate=false", json={"profile": PERSON}).json()
    assert made["status"] == "STAGED"
    assert served.assign(made["id"]).status_code == 400
    served.okta.post(f"/users/{made['id']}/lifecycle/activate")
    assert served.assign(made["id"]).json()["status"] == "PROVISIONED"


def test_post_changes_some_attributes_and_put_replaces_all(served: Served) -> None:
    """The two ways to update a profile."""
    user = served.create(title="Engineer")["id"]
    changed = served.okta.post(f"/users/{user}", json={"profile": {"lastName": "Fern"}}).json()
    assert changed["profile"]["title"] == "Engineer"
    replaced = served.okta.put(f"/users/{user}", json={"profile": PERSON}).json()
    assert replaced["profile"] == PERSON


def test_a_deleted_user_is_deactivated_first(served: Served) -> None:
    """Two DELETE requests, of which only the first reaches the service."""
    user = served.create()["id"]
    served.assign(user)
    assert served.okta.delete(f"/users/{user}").status_code == 204
    assert served.okta.get(f"/users/{user}").json()["status"] == "DEPROVISIONED"
    assert served.at_service()["active"] is False
    assert served.okta.delete(f"/users/{user}").status_code == 204
    assert served.okta.get(f"/users/{user}").status_code == 404


def test_a_failed_assignment_keeps_its_error(served: Served) -> None:
    """What the red mark says is on the app user."""
    served.rehearsal.run(parse("turn-off create-users"))
    user = served.create()["id"]
    found = served.assign(user).json()
    assert found["syncState"] == "ERROR"
    assert found["externalId"] is None
    assert found["errorMessage"].endswith("failed: Matching user not found.")


@pytest.mark.parametrize("scheme", ["SSWS", "Bearer", "ssws"])
def test_both_schemes_of_tokens_are_accepted(served: Served, scheme: str) -> None:
    """API token and OAuth access token."""
    headers = {"Authorization": f"{scheme} {API_TOKEN}"}
    assert served.okta.get("/apps", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/users/00unobody", None, 404, "E0000007"),
        ("GET", "/groups/00gnothing", None, 404, "E0000007"),
        ("GET", "/apps/0oaother", None, 404, "E0000007"),
        ("GET", "/apps/{app}/users/00unobody", None, 404, "E0000007"),
        ("GET", "/apps/{app}/groups/00gnothing", None, 404, "E0000007"),
        ("GET", "/apps/{app}/group-push/mappings/gPmno", None, 404, "E0000007"),
        ("GET", "/nowhere", None, 404, "E0000007"),
        ("PATCH", "/users", {}, 405, "E0000022"),
        ("POST", "/users", {"profile": {"login": "x@example.com"}}, 400, "E0000001"),
        ("POST", "/users", {}, 400, "E0000001"),
        ("POST", "/users", {"profile": PERSON | {"login": "ADA.quill@example.com"}}, 400, "E0000001"),
        ("POST", "/users", [1], 400, "E0000003"),
        ("POST", "/groups", {"profile": {}}, 400, "E0000001"),
        ("POST", "/groups", {"profile": {"name": "Checkout Team"}}, 400, "E0000001"),
        ("POST", "/apps/{app}/users", {"id": "00unobody"}, 404, "E0000007"),
        ("POST", "/users/ada.quill@example.com/lifecycle/activate", None, 403, "E0000016"),
        ("POST", "/users/ada.quill@example.com/lifecycle/unsuspend", None, 403, "E0000038"),
        ("POST", "/users/ada.quill@example.com/lifecycle/dance", None, 404, "E0000007"),
        ("GET", "/logs?filter=eventType sw", None, 400, "E0000031"),
        ("GET", "/logs?limit=many", None, 400, "E0000031"),
    ],
)  # fmt: skip
def test_an_error_has_oktas_shape(
    served: Served, method: str, path: str, body: object, status: int, code: str
) -> None:
    """Code, summary, link, id and causes, with the status that Okta documents for the code."""
    answer = served.okta.request(method, path.replace("{app}", served.app), json=body)
    assert answer.status_code == status
    error = answer.json()
    assert error["errorCode"] == code
    assert set(error) == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}


def test_a_wrong_token_is_refused(served: Served) -> None:
    """401 with the code for tokens, and without a word of the token."""
    for headers in ({"Authorization": "SSWS wrong"}, {"Authorization": f"Basic {API_TOKEN}"}):
        answer = served.okta.get("/users", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["errorCode"] == "E0000011"


def test_the_system_log_answers_the_guides_queries(served: Served) -> None:
    """``sw``, ``eq``, ``and``, ``or`` and targets, as the queries of the guide use them."""
    served.assign(served.create()["id"])

    def query(text: str) -> list[str]:
        found = served.okta.get("/logs", params={"filter": text}).json()
        return [event["eventType"] for event in found]

    provision = ["application.provision.user.verify_exists", "application.provision.user.push"]
    app = f'target.id eq "{served.app}" and target.type eq "AppInstance"'
    assert query(f'{app} and eventType sw "application.provision"') == provision
    assert query('eventType sw "application.provision" and outcome.result eq "FAILURE"') == []
    assert query('eventType eq "user.lifecycle.create" or eventType ew ".push"') == [
        "user.lifecycle.create", "application.provision.user.push",
    ]  # fmt: skip
    assert query('not (eventType sw "application") and eventType pr') == ["user.lifecycle.create"]
    latest = served.okta.get("/logs?sortOrder=DESCENDING&limit=1").json()
    assert [event["eventType"] for event in latest] == provision[1:]


def test_the_command_serves_an_org(served: Served) -> None:
    """``scimguide okta`` prints address, app and token when it answers, and ends on SIGTERM."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scimguide", "okta", "--port", "0", "--scim-base-url",
         served.rehearsal.base_url],
        cwd=ROOT,
        env={**os.environ, "SCIM_TOKEN": served.rehearsal.token},
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        said = "".join(process.stdout.readline() for _ in range(3))
        origin = re.search(r"http://\S+", said)
        app, token = re.search(r"0oa\w{17}", said), re.search(r"SSWS (\S+)", said)
        assert origin
        assert app
        assert token
        headers = {"Authorization": token[0]}
        found = httpx.get(f"{origin[0]}/api/v1/apps/{app[0]}", headers=headers).json()
        assert "PUSH_USER_DEACTIVATION" in found["features"]
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_the_command_refuses_a_service_that_does_not_answer(scimguide: Run) -> None:
    """The text is the one that the admin would see."""
    ran = scimguide("okta", "--scim-base-url", "http://127.0.0.1:9/scim", SCIM_TOKEN="x")
    assert ran.returncode == 1
    assert (
        "Connect to 127.0.0.1:9 failed: Connection refused; Error authenticating: null"
        in ran.stderr
    )
