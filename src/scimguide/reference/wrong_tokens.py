"""Wrong tokens by address: after some, each further one waits for its response."""

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 60
"""Seconds for which a wrong token counts."""
LONGEST = 2.0
"""Seconds for which a response waits at most."""
ADDRESSES = 10_000
"""Addresses that are remembered at most; the oldest is forgotten."""

_log = logging.getLogger("scimguide.reference")


class WrongTokens:
    """Counts wrong tokens, and says how long the response to one waits."""

    def __init__(self, allowed: int, now: Callable[[], float] = time.monotonic) -> None:
        self._allowed = allowed
        self._now = now
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self.total = 0

    def delay(self, address: str) -> float:
        """Note a wrong token from an address, and return the seconds to wait."""
        now = self._now()
        times = self._times.setdefault(address, deque(maxlen=self._allowed + 10))
        self._times.move_to_end(address)
        if len(self._times) > ADDRESSES:
            self._times.popitem(last=False)
        while times and times[0] <= now - WINDOW:
            times.popleft()
        times.append(now)
        self.total += 1
        over = len(times) - self._allowed
        _log.warning("a wrong token", extra={"address": address, "in_a_minute": len(times)})
        return min(LONGEST, 0.1 * 2 ** (over - 1)) if over > 0 else 0.0
