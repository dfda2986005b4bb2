"""Checks that create a person and do to it what Okta does; see RFC 7644 section 3."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.asking import find, first_page, only, role_of, still_there, well_formed
from scimguide.preflight.check import SHOULD, Probe, Skip, Wrong, check
from scimguide.preflight.form import as_error, listed
from scimguide.preflight.making import create, created, named, patch, read

CREATED = ("create-user",)


def _path(probe: Probe) -> str:
    return f"{probe.facts.users}/{probe.ids('user')[0]}"


def _name(probe: Probe) -> str:
    return str(named(probe.facts.user, probe.name)["userName"])


@check("create-user", "a new user", "201 with the user and its id", writes=True)
def _create_user(probe: Probe) -> str:
    probe.allows("users", "POST")
    created(create(probe, "user", named(probe.facts.user, probe.name)), "empty-user")
    second = named(probe.facts.user, f"{probe.name}-2")
    created(create(probe, "user", second), "empty-user")
    if probe.offers("users", "GET"):
        probe.users = listed(first_page(probe, probe.facts.users))
    return "201, twice"


@check("find-created", "the new user in a lookup", "this user", needs=CREATED, writes=True)
def _find_created(probe: Probe) -> str:
    probe.filters("users userName")
    for name in (_name(probe), _name(probe).upper()):
        found = find(probe, "users", "userName", name, "no-match")
        if not only(found, "userName", name):
            raise Wrong(f"{len(found)} users for {name}", "no-match")
        if found[0].get("id") != probe.ids("user")[0]:
            raise Wrong("another id than the one that was answered", "no-external-id")
    return "the user, in both cases"


@check("list-created", "the new users in the list", "both of them", needs=CREATED, writes=True)
def _list_created(probe: Probe) -> str:
    probe.allows("users", "GET")
    query = {"startIndex": 1, "count": 1}
    total = probe.wire.send("GET", probe.facts.users, query).object.get("totalResults")
    if not isinstance(total, int) or total < 2:
        raise Wrong(f"{total} users in the list", "no-match")
    return f"{total} users"


@check("keep-user", "the new user by id", "what was sent", needs=CREATED, writes=True)
def _keep(probe: Probe) -> str:
    probe.allows("user", "GET")
    found = read(probe, _path(probe), "empty-user")
    lost = _different(named(probe.facts.user, probe.name), found)
    if "name.formatted" in lost or "userName" in lost or "active" in lost:
        raise Wrong(f"lost or changed: {', '.join(lost)}", "stale-name")
    return f"not kept: {', '.join(lost)}" if lost else "all of it"


def _different(sent: dict[str, Any], found: dict[str, Any], before: str = "") -> list[str]:
    """The paths of what is not as it was sent; a password never comes back."""
    paths: list[str] = []
    for key, value in sent.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            paths += _different(value, found[key], f"{path}.")
        elif key not in ("schemas", "password") and isinstance(value, (str, bool)):
            paths += [path] if found.get(key) != value else []
    return paths


@check("conflict", "a user with the same name", "409 with a SCIM error", needs=CREATED, writes=True)
def _conflict(probe: Probe) -> str:
    return as_error(create(probe, "user", named(probe.facts.user, probe.name)), 409, "conflict")


def _put(probe: Probe, body: dict[str, Any], problem: str) -> dict[str, Any]:
    """Replace the user, and read it again."""
    probe.allows("user", "PUT")
    answer = probe.wire.send("PUT", _path(probe), body={**body, "id": probe.ids("user")[0]})
    if answer.status not in (200, 204):
        raise Wrong(answer.said, "rate-limit" if answer.status == 429 else problem)
    return read(probe, _path(probe), problem)


@check("rename-user", "a new name by PUT", "the new name", needs=CREATED, writes=True)
def _rename(probe: Probe) -> str:
    body = named(probe.facts.renamed, probe.name)
    lost = _different(body, _put(probe, body, "bad-request"))
    wrong = [path for path in lost if path.startswith(("name.formatted", "displayName"))]
    if wrong or "userName" in lost:
        raise Wrong(f"unchanged: {', '.join(wrong or lost)}", "stale-name")
    return "the new name"


@check(
    "stale-name",
    "new name parts with the old full name, as an unmapped full name is sent",
    "a full name that follows the parts",
    level=SHOULD,
    needs=CREATED,
    writes=True,
)
def _stale_name(probe: Probe) -> str:
    body = named(probe.facts.user, probe.name)
    new = named(probe.facts.renamed, probe.name)
    if not isinstance(body.get("name"), dict) or not {"formatted", "familyName"} <= set(
        body["name"]
    ):
        raise Skip("the guide maps no full name with its parts")
    _put(probe, body, "bad-request")
    old = body["name"]["formatted"]
    body["name"] = {**new["name"], "formatted": old}
    name = _put(probe, body, "bad-request").get("name")
    if not isinstance(name, dict) or name.get("formatted") == old:
        raise Wrong("the old full name", "stale-name")
    return "the new full name"


@check("set-roles", "roles by PUT", "the same roles, as texts", needs=CREATED, writes=True)
def _set_roles(probe: Probe) -> str:
    facts = probe.facts
    if facts.role_name is None:
        raise Skip("the guide maps no roles")
    body = named(facts.user, probe.name)
    value: Any = facts.role_values if facts.role_list else facts.role_values[0]
    holder = body.setdefault(facts.role_urn, {}) if facts.role_urn else body
    holder[facts.role_name] = value
    if facts.role_urn and facts.role_urn not in body["schemas"]:
        body["schemas"].append(facts.role_urn)
    found = role_of(probe, _put(probe, body, "bad-request"))
    if found is None:
        raise Wrong("no roles in the answer, so that Okta loses them", "no-namespace")
    well_formed(probe, found)
    if (sorted(found) if facts.role_list else found) != (
        sorted(value) if facts.role_list else value
    ):
        raise Wrong(f"other roles: {probe.short(found)}", "no-namespace")
    return "the same roles"


def _active(probe: Probe, active: bool) -> None:
    """Set active without a path, the only way in which Okta does it."""
    probe.allows("user", "PATCH")
    operation = {"op": "replace", "value": {"active": active}}
    patch(probe, _path(probe), operation, "pathless-refused")


@check("deactivate", "PATCH active false, without path", "accepted", needs=CREATED, writes=True)
def _deactivate(probe: Probe) -> str:
    _active(probe, False)
    return "accepted"


@check(
    "inactive-found",
    "the deactivated user in a lookup and by id",
    "found, with active false",
    needs=("deactivate",),
    writes=True,
)
def _inactive_found(probe: Probe) -> str:
    probe.filters("users userName")
    return still_there(probe, _name(probe), probe.ids("user")[0])


@check(
    "inactive-conflict",
    "a new user with the name of the deactivated one",
    "409 with a SCIM error",
    needs=("deactivate",),
    writes=True,
)
def _inactive_conflict(probe: Probe) -> str:
    return as_error(create(probe, "user", named(probe.facts.user, probe.name)), 409, "rehired")


@check(
    "reactivate",
    "PATCH active true, without path",
    "active again",
    needs=("deactivate",),
    writes=True,
)
def _reactivate(probe: Probe) -> str:
    _active(probe, True)
    if not probe.offers("user", "GET"):
        return "accepted"
    if read(probe, _path(probe), "rehired").get("active") is not True:
        raise Wrong("accepted, and still not active", "rehired")
    return "active"
