"""
How old the facts of a page are, on the day of the build.

Generated text cites each fact with the day on which it was checked, as a ``<time>``
element.  Whether it is stale depends on today, so it is decided here and not there.
"""

import os
import re
from datetime import UTC, date, datetime

from scimguide.mapping import days

_TIME = re.compile(r'<time datetime="(\d{4}-\d\d(?:-\d\d)?)">([^<]*)</time>')


def today() -> date:
    """The day of the build, UTC; ``SCIMGUIDE_TODAY`` or ``SOURCE_DATE_EPOCH`` sets another one."""
    if given := os.environ.get("SCIMGUIDE_TODAY"):
        return date.fromisoformat(given)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def marked(text: str, fresh_for: int, now: date) -> str:
    """A page whose stale facts say so."""

    def mark(found: re.Match[str]) -> str:
        if not days.is_stale(found[1], fresh_for, now):
            return found[0]
        return f'<time class="stale" datetime="{found[1]}">{found[2]}, check again</time>'

    return _TIME.sub(mark, text)


def summary(text: str, fresh_for: int, now: date) -> str:
    """When the oldest fact of a page was checked, as HTML; nothing for a page without facts."""
    cited = sorted({match[1] for match in _TIME.finditer(text)}, key=days.last)
    if not cited:
        return ""
    said = "Facts checked" if len(cited) == 1 else "Oldest fact checked"
    return marked(f"{said} {days.time(cited[0])}", fresh_for, now)
