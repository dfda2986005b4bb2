"""Checks of lookups and of what a resource holds: how Okta finds people again."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.asking import find, only, role_of, still_there, well_formed
from scimguide.preflight.check import SHOULD, Probe, Skip, Wrong, check
from scimguide.preflight.form import problem_of

KEYS = ("schemas", "id", "userName", "active", "meta")
"""What every user must have for Okta or RFC 7643 section 3.1."""


def somebody(probe: Probe) -> dict[str, Any]:
    """
    A user of the service.

    :raises Skip: when there is none.
    """
    for user in probe.users:
        if user.get("userName") and user.get("id"):
            return user
    raise Skip("there are no users")


@check("unknown-user", "the lookup of a userName that nobody has", "200 without users")
def _unknown(probe: Probe) -> str:
    probe.filters("users userName")
    name = f"nobody-{probe.name}@example.com"
    found = _nobody(probe, "users", "userName", name, "no-match")
    if found:
        raise Wrong(f"{len(found)} users: the filter is not applied", "no-match")
    return "200 without users"


def _nobody(probe: Probe, kind: str, attribute: str, value: str, problem: str) -> list[Any]:
    """A lookup that finds nothing; Okta takes a 404 for the same."""
    try:
        return find(probe, kind, attribute, value, problem)
    except Wrong as wrong:
        if str(wrong).startswith("404"):
            raise Wrong(f"{wrong}; Okta takes it for nobody", mild=True) from None
        raise


@check("known-user", "the lookup of a user by userName", "this user alone")
def _known(probe: Probe) -> str:
    probe.filters("users userName")
    name = str(somebody(probe)["userName"])
    found = find(probe, "users", "userName", name, "no-match")
    if not only(found, "userName", name):
        raise Wrong(f"{len(found)} users", "no-match")
    return "the user"


@check("other-case", "the lookup of a user in other case", "the same user", needs=("known-user",))
def _other_case(probe: Probe) -> str:
    name = str(somebody(probe)["userName"])
    found = find(probe, "users", "userName", name.swapcase(), "no-match")
    if not only(found, "userName", name):
        raise Wrong(f"{len(found)} users: the lookup minds the case", "no-match")
    return "the user"


@check("read-user", "a user by id", "the listed user, with all that it needs")
def _read_user(probe: Probe) -> str:
    probe.allows("user", "GET")
    user = somebody(probe)
    answer = probe.wire.send("GET", f"{probe.facts.users}/{user['id']}")
    if answer.status != 200:
        raise Wrong(answer.said, problem_of(answer) or "no-external-id")
    found = answer.object
    missing = [key for key in KEYS if key not in found]
    if missing:
        raise Wrong(f"no {', '.join(missing)}", "empty-user")
    for key in ("id", "userName", "active"):
        if found[key] != user.get(key):
            raise Wrong(f"another {key} than in the list", "no-external-id")
    return "the same user"


@check("roles-form", "the roles of the listed users", "texts in the form that the guide maps")
def _roles(probe: Probe) -> str:
    if probe.facts.role_name is None:
        raise Skip("the guide maps no roles")
    found = [value for user in probe.users if (value := role_of(probe, user)) is not None]
    if not found:
        raise Skip("no user has roles")
    for value in found:
        well_formed(probe, value)
    return f"texts, for {len(found)} users"


@check("inactive-user", "a deactivated user in a lookup and by id", "found, with active false")
def _inactive_user(probe: Probe) -> str:
    probe.filters("users userName")
    gone = [user for user in probe.users if user.get("active") is False and user.get("id")]
    if not gone:
        raise Skip("there are no deactivated users in the list")
    return still_there(probe, str(gone[0]["userName"]), str(gone[0]["id"]))


@check("unknown-group", "the lookup of a group that is not there", "200 without groups")
def _unknown_group(probe: Probe) -> str:
    probe.filters("groups displayName")
    found = _nobody(probe, "groups", "displayName", f"Nobody {probe.name}", "team-exists")
    if found:
        raise Wrong(f"{len(found)} groups: the filter is not applied", "team-exists")
    return "200 without groups"


@check("known-group", "the lookup of a group by displayName, and by id", "this group")
def _known_group(probe: Probe) -> str:
    probe.filters("groups displayName")
    group = next((g for g in probe.groups if g.get("displayName") and g.get("id")), None)
    if group is None:
        raise Skip("there are no groups")
    found = find(probe, "groups", "displayName", str(group["displayName"]), "team-exists")
    if group["id"] not in [each.get("id") for each in found]:
        raise Wrong("not found by displayName", "team-exists")
    if probe.offers("group", "GET"):
        answer = probe.wire.send("GET", f"{probe.facts.groups}/{group['id']}")
        if answer.status != 200 or answer.object.get("id") != group["id"]:
            raise Wrong(f"by id: {answer.said}", "team-gone")
    return "the group"


@check(
    "user-types",
    "active in the listed users",
    "true or false, not a text",
    level=SHOULD,
)
def _types(probe: Probe) -> str:
    user = somebody(probe)
    if not isinstance(user.get("active"), bool):
        raise Wrong(probe.short(repr(user.get("active"))))
    return "true or false"
