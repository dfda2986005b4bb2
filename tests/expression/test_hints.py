"""What an error says to write instead."""

import pytest

from scimguide.expression import ExpressionError, evaluate

CONTEXT = {
    "user": {"firstName": "Ada", "matches": "m", "or": "o", "and": "a"},
    "source": {"login": "ada"},
    "groups": [{"name": "A"}],
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NOT isMemberOfGroupName('A')", "1:1: 'NOT', expected '!' before the condition"),
        ("not(true)", "1:1: 'not', expected '!' before the condition"),
        ("user.firstName eq 'a'", "1:16: the operator 'eq', expected =="),
        ("user.firstName MATCHES 'a'", "1:16: the operator 'MATCHES', expected matches"),
        ("user.firstName regex 'a'", "1:16: the operator 'regex', expected matches"),
        ("user.firstName contains 'a'", "expected String.stringContains(…, …)"),
        ("IF true THEN 'a'", "1:1: 'IF', expected CONDITION ? VALUE : OTHERWISE"),
        ("true THEN 'a'", "1:6: 'THEN', expected CONDITION ? VALUE : OTHERWISE"),
        ("if(true)", "1:1: 'if', expected CONDITION ? VALUE : OTHERWISE"),
        ("user.firstName = 'a'", "1:16: '=' assigns, which Okta forbids; expected '=='"),
        ("user.status", '1:6: user.status, expected user.getInternalProperty("status")'),
        ("user.id", '1:6: user.id, expected user.getInternalProperty("id")'),
        ("user.profile.email", "1:6: user.profile, expected the attribute right behind user"),
        ("user.isMemberOf({'group.id': '1'})", "1:1: user.isMemberOf of the Identity Engine's"),
        ("${user.firstName}", "1:1: '${…}', expected the attribute without it: user.firstName"),
        ("'a' + ${source.login}", "1:7: '${…}', expected the attribute without it: source.login"),
        ("{source.login} + '@x'", "1:1: an array + a string, expected two strings"),
        ("{source.login}@x.com", "1:15: '@', expected an operator; plain text stands in quotes"),
        ("'it's'", "a quote inside quotes of the same kind is doubled"),
        (r'"say \"hi\""', "a backslash is an ordinary character"),
        ("‘a’", "1:1: a quotation mark that is not straight (LEFT SINGLE QUOTATION MARK (U+2018))"),
        ("user.firstName\xa0+ 'x'", "1:15: NO-BREAK SPACE (U+00A0), expected an ordinary space"),
        ("'a' +\u200b 'b'", "1:6: ZERO WIDTH SPACE (U+200B), expected an ordinary space"),
        ("['a']", "1:1: '[', expected '{': an array is written {"),
        ("true & false", "1:6: '&', expected AND"),
        ("user['firstName']", "expected a dot and the attribute: user.firstName"),
        ("to lowercase(user.firstName)", "1:1: 'to lowercase', expected String.toLowerCase(…)"),
        ("user.firstName to lowercase", "1:16: 'to lowercase', expected String.toLowerCase(…)"),
        ("to$lower(user.firstName)", "1:1: 'to$lower', expected String.toLowerCase(…)"),
        ("Strings.len('a')", "did you mean 'String.len'?"),
        ("Str.toUpperCase('a')", "did you mean 'String.toUpperCase'?"),
        ("user.firstName; x", "1:15: ';', expected an operator or the end"),
        ("'a' + '\ud800'", "1:8: half of a surrogate pair"),
        ("(" * 51 + "1" + ")" * 51, "1:51: brackets inside more than 50 others"),
    ],
)
def test_a_common_mistake_is_answered_with_what_is_right(text: str, message: str) -> None:
    """The place where it begins, and what Okta's language has instead."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, CONTEXT)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text", ["user.firstName + ) 'x'", "'a' 'b'", "user.firstName user.x", "1 2"]
)
def test_brackets_that_are_not_open_are_not_expected(text: str) -> None:
    """Only what could really stand there is listed."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, CONTEXT)
    expected = str(caught.value).rpartition("expected")[2]
    assert not any(bracket in expected for bracket in (")", "]", "}", "':'"))


def test_an_attribute_that_the_profile_has_is_no_mistake() -> None:
    """A custom attribute may be called status, which is something else without one."""
    assert evaluate("user.status", {"user": {"status": "on leave"}}) == "on leave"


def test_words_of_the_language_can_be_attributes() -> None:
    """Behind a dot there is no operator."""
    assert evaluate("user.matches + user.or + user.and", CONTEXT) == "moa"
