"""
The tables of a database.

A resource is one JSON document beside the few columns that are searched.  The members of a group
are rows of their own, so that one more costs the same in a group of any size.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from scimguide.errors import UserError

metadata = MetaData()

resources = Table(
    "resources",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order of lists
    Column("id", String(64), unique=True, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("version", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", String(32)),  # of the members; see members.py
    Index("ix_resources_kind_number", "kind", "number"),  # pages and totals
    sqlite_autoincrement=True,
)

members = Table(
    "members",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in the group
    Column("group_id", ForeignKey("resources.id"), nullable=False),
    Column("member_id", ForeignKey("resources.id"), index=True, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("group_id", "member_id"),
    Index("ix_members_group_number", "group_id", "number"),
    sqlite_autoincrement=True,
)

unique_values = Table(
    "unique_values",
    metadata,
    Column("urn", String(300), primary_key=True),
    Column("value", Text, primary_key=True),
    Column("resource", ForeignKey("resources.id"), index=True, nullable=False),
)

schema_version = Table(
    "scimguide_schema",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("attributes", String(64)),  # with which the documents were written
)


class DatabaseError(UserError):
    """The database cannot be used; the message says which and why."""

    status = 2
