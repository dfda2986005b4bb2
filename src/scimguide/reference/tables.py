"""The tables of a database."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from scimguide.errors import UserError

metadata = MetaData()

resources = Table(
    "resources",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order of lists
    Column("id", String(64), unique=True, nullable=False),
    Column("kind", String(40), index=True, nullable=False),
    Column("version", String(40), nullable=False),
    Column("body", Text, nullable=False),
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
)


class DatabaseError(UserError):
    """The database cannot be used; the message says which and why."""

    status = 2
