"""Time in the org: virtual, so that a pause of five minutes costs nothing, or real."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

BEGIN = datetime(2026, 1, 15, 9, tzinfo=UTC)
"""When every rehearsal begins."""


class Clock(Protocol):
    """The time of the org."""

    def now(self) -> datetime:
        """The time, in UTC."""

    def wait(self, seconds: float) -> None:
        """Let time pass."""


class VirtualClock:
    """Passes only when somebody waits; the same in every rehearsal."""

    def __init__(self) -> None:
        self._now = BEGIN

    def now(self) -> datetime:
        """The virtual time."""
        return self._now

    def wait(self, seconds: float) -> None:
        """Pass at once."""
        self._now += timedelta(seconds=seconds)


class RealClock:
    """For a service that really limits the rate."""

    def now(self) -> datetime:
        """The time of this machine."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Wait for real."""
        time.sleep(seconds)
