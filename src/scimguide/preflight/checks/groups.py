"""Checks that push a group as Okta does: created, filled, renamed, emptied and deleted."""

from __future__ import annotations

from scimguide.okta.requests import (
    Request,
    change_members,
    delete_group,
    pathless_members,
    read,
    rename_group,
    replace_group,
    replace_members,
)
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, Skip, write_check
from scimguide.preflight.created import (
    expect_created,
    read_back,
    send_group,
    with_name,
)
from scimguide.preflight.queries import first_page, look_up
from scimguide.preflight.responses import expect_error, expect_list, problem_of

FILLED = ("create-group", "create-user")
Members = list[tuple[str, str]]
"""Ids with names."""
GONE = "linked-group-missing"


def _people(context: CheckContext) -> Members:
    """
    The users of this run.

    :raises Skip: when there are fewer than two.
    """
    users = [(each.id, each.name) for each in context.created if each.kind == "user" and each.id]
    if len(users) < 2:
        raise Skip("it needs two users with different ids")
    return users[:2]


def _read_group(context: CheckContext) -> Request:
    return read(context.facts.groups, context.group_id)


def _patch(context: CheckContext, request: Request) -> None:
    context.allows("group", "PATCH")
    _send(context, request)


def _send(context: CheckContext, request: Request) -> None:
    """
    Send a PATCH or a PUT of the group.

    :raises CheckFailed: when it is refused, with the entry that has the message of this status.
    """
    response = context.send(request)
    if response.status not in (200, 204):
        entry = {400: "rename-refused", 404: GONE}.get(response.status, "members-refused")
        raise CheckFailed(response.summary, problem_of(response, entry))


def _change(context: CheckContext, new: Members, gone: Members) -> None:
    """Change members in one PATCH."""
    ids = [id for id, _ in gone]
    _patch(context, change_members(context.facts.groups, context.group_id, gone=ids, new=new))


def _member_ids(context: CheckContext) -> list[str]:
    """The ids of the members that the group has now."""
    found = read_back(context, _read_group(context), GONE).get("members") or []
    return sorted(str(each.get("value")) for each in found if isinstance(each, dict))


def _expect(context: CheckContext, members: Members) -> str:
    """
    Accept a group with these members, read again.

    :raises CheckFailed: when it has others.
    """
    if not context.offers("group", "GET"):
        return f"accepted; {context.facts.service} offers no GET to prove it"
    found, expected = _member_ids(context), sorted(id for id, _ in members)
    if found != expected:
        lost, more = len(set(expected) - set(found)), len(set(found) - set(expected))
        twice = len(found) - len(set(found))
        wrong = {"missing": lost, "too many": more, "repeated": twice}
        text = ", ".join(f"{number} {name}" for name, number in wrong.items() if number)
        problem = "removal-ignored" if more and not lost else "team-differs"
        raise CheckFailed(f"accepted, and of the members are {text}", problem)
    return f"{len(found)} member{'s' * (len(found) != 1)}"


def _fill(context: CheckContext, members: Members) -> None:
    """
    Bring the group to these members, by whichever request does it.

    :raises Skip: when none does, which other checks find.
    """
    if not context.offers("group", "GET"):
        context.send(replace_members(context.facts.groups, context.group_id, members))
        return
    path, id, expected = context.facts.groups, context.group_id, sorted(id for id, _ in members)
    for attempt in range(3):
        found = _member_ids(context)
        if found == expected:
            return
        gone = [each for each in found if each not in expected]
        new = [each for each in members if each[0] not in found]
        if attempt % 2 or not (gone or new):
            context.send(replace_members(path, id, members))
        else:
            context.send(change_members(path, id, gone=gone, new=new))
    raise Skip("the group cannot be filled")


@write_check("create-group", "a new group with a member", "201 with the group and its id")
def _create_group(context: CheckContext) -> str:
    context.allows("groups", "POST")
    users = [(each.id, each.name) for each in context.created if each.kind == "user" and each.id]
    expect_created(send_group(context, context.name, users[:1]), "team-refused")
    if context.offers("groups", "GET"):
        context.groups = expect_list(first_page(context, context.facts.groups))
    return "201"


@write_check(
    "first-member",
    "the member of the new group",
    "the one that was sent",
    level=SHOULD,
    needs=FILLED,
)
def _first_member(context: CheckContext) -> str:
    return _expect(context, _people(context)[:1])


@write_check(
    "first-name",
    "the same name by PATCH, without path, right after the creation",
    "accepted, with the same members",
    needs=("create-group",),
)
def _first_name(context: CheckContext) -> str:
    before = _member_ids(context) if context.offers("group", "GET") else []
    request = rename_group(context.facts.groups, context.group_id, context.name)
    _patch(context, request)
    return _expect(context, [(id, "") for id in before])


@write_check(
    "repeat-member",
    "the same member by PATCH add, right after the creation",
    "this member, once",
    needs=FILLED,
)
def _repeat_member(context: CheckContext) -> str:
    first = _people(context)[:1]
    _change(context, first, [])
    return _expect(context, first)


@write_check("find-group", "the new group in a lookup", "this group", needs=("create-group",))
def _find_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    found = look_up(context, "groups", "displayName", context.name)
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
    return expect_error(send_group(context, context.name), 409)


@write_check("add-member", "a second member by PATCH add", "both members", needs=FILLED)
def _add_member(context: CheckContext) -> str:
    first, second = _people(context)
    _fill(context, [first])
    _change(context, [second], [])
    return _expect(context, [first, second])


@write_check(
    "rename-group",
    "a new name by PATCH, without path",
    "the new name, with the same members",
    needs=("create-group",),
)
def _rename_group(context: CheckContext) -> str:
    context.changes("groups displayName")
    name = f"{context.name} renamed"
    before = _member_ids(context) if context.offers("group", "GET") else []
    request = rename_group(context.facts.groups, context.group_id, name)
    _patch(context, request)
    if not context.offers("group", "GET"):
        return "accepted"
    found = read_back(context, _read_group(context), GONE)
    if found.get("displayName") != name:
        raise CheckFailed("accepted, and the old name is still there", "team-differs")
    return f"the new name, {_expect(context, [(id, '') for id in before])}"


@write_check("remove-member", "one of two members by its value", "the other member", needs=FILLED)
def _remove_member(context: CheckContext) -> str:
    first, second = _people(context)
    _fill(context, [first, second])
    _change(context, [], [first])
    return _expect(context, [second])


@write_check(
    "change-members",
    "several members in one PATCH: one for another, both added, both removed",
    "these members each time",
    needs=FILLED,
)
def _change_members(context: CheckContext) -> str:
    first, second = _people(context)
    for before, after in (
        ([first], [second]),
        ([], [first, second]),
        ([first, second], []),
    ):
        _fill(context, before)
        _change(context, after, before)
        _expect(context, after)
    return "these members"


@write_check(
    "replace-members",
    "two members at once, then one of them, as Push now sends them",
    "these members each time",
    needs=FILLED,
)
def _replace_members(context: CheckContext) -> str:
    both = _people(context)
    for members in (both, both[:1]):
        _patch(context, replace_members(context.facts.groups, context.group_id, members))
        _expect(context, members)
    return "these members"


@write_check(
    "empty-group",
    "no members, as Push now of an empty group sends them",
    "no members",
    needs=FILLED,
)
def _empty_group(context: CheckContext) -> str:
    _fill(context, _people(context))
    _patch(context, replace_members(context.facts.groups, context.group_id, []))
    return _expect(context, [])


@write_check(
    "pathless-members", "all members by PATCH, without path", "these members", needs=FILLED
)
def _pathless_members(context: CheckContext) -> str:
    both = _people(context)
    _fill(context, both[:1])
    for members in (both, both[:1]):
        _patch(context, pathless_members(context.facts.groups, context.group_id, members))
        _expect(context, members)
    return "these members"


@write_check(
    "pathless-group",
    "id, name and all members by PATCH, without path",
    "these members each time",
    needs=FILLED,
)
def _pathless_group(context: CheckContext) -> str:
    both = _people(context)
    _fill(context, both[:1])
    name = context.name
    for members in (both, both[1:], []):
        _patch(context, pathless_members(context.facts.groups, context.group_id, members, name))
        _expect(context, members)
    return "these members"


@write_check(
    "put-group",
    "name and members by PUT, twice, as an app of the wizard sends them",
    "these members each time",
    level=SHOULD,
    needs=FILLED,
)
def _put_group(context: CheckContext) -> str:
    context.allows("group", "GET")
    context.allows("group", "PUT")
    both = _people(context)
    path, id = context.facts.groups, context.group_id
    for members in (both[:1], both):
        found = read_back(context, _read_group(context), GONE)
        _send(context, replace_group(path, id, found, str(found.get("displayName")), members))
        _expect(context, members)
    return "these members"


@write_check(
    "unknown-member", "a member that is no user", "refused", level=SHOULD, needs=("create-group",)
)
def _unknown_member(context: CheckContext) -> str:
    context.allows("group", "PATCH")
    nobody = with_name(context.facts.user, f"nobody-{context.name}")["userName"]
    new = [(f"00000000-{context.name}", nobody)]
    request = change_members(context.facts.groups, context.group_id, new=new)
    response = context.send(request)
    if response.status < 400:
        raise CheckFailed(response.summary, "team-differs")
    if response.status >= 500:
        raise CheckFailed(response.summary, problem_of(response, "members-refused"))
    return str(response.status)


@write_check("delete-group", "the group deleted", "204, then gone", needs=("create-group",))
def _delete_group(context: CheckContext) -> str:
    context.allows("group", "DELETE")
    request = delete_group(context.facts.groups, context.group_id)
    response = context.send(request)
    if response.status not in (200, 204):
        raise CheckFailed(response.summary, problem_of(response, ""))
    if context.offers("group", "GET"):
        after = context.send(_read_group(context))
        if after.status != 404:
            raise CheckFailed(f"{response.status}, and by id still {after.summary}", "team-exists")
    return f"{response.status}, then gone"
