"""The requests that Okta sends, with the answers that it needs."""

import httpx
import pytest

from scimguide.mapping import Spec, examples

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def okta_user(spec: Spec, name: str = "ada", **changes: object) -> dict[str, object]:
    """What Okta posts: the mapped attributes, and what it sends of its own accord."""
    extra = {"displayName": "A", "locale": "en-US", "groups": [], "password": "1mz050nq"}
    return {**examples.user(spec, name), **extra, **changes}


def patch(*operations: dict[str, object]) -> dict[str, object]:
    return {"schemas": [PATCH], "Operations": list(operations)}


@pytest.fixture
def ada(scim: httpx.Client, spec: Spec) -> dict[str, str]:
    """A person whom Okta created."""
    answer = scim.post("/Users", json=okta_user(spec))
    assert answer.status_code == 201
    return answer.json()


def lookup(scim: httpx.Client, spec: Spec, name: str) -> dict[str, object]:
    query = {"filter": f'userName eq "{name}"', "startIndex": 1, "count": 100}
    return scim.get("/Users", params=query).raise_for_status().json()


def test_the_credentials_test_gets_a_whole_list(scim: httpx.Client) -> None:
    """An empty service answers all that Okta reads, with integers as integers."""
    assert scim.get("/Users?startIndex=1&count=2").json() == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 0,
        "startIndex": 1,
        "itemsPerPage": 0,
        "Resources": [],
    }


@pytest.mark.parametrize("kind", ["application/scim+json; charset=utf-8", "application/json"])
def test_both_media_types_are_read(scim: httpx.Client, spec: Spec, kind: str) -> None:
    """SCIM's own type and plain JSON are accepted (RFC 7644 section 3.1)."""
    headers = {"Content-Type": kind, "Accept": "application/scim+json"}
    answer = scim.post("/Users", json=okta_user(spec), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/scim+json")


def test_another_media_type_is_refused(scim: httpx.Client) -> None:
    """A body that says it is no JSON gets 415, as SCIM."""
    answer = scim.post("/Users", content="a=b", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["status"]) == (415, "415")


def test_a_person_is_created_without_what_the_service_does_not_keep(
    ada: dict[str, str], spec: Spec
) -> None:
    """The password is never returned, and unknown attributes are dropped without an error."""
    assert not {"password", "locale", "groups", "displayName"} & set(ada)
    assert ada["externalId"] == spec.samples.users[0].id


def test_a_person_is_found_in_any_case(scim: httpx.Client, spec: Spec, ada: dict[str, str]) -> None:
    """userName is compared without regard to case (RFC 7643 section 4.1.1)."""
    assert lookup(scim, spec, ada["userName"].upper())["totalResults"] == 1
    assert lookup(scim, spec, "nobody@example.com")["totalResults"] == 0
    assert (
        scim.post("/Users", json=okta_user(spec, userName=ada["userName"].upper())).json()[
            "scimType"
        ]
        == "uniqueness"
    )


def test_a_filter_may_be_encoded_in_both_ways(scim: httpx.Client, ada: dict[str, str]) -> None:
    """Spaces arrive as plus signs or as %20, and @ with or without a percent sign."""
    for blank, at in (("+", "@"), ("%20", "%40")):
        name = ada["userName"].replace("@", at)
        query = f"filter=userName{blank}eq{blank}%22{name}%22&startIndex=1&count=100"
        assert scim.get(f"/Users?{query}").json()["totalResults"] == 1


def test_a_rename_shows_although_the_old_full_name_is_echoed(
    scim: httpx.Client, ada: dict[str, str]
) -> None:
    """Okta sends back what it read, with new parts and a stale name.formatted."""
    read = scim.get(f"/Users/{ada['id']}").json()
    read["name"]["familyName"] = "Byrne"
    read["emails"][0]["value"] = read["userName"] = "ada.byrne@example.com"
    answer = scim.put(f"/Users/{ada['id']}", json=read).raise_for_status().json()
    assert answer["name"]["formatted"] == "Ada Byrne"
    assert (answer["id"], answer["userName"]) == (ada["id"], "ada.byrne@example.com")


def test_what_clients_cannot_set_is_ignored_in_a_replacement(
    scim: httpx.Client, ada: dict[str, str]
) -> None:
    """Echoed or wrong id and meta change nothing."""
    echo = {**ada, "id": "other", "meta": {"created": "2001-01-01T00:00:00Z"}}
    answer = scim.put(f"/Users/{ada['id']}", json=echo).raise_for_status().json()
    assert answer == ada


def test_a_person_is_deactivated_and_comes_back(
    scim: httpx.Client, spec: Spec, ada: dict[str, str]
) -> None:
    """The PATCH without path is accepted, and the record stays visible in between."""
    for state in (False, True):
        body = patch({"op": "replace", "value": {"active": state}})
        answer = scim.patch(f"/Users/{ada['id']}", json=body)
        assert (answer.status_code, answer.json()["active"]) == (200, state)
        (found,) = lookup(scim, spec, ada["userName"])["Resources"]  # type: ignore[misc]
        assert found["active"] is state


@pytest.mark.parametrize("op", ["replace", "Replace", "REPLACE"])
def test_the_case_of_an_operation_does_not_matter(
    scim: httpx.Client, ada: dict[str, str], op: str
) -> None:
    """Clients capitalise; the service does not mind."""
    body = patch({"op": op, "path": "active", "value": False})
    assert scim.patch(f"/Users/{ada['id']}", json=body).json()["active"] is False


def test_a_patch_is_carried_out_whole_or_not_at_all(
    scim: httpx.Client, ada: dict[str, str]
) -> None:
    """When the second operation fails, the first one has not happened (RFC 7644 section 3.5.2)."""
    body = patch(
        {"op": "replace", "value": {"active": False}},
        {"op": "replace", "path": "nonsense[", "value": 1},
    )
    assert scim.patch(f"/Users/{ada['id']}", json=body).status_code == 400
    assert scim.get(f"/Users/{ada['id']}").json() == ada


def test_a_person_without_role_gets_the_default(scim: httpx.Client, spec: Spec) -> None:
    """No extension, an empty list and null are the same (RFC 7643 section 2.5)."""
    urn = spec.users.extension or ""
    attribute = spec.users.attribute(spec.roles.attribute)  # type: ignore[union-attr]
    for index, extension in enumerate([None, {}, {attribute.name: []}, {attribute.name: None}]):
        body = okta_user(spec, userName=f"{index}@example.com")
        body.pop(urn)
        if extension is not None:
            body[urn] = extension
        assert scim.post("/Users", json=body).json()[urn] == {attribute.name: attribute.default}


def test_deleting_a_person_keeps_the_record(
    scim: httpx.Client, spec: Spec, ada: dict[str, str]
) -> None:
    """DELETE deactivates, twice if need be, and the person is still found."""
    for _ in range(2):
        answer = scim.delete(f"/Users/{ada['id']}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "content-type" not in answer.headers
    assert scim.get(f"/Users/{ada['id']}").json()["active"] is False
    assert lookup(scim, spec, ada["userName"])["totalResults"] == 1


class TestGroups:
    """Group push: creation, rename, members, deletion."""

    @pytest.fixture
    def team(self, scim: httpx.Client) -> str:
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": "Team",
            "members": [],
        }
        return scim.post("/Groups", json=body).raise_for_status().json()["id"]

    def change(
        self, scim: httpx.Client, team: str, *operations: dict[str, object]
    ) -> httpx.Response:
        return scim.patch(f"/Groups/{team}", json=patch(*operations))

    def members(self, scim: httpx.Client, team: str) -> list[str]:
        group = scim.get(f"/Groups/{team}").raise_for_status().json()
        return [member["value"] for member in group.get("members", [])]

    def test_a_rename_repeats_the_id(self, scim: httpx.Client, team: str) -> None:
        """Okta's pathless rename has the id in its value; an equal one is ignored."""
        value = {"id": team, "displayName": "Crew"}
        answer = self.change(scim, team, {"op": "replace", "value": value})
        assert answer.json()["displayName"] == "Crew"

    def test_another_id_in_a_rename_is_refused(self, scim: httpx.Client, team: str) -> None:
        """The id cannot be changed (RFC 7644 section 3.5.2)."""
        value = {"id": "other", "displayName": "Crew"}
        answer = self.change(scim, team, {"op": "replace", "value": value})
        assert (answer.status_code, answer.json()["scimType"]) == (400, "mutability")

    def test_members_come_and_go(
        self, scim: httpx.Client, spec: Spec, team: str, ada: dict[str, str]
    ) -> None:
        """Add, remove by filter, several operations at once, and replace all."""
        ben = scim.post("/Users", json=okta_user(spec, "ben")).json()["id"]
        one, two = {"value": ada["id"], "display": "a"}, {"value": ben, "display": "b"}
        gone = f'members[value eq "{ada["id"]}"]'
        assert self.change(scim, team, {"op": "add", "path": "members", "value": [one]}).is_success
        assert self.members(scim, team) == [ada["id"]]
        self.change(
            scim,
            team,
            {"op": "remove", "path": gone},
            {"op": "add", "path": "members", "value": [two]},
        )
        assert self.members(scim, team) == [ben]
        self.change(scim, team, {"op": "replace", "path": "members", "value": [one, two]})
        assert self.members(scim, team) == [ada["id"], ben]
        self.change(scim, team, {"op": "replace", "value": {"members": [two]}})
        assert self.members(scim, team) == [ben]
        scim.delete(f"/Users/{ben}")
        assert self.members(scim, team) == [ben]

    def test_adding_a_member_again_changes_nothing(
        self, scim: httpx.Client, team: str, ada: dict[str, str]
    ) -> None:
        """Okta repeats itself; a member is there once."""
        for _ in range(2):
            value = [{"value": ada["id"], "display": "a"}]
            self.change(scim, team, {"op": "add", "path": "members", "value": value})
        assert self.members(scim, team) == [ada["id"]]

    def test_a_member_who_does_not_exist_is_refused(
        self, scim: httpx.Client, team: str, ada: dict[str, str]
    ) -> None:
        """Nothing of such a request is carried out."""
        value = [{"value": ada["id"]}, {"value": "nobody"}]
        answer = self.change(scim, team, {"op": "add", "path": "members", "value": value})
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
        assert "nobody" in answer.json()["detail"]
        assert self.members(scim, team) == []

    def test_a_name_is_taken_once(self, scim: httpx.Client, team: str) -> None:
        """The second team of a name gets 409, whatever its case."""
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "TEAM"}
        assert scim.post("/Groups", json=body).status_code == 409

    def test_a_deleted_group_is_gone(self, scim: httpx.Client, team: str) -> None:
        """Deletion of a group is final, and its name is free again."""
        assert scim.delete(f"/Groups/{team}").status_code == 204
        assert scim.get(f"/Groups/{team}").status_code == 404
        query = {"filter": 'displayName eq "Team"', "startIndex": 1, "count": 100}
        assert scim.get("/Groups", params=query).json()["totalResults"] == 0
