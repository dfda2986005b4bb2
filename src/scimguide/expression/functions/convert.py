"""Conversions of data and of country codes (ISO 3166-1)."""

from functools import cache
from math import floor, isfinite
from typing import Any

from scimguide.expression.errors import Wrong
from scimguide.expression.signature import function
from scimguide.expression.values import Scope, number

NULL = "A conversion of null or of an empty string gives null."
HALVES = "Convert.toInt rounds a half up."
NAMES = "Names of countries: the short ones of ISO 3166-1, as Debian's iso-codes lists them."
UNKNOWN = "A country code that does not exist gives null."


@function("Convert.toInt(Any value): Integer")
def to_int(scope: Scope, value: Any) -> int | None:
    """The nearest whole number."""
    found = _number(scope, "Convert.toInt", value)
    if found is None:
        return None
    if found % 1 == 0.5:
        scope.assume(HALVES)
    whole = found if isinstance(found, int) else floor(found + 0.5)
    if not -(2**31) <= whole < 2**31:
        accepted = f"{-(2**31)} to {2**31 - 1}, the integers of 32 bits"
        raise Wrong(f"Convert.toInt of {str(value)[:40]!r}, expected {accepted}")
    return whole


@function("Convert.toNum(Any value): Number")
def to_num(scope: Scope, value: Any) -> float | None:
    """The number that a string spells."""
    found = _number(scope, "Convert.toNum", value)
    return None if found is None else float(found)


def _number(scope: Scope, name: str, value: Any) -> int | float | None:
    if value is None or value == "":
        scope.assume(NULL)
        return None
    wrong = Wrong(f"{name} of {str(value)[:40]!r}, expected a number")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong
    if isinstance(value, str) and ("_" in value or len(value) > 40 or not value.isascii()):
        raise wrong
    try:
        found = float(value)
        if not isfinite(found):
            raise wrong
        return number(int(value) if not isinstance(value, float) else value)
    except ValueError:
        pass
    except OverflowError:
        raise wrong from None
    try:
        return number(float(value))
    except ValueError:
        raise wrong from None


@cache
def _countries() -> Any:
    import pycountry  # a tenth of a second, and few expressions need it

    return pycountry.countries


def _country(scope: Scope, code: str | None) -> Any:
    if not code:
        scope.assume(NULL)
        return None
    key = "numeric" if code.isdigit() else {2: "alpha_2", 3: "alpha_3"}.get(len(code), "")
    found = _countries().get(**{key: code.upper()}) if key else None
    if found is None:
        scope.assume(UNKNOWN)
    return found


@function("Iso3166Convert.toAlpha2(String code): String")
def to_alpha2(scope: Scope, code: str | None) -> str | None:
    """Two letters."""
    return getattr(_country(scope, code), "alpha_2", None)


@function("Iso3166Convert.toAlpha3(String code): String")
def to_alpha3(scope: Scope, code: str | None) -> str | None:
    """Three letters."""
    return getattr(_country(scope, code), "alpha_3", None)


@function("Iso3166Convert.toNumeric(String code): String")
def to_numeric(scope: Scope, code: str | None) -> str | None:
    """Three digits."""
    return getattr(_country(scope, code), "numeric", None)


@function("Iso3166Convert.toName(String code): String")
def to_name(scope: Scope, code: str | None) -> str | None:
    """The name of the country."""
    scope.assume(NAMES)
    return getattr(_country(scope, code), "name", None)
