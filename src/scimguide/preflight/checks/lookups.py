"""Checks of lookups, and of what a resource contains: how Okta finds accounts again."""

from __future__ import annotations

from typing import Any

from scimguide.okta.requests import read
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, Skip, check
from scimguide.preflight.queries import (
    expect_found,
    expect_inactive,
    expect_roles,
    look_up,
    only,
    role_of,
)
from scimguide.preflight.responses import problem_of

KEYS = ("schemas", "id", "userName", "active", "meta")
"""What every user must have for Okta or RFC 7643 section 3.1."""


def somebody(context: CheckContext) -> dict[str, Any]:
    """
    A user of the service.

    :raises Skip: when there is none.
    """
    for user in context.users:
        if user.get("userName") and user.get("id"):
            return user
    raise Skip("there are no users")


@check("unknown-user", "the lookup of a userName that nobody has", "200 without users")
def _unknown(context: CheckContext) -> str:
    context.filters("users userName")
    name = f"nobody-{context.name}@example.com"
    found = _nobody(context, "users", "userName", name)
    if found:
        raise CheckFailed(f"{len(found)} users: the filter is not applied", "wrong-account")
    return "200 without users"


def _nobody(context: CheckContext, kind: str, attribute: str, value: str) -> list[Any]:
    """A lookup that finds nothing; Okta takes a 404 for the same."""
    try:
        return look_up(context, kind, attribute, value)
    except CheckFailed as failed:
        if str(failed).startswith("404"):
            raise CheckFailed(f"{failed}; Okta takes it for nobody", mild=True) from None
        raise


@check("known-user", "the lookup of a user by userName", "this user alone")
def _known(context: CheckContext) -> str:
    context.filters("users userName")
    name = str(somebody(context)["userName"])
    expect_found(context, "userName", name)
    return "the user"


@check("other-case", "the lookup of a user in another case", "the same user", needs=("known-user",))
def _other_case(context: CheckContext) -> str:
    name = str(somebody(context)["userName"])
    found = look_up(context, "users", "userName", name.swapcase())
    if not only(found, "userName", name):
        raise CheckFailed(f"{len(found)} users: the lookup minds the case", "conflict")
    return "the user"


@check("read-user", "a user by id", "the listed user, with all that it needs")
def _read_user(context: CheckContext) -> str:
    context.allows("user", "GET")
    user = somebody(context)
    response = context.send(read(context.facts.users, str(user["id"])))
    if response.status != 200:
        gone = "account-gone" if response.status == 404 else ""
        raise CheckFailed(response.summary, problem_of(response, gone))
    found = response.object
    missing = [key for key in KEYS if key not in found]
    if missing:
        raise CheckFailed(f"no {', '.join(missing)}")
    for key in ("id", "userName", "active"):
        if found[key] != user.get(key):
            raise CheckFailed(f"another {key} than in the list")
    return "the same user"


@check("roles-form", "the roles of the listed users", "strings in the form that the guide maps")
def _roles(context: CheckContext) -> str:
    if context.facts.role_path is None:
        raise Skip("the guide maps no roles")
    found = [value for user in context.users if (value := role_of(context, user)) is not None]
    if not found:
        raise Skip("no user has roles")
    for value in found:
        expect_roles(context, value)
    return f"strings, for {len(found)} users"


@check("inactive-user", "a deactivated user in a lookup and by id", "found, with active false")
def _inactive_user(context: CheckContext) -> str:
    context.filters("users userName")
    gone = [user for user in context.users if user.get("active") is False and user.get("id")]
    if not gone:
        raise Skip("there are no deactivated users in the list")
    return expect_inactive(context, str(gone[0]["userName"]), str(gone[0]["id"]))


@check("unknown-group", "the lookup of a group that is not there", "200 without groups")
def _unknown_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    found = _nobody(context, "groups", "displayName", f"Nobody {context.name}")
    if found:
        raise CheckFailed(f"{len(found)} groups: the filter is not applied")
    return "200 without groups"


@check("known-group", "the lookup of a group by displayName, and by id", "this group")
def _known_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    group = next((g for g in context.groups if g.get("displayName") and g.get("id")), None)
    if group is None:
        raise Skip("there are no groups")
    found = look_up(context, "groups", "displayName", str(group["displayName"]))
    if group["id"] not in [each.get("id") for each in found]:
        raise CheckFailed("not found by displayName", "team-exists")
    if context.offers("group", "GET"):
        response = context.send(read(context.facts.groups, str(group["id"])))
        if response.status != 200 or response.object.get("id") != group["id"]:
            gone = "linked-group-missing" if response.status == 404 else ""
            raise CheckFailed(f"by id: {response.summary}", problem_of(response, gone))
    return "the group"


@check("user-types", "active in the listed users", "true or false, not a string", level=SHOULD)
def _types(context: CheckContext) -> str:
    user = somebody(context)
    if not isinstance(user.get("active"), bool):
        raise CheckFailed(context.short(repr(user.get("active"))))
    return "true or false"
