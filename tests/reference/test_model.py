"""Two server processes over one database behave as a model in plain Python does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from scimguide.reference import tables
from scimguide.reference.documents import digest_of
from scimguide.reference.engine import engine_of
from scimguide.scim.messages import PATCH_OP
from server_processes import server

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
NAMES = st.sampled_from(["ada", "Ada", "ben", "cy", "Dee", "eve"])
TITLES = st.sampled_from(["red", "Red", "blue", "green"])
DISPLAYS = st.sampled_from([None, "one", "two"])


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'scim.db'}"
    return str(request.getfixturevalue("database"))


@pytest.fixture
def clients(url: str) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Clients of two processes over one database, which remove users who are deleted."""
    with ExitStack() as stack:
        one, two = (stack.enter_context(server(url, delete_user="remove")) for _ in range(2))
        yield one, two


def _member(value: str, display: str | None) -> dict[str, str]:
    return {"value": value} | ({"display": display} if display else {})


def _patch(*operations: dict[str, object]) -> dict[str, object]:
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


def _remove(user: str) -> dict[str, object]:
    return {"op": "remove", "path": f'members[value eq "{user}"]'}


class Machine(RuleBasedStateMachine):
    """Random operations, each at one of the processes."""

    clients: tuple[httpx.Client, httpx.Client]

    def __init__(self) -> None:
        super().__init__()
        self.users: dict[str, str] = {}
        self.groups: dict[str, tuple[str, dict[str, str | None]]] = {}
        self.turn = 0
        for endpoint in ("Groups", "Users"):
            while found := self.clients[0].get(endpoint).json()["Resources"]:
                for each in found:
                    assert self.send("DELETE", f"{endpoint}/{each['id']}").status_code == 204

    users_known = Bundle("users_known")
    groups_known = Bundle("groups_known")

    def send(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Send a request to the process whose turn it is."""
        self.turn += 1
        return self.clients[self.turn % 2].request(method, path, json=body)

    @rule(target=users_known, name=NAMES)
    def create_user(self, name: str) -> object:
        """A name is taken once, whatever its case."""
        answer = self.send("POST", "Users", {"schemas": [USER], "userName": name})
        if name.casefold() in map(str.casefold, self.users.values()):
            assert answer.status_code == 409
            return multiple()
        assert answer.status_code == 201, answer.text
        self.users[answer.json()["id"]] = name
        return answer.json()["id"]

    @rule(user=users_known, name=NAMES)
    def rename_user(self, user: str, name: str) -> None:
        """A name moves to another user when it is free."""
        answer = self.send(
            "PATCH", f"Users/{user}", _patch({"op": "replace", "value": {"userName": name}})
        )
        others = [each.casefold() for id, each in self.users.items() if id != user]
        if name.casefold() in others:
            assert answer.status_code == 409
        else:
            assert answer.json()["userName"] == name
            self.users[user] = name

    @rule(user=consumes(users_known))
    def delete_user(self, user: str) -> None:
        """Who is gone has left every group."""
        assert self.send("DELETE", f"Users/{user}").status_code == 204
        del self.users[user]
        for _, members in self.groups.values():
            members.pop(user, None)

    @rule(
        target=groups_known, title=TITLES, users=st.lists(users_known, max_size=4), display=DISPLAYS
    )
    def create_group(self, title: str, users: list[str], display: str | None) -> object:
        """A group has each member once."""
        listed = [_member(each, display) for each in users]
        answer = self.send(
            "POST", "Groups", {"schemas": [GROUP], "displayName": title, "members": listed}
        )
        if title.casefold() in (each.casefold() for each, _ in self.groups.values()):
            assert answer.status_code == 409
            return multiple()
        assert answer.status_code == 201, answer.text
        self.groups[answer.json()["id"]] = (title, dict.fromkeys(users, display))
        return answer.json()["id"]

    @rule(group=groups_known, users=st.lists(users_known, min_size=1, max_size=4), display=DISPLAYS)
    def add_members(self, group: str, users: list[str], display: str | None) -> None:
        """Who is a member stays one, in the same place."""
        value = [_member(each, display) for each in users]
        answer = self.send(
            "PATCH", f"Groups/{group}", _patch({"op": "add", "path": "members", "value": value})
        )
        assert answer.status_code == 200, answer.text
        self.groups[group][1].update(dict.fromkeys(users, display))

    @rule(
        group=groups_known,
        gone=st.lists(users_known, max_size=3),
        new=st.lists(users_known, max_size=3),
        title=TITLES,
    )
    def change_group(self, group: str, gone: list[str], new: list[str], title: str) -> None:
        """Several operations are carried out in their order, all of them or none."""
        operations: list[dict[str, object]] = [_remove(each) for each in gone]
        operations.append({"op": "replace", "value": {"id": group, "displayName": title}})
        if new:
            operations.append(
                {"op": "add", "path": "members", "value": [_member(each, None) for each in new]}
            )
        answer = self.send("PATCH", f"Groups/{group}", _patch(*operations))
        others = [each.casefold() for id, (each, _) in self.groups.items() if id != group]
        if title.casefold() in others:
            assert answer.status_code == 409
            return
        assert answer.status_code == 200, answer.text
        members = self.groups[group][1]
        for each in gone:
            members.pop(each, None)
        for each in new:
            members[each] = None
        self.groups[group] = (title, members)

    @rule(
        group=groups_known,
        users=st.lists(users_known, max_size=4, unique=True),
        replace=st.booleans(),
    )
    def replace_members(self, group: str, users: list[str], replace: bool) -> None:
        """PUT, and a PATCH of all members, have the order of the request."""
        listed = [_member(each, "new") for each in users]
        title, members = self.groups[group]
        if replace:
            body = {"schemas": [GROUP], "displayName": title, "members": listed}
            answer = self.send("PUT", f"Groups/{group}", body)
        else:
            answer = self.send(
                "PATCH",
                f"Groups/{group}",
                _patch({"op": "replace", "path": "members", "value": listed}),
            )
        assert answer.status_code == 200, answer.text
        members.clear()
        members.update(dict.fromkeys(users, "new"))

    @rule(group=consumes(groups_known))
    def delete_group(self, group: str) -> None:
        """A group that is gone gives its name back."""
        assert self.send("DELETE", f"Groups/{group}").status_code == 204
        del self.groups[group]

    @invariant()
    def both_know_everything(self) -> None:
        """The process that has not written returns what the model has, in lists and by id."""
        client = self.clients[(self.turn + 1) % 2]
        listed = client.get("Users").json()
        assert listed["totalResults"] == len(self.users)
        assert {each["id"]: each["userName"] for each in listed["Resources"]} == self.users
        groups = client.get("Groups").json()["Resources"]
        assert {each["id"]: _state(each) for each in groups} == {
            id: (title, list(members.items())) for id, (title, members) in self.groups.items()
        }
        for each in groups[:1]:
            answer = client.get(f"Groups/{each['id']}")
            assert answer.json() == each
            assert answer.headers["ETag"] == each["meta"]["version"]


def _state(group: dict[str, object]) -> tuple[object, list[tuple[str, str | None]]]:
    members: list[dict[str, str]] = group.get("members", [])  # type: ignore[assignment]
    return group["displayName"], [(each["value"], each.get("display")) for each in members]


def test_two_processes_behave_as_the_model_does(
    clients: tuple[httpx.Client, httpx.Client],
) -> None:
    """Random operations at two processes leave what plain Python says."""
    kind = type("Machine", (Machine,), {"clients": clients})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=6,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_writers_at_once_never_meet_an_error(
    url: str, clients: tuple[httpx.Client, httpx.Client]
) -> None:
    """Two processes change one group at once: every change counts, and none is refused."""
    users = [
        clients[0].post("Users", json={"schemas": [USER], "userName": f"u{each}"}).json()["id"]
        for each in range(40)
    ]
    group = clients[0].post("Groups", json={"schemas": [GROUP], "displayName": "red"}).json()["id"]

    def change(number: int) -> list[int]:
        client = clients[number % 2]
        add = {"op": "add", "path": "members", "value": [{"value": users[number]}]}
        answers = [
            client.patch(f"Groups/{group}", json=_patch(add)),
            client.patch(
                f"Users/{users[0]}",
                json=_patch({"op": "replace", "value": {"userName": f"n{number}"}}),
            ),
            client.get(f"Groups/{group}"),
        ]
        if number % 4 == 3:
            answers.append(client.delete(f"Users/{users[number]}"))
        return [each.status_code for each in answers]

    with ThreadPoolExecutor(8) as pool:
        statuses = {each for found in pool.map(change, range(40)) for each in found}
    assert statuses <= {200, 204}
    members = clients[1].get(f"Groups/{group}").json()["members"]
    assert {each["value"] for each in members} == {
        user for number, user in enumerate(users) if number % 4 != 3
    }
    engine = engine_of(url)
    with engine.connect() as db:
        texts = db.scalars(select(tables.members.c.body))
        digest = db.scalar(select(tables.resources.c.digest).where(tables.resources.c.id == group))
        assert digest == digest_of(texts)  # nobody has overwritten what another one did
    engine.dispose()
