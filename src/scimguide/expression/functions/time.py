"""Points in time: now, and conversions between ISO 8601, Unix, Windows and Joda's patterns."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scimguide.expression.errors import Wrong
from scimguide.expression.functions.joda import format_time, parse_time
from scimguide.expression.signature import function
from scimguide.expression.values import Scope

UNIX = "Unix timestamps are in milliseconds, as an article of Okta Support has them."
NO_ZONE = "A time without a zone is in UTC."
MACHINE = "Time.now: this machine's clock, because the context has no 'now'."
NOT_LISTED = "A time zone that the appendix of Okta's reference does not list."
FIXED = (
    "EST, MST and HST are without daylight saving time; Okta's reference prints EST "
    "with the offset of summer."
)
KEPT = "A time keeps the zone that it was given with when it is written by a pattern."

_ALIASES = {
    "US/Pacific-New": "America/Los_Angeles",
    "Canada/East-Saskatchewan": "America/Regina",
    "localtime": "",
    "Factory": "",
}
"""Zones of the appendix that the data of today have no more, and names that are no zones."""
_MORE = """
Africa/Juba America/Ciudad_Juarez America/Coyhaique America/Creston America/Fort_Nelson
America/Kralendijk America/Lower_Princes America/Metlakatla America/North_Dakota/Beulah
America/Nuuk America/Punta_Arenas America/Sitka Antarctica/Troll Asia/Atyrau Asia/Barnaul
Asia/Chita Asia/Famagusta Asia/Hebron Asia/Khandyga Asia/Qostanay Asia/Srednekolymsk Asia/Tomsk
Asia/Ust-Nera Asia/Yangon Europe/Astrakhan Europe/Busingen Europe/Kirov Europe/Kyiv Europe/Saratov
Europe/Ulyanovsk Pacific/Bougainville Pacific/Kanton
"""
_NEWER = frozenset(_MORE.split())
"""Zones of today's data that the appendix of Okta's reference (August 2026) does not list."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WINDOWS = datetime(1601, 1, 1, tzinfo=UTC)


@function("Time.now(String timeZoneId?, String format?): String")
def now(scope: Scope, zone: str | None = None, pattern: str | None = None) -> str:
    """The current time: the context's ``now``, otherwise this machine's."""
    given = scope.context.get("now")
    if given is None:
        scope.assume(MACHINE)
    moment = datetime.now(UTC) if given is None else _read(scope, "the context's now", given)
    local = moment.astimezone(_zone(scope, zone) if zone else UTC)
    return format_time(local, pattern) if pattern else iso(local)


def _zone(scope: Scope, name: str) -> ZoneInfo:
    if name in _NEWER:
        scope.assume(NOT_LISTED)
    if name in ("EST", "MST", "HST"):
        scope.assume(FIXED)
    try:
        return ZoneInfo(_ALIASES.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        accepted = "one of the appendix of Okta's reference, such as 'Europe/Kiev' or 'EST'"
        raise Wrong(f"the time zone {name!r}, expected {accepted}") from None


def iso(moment: datetime) -> str:
    """ISO 8601 with milliseconds, as Okta prints it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(scope: Scope, where: str, text: str | None) -> datetime:
    if not text or not isinstance(text, str):
        raise Wrong(f"{where}: no time, expected ISO 8601; check for null and empty before")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{where}: {text[:40]!r}, expected ISO 8601: 2026-01-15T09:00:00Z") from None
    if found.tzinfo is None:
        scope.assume(NO_ZONE)
        found = found.replace(tzinfo=UTC)
    return found


def _after(start: datetime, where: str, text: str | None, per_millisecond: int) -> str:
    if not text or not text.strip().lstrip("-").isdigit() or len(text) > 20:
        raise Wrong(f"{where}: {str(text)[:40]!r}, expected a whole number in a string")
    try:
        return iso(start + timedelta(microseconds=int(text) * 1000 // per_millisecond))
    except OverflowError:
        raise Wrong(f"{where}: {text!r}, expected a time before the year 10000") from None


@function("Time.fromWindowsToIso8601(String time): String")
def from_windows_to_iso8601(scope: Scope, text: str | None) -> str:
    """From steps of 100 nanoseconds since 1601."""
    return _after(_WINDOWS, "Time.fromWindowsToIso8601", text, 10_000)


@function("Time.fromUnixToIso8601(String time): String")
def from_unix_to_iso8601(scope: Scope, text: str | None) -> str:
    """From milliseconds since 1970."""
    scope.assume(UNIX)
    return _after(_EPOCH, "Time.fromUnixToIso8601", text, 1)


@function("Time.fromStringToIso8601(String time, String format): String")
def from_string_to_iso8601(scope: Scope, text: str | None, pattern: str | None) -> str:
    """From a string that a pattern of Joda-Time describes."""
    if not text or not pattern:
        raise Wrong("Time.fromStringToIso8601: no time, expected a string and its pattern")
    moment = parse_time(text, pattern)
    if moment.tzinfo is None:
        scope.assume(NO_ZONE)
        moment = moment.replace(tzinfo=UTC)
    return iso(moment)


@function("Time.fromIso8601ToWindows(String time): String")
def from_iso8601_to_windows(scope: Scope, text: str | None) -> str:
    """To steps of 100 nanoseconds since 1601."""
    moment = _read(scope, "Time.fromIso8601ToWindows", text)
    return str((moment - _WINDOWS) // timedelta(microseconds=1) * 10)


@function("Time.fromIso8601ToUnix(String time): String")
def from_iso8601_to_unix(scope: Scope, text: str | None) -> str:
    """To milliseconds since 1970."""
    scope.assume(UNIX)
    moment = _read(scope, "Time.fromIso8601ToUnix", text)
    return str((moment - _EPOCH) // timedelta(milliseconds=1))


@function("Time.fromIso8601ToString(String time, String format): String")
def from_iso8601_to_string(scope: Scope, text: str | None, pattern: str | None) -> str:
    """To a string that a pattern of Joda-Time describes."""
    if not pattern:
        raise Wrong("Time.fromIso8601ToString: no pattern, expected one of Joda-Time")
    scope.assume(KEPT)
    return format_time(_read(scope, "Time.fromIso8601ToString", text), pattern)
