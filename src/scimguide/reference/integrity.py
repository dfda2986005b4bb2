"""Constraints between resources: unique values are taken once, and members exist."""

from typing import Any

from scim2_models import InvalidValueException, Resource, UniquenessException
from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from scimguide.reference.documents import member_ids, unique_of
from scimguide.reference.tables import resources, unique_values

_CLAIM = insert(unique_values)
_RELEASE = delete(unique_values).where(unique_values.c.resource == bindparam("of"))
_USERS = select(resources.c.id).where(
    resources.c.kind == "User", resources.c.id.in_(bindparam("ids", expanding=True))
)


def claim(db: Connection, resource: Resource[Any]) -> None:
    """Take the unique values of a resource (RFC 7643 section 7).

    :raises UniquenessException: when another resource has one of them.
    """
    for urn, value in unique_of(resource).items():
        try:
            with db.begin_nested():
                row = {"urn": urn, "value": value, "resource": resource.id}
                db.execute(_CLAIM, row)
        except IntegrityError:
            name = urn.rpartition(":")[2]
            raise UniquenessException(detail=f"The {name} is taken") from None


def release(db: Connection, resource_id: str) -> None:
    """Give the unique values of a resource back."""
    db.execute(_RELEASE, {"of": resource_id})


def check_members(db: Connection, resource: Resource[Any]) -> None:
    """See that the members of a group are users here.

    :raises InvalidValueException: when one is not.
    """
    wanted = member_ids(resource)
    if not wanted:
        return
    known = set(db.scalars(_USERS, {"ids": wanted}))
    for member in wanted:
        if member not in known:
            raise InvalidValueException(detail=f"The member {member!r} is not a user")
