"""Answers under *assumptions* that no request of the guide shows."""

import httpx

from scimguide.mapping import Spec, examples
from scimguide.scim.messages import PATCH_OP


def deactivate(scim: httpx.Client, user: str) -> None:
    """Send what Okta sends when somebody leaves."""
    operations = [{"op": "replace", "value": {"active": False}}]
    body = {"schemas": [PATCH_OP], "Operations": operations}
    scim.patch(f"/Users/{user}", json=body).raise_for_status()


def test_the_name_of_a_deactivated_person_stays_taken(scim: httpx.Client, spec: Spec) -> None:
    """Creating the person again is a conflict, and changes nothing."""
    created = scim.post("/Users", json=examples.user(spec, "ada")).raise_for_status().json()
    deactivate(scim, created["id"])
    again = scim.post("/Users", json=examples.user(spec, "ada"))
    assert again.status_code == spec.operation("error-conflict").status
    assert scim.get(f"/Users/{created['id']}").json()["active"] is False


def test_a_replacement_without_roles_gives_the_default(scim: httpx.Client, spec: Spec) -> None:
    """Roles that a PUT leaves out are those of a new person."""
    attribute, urn = spec.role_attribute, spec.users.extension or ""
    assert attribute
    others = [role.value for role in spec.roles_listed if role.value not in attribute.default]
    body = examples.user(spec, "ada") | {urn: {attribute.name: others}}
    created = scim.post("/Users", json=body).raise_for_status().json()
    assert created[urn][attribute.name] == others
    body.pop(urn)
    replaced = scim.put(f"/Users/{created['id']}", json=body).raise_for_status().json()
    assert replaced[urn][attribute.name] == attribute.default


def test_a_deactivated_person_stays_in_teams(scim: httpx.Client, spec: Spec) -> None:
    """Membership, name and roles are what they were."""
    before = scim.post("/Users", json=examples.user(spec, "ada")).raise_for_status().json()
    group = {"displayName": "A team", "members": [{"value": before["id"]}]}
    team = scim.post("/Groups", json={"schemas": [spec.groups.schema_], **group})
    deactivate(scim, before["id"])
    after = scim.get(f"/Users/{before['id']}").json()
    members = scim.get(f"/Groups/{team.raise_for_status().json()['id']}").json()["members"]
    assert [member["value"] for member in members] == [before["id"]]
    assert {**after, "active": True, "meta": None} == {**before, "meta": None}
