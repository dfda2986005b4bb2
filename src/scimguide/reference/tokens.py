"""
Who may use the server: bearer tokens with labels, of which the database has only the hashes.

A token is long and random, so that nobody can guess what its plain SHA-256 is of.
Several are valid at a time, so that a client can change to a new one before the old one ends.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Engine, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from scimguide.errors import UserError
from scimguide.reference.tables import metadata

FRESH = 0.25
"""Seconds after which a change of the tokens is noticed by every server of the database."""

tokens = Table(
    "tokens",
    metadata,
    Column("label", String(60), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("expires", DateTime(timezone=True)),
)

_ALL = select(tokens).order_by(tokens.c.created, tokens.c.label)


class UnknownLabel(UserError):
    """There is no token of a label."""

    status = 1


class TakenLabel(UserError):
    """There is a token of this label already."""

    status = 1


@dataclass(frozen=True)
class Token:
    """What is known of a token."""

    label: str
    digest: bytes
    created: datetime
    expires: datetime | None

    def valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires is None or now < self.expires


class Tokens:
    """The tokens of a database, and one more that only this process knows."""

    def __init__(
        self,
        engine: Engine,
        own: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._shared = engine.url.database not in (None, "", ":memory:")
        self._own = [digest(own)] if own is not None else []
        self._clock = clock
        self._kept: list[Token] = []
        self._read_at = -FRESH

    def replace(self, own: str) -> None:
        """Accept this token instead of the one that only this process knows."""
        self._own = [digest(own)]

    def accept(self, token: str) -> bool:
        """Whether a token is valid; it is compared with each, in constant time."""
        if self.stale:
            self.refresh()
        given, now = digest(token), self._clock()
        known = [*self._own, *(each.digest for each in self._kept if each.valid(now))]
        return sum(hmac.compare_digest(given, each) for each in known) > 0  # never ends early

    @property
    def stale(self) -> bool:
        """Whether another server may have changed the tokens; nobody else has one in memory."""
        return self._shared and time.monotonic() - self._read_at >= FRESH

    def refresh(self) -> None:
        """Read the tokens of the database."""
        self._kept, self._read_at = self.listed(), time.monotonic()

    def listed(self) -> list[Token]:
        """Every token of the database, the oldest first."""
        with self._engine.connect().execution_options(reading=True) as db:
            rows = db.execute(_ALL).all()
        return [
            Token(r.label, r.digest, _utc(r.created), r.expires and _utc(r.expires)) for r in rows
        ]

    def add(self, label: str, expires: datetime | None = None) -> str:
        """
        A new token, which is shown this once.

        :raises TakenLabel: when there is one of this label already.
        """
        token = secrets.token_urlsafe(32)
        row = {
            "label": label,
            "digest": digest(token),
            "created": self._clock(),
            "expires": expires,
        }
        try:
            with self._engine.begin() as db:
                db.execute(insert(tokens), row)
        except IntegrityError:
            raise TakenLabel(
                f"{label!r}: there is a token of this label, expected another one"
            ) from None
        return token

    def revoke(self, label: str) -> None:
        """
        Accept a token no longer.

        :raises UnknownLabel: when there is none of this label.
        """
        with self._engine.begin() as db:
            found = db.execute(delete(tokens).where(tokens.c.label == label)).rowcount
        if not found:
            labels = (
                ", ".join(each.label for each in self.listed()) or "none, because there is no token"
            )
            raise UnknownLabel(f"{label!r}: no token of this label, expected one of: {labels}")


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
