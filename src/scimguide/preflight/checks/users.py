"""Checks that create a user and do to it what Okta does; see RFC 7644 section 3."""

from __future__ import annotations

from typing import Any

from scimguide.okta.requests import list_page, read, replace_user, set_active
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, Skip, write_check
from scimguide.preflight.created import (
    expect_created,
    read_back,
    send_patch,
    send_user,
    with_name,
)
from scimguide.preflight.queries import (
    expect_inactive,
    expect_roles,
    first_page,
    look_up,
    only,
    role_of,
)
from scimguide.preflight.responses import expect_error, expect_list
from scimguide.scim.paths import set_value

CREATED = ("create-user",)


def _name(context: CheckContext) -> str:
    return str(with_name(context.facts.user, context.name)["userName"])


def _current(context: CheckContext, problem: str) -> dict[str, Any]:
    """The user as it is now."""
    return read_back(context, read(context.facts.users, context.user_id), problem)


@write_check("create-user", "a new user", "201 with the user and its id")
def _create_user(context: CheckContext) -> str:
    context.allows("users", "POST")
    for name in (context.name, f"{context.name}-2"):
        expect_created(send_user(context, name), "empty-user")
    if context.offers("users", "GET"):
        context.users = expect_list(first_page(context, context.facts.users))
    return "201, twice"


@write_check("find-created", "the new user in a lookup", "this user", needs=CREATED)
def _find_created(context: CheckContext) -> str:
    context.filters("users userName")
    for name in (_name(context), _name(context).upper()):
        found = look_up(context, "users", "userName", name, "no-match")
        if not only(found, "userName", name):
            raise CheckFailed(f"{len(found)} users for {name}", "no-match")
        if found[0].get("id") != context.user_id:
            raise CheckFailed("another id than the one that was returned", "no-external-id")
    return "the user, in both cases"


@write_check("list-created", "the new users in the list", "both of them", needs=CREATED)
def _list_created(context: CheckContext) -> str:
    context.allows("users", "GET")
    response = context.send(list_page(context.facts.users, 1, 1))
    total = response.object.get("totalResults")
    if not isinstance(total, int) or total < 2:
        raise CheckFailed(f"{total} users in the list", "no-match")
    return f"{total} users"


@write_check("keep-user", "the new user by id", "what was sent", needs=CREATED)
def _keep(context: CheckContext) -> str:
    context.allows("user", "GET")
    sent = {**with_name(context.facts.user, context.name), "active": True}
    lost = _different(_kept(context, sent), _current(context, "empty-user"))
    if "name.formatted" in lost or "userName" in lost or "active" in lost:
        raise CheckFailed(f"lost or changed: {', '.join(lost)}", "stale-name")
    return f"not kept: {', '.join(lost)}" if lost else "all of it"


def _kept(context: CheckContext, user: dict[str, Any]) -> dict[str, Any]:
    """The user without what the service need not keep."""
    return {key: value for key, value in user.items() if key not in context.facts.unknown}


def _different(sent: dict[str, Any], found: dict[str, Any], before: str = "") -> list[str]:
    """The paths of what is not as it was sent."""
    paths: list[str] = []
    for key, value in sent.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            paths += _different(value, found[key], f"{path}.")
        elif key != "schemas" and isinstance(value, (str, bool)):
            paths += [path] if found.get(key) != value else []
    return paths


@write_check("conflict", "a user with the same name", "409 with a SCIM error", needs=CREATED)
def _conflict(context: CheckContext) -> str:
    return expect_error(send_user(context, context.name), 409, "conflict")


def _replace(context: CheckContext, mapped: dict[str, Any]) -> dict[str, Any]:
    """Push a profile as Okta does, read and replace; and read it again."""
    context.allows("user", "PUT")
    resource = _current(context, "bad-request")
    request = replace_user(context.facts.users, context.user_id, resource, mapped)
    response = context.send(request)
    if response.status not in (200, 204):
        problem = "rate-limit" if response.status == 429 else "bad-request"
        raise CheckFailed(response.summary, problem)
    return _current(context, "bad-request")


@write_check("rename-user", "a new name by PUT", "the new name", needs=CREATED)
def _rename(context: CheckContext) -> str:
    mapped = with_name(context.facts.renamed, context.name)
    lost = _different(_kept(context, mapped), _replace(context, mapped))
    wrong = [path for path in lost if path.startswith(("name.formatted", "displayName"))]
    if wrong or "userName" in lost:
        raise CheckFailed(f"unchanged: {', '.join(wrong or lost)}", "stale-name")
    return "the new name"


@write_check(
    "stale-name",
    "new name parts with the old full name, as an unmapped full name is sent",
    "a full name that follows the parts",
    level=SHOULD,
    needs=CREATED,
)
def _stale_name(context: CheckContext) -> str:
    mapped = with_name(context.facts.user, context.name)
    name = mapped.get("name")
    if not isinstance(name, dict) or not {"formatted", "familyName"} <= set(name):
        raise Skip("the guide maps no full name with its parts")
    _replace(context, mapped)
    new = with_name(context.facts.renamed, context.name)["name"]
    mapped["name"] = {**new, "formatted": name["formatted"]}
    found = _replace(context, mapped).get("name")
    if not isinstance(found, dict) or found.get("formatted") == name["formatted"]:
        raise CheckFailed("the old full name", "stale-name")
    return "the new full name"


@write_check("set-roles", "roles by PUT", "the same roles, as strings", needs=CREATED)
def _set_roles(context: CheckContext) -> str:
    facts = context.facts
    if facts.role_path is None:
        raise Skip("the guide maps no roles")
    value: Any = facts.role_values if facts.role_list else facts.role_values[0]
    mapped = with_name(facts.user, context.name)
    set_value(mapped, facts.role_path, value)
    found = role_of(context, _replace(context, mapped))
    if found is None:
        raise CheckFailed("no roles in the response, so that Okta loses them", "no-namespace")
    expect_roles(context, found)
    if (sorted(found) if facts.role_list else found) != (
        sorted(value) if facts.role_list else value
    ):
        raise CheckFailed(f"other roles: {context.short(found)}", "no-namespace")
    return "the same roles"


def _active(context: CheckContext, active: bool) -> None:
    """Set active without a path, the only way in which Okta does it."""
    context.allows("user", "PATCH")
    request = set_active(context.facts.users, context.user_id, active)
    send_patch(context, request, "pathless-refused")


@write_check("deactivate", "PATCH active false, without path", "accepted", needs=CREATED)
def _deactivate(context: CheckContext) -> str:
    _active(context, False)
    return "accepted"


@write_check(
    "inactive-found",
    "the deactivated user in a lookup and by id",
    "found, with active false",
    needs=("deactivate",),
)
def _inactive_found(context: CheckContext) -> str:
    context.filters("users userName")
    return expect_inactive(context, _name(context), context.user_id)


@write_check(
    "inactive-conflict",
    "a new user with the name of the deactivated one",
    "409 with a SCIM error",
    needs=("deactivate",),
)
def _inactive_conflict(context: CheckContext) -> str:
    return expect_error(send_user(context, context.name), 409, "rehired")


@write_check("reactivate", "PATCH active true, without path", "active again", needs=("deactivate",))
def _reactivate(context: CheckContext) -> str:
    _active(context, True)
    if not context.offers("user", "GET"):
        return "accepted"
    if _current(context, "rehired").get("active") is not True:
        raise CheckFailed("accepted, and still not active", "rehired")
    return "active"
