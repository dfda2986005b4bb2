"""The two tables, and the engines for them."""

from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

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


class DatabaseError(UserError):
    """The database cannot be used; the message says which and why."""

    status = 2


def engine_of(url: str | None) -> Engine:
    """The engine of a database URL, with its tables; a database in memory for None.

    :raises DatabaseError: when the URL is of no kind that is supported, or the
        database cannot be opened.
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
        engine = create_engine(parsed, hide_parameters=True, **options)
        if kind == "sqlite":
            from scimguide.reference.database_url import make_private

            make_private(parsed)
            _prepare_sqlite(engine)
        metadata.create_all(engine)
    except ModuleNotFoundError as error:
        raise DatabaseError(f"{shown}: {error.name} is not installed") from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DatabaseError(f"{shown}: {reason}, expected a database that can be opened") from None
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    """Durable and predictable: a synced write-ahead log, and transactions that begin at once."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
