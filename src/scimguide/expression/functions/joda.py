"""
Patterns of Joda-Time, for writing and for reading.

https://www.joda.org/joda-time/key_format.html, in its English forms.
"""

import re
from calendar import day_name, month_name
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scimguide.expression.errors import Wrong

_MONTHS = list(month_name)[1:]
_DAYS = list(day_name)

_PIECE = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'")

_NUMBERS: dict[str, Callable[[datetime], int]] = {
    "C": lambda t: t.year // 100,
    "Y": lambda t: t.year,
    "y": lambda t: t.year,
    "x": lambda t: t.isocalendar().year,
    "w": lambda t: t.isocalendar().week,
    "e": lambda t: t.isoweekday(),
    "D": lambda t: t.timetuple().tm_yday,
    "d": lambda t: t.day,
    "K": lambda t: t.hour % 12,
    "h": lambda t: t.hour % 12 or 12,
    "H": lambda t: t.hour,
    "k": lambda t: t.hour or 24,
    "m": lambda t: t.minute,
    "s": lambda t: t.second,
}
_LETTERS = "".join(_NUMBERS) + "GMEaSzZ"
_UNREAD = "CxweG"


def _pieces(pattern: str) -> Iterator[tuple[str, int, str]]:
    """Letter, count and literal text of each piece."""
    for piece in _PIECE.finditer(pattern):
        found = piece[0]
        if piece[1]:
            if piece[1] not in _LETTERS:
                raise Wrong(f"the letter {piece[1]!r} in the pattern, expected one of {_LETTERS}")
            yield piece[1], len(found), ""
        elif found.startswith("'"):
            if len(found) < 2:
                raise Wrong(f"an open quote in the pattern {pattern!r}, expected it closed")
            yield "", 0, "'" if found == "''" else found[1:-1].replace("''", "'")
        else:
            yield "", 0, found


def format_time(moment: datetime, pattern: str) -> str:
    """
    A time as a pattern shows it.

    :raises Wrong: for a letter that Joda-Time does not know.
    """
    return "".join(
        _shown(moment, letter, count) if letter else literal
        for letter, count, literal in _pieces(pattern)
    )


def _shown(moment: datetime, letter: str, count: int) -> str:
    if letter in "Yyx" and count == 2:
        return f"{_NUMBERS[letter](moment) % 100:02}"
    if letter in _NUMBERS:
        return str(_NUMBERS[letter](moment)).zfill(min(count, 20))
    if letter == "M":
        name = _MONTHS[moment.month - 1]
        return str(moment.month).zfill(count) if count < 3 else name[:3] if count == 3 else name
    if letter == "E":
        name = _DAYS[moment.weekday()]
        return name[:3] if count < 4 else name
    if letter == "S":
        return f"{moment.microsecond:06}".ljust(count, "0")[: min(count, 9)]
    if letter in "Ga":
        return "AD" if letter == "G" else "AM" if moment.hour < 12 else "PM"
    if letter == "Z" and count < 3:
        offset = moment.strftime("%z")
        return offset if count == 1 else f"{offset[:3]}:{offset[3:5]}"
    key = getattr(moment.tzinfo, "key", None) or moment.tzname() or "UTC"
    return str(key) if letter == "Z" else moment.tzname() or "UTC"


def parse_time(text: str, pattern: str) -> datetime:
    """
    The time that a string shows by a pattern; without a zone when the pattern has none.

    :raises Wrong: when the text is otherwise, or no such day exists.
    """
    pieces = list(_pieces(pattern))
    expected = Wrong(f"the time {text[:60]!r}, expected it like {pattern!r}")
    unread = next((letter for letter, _, _ in pieces if letter and letter in _UNREAD), "")
    if unread:
        raise Wrong(f"the letter {unread!r} in a pattern to read by, expected none of {_UNREAD}")
    expression = "".join(
        f"({_read(letter, count, pieces[i + 1 : i + 2])})" if letter else re.escape(literal)
        for i, (letter, count, literal) in enumerate(pieces)
    )
    found = re.fullmatch(expression, text, re.IGNORECASE | re.ASCII)
    if not found:
        raise expected
    read: dict[str, str] = {}
    counts: dict[str, int] = {}
    for (letter, count, _), value in zip([p for p in pieces if p[0]], found.groups(), strict=True):
        read[letter], counts[letter] = value, count
    try:
        return _moment(read, counts)
    except (ValueError, IndexError, OverflowError, ZoneInfoNotFoundError, OSError):
        raise expected from None


def _read(letter: str, count: int, following: list[tuple[str, int, str]]) -> str:
    """What a piece may look like; numbers side by side have as many digits as letters."""
    if letter in "ME" and (letter == "E" or count > 2):
        return "[A-Za-z]+"
    if letter == "a":
        return "AM|PM"
    if letter == "z":
        return "[A-Za-z]{1,5}"
    if letter == "Z":
        return r"Z|[+-]\d\d:?\d\d" if count < 3 else "[A-Za-z0-9/_+-]+"
    adjacent = bool(following) and following[0][0] not in ("", "a", "z", "Z", "E")
    return rf"\d{{{count}}}" if adjacent or letter == "S" else r"\d{1,9}"


def _moment(read: dict[str, str], counts: dict[str, int]) -> datetime:
    year_letter = "y" if "y" in read else "Y"
    year = int(read.get(year_letter, "2000"))
    if counts.get(year_letter) == 2 and len(read[year_letter]) == 2:
        year += 2000 if year < 50 else 1900  # Joda's pivot moves with the year; this one stands
    day = date(year, _month(read.get("M", "1")), int(read.get("d", "1")))
    if "D" in read:
        day = date(year, 1, 1) + timedelta(days=int(read["D"]) - 1)
    micro = int(read.get("S", "0").ljust(6, "0")[:6])
    minute, second = int(read.get("m", "0")), int(read.get("s", "0"))
    made = datetime(day.year, day.month, day.day, _hour(read), minute, second, micro)
    return made.replace(tzinfo=_tzinfo(read))


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return [m[: len(text)].lower() if len(text) > 2 else "" for m in _MONTHS].index(
        text.lower()
    ) + 1


def _hour(read: dict[str, str]) -> int:
    if "H" in read or "k" in read:
        return int(read.get("H", read.get("k", "0"))) % (24 if "k" in read else 100)
    hour = int(read.get("h", read.get("K", "0"))) % 12
    return hour + 12 if read.get("a", "").upper() == "PM" else hour


def _tzinfo(read: dict[str, str]) -> Any:
    text = read.get("Z", read.get("z", ""))
    if not text or text.upper() in ("Z", "UTC", "GMT"):
        return UTC if text else None
    if text[0] in "+-":
        hours, minutes = int(text[1:3]), int(text[-2:])
        return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
    return ZoneInfo(text)
