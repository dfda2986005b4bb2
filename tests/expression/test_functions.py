"""Functions given null, empty strings and odd values; bounds; and signatures."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimguide.expression import ExpressionError, assess, check, evaluate, outcomes
from scimguide.expression.functions import FUNCTIONS
from scimguide.expression.functions.joda import format_time, parse_time

CONTEXT: dict[str, Any] = {
    "user": {"nothing": None, "empty": "", "list": [10, "x"], "csv": "10, x", "n": 5, "on": True},
    "groups": [
        {"id": "1", "name": "qa-team", "type": "OKTA_GROUP"},
        {"id": "2", "name": "ad-team", "type": "APP_GROUP", "source": "0oa1"},
    ],
    "linked": {},
    "managers": {},
    "assistants": {},
    "directory_users": [],
    "workday_users": [],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("String.append(user.nothing, 'a')", None),
        ("String.append(user.empty, 'a')", "a"),
        ("String.join('-', 'a', user.nothing, 'b')", "a--b"),
        ("String.len(user.nothing)", 0),
        ("String.len(user.empty)", 0),
        ("String.len(user.n)", 1),
        ("String.toUpperCase(user.on)", "TRUE"),
        ("String.removeSpaces(user.nothing)", None),
        ("String.replace('abc', '', 'x')", "abc"),
        ("String.replaceFirst('a.b.c', '.', '-')", "a-b.c"),
        ("String.startsWith(user.nothing, 'a')", False),
        ("String.stringContains(user.nothing, 'a')", False),
        ("String.stringContains('a', '')", True),
        ("String.stringSwitch(user.nothing, 'd', 'a', 'b')", "d"),
        ("String.substring('abc', 1, 99)", "bc"),
        ("String.substring('abc', 2, 1)", ""),
        ("String.substring(user.nothing, 0, 1)", None),
        ("String.substringBefore('abc', '@')", "abc"),
        ("String.substringAfter('abc', '@')", ""),
        ("String.substringBefore(user.nothing, '@')", None),
        ("Arrays.size(user.csv)", 2),
        ("Arrays.size(user.empty)", 0),
        ("Arrays.isEmpty(user.empty)", True),
        ("Arrays.contains(user.csv, 'x')", True),
        ("Arrays.contains(user.csv, 10)", True),
        ("Arrays.contains(user.csv, '10')", True),
        ("Arrays.contains({true}, 'true')", True),
        ("Arrays.add(user.nothing, 1)", [1]),
        ("Arrays.get(user.csv, 0)", 10),
        ("Arrays.remove({1, 2, 1}, 1)", [2]),
        ("Arrays.flatten({1, {2, {3}}}, 'a,b')", [1, 2, 3, "a", "b"]),
        ("Arrays.toCsvString('a, b')", "a, b"),
        ("Arrays.toCsvString(user.nothing)", ""),
        ("Convert.toInt(user.nothing)", None),
        ("Convert.toInt('-2.5')", -2),
        ("Convert.toInt('2147483647')", 2147483647),
        ("Convert.toNum('7')", 7.0),
        ("Iso3166Convert.toAlpha2('zz')", None),
        ("Iso3166Convert.toAlpha2('ind')", "IN"),
        ("Iso3166Convert.toName(user.empty)", None),
        ("isMemberOfGroupNameRegex('admin')", False),
        ("Groups.startsWith('OKTA', 'qa', 10)", ["qa-team"]),
        ("Groups.endsWith('0oa1', 'team', 10)", ["ad-team"]),
        ("Groups.contains('OKTA', 'nobody', 1)", None),
        ("user.getGroups({'group.profile.name': 'qa', 'operator': 'EXACT'})", []),
        ("user.getGroups().![name]", ["qa-team", "ad-team"]),
        ("getManagerUser('active_directory')", None),
        ("getManagerAppUser('active_directory', 'google')", None),
        ("user.getLinkedObject('manager')", None),
        ("hasWorkdayUser()", False),
        ("Time.fromUnixToIso8601('1438363117979')", "2015-07-31T17:18:37.979Z"),
        ("Time.fromIso8601ToUnix('2015-07-31T17:18:37.979Z')", "1438363117979"),
        ("Time.fromWindowsToIso8601('130828367179790000')", "2015-07-31T17:18:37.979Z"),
        ("Time.fromIso8601ToWindows('2015-07-31T17:18:37.979Z')", "130828367179790000"),
        ("Time.fromIso8601ToUnix('1970-01-01')", "0"),
        (
            "Time.fromIso8601ToString('2015-07-31T20:18:37+03:00', 'dd.MM.yy HH:mm')",
            "31.07.15 20:18",
        ),
        (
            "Time.fromStringToIso8601('31.07.15 08:18 PM +0300', 'dd.MM.yy hh:mm a Z')",
            "2015-07-31T20:18:00.000+03:00",
        ),
    ],
)
def test_a_function_has_its_value_at_the_edges(text: str, value: object) -> None:
    """Null, empty, out of range, converted: each has a value that the table states."""
    assert evaluate(text, CONTEXT) == value
    assert type(evaluate(text, CONTEXT)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "String.len(user.nothing)",
        "String.substring('abc', 1, 99)",
        "String.substringBefore('abc', '@')",
        "Time.now()",
        "Time.now('EST')",
        "Time.now('Europe/Kyiv')",
        "user.getGroups()",
        "user.getGroups({'group.profile.name': 'qa*'})",
        "user.getGroups({'group.type': 'OKTA_GROUP', 'group.profile.name': 'q'})",
        "getFilteredGroups({'1'}, 'group.name', 500)",
        "{user.n}",
        "Arrays.contains({'10'}, 10)",
        "String.len('🙂')",
        "String.substring('🙂a', 0, 1)",
        "Arrays.size(user.csv)",
        "Convert.toInt(2.5)",
        "Time.fromIso8601ToUnix('1970-01-01')",
        "Groups.contains('OKTA', 'x', 1)",
        "2 * 2",
        "null < 1",
        "'a' matches 'a'",
    ],
)
def test_a_guess_is_called_an_assumption(text: str) -> None:
    """What Okta's reference does not say is told beside the value."""
    assert assess(text, CONTEXT).assumptions


@pytest.mark.parametrize(
    "text",
    [
        "String.replace({0}, 'x', {0})",
        "String.join({0}, {0}, {0})",
        "String.append({0}, {0})",
        "{0} + {0}",
    ],
)
def test_no_function_makes_more_than_a_hundred_thousand_characters(text: str) -> None:
    """A string that grows with each call is stopped before it fills the memory."""
    context = {"user": {"long": "x" * 60_000}}
    with pytest.raises(ExpressionError, match="expected at most 100,000"):
        evaluate(text.replace("{0}", "user.long"), context)


def test_a_pattern_cannot_hang_the_evaluator() -> None:
    """A pattern of exponential cost is stopped after a second."""
    context = {"user": {"x": "a" * 200 + "!"}}
    begun = time.monotonic()
    with suppress(ExpressionError):
        evaluate(r"user.x matches '(a|aa)+(a|aa)+(a|aa)+(\1|a)+$'", context)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("user.firstName", "String"),
        ("{'a'}", "Array"),
        ("user.email == 'x' ? {'a'} : {'b'}", "Array"),
        ("user.email == 'x' ? 'a' : null", "String"),
        ("user.getGroups().![name]", "Array"),
        ("user.custom", "Any"),
        ("isMemberOfGroupName('a')", "Boolean"),
        ("String.replace({'a'}, 'a', '')", "Array"),
        ("String.replace('a', 'a', '')", "String"),
        ("1 + 2", "Integer"),
        ("1 + 2.0", "Number"),
        ("'a' + 1", "String"),
    ],
)
def test_the_type_of_a_value_is_known_before(text: str, type_: str) -> None:
    """As far as it follows from the expression alone."""
    assert check(text, {"custom"}) == type_


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("user.firstNam", "1:6: unknown attribute 'firstNam'; did you mean 'firstName'?"),
        ("false ? user.nowhere : 'a'", "1:14: unknown attribute 'nowhere'"),
        ("Groups.contains('OKTA', 'a', 1)", "Groups.contains in a mapping, which Okta allows for"),
        ("'a' + String.len('a', 'b')", "1:7: String.len with 2 arguments"),
        ("{1} ? 'a' : 'b'", "a value of type Array as a condition"),
    ],
)
def test_a_mistake_is_found_without_evaluating(text: str, message: str) -> None:
    """Attributes, functions and types are checked in branches that nobody takes, too."""
    with pytest.raises(ExpressionError) as caught:
        check(text)
    assert message in str(caught.value)


def test_a_function_of_claims_is_allowed_in_a_claim() -> None:
    """The rule is about mappings."""
    assert check("Groups.contains('OKTA', 'a', 1)", as_="claim") == "Array"


def test_the_strings_that_may_result_are_found() -> None:
    """Through ternary, Elvis and arrays, with their places."""
    found = outcomes("user.x == 'no' ? {'a', 'b'} : user.y ?: 'c'")
    assert [(each.what, each.column) for each in found] == [("a", 19), ("b", 24), ("c", 41)]


def test_every_function_has_a_signature_that_reads_back() -> None:
    """62 functions, each under the name that its signature begins with."""
    assert len(FUNCTIONS) == 62
    assert all(name == each.signature.partition("(")[0] for name, each in FUNCTIONS.items())


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2015-07-05T17:08:07.009"),
        ("yy M d H m s S", "15 7 5 17 8 7 0"),
        ("EEEE, MMMM d 'o''clock'", "Sunday, July 5 o'clock"),
        ("EEE MMM", "Sun Jul"),
        ("hh a K k", "05 PM 5 17"),
        ("xxxx 'W'ww e D", "2015 W27 7 186"),
        ("Z ZZ ZZZ z", "+0000 +00:00 UTC UTC"),
        ("G C", "AD 20"),
    ],
)
def test_a_joda_pattern_shows_a_time(pattern: str, shown: str) -> None:
    """Each letter of Joda-Time's table, in its English form."""
    assert format_time(datetime(2015, 7, 5, 17, 8, 7, 9000, UTC), pattern) == shown


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2049, 12, 31)),
    st.sampled_from(
        ["yyyy-MM-dd'T'HH:mm:ss.SSSSSS", "dd MMM yyyy hh:mm:ss.SSSSSS a", "yyyyMMddHHmmssSSSSSS"]
    ),
)
def test_what_a_pattern_writes_it_reads(moment: datetime, pattern: str) -> None:
    """Writing and reading by the same pattern loses nothing."""
    assert parse_time(format_time(moment, pattern), pattern) == moment


arguments = st.sampled_from(
    [
        "null",
        "''",
        "'a,b'",
        "{1, 'x'}",
        "-3",
        "2.5",
        "true",
        "user.nothing",
        "user.list",
        "{'k': 1}",
    ]
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(arguments, max_size=4))
@settings(max_examples=800, deadline=None)
def test_no_argument_breaks_a_function(name: str, given_: list[str]) -> None:
    """Whatever is given to a function, it has a value or an error that says where."""
    with suppress(ExpressionError):
        evaluate(f"{name}({', '.join(given_)})", CONTEXT)


@given(st.text(max_size=30), st.text("yMdHmsSZaE' -", max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_pattern_breaks_the_reading_of_times(text: str, pattern: str) -> None:
    """A time that does not fit its pattern is an error of the expression."""
    context = {"user": {"t": text, "p": pattern}}
    with suppress(ExpressionError):
        evaluate("Time.fromStringToIso8601(user.t, user.p)", context)
