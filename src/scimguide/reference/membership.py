"""
Who is a member of which group: rows of their own, read and written by need.

A change touches the rows that it names, and the digest of a group is a sum; so its cost does not
depend on how many members the group has.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from scim2_models import InvalidValueException
from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from scimguide.reference.documents import digest_of
from scimguide.reference.tables import members, resources

_BATCH = 10_000
"""Ids in one statement; SQLite takes 32,766."""

_GROUP = members.c.group_id == bindparam("of")
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_ROWS = select(members.c.member_id, members.c.body).where(_GROUP).order_by(members.c.number)
_FIRST = _ROWS.limit(bindparam("count"))
_WITH_NUMBER = select(members.c.number, members.c.member_id, members.c.body).where(_GROUP)
_SOME = _WITH_NUMBER.where(members.c.member_id.in_(_IDS))
_LAST_OTHER = (
    _WITH_NUMBER.where(members.c.member_id.not_in(_IDS)).order_by(members.c.number.desc()).limit(1)
)
_OF_GROUPS = (
    select(members.c.group_id, members.c.body)
    .where(members.c.group_id.in_(_IDS))
    .order_by(members.c.group_id, members.c.number)
)
_GROUPS_OF = (
    select(members.c.group_id, members.c.body)
    .where(members.c.member_id == bindparam("of"))
    .order_by(members.c.group_id)
)
_USERS = select(resources.c.id).where(resources.c.kind == "User", resources.c.id.in_(_IDS))
_ADD = insert(members)
_MEMBER = members.c.member_id == bindparam("member")
_CHANGE = update(members).where(_GROUP, _MEMBER).values(body=bindparam("text"))
_REMOVE = delete(members).where(_GROUP, _MEMBER)
_REMOVE_ALL = delete(members).where(_GROUP)


def members_of(db: Connection, group_id: str) -> dict[str, str]:
    """The members of a group with their texts, in order."""
    return dict(db.execute(_ROWS, {"of": group_id}).all())


def named_and_last(db: Connection, group_id: str, named: Collection[str]) -> dict[str, str]:
    """The members who are named, and the last one of the others, in their order.

    The last one stands for the others: the group is empty only when it is, and who goes and comes
    back is behind them.
    """
    rows: list[Any] = list(db.execute(_LAST_OTHER, {"of": group_id, "ids": list(named)}))
    for ids in _batches(named):
        rows.extend(db.execute(_SOME, {"of": group_id, "ids": ids}))
    return {row.member_id: row.body for row in sorted(rows)}


def first_members(db: Connection, group_id: str, count: int) -> dict[str, str]:
    """The first members of a group, up to a number."""
    return dict(db.execute(_FIRST, {"of": group_id, "count": count}).all())


def members_by_group(db: Connection, group_ids: Sequence[str]) -> Mapping[str, list[str]]:
    """The texts of the members of several groups, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for group_id, text in db.execute(_OF_GROUPS, {"ids": group_ids}):
        found[group_id].append(text)
    return found


def groups_of(db: Connection, user_id: str) -> dict[str, str]:
    """The groups of a user, each with the text of the membership."""
    return dict(db.execute(_GROUPS_OF, {"of": user_id}).all())


def change_members(
    db: Connection, group_id: str, digest: str | None, before: dict[str, str], after: dict[str, str]
) -> str:
    """Make some members of a group what they are afterwards, and give its new digest.

    :raises InvalidValueException: when a new one is not a user.
    """
    _check_users(db, [each for each in after if each not in before])
    stay = _stay(before, after)
    gone = [each for each in before if each not in stay]
    new = [each for each in after if each not in stay]
    other = [each for each in stay if before[each] != after[each]]
    for ids, statement in ((gone, _REMOVE), (other, _CHANGE)):
        rows = [{"of": group_id, "member": each, "text": after.get(each)} for each in ids]
        if rows:
            db.execute(statement, rows)
    add_members(db, group_id, {each: after[each] for each in new})
    added, dropped = [after[each] for each in new + other], [before[each] for each in gone + other]
    return digest_of(added, digest, dropped)


def _stay(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, None]:
    """The members who keep their place; all others come behind them, in the order of ``after``."""
    places = {member: place for place, member in enumerate(before)}
    stay: dict[str, None] = {}
    last = -1
    for member in after:
        place = places.get(member, -1)
        if place <= last:
            break
        stay[member], last = None, place
    return stay


def add_members(db: Connection, group_id: str, texts: Mapping[str, str]) -> None:
    """Add members who are known to be users, in this order."""
    rows = [{"group_id": group_id, "member_id": each, "body": text} for each, text in texts.items()]
    if rows:
        db.execute(_ADD, rows)


def remove_all_members(db: Connection, group_id: str) -> None:
    """Empty a group."""
    db.execute(_REMOVE_ALL, {"of": group_id})


def remove_member(db: Connection, group_id: str, member: str) -> None:
    """Take a member out of a group."""
    db.execute(_REMOVE, {"of": group_id, "member": member})


def _check_users(db: Connection, wanted: Sequence[str]) -> None:
    known: set[str] = set()
    for ids in _batches(wanted):
        known.update(db.scalars(_USERS, {"ids": ids}))
    for member in wanted:
        if member not in known:
            raise InvalidValueException(detail=f"The member {member!r} is not a user")


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    every = list(ids)
    for start in range(0, len(every), _BATCH):
        yield every[start : start + _BATCH]
