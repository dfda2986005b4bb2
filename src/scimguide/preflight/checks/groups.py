"""Checks that push a group as Okta does: created, filled, renamed, emptied and deleted."""

from __future__ import annotations

from scimguide.okta.requests import (
    Request,
    change_members,
    delete_group,
    read,
    rename_group,
    replace_members,
)
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, Skip, write_check
from scimguide.preflight.created import (
    expect_created,
    read_back,
    send_group,
    send_patch,
    with_name,
)
from scimguide.preflight.queries import first_page, look_up
from scimguide.preflight.responses import expect_error, expect_list

FILLED = ("create-group", "create-user")


def _new_members(context: CheckContext) -> list[tuple[str, str]]:
    """The users of this run, by ids with names."""
    users = [each for each in context.created if each.kind == "user" and each.id]
    return [(str(each.id), each.name) for each in users]


def _read_group(context: CheckContext) -> Request:
    return read(context.facts.groups, context.group_id)


def _patch(context: CheckContext, request: Request, problem: str = "members-refused") -> None:
    context.allows("group", "PATCH")
    send_patch(context, request, problem)


def _expect_members(context: CheckContext, expected: list[str]) -> str:
    """Accept a group with these members, read again."""
    if not context.offers("group", "GET"):
        return f"accepted; {context.facts.service} offers no GET to prove it"
    found = read_back(context, _read_group(context), "team-gone").get("members") or []
    ids = [str(each.get("value")) for each in found if isinstance(each, dict)]
    if sorted(ids) != sorted(expected):
        raise CheckFailed(f"accepted, and the group has {len(ids)} members", "empty-team")
    return f"{len(ids)} members"


@write_check("create-group", "a new group", "201 with the group and its id")
def _create_group(context: CheckContext) -> str:
    context.allows("groups", "POST")
    expect_created(send_group(context, context.name), "team-gone")
    if context.offers("groups", "GET"):
        context.groups = expect_list(first_page(context, context.facts.groups))
    return "201"


@write_check("find-group", "the new group in a lookup", "this group", needs=("create-group",))
def _find_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    found = look_up(context, "groups", "displayName", context.name, "team-exists")
    if [each.get("id") for each in found] != context.ids("group")[:1]:
        raise CheckFailed(f"{len(found)} groups", "team-exists")
    return "the group"


@write_check(
    "group-conflict",
    "a group with the same name",
    "409 with a SCIM error",
    level=SHOULD,
    needs=("create-group",),
)
def _group_conflict(context: CheckContext) -> str:
    if not context.facts.group_names_unique:
        raise Skip("names of groups may be the same")
    return expect_error(send_group(context, context.name), 409, "team-exists")


@write_check("add-member", "a member by PATCH add", "this member", needs=FILLED)
def _add_member(context: CheckContext) -> str:
    first = _new_members(context)[:1]
    _patch(context, change_members(context.facts.groups, context.group_id, new=first))
    return _expect_members(context, [first[0][0]])


@write_check(
    "rename-group", "a new name by PATCH, without path", "the new name", needs=("create-group",)
)
def _rename_group(context: CheckContext) -> str:
    name = f"{context.name} renamed"
    request = rename_group(context.facts.groups, context.group_id, name)
    _patch(context, request, "rename-refused")
    if not context.offers("group", "GET"):
        return "accepted"
    if read_back(context, _read_group(context), "team-gone").get("displayName") != name:
        raise CheckFailed("accepted, and the old name is still there", "rename-refused")
    return "the new name"


@write_check("remove-member", "a member by its value", "no members", needs=("add-member",))
def _remove_member(context: CheckContext) -> str:
    first = context.ids("user")[:1]
    _patch(context, change_members(context.facts.groups, context.group_id, gone=first))
    return _expect_members(context, [])


@write_check(
    "replace-members", "all members at once, as Push now does", "these members", needs=FILLED
)
def _replace_members(context: CheckContext) -> str:
    members = _new_members(context)
    _patch(context, replace_members(context.facts.groups, context.group_id, members))
    return _expect_members(context, [id for id, _ in members])


@write_check(
    "unknown-member", "a member that is no user", "refused", level=SHOULD, needs=("create-group",)
)
def _unknown_member(context: CheckContext) -> str:
    context.allows("group", "PATCH")
    nobody = with_name(context.facts.user, f"nobody-{context.name}")["userName"]
    new = [(f"00000000-{context.name}", nobody)]
    request = change_members(context.facts.groups, context.group_id, new=new)
    response = context.send(request)
    if not 400 <= response.status < 500:
        raise CheckFailed(response.summary, "members-refused")
    return str(response.status)


@write_check("delete-group", "the group deleted", "204, then gone", needs=("create-group",))
def _delete_group(context: CheckContext) -> str:
    context.allows("group", "DELETE")
    request = delete_group(context.facts.groups, context.group_id)
    response = context.send(request)
    if response.status not in (200, 204):
        raise CheckFailed(response.summary, "team-gone")
    if context.offers("group", "GET"):
        after = context.send(_read_group(context))
        if after.status != 404:
            raise CheckFailed(f"{response.status}, and by id still {after.summary}", "team-gone")
    return f"{response.status}, then gone"
