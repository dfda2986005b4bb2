"""The reference server broken on purpose: each fault shows, and only where it should."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from typing import Any

import httpx
import pytest

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.faults import FAULTS
from scimguide.reference import ReferenceApp, reference_app

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ADA, BEN, NEW = "ada@example.com", "ben@example.com", "new@example.com"


class Bench:
    """A server with an active and a deactivated user and a group, and a client."""

    def __init__(self, spec: Spec, app: ReferenceApp, client: httpx.Client) -> None:
        self.spec, self.app, self.http = spec, app, client
        self.roles = str(spec.users.extension)
        self.ada, self.ben = self.create(ADA).json()["id"], self.create(BEN).json()["id"]
        self.patch(f"/Users/{self.ben}", {"op": "replace", "value": {"active": False}})
        group = {"schemas": [spec.groups.schema_], "displayName": "Team"}
        self.team = client.post("/Groups", json=group).json()["id"]

    def create(self, user_name: str, **more: Any) -> httpx.Response:
        body = {"schemas": [self.spec.users.schema_], "userName": user_name, **more}
        return self.http.post("/Users", json=body)

    def patch(self, path: str, *operations: dict[str, Any]) -> httpx.Response:
        return self.http.patch(path, json={"schemas": [PATCH], "Operations": list(operations)})

    def find(self, name: str) -> list[str]:
        answer = self.http.get("/Users", params={"filter": f'userName eq "{name}"'})
        return [each["userName"] for each in answer.json()["Resources"]]

    def users(self, **query: int) -> Any:
        return self.http.get("/Users", params=query).json()

    def names(self, **query: int) -> list[str]:
        return [each["userName"] for each in self.users(**query)["Resources"]]

    def user(self) -> Any:
        return self.http.get(f"/Users/{self.ada}").json()


@pytest.fixture
def bench(spec: Spec) -> Iterator[Bench]:
    """Healthy, to be broken."""
    with ExitStack() as stack:
        app = reference_app(spec, token="t")
        stack.callback(app.close)
        base_url = app.base_url_at(stack.enter_context(running(app)))
        headers = {"Authorization": "Bearer t", "Accept": "application/scim+json"}
        yield Bench(
            spec, app, stack.enter_context(httpx.Client(base_url=base_url, headers=headers))
        )


def limited(bench: Bench) -> list[tuple[int, str | None]]:
    answers = [bench.http.get("/Users") for _ in range(3)]
    return [(each.status_code, each.headers.get("retry-after")) for each in answers]


def member(bench: Bench, op: str = "add") -> httpx.Response:
    value = [{"value": bench.ada}]
    return bench.patch(f"/Groups/{bench.team}", {"op": op, "path": "members", "value": value})


def appended(bench: Bench) -> int:
    """How many e-mail addresses a user has after a PUT with one."""
    user = bench.user() | {"emails": [{"value": "ada@example.com"}]}
    for _ in range(2):
        bench.http.put(f"/Users/{bench.ada}", json=user)
    return len(bench.user()["emails"])


def changed(bench: Bench) -> tuple[Any, Any]:
    """What is left of a deactivation by PATCH and of a new name by PUT."""
    bench.patch(f"/Users/{bench.ada}", {"op": "replace", "value": {"active": False}})
    active = bench.user()["active"]
    body = {"schemas": [bench.spec.users.schema_], "userName": NEW}
    return active, bench.http.put(f"/Users/{bench.ada}", json=body).json()["userName"]


def fill(bench: Bench, *ids: str) -> int:
    value = [{"value": id} for id in ids]
    operation = {"op": "replace", "path": "members", "value": value}
    return bench.patch(f"/Groups/{bench.team}", operation).status_code


def remove(bench: Bench, id: str) -> int:
    operation = {"op": "remove", "path": f'members[value eq "{id}"]'}
    return bench.patch(f"/Groups/{bench.team}", operation).status_code


def rename(bench: Bench, **value: Any) -> int:
    return bench.patch(f"/Groups/{bench.team}", {"op": "replace", "value": value}).status_code


def active(bench: Bench, id: str, value: bool) -> int:
    operation = {"op": "replace", "value": {"active": value}}
    return bench.patch(f"/Users/{id}", operation).status_code


def team(bench: Bench) -> dict[str, Any]:
    schemas, value = [bench.spec.groups.schema_], [{"value": bench.ada}]
    return {"schemas": schemas, "displayName": "Other", "members": value}


def members(bench: Bench) -> list[str]:
    names = {bench.ada: ADA, bench.ben: BEN}
    found = bench.http.get(f"/Groups/{bench.team}").json().get("members") or []
    return [names[each["value"]] for each in found]


def forgotten(bench: Bench) -> tuple[Any, ...]:
    """Ben, who is deactivated, by id, by name and as a member; and what is left to do about him."""
    found = bench.http.get(f"/Users/{bench.ben}").status_code, bench.find(BEN)
    filled = fill(bench, bench.ada, bench.ben), fill(bench, bench.ada)
    return *found, *filled, bench.create(BEN).status_code, bench.names()


SCIM = {"Content-Type": "application/scim+json"}
LOST = (429, None)
OK = (200, None)
SEEN: dict[str, tuple[Callable[[Bench], Any], Any]] = {
    "revoked-token": (lambda b: b.http.get("/Users").status_code, 401),
    "any-token": (lambda b: b.http.get("/Users", headers={"Authorization": "Bearer x"}).json()["totalResults"], 0),
    "firewall": (lambda b: (b.http.get("/Users").status_code, b.http.get("/Users").text[:15]), (403, "<!doctype html>")),
    "html": (lambda b: b.http.get("/Users").text[:15], "<!doctype html>"),
    "empty": (lambda b: b.http.get("/Users").content, b""),
    "bare-array": (lambda b: [each["userName"] for each in b.users()], [ADA, BEN]),
    "no-resources": (lambda b: "Resources" in b.users(), False),
    "server-error": (lambda b: b.http.get("/Users").status_code, 500),
    "hide-inactive": (lambda b: (b.find(BEN), b.names(), b.users()["totalResults"]), ([], [ADA], 1)),
    "hide-inactive-by-id": (lambda b: (b.http.get(f"/Users/{b.ben}").status_code, b.find(BEN)), (404, [BEN])),
    "forget-inactive": (forgotten, (404, [], 400, 200, 201, [ADA, BEN])),
    "case-sensitive": (lambda b: (b.find(ADA.upper()), b.find(ADA)), ([], [ADA])),
    "ignore-filter": (lambda b: b.find(NEW), [ADA, BEN]),
    "ignore-count": (lambda b: b.names(count=1), [ADA, BEN]),
    "empty-created": (lambda b: (b.create(NEW).content, b.find(NEW)), (b"", [NEW])),
    "created-without-id": (lambda b: (b.create(NEW).json().get("id"), b.find(NEW)), (None, [NEW])),
    "text-counts": (lambda b: b.users()["totalResults"], "2"),
    "requested-count": (lambda b: b.users(count=50)["itemsPerPage"], 50),
    "pathless-refused": (lambda b: b.patch(f"/Users/{b.ada}", {"op": "replace", "value": {"active": False}}).status_code, 400),
    "ignore-patch": (changed, (True, NEW)),
    "ignore-put": (changed, (False, ADA)),
    "put-appends": (appended, 2),
    "ignore-delete": (lambda b: (b.http.delete(f"/Groups/{b.team}").status_code, b.http.get(f"/Groups/{b.team}").status_code), (204, 200)),
    "text-active": (lambda b: (b.user()["active"], b.users()["Resources"][1]["active"]), ("true", "false")),
    "no-meta": (lambda b: "meta" in b.user(), False),
    "no-patch": (lambda b: member(b).status_code, 501),
    "patch-not-allowed": (lambda b: (member(b).status_code, member(b).headers["allow"]), (405, "GET, PUT, DELETE")),
    "formatted-only": (lambda b: b.create(NEW, name={"givenName": "Ada", "formatted": "Ada Quill"}).json()["name"], {"formatted": "Ada Quill"}),
    "roles-as-objects": (lambda b: b.user()[b.roles]["testomat_roles"], [{"value": "qa"}]),
    "drop-roles": (lambda b: b.user()[b.roles], {}),
    "group-pathless-refused": (lambda b: b.patch(f"/Groups/{b.team}", {"op": "replace", "value": {"displayName": "B"}}).status_code, 400),
    "no-replace-members": (lambda b: (member(b, "replace").status_code, member(b).status_code), (501, 200)),
    "ignore-members": (lambda b: (member(b).status_code, b.http.get(f"/Groups/{b.team}").json().get("members")), (204, None)),
    "lost-groups": (lambda b: member(b).status_code, 404),
    "lost-users": (lambda b: (b.names(), b.find(ADA)), ([], [])),
    "text-errors": (lambda b: b.create(ADA).text, "Conflict: The userName is taken"),
    "rate-limit": (limited, [(429, "7"), OK, (429, "7")]),
    "rate-limit-date": (limited, [(429, "Thu, 15 Jan 2026 09:00:07 GMT"), OK, (429, "Thu, 15 Jan 2026 09:00:07 GMT")]),
    "rate-limit-bare": (limited, [LOST, OK, LOST]),
    "rate-limit-forever": (limited, [(429, "1")] * 3),
    "not-acceptable": (lambda b: b.http.get("/Users").status_code, 406),
    "unstable-order": (lambda b: [b.names(startIndex=1, count=1) for _ in range(2)], [[ADA], [BEN]]),
    "repeat-pages": (lambda b: b.names(startIndex=2, count=1), [ADA]),
    "no-conflict": (lambda b: (b.create(ADA).status_code, b.names()), (201, [ADA, BEN])),
    "no-discovery": (lambda b: b.http.get("/Schemas").status_code, 404),
    "ignore-removal": (lambda b: (fill(b, b.ada), remove(b, b.ada), members(b))[1:], (200, [ADA])),
    "remove-all": (lambda b: (fill(b, b.ada, b.ben), remove(b, b.ada), members(b))[1:], (200, [])),
    "add-replaces": (lambda b: (fill(b, b.ben), member(b).status_code, members(b))[1:], (200, [ADA])),
    "rename-empties": (lambda b: (fill(b, b.ada), rename(b, displayName="B"), members(b))[1:], (200, [])),
    "pathless-members-refused": (lambda b: (rename(b, members=[{"value": b.ada}]), rename(b, displayName="B")), (400, 200)),
    "empty-members-refused": (lambda b: (fill(b), fill(b, b.ada)), (400, 200)),
    "empty-members-ignored": (lambda b: (fill(b, b.ada), fill(b), members(b))[1:], (200, [ADA])),
    "untyped-members-ignored": (lambda b: (member(b).status_code, members(b)), (200, [])),
    "created-empty": (lambda b: b.http.post("/Groups", json=team(b)).json().get("members"), None),
    "put-empties": (lambda b: (b.http.put(f"/Groups/{b.team}", json=team(b)).status_code, members(b)), (200, [])),
    "one-group-put": (lambda b: [b.http.put(f"/Groups/{b.team}", json=team(b)).status_code for _ in range(2)], [200, 400]),
    "unknown-member-error": (lambda b: fill(b, "nobody"), 500),
    "repeated-member-error": (lambda b: [member(b).status_code for _ in range(2)], [200, 500]),
    "stale-members": (lambda b: (fill(b, b.ben), rename(b, displayName="B"), members(b))[1:], (200, [])),
    "group-needs-external-id": (lambda b: b.http.post("/Groups", json=team(b)).status_code, 400),
    "no-put": (lambda b: b.http.put(f"/Users/{b.ada}", json=b.user()).status_code, 501),
    "unread-media-type": (lambda b: b.http.post("/Users", json={"schemas": [b.spec.users.schema_], "userName": NEW}, headers=SCIM).status_code, 400),
    "password-rule": (lambda b: b.create(NEW, password="8letters").status_code, 400),
    "ignore-deactivation": (lambda b: (active(b, b.ada, False), b.user()["active"]), (200, True)),
    "ignore-reactivation": (lambda b: (active(b, b.ben, True), b.http.get(f"/Users/{b.ben}").json()["active"]), (200, False)),
    "refuse-after-return": (lambda b: (active(b, b.ada, True), b.http.put(f"/Users/{b.ada}", json=b.user()).status_code), (200, 400)),
    "refuse-null": (lambda b: (b.user()["nickName"], b.http.put(f"/Users/{b.ada}", json=b.user()).status_code), (None, 400)),
    "lost-user-ids": (lambda b: (b.http.get(f"/Users/{b.ada}").status_code, b.find(ADA)), (404, [ADA])),
    "no-user-schemas": (lambda b: "schemas" in b.create(NEW).json(), False),
    "no-counts": (lambda b: sorted(b.users()), ["Resources", "schemas", "totalResults"]),
    "no-groups": (lambda b: b.http.get("/Groups").status_code, 404),
}  # fmt: skip
"""What of a broken server shows, and what is then seen."""


@pytest.mark.parametrize("name", SEEN)
def test_a_fault_shows(bench: Bench, name: str) -> None:
    """The broken server answers otherwise than the healthy one, in just this way."""
    look, seen = SEEN[name]
    bench.app.set_faults([name])
    assert look(bench) == seen


@pytest.mark.parametrize("name", SEEN)
def test_without_the_fault_it_does_not_show(bench: Bench, name: str) -> None:
    """A server without faults is the healthy one."""
    look, seen = SEEN[name]
    bench.app.set_faults([name])
    bench.app.set_faults([])
    try:
        healthy = look(bench)
    except (KeyError, TypeError):  # an answer of another form
        return
    assert healthy != seen


def test_every_fault_of_the_vocabulary_is_looked_at() -> None:
    """No fault without its symptom; these concern time and connection and have their own tests."""
    assert set(FAULTS) - set(SEEN) == {"closed", "slow", "slow-start", "slow-members"}


def test_a_connection_may_end_early(bench: Bench) -> None:
    """Half of the body, then nothing."""
    bench.app.set_faults(["closed"])
    with pytest.raises(httpx.RemoteProtocolError):
        bench.http.get("/Users")


def hurried(spec: Spec, seconds: int) -> Spec:
    """The spec of a guide in which Okta waits for so many seconds."""
    limits = spec.identity_provider.limits
    limit = limits.answer_time.model_copy(update={"value": seconds})
    provider = spec.identity_provider.model_copy(
        update={"limits": limits.model_copy(update={"answer_time": limit})}
    )
    return spec.model_copy(update={"identity_provider": provider})


@pytest.mark.parametrize(
    ("fault", "limit", "late"), [("slow", 1, [True]), ("slow-start", 2, [True, False])]
)
def test_an_answer_may_come_too_late(spec: Spec, fault: str, limit: int, late: list[bool]) -> None:
    """One second later than the spec says that Okta waits, or once after half of that time."""
    app = reference_app(hurried(spec, limit), token="t", faults=[fault])
    with running(app) as origin, httpx.Client(headers={"Authorization": "Bearer t"}) as client:
        for each in late:
            with pytest.raises(httpx.ReadTimeout) if each else nullcontext():
                client.get(f"{app.base_url_at(origin)}/Users", timeout=0.9)
    app.close()


def test_faults_add_up(bench: Bench) -> None:
    """Two faults are both there."""
    bench.app.set_faults(["hide-inactive", "text-counts"])
    found = bench.users()
    assert (found["totalResults"], len(found["Resources"])) == ("1", 1)


def test_an_unknown_fault_is_no_fault(spec: Spec) -> None:
    """A name outside the vocabulary is refused."""
    with pytest.raises(KeyError):
        reference_app(spec, token="t", faults=["htm"])
