"""Engines for the databases that the server can use: SQLite in memory or in a file, PostgreSQL."""

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from scimguide.reference.migrations import migrate
from scimguide.reference.tables import DatabaseError


def engine_of(url: str | None) -> Engine:
    """The engine of a database URL, with its tables; a database in memory for None.

    :raises DatabaseError: when the URL is of no kind that is supported, or the
        database cannot be opened, or another program or a newer version made it.
    """
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
    options: dict[str, Any] = {}
    if kind == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.database in (None, "", ":memory:"):
        options = {"poolclass": StaticPool}
    if kind == "sqlite":
        options["connect_args"] = {"check_same_thread": False, "timeout": 5}
    try:
        engine = create_engine(parsed, **options)
        if kind == "sqlite":
            _prepare_sqlite(engine)
        migrate(engine, shown)
    except ModuleNotFoundError as error:
        raise DatabaseError(f"{shown}: {error.name} is not installed") from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DatabaseError(f"{shown}: {reason}, expected a database that can be opened") from None
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
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
