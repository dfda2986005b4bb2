"""
The schema of a database: which version it has, and how an older one becomes the present one.

A table is added in three steps: define it on ``metadata`` of ``scimguide.reference.tables``, in
that module or in one that ``migrate`` imports; add a function to ``MIGRATIONS`` that creates it in
a database of the version before; and test the migration as ``tests/reference/test_migrations.py``
does.  A new database gets all tables at once.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, func, insert, inspect, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from scimguide.reference.tables import DatabaseError, members, metadata, schema_version
from scimguide.reference.tokens import tokens


def _unnumbered(_: Connection) -> None:
    """Version 1: two tables, and no number yet."""


def _members(db: Connection) -> None:
    """Version 2: members in a table of their own, which the storage fills when it opens."""
    db.execute(sql("ALTER TABLE resources ADD COLUMN digest VARCHAR(32)"))
    db.execute(sql("DROP INDEX ix_resources_kind"))
    db.execute(sql("CREATE INDEX ix_resources_kind_number ON resources (kind, number)"))
    members.create(db)


def _tokens(db: Connection) -> None:
    """Version 3: bearer tokens with labels."""
    tokens.create(db)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_unnumbered, _members, _tokens)
"""What leads from each version to the next; their number is the present version."""

VERSION = len(MIGRATIONS)
_LOCK = 0x5C1A  # any number, the same in every process


def migrate(engine: Engine, shown: str) -> None:
    """Bring the schema of a database to the present version; ``shown`` names it in messages.

    :raises DatabaseError: when the database is of a newer version, or of another program.
    """
    with engine.connect().execution_options(reading=True) as db:
        if _version(db, shown) == VERSION:
            return
    with engine.begin() as db:
        if engine.dialect.name == "postgresql":
            db.execute(sql("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        version = _version(db, shown)
        for step in MIGRATIONS[version:] if version else ():
            step(db)
        metadata.create_all(db)
        if version != VERSION:
            db.execute(insert(schema_version), {"version": VERSION})


def _version(db: Connection, shown: str) -> int:
    """The version of the schema, 0 of an empty database."""
    tables = set(inspect(db).get_table_names())
    if not tables:
        return 0
    if {"resources", "unique_values"} <= tables and schema_version.name not in tables:
        return 1
    try:
        version: int | None = db.scalar(select(func.max(schema_version.c.version)))
    except SQLAlchemyError:
        version = None
    if version is None:
        accepted = "an empty database, or one of scimguide server"
        raise DatabaseError(f"{shown}: a database of another program, expected {accepted}")
    if version > VERSION:
        accepted = f"{VERSION} or older, which this scimguide knows"
        raise DatabaseError(f"{shown}: schema version {version}, expected {accepted}")
    return version
