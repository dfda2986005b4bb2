"""Checks that push a group as Okta does: created, filled, renamed, emptied and deleted."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.asking import find, first_page
from scimguide.preflight.check import SHOULD, Probe, Skip, Wrong, check
from scimguide.preflight.form import as_error, listed
from scimguide.preflight.making import create, created, named, patch, read

FILLED = ("create-group", "create-user")


def _group_path(probe: Probe) -> str:
    probe.allows("group", "PATCH")
    return f"{probe.facts.groups}/{probe.ids('group')[0]}"


def _holds(probe: Probe, expected: list[str]) -> str:
    """Accept a group with these members, read again."""
    if not probe.offers("group", "GET"):
        return f"accepted; {probe.facts.service} offers no GET to prove it"
    found = read(probe, _group_path(probe), "team-gone").get("members") or []
    ids = [str(each.get("value")) for each in found if isinstance(each, dict)]
    if sorted(ids) != sorted(expected):
        raise Wrong(f"accepted, and the group has {len(ids)} members", "empty-team")
    return f"{len(ids)} members"


@check("create-group", "a new group", "201 with the group and its id", writes=True)
def _group_create(probe: Probe) -> str:
    probe.allows("groups", "POST")
    created(create(probe, "group", named(probe.facts.group, probe.name)), "team-gone")
    if probe.offers("groups", "GET"):
        probe.groups = listed(first_page(probe, probe.facts.groups))
    return "201"


@check(
    "find-group",
    "the new group in a lookup",
    "this group",
    needs=("create-group",),
    writes=True,
)
def _group_find(probe: Probe) -> str:
    probe.filters("groups displayName")
    name = str(named(probe.facts.group, probe.name)["displayName"])
    found = find(probe, "groups", "displayName", name, "team-exists")
    if [each.get("id") for each in found] != probe.ids("group")[:1]:
        raise Wrong(f"{len(found)} groups", "team-exists")
    return "the group"


@check(
    "group-conflict",
    "a group with the same name",
    "409 with a SCIM error",
    level=SHOULD,
    needs=("create-group",),
    writes=True,
)
def _group_conflict(probe: Probe) -> str:
    if not probe.facts.group_names_unique:
        raise Skip("names of groups may be the same")
    body = named(probe.facts.group, probe.name)
    return as_error(create(probe, "group", body), 409, "team-exists")


@check("add-member", "a member by PATCH add", "this member", needs=FILLED, writes=True)
def _group_add(probe: Probe) -> str:
    one = probe.ids("user")[0]
    operation = {"op": "add", "path": "members", "value": [{"value": one}]}
    patch(probe, _group_path(probe), operation, "members-refused")
    return _holds(probe, [one])


@check(
    "rename-group",
    "a new name by PATCH, without path",
    "the new name",
    needs=("create-group",),
    writes=True,
)
def _group_rename(probe: Probe) -> str:
    name = f"{probe.name} renamed"
    value = {"id": probe.ids("group")[0], "displayName": name}
    patch(probe, _group_path(probe), {"op": "replace", "value": value}, "rename-refused")
    if not probe.offers("group", "GET"):
        return "accepted"
    if read(probe, _group_path(probe), "team-gone").get("displayName") != name:
        raise Wrong("accepted, and the old name is still there", "rename-refused")
    return "the new name"


@check("remove-member", "a member by its value", "no members", needs=("add-member",), writes=True)
def _group_remove(probe: Probe) -> str:
    path = f'members[value eq "{probe.ids("user")[0]}"]'
    patch(probe, _group_path(probe), {"op": "remove", "path": path}, "members-refused")
    return _holds(probe, [])


@check(
    "replace-members",
    "all members at once, as Push now does",
    "these members",
    needs=FILLED,
    writes=True,
)
def _group_replace(probe: Probe) -> str:
    ids = probe.ids("user")
    value = [{"value": each} for each in ids]
    operation: dict[str, Any] = {"op": "replace", "path": "members", "value": value}
    patch(probe, _group_path(probe), operation, "members-refused")
    return _holds(probe, ids)


@check(
    "unknown-member",
    "a member that is no user",
    "refused",
    level=SHOULD,
    needs=("create-group",),
    writes=True,
)
def _group_unknown(probe: Probe) -> str:
    value = [{"value": f"00000000-{probe.name}"}]
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "add", "path": "members", "value": value}],
    }
    answer = probe.wire.send("PATCH", _group_path(probe), body=body)
    if not 400 <= answer.status < 500:
        raise Wrong(answer.said, "members-refused")
    return str(answer.status)


@check(
    "delete-group",
    "the group deleted",
    "204, then gone",
    needs=("create-group",),
    writes=True,
)
def _group_delete(probe: Probe) -> str:
    probe.allows("group", "DELETE")
    path = f"{probe.facts.groups}/{probe.ids('group')[0]}"
    answer = probe.wire.send("DELETE", path)
    if answer.status not in (200, 204):
        raise Wrong(answer.said, "team-gone")
    if probe.offers("group", "GET"):
        after = probe.wire.send("GET", path)
        if after.status != 404:
            raise Wrong(f"{answer.status}, and by id still {after.said}", "team-gone")
    return f"{answer.status}, then gone"
