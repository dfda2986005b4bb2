"""
Transactions: writers wait for one another, readers for nobody.

SQLite has one writer at a time and readers beside it; in PostgreSQL a writer locks the resources
that it reads.  A database that is busy, full or away is an error of its own, which is answered by
503 with ``Retry-After`` and heals with the database.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from scim2_models import InvalidValueException, SCIMException
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

RETRY_AFTER = 1
"""Seconds after which a client may send the request again."""

_CONFLICTS = ("40001", "40P01", "23503", "23505")
"""PostgreSQL: not serializable, a deadlock, and a row that another transaction removed or added."""
_INDEX_ENTRY_TOO_LONG = "54000"
_UNSTORABLE = "A value is longer than a database can find, or has characters that none keeps"


class StorageUnavailable(SCIMException):
    """The database is busy, full or away (RFC 9110 section 15.6.4)."""

    status = 503
    _default_detail = "The database is busy or away"


class StorageConflict(StorageUnavailable):
    """Another transaction came first; the same operation succeeds when it is repeated."""


class Transactions:
    """The transactions of an engine, at most one in a thread."""

    def __init__(self, engine: Engine) -> None:
        self._writing = engine
        self._reading = engine.execution_options(reading=True, **_reading_options(engine))
        self._thread = threading.local()
        # A database in memory has one connection, so its transactions follow one another.
        one = isinstance(engine.pool, StaticPool)
        self._turn: AbstractContextManager[object] = threading.RLock() if one else nullcontext()

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that may write, or the one that is open in this thread."""
        return self._transaction(self._writing)

    def read(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads, or the one that is open in this thread."""
        return self._transaction(self._reading)

    @property
    def writing(self) -> bool:
        """Whether this thread is in a transaction that may write."""
        connection: Connection | None = getattr(self._thread, "connection", None)
        return connection is not None and not connection.get_execution_options().get("reading")

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        current: Connection | None = getattr(self._thread, "connection", None)
        if current is not None:
            yield current
            return
        try:
            with self._turn, engine.begin() as connection:
                self._thread.connection = connection
                try:
                    yield connection
                finally:
                    self._thread.connection = None
        except PoolTimeout as error:
            raise StorageUnavailable from error
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            if state in _CONFLICTS:
                raise StorageConflict from error
            if isinstance(error, DataError) or state == _INDEX_ENTRY_TOO_LONG:
                raise InvalidValueException(detail=_UNSTORABLE) from error
            if isinstance(error, IntegrityError | ProgrammingError):
                raise
            raise StorageUnavailable from error


def _reading_options(engine: Engine) -> dict[str, object]:
    """Options for a transaction whose statements see one state."""
    if engine.dialect.name == "postgresql":
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {}
