"""Days on which facts were checked: as people read them, as HTML, and how long they stay fresh."""

from calendar import monthrange
from datetime import date, timedelta


def words(day: str) -> str:
    """``2026-08`` or ``2026-08-31`` as people write it: August 2026, 31 August 2026."""
    moment = last(day)
    return f"{moment.day} {moment:%B %Y}" if day.count("-") == 2 else f"{moment:%B %Y}"


def time(day: str) -> str:
    """The day as an HTML element that people and machines can read."""
    return f'<time datetime="{day}">{words(day)}</time>'


def is_stale(day: str, days: int, today: date) -> bool:
    """Whether a fact checked on a day or in a month is no longer fresh after so many days."""
    return today > last(day) + timedelta(days=days)


def first(day: str) -> date:
    """
    The day itself; of a month, its first one.

    :raises ValueError: when the day is in no calendar, as 2026-02-30.
    """
    return date.fromisoformat(day if day.count("-") == 2 else f"{day}-01")


def last(day: str) -> date:
    """The day itself; of a month, its last one, because nobody knows which it was."""
    year, month, *rest = map(int, day.split("-"))
    return date(year, month, rest[0] if rest else monthrange(year, month)[1])
