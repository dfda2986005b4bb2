"""What several checks look up, and the form of roles."""

from __future__ import annotations

from typing import Any

from scimguide.okta.requests import find, list_page, read
from scimguide.preflight.check import CheckContext, CheckFailed
from scimguide.preflight.http_client import Response
from scimguide.preflight.responses import expect_list, problem_of
from scimguide.scim.paths import value_at


def first_page(context: CheckContext, path: str) -> Response:
    """The first resources of a list, as many as Okta requests in one page."""
    return context.send(list_page(path, 1, context.facts.page_size))


def look_up(context: CheckContext, kind: str, attribute: str, value: str) -> list[dict[str, Any]]:
    """
    Look up by ``eq``, as Okta does.

    :raises CheckFailed: when the response is no list.
    """
    path = context.facts.users if kind == "users" else context.facts.groups
    request = find(path, attribute, value, context.facts.page_size)
    response = context.send(request)
    if response.status != 200:
        raise CheckFailed(response.summary, problem_of(response, ""))
    return expect_list(response)


def expect_found(context: CheckContext, attribute: str, value: str) -> None:
    """
    Accept a user who is found alone by a lookup.

    :raises CheckFailed: when nobody or somebody else is found, too.
    """
    found = look_up(context, "users", attribute, value)
    if not only(found, attribute, value):
        # Who is not found is created again, and somebody else is taken for the person.
        problem = "wrong-account" if found else "conflict"
        raise CheckFailed(f"{len(found)} users for {context.short(value)}", problem)


def only(found: list[Any], attribute: str, value: str) -> bool:
    """Whether a lookup found the one that it should, and nothing else."""
    return [str(each.get(attribute)).lower() for each in found] == [value.lower()]


def role_of(context: CheckContext, user: dict[str, Any]) -> Any:
    """What a user has in the attribute for roles, None without it."""
    path = context.facts.role_path
    return value_at(user, path) if path else None


def expect_roles(context: CheckContext, value: Any) -> None:
    """
    Accept roles that are strings, in a list when there may be several.

    :raises CheckFailed: otherwise.
    """
    values = value if context.facts.role_list and isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        kind = "objects" if any(isinstance(each, dict) for each in values) else "no strings"
        raise CheckFailed(f"{kind}: {context.short(value)}", "roles-as-objects")
    if context.facts.role_list and not isinstance(value, list):
        raise CheckFailed("one string instead of a list", "roles-as-objects")


def expect_inactive(context: CheckContext, name: str, id: str) -> str:
    """
    Accept a deactivated user who is found both ways.

    :raises CheckFailed: when one way misses.
    """
    found = look_up(context, "users", "userName", name)
    if not only(found, "userName", name):
        raise CheckFailed("not in the lookup, so that nobody can come back", "conflict")
    if found[0].get("active") is not False:
        raise CheckFailed("in the lookup, not with active false", "ignored-change")
    if context.offers("user", "GET"):
        response = context.send(read(context.facts.users, id))
        if response.status != 200:
            raise CheckFailed(f"by id: {response.summary}", problem_of(response, "rehired"))
        if response.object.get("active") is not False:
            raise CheckFailed("by id, not with active false", "ignored-change")
    return "found"
