"""Engines for the databases that the server can use: SQLite in memory or in a file, PostgreSQL."""

import os
import sqlite3
import uuid
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateSchema, DropSchema

from scimguide.reference.database_url import make_private
from scimguide.reference.migrations import migrate
from scimguide.reference.tables import DatabaseError

SCRATCH = "SCIMGUIDE_DATABASE"
"""The variable with the URL of a PostgreSQL database that stands in for databases in memory."""

PATIENCE = 5.0
"""Seconds for which a writer waits for another one, and a request for a connection."""


def engine_of(url: str | None) -> Engine:
    """The engine of a database URL, with its tables; a database in memory for None.

    Where ``SCIMGUIDE_DATABASE`` is set, a schema of PostgreSQL stands in for the one in memory.

    :raises DatabaseError: when the URL is of no kind that is supported, or the
        database cannot be opened, or another program or a newer version made it.
    """
    if url is None and (scratch := os.environ.get(SCRATCH)):
        return _scratch_engine(scratch)
    return _engine(url)


def _engine(url: str | None, **options: Any) -> Engine:
    try:
        parsed = make_url(url or "sqlite://")
    except SQLAlchemyError:
        raise DatabaseError(
            f"the database {url!r}, expected sqlite:///FILE or postgresql://…"
        ) from None
    shown = parsed.render_as_string(hide_password=True)
    kind = parsed.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise DatabaseError(f"the database {shown}, expected sqlite:///FILE or postgresql://…")
    if kind == "postgresql":
        options = {"pool_pre_ping": True, **options}  # heals after a restart of PostgreSQL
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.database in (None, "", ":memory:"):
        options = {"poolclass": StaticPool}
    else:
        options = {"pool_size": 0}  # a connection for every thread, so that a reader waits for none
    if kind == "sqlite":
        options["connect_args"] = {"check_same_thread": False, "timeout": PATIENCE}
    try:
        engine = create_engine(parsed, hide_parameters=True, **options)
        if kind == "sqlite":
            make_private(parsed)
            _prepare_sqlite(engine)
        migrate(engine, shown)
    except ModuleNotFoundError as error:
        raise DatabaseError(f"{shown}: {error.name} is not installed") from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DatabaseError(f"{shown}: {reason}, expected a database that can be opened") from None
    return engine


def _scratch_engine(url: str) -> Engine:
    """An engine for a schema of its own in a PostgreSQL database, which goes with the engine."""
    schema = f"scimguide_{uuid.uuid4().hex}"
    try:
        owner = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        with owner.begin() as db:
            db.execute(CreateSchema(schema))
        options = {"connect_args": {"options": f"-csearch_path={schema}"}, "pool_size": 1}
        engine = _engine(url, **options)
    except SQLAlchemyError as error:
        shown = make_url(url).render_as_string()
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DatabaseError(f"{shown}: {reason}, expected postgresql://… ({SCRATCH})") from None

    @event.listens_for(engine, "engine_disposed")
    def drop(_: Engine) -> None:
        with owner.begin() as db:
            db.execute(DropSchema(schema, cascade=True, if_exists=True))
        owner.dispose()

    return engine


def _prepare_sqlite(engine: Engine) -> None:
    """Durable and predictable: a synced write-ahead log, and writers that wait for one another."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading")
        statement = "BEGIN" if reading else "BEGIN IMMEDIATE"
        try:
            connection.connection.driver_connection.execute(statement)  # at a tenth of the cost
        except sqlite3.Error as error:
            raise OperationalError(statement, None, error) from error
