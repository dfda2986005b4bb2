"""Checks that create a user and do to it what Okta does; see RFC 7644 section 3."""

from __future__ import annotations

from typing import Any

from scimguide.okta.requests import (
    list_page,
    read,
    replace_active,
    replace_user,
    set_active,
)
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, Skip, write_check
from scimguide.preflight.created import (
    expect_created,
    read_back,
    send_change,
    send_user,
    with_name,
)
from scimguide.preflight.http_client import Response
from scimguide.preflight.queries import (
    expect_found,
    expect_inactive,
    expect_roles,
    first_page,
    look_up,
    role_of,
)
from scimguide.preflight.responses import expect_error, expect_list
from scimguide.scim.paths import set_value, value_at

CREATED = ("create-user",)


def _name(context: CheckContext) -> str:
    return str(with_name(context.facts.user, context.name)["userName"])


def _current(context: CheckContext) -> dict[str, Any]:
    """The user as it is now."""
    return read_back(context, read(context.facts.users, context.user_id), "account-gone")


@write_check("create-user", "a new user", "201 with the user and its id")
def _create_user(context: CheckContext) -> str:
    context.allows("users", "POST")
    for name in (context.name, f"{context.name}-2"):
        expect_created(send_user(context, name), "bad-request", "empty-user")
    if context.offers("users", "GET"):
        context.users = expect_list(first_page(context, context.facts.users))
    return "201, twice"


@write_check("find-created", "the new user in a lookup", "this user", needs=CREATED)
def _find_created(context: CheckContext) -> str:
    context.filters("users userName")
    for name in (_name(context), _name(context).upper()):
        expect_found(context, "userName", name)
        found = look_up(context, "users", "userName", name)
        if found[0].get("id") != context.user_id:
            raise CheckFailed("another id than the one that was returned")
    return "the user, in both cases"


@write_check("list-created", "the new users in the list", "both of them", needs=CREATED)
def _list_created(context: CheckContext) -> str:
    context.allows("users", "GET")
    response = context.send(list_page(context.facts.users, 1, 1))
    total = response.object.get("totalResults")
    if not isinstance(total, int):
        raise CheckFailed(f"{context.short(repr(total))} users in the list", "counts-as-text")
    if total < 2:
        raise CheckFailed(f"{total} users in the list", "unstable-order")
    return f"{total} users"


@write_check("keep-user", "the new user by id", "what was sent", needs=CREATED)
def _keep(context: CheckContext) -> str:
    context.allows("user", "GET")
    sent = {**with_name(context.facts.user, context.name), "active": True}
    found = _current(context)
    lost = _different(_kept(context, sent), found)
    if {"name.formatted", "userName", "active"} & set(lost):
        only_name = lost == ["name.formatted"]
        problem = "stale-name" if only_name else "ignored-change"
        raise CheckFailed(f"lost or changed: {', '.join(lost)}", problem)
    if "password" in found:
        raise CheckFailed("a password in it, which Okta then sends back", mild=True)
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
    return expect_error(send_user(context, context.name), 409, "duplicates")


def _replace(context: CheckContext, mapped: dict[str, Any]) -> dict[str, Any]:
    """Push a profile as Okta does, read and replace; and read it again."""
    context.allows("user", "GET")
    context.allows("user", "PUT")
    resource = _current(context)
    request = replace_user(context.facts.users, context.user_id, resource, mapped)
    send_change(context, request, "profile-refused")
    return _current(context)


def _mapped(context: CheckContext, user: dict[str, Any]) -> dict[str, Any]:
    """A user of the facts, with the values of a new user where the service never changes them."""
    mapped, first = (with_name(each, context.name) for each in (user, context.facts.user))
    for path in _paths(context):
        set_value(mapped, path, value_at(first, path))
    return mapped


def _paths(context: CheckContext) -> list[str]:
    """The paths that Okta maps and the service never changes."""
    known = (each.partition(" ") for each in context.facts.immutable)
    user = context.facts.user
    return [path for kind, _, path in known if kind == "users" and value_at(user, path) is not None]


@write_check("rename-user", "a new name by PUT", "the new name", needs=CREATED)
def _rename(context: CheckContext) -> str:
    mapped = _mapped(context, context.facts.renamed)
    if mapped == with_name(context.facts.user, context.name):
        raise Skip(f"{context.facts.service} never changes the names that the guide maps")
    lost = _different(_kept(context, mapped), _replace(context, mapped))
    wrong = [path for path in lost if path.startswith(("name.formatted", "displayName"))]
    if wrong or "userName" in lost:
        problem = "stale-name" if lost == ["name.formatted"] else "ignored-change"
        raise CheckFailed(f"unchanged: {', '.join(wrong or lost)}", problem)
    return "the new name"


@write_check(
    "put-back",
    "the old name by PUT, with all that was read",
    "the user as before",
    needs=("rename-user",),
)
def _put_back(context: CheckContext) -> str:
    old, new = (_mapped(context, each) for each in (context.facts.user, context.facts.renamed))
    before = _replace(context, old)
    _replace(context, new)
    after = _replace(context, old)
    wrong = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    wrong = [key for key in wrong if key not in ("meta", "password")]
    if wrong:
        raise CheckFailed(f"lost or changed: {', '.join(wrong)}", "ignored-change")
    return "as before"


@write_check(
    "move-user", "a new userName by PUT", "found by the new one, not by the old", needs=CREATED
)
def _move(context: CheckContext) -> str:
    context.changes("users userName")
    moved = with_name(context.facts.user, f"{context.name}-moved")
    name = str(moved["userName"])
    if _replace(context, moved).get("userName") != name:
        raise CheckFailed("accepted, and the old userName is still there", "ignored-change")
    if "users userName" in context.facts.filters:
        expect_found(context, "userName", name)
        if look_up(context, "users", "userName", _name(context)):
            raise CheckFailed("still found by the old userName", "wrong-account")
    if _replace(context, _mapped(context, context.facts.user)).get("userName") != _name(context):
        raise CheckFailed("accepted, and the old userName does not return", "ignored-change")
    return "moved, and moved back"


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
    context.changes(f"users {facts.role_path}")
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


def _by_id(context: CheckContext) -> Response:
    return context.send(read(context.facts.users, context.user_id))


def _state(context: CheckContext) -> Any:
    """The ``active`` of the user by id or in a lookup; None when the user cannot be seen."""
    if context.offers("user", "GET"):
        return _by_id(context).object.get("active")
    if "users userName" not in context.facts.filters:
        return None
    found = look_up(context, "users", "userName", _name(context))
    return found[0].get("active") if found else None


def _expect_active(context: CheckContext, response: Response, active: bool) -> str:
    """
    Accept a change of ``active`` that shows in the response, if it has a user, and afterwards.

    :raises CheckFailed: when it does not.
    """
    word = "active" if active else "inactive"
    ignored = "reactivation-ignored" if active else "deactivation-ignored"
    if response.object.get("active", active) is not active:
        raise CheckFailed(f"accepted, and the response is not {word}", ignored)
    found = _state(context)
    if found is None:
        return "accepted; the next check looks for the user"
    if found is not active:
        raise CheckFailed(f"accepted, and the user is not {word}", ignored)
    return word


def _set_active(context: CheckContext, active: bool) -> str:
    """Set active without a path, the only way in which Okta does it; and look."""
    context.allows("user", "PATCH")
    request = set_active(context.facts.users, context.user_id, active)
    by_id = context.offers("user", "GET") and _by_id(context).status == 404
    absent = ("rehired" if active else "account-gone") if by_id else "no-patch"
    response = send_change(
        context, request, "pathless-refused", missing=absent, unsupported="no-patch"
    )
    return _expect_active(context, response, active)


@write_check("deactivate", "PATCH active false, without path", "inactive", needs=CREATED)
def _deactivate(context: CheckContext) -> str:
    return _set_active(context, False)


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
    return expect_error(send_user(context, context.name), 409, "duplicates")


@write_check("reactivate", "PATCH active true, without path", "active again", needs=("deactivate",))
def _reactivate(context: CheckContext) -> str:
    if _set_active(context, True) == "active" or not context.offers("user", "GET"):
        return "active"
    raise CheckFailed("accepted, and the user cannot be read by id", "rehired")


@write_check(
    "return-profile",
    "the profile by PUT, after the return",
    "accepted, and still active",
    needs=("reactivate",),
)
def _return_profile(context: CheckContext) -> str:
    found = _replace(context, _mapped(context, context.facts.user))
    if found.get("active") is not True:
        raise CheckFailed("accepted, and the user is not active", "reactivation-ignored")
    return "active"


@write_check(
    "put-active",
    "active false and true by PUT, as an app of the wizard sends it",
    "inactive, then active",
    level=SHOULD,
    needs=CREATED,
)
def _put_active(context: CheckContext) -> str:
    context.allows("user", "GET")
    context.allows("user", "PUT")
    for active in (False, True):
        resource = _current(context)
        request = replace_active(context.facts.users, context.user_id, resource, active)
        response = send_change(context, request, "profile-refused")
        _expect_active(context, response, active)
    return "inactive, then active"
