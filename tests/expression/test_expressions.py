"""Okta Expression Language: values, precedence, and errors that say where."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimguide.expression import ExpressionError, evaluate

PERSON: dict[str, Any] = {
    "user": {"firstName": "Ada", "lastName": "Quill", "title": "", "nickName": None, "age": 7},
    "internal": {"id": "00u1", "status": "ACTIVE"},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'text'", "text"),
        ('"text"', "text"),
        ("'it''s'", "it's"),
        ('"say ""hi"""', 'say "hi"'),
        (r'"\"', "\\"),
        ("''", ""),
        ("42", 42),
        ("4.5", 4.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("NULL", None),
        ("{}", []),
        ("{1, 'a', {2}}", [1, "a", [2]]),
        ("user.firstName", "Ada"),
        ("user.nickName", None),
        ('user.getInternalProperty("id")', "00u1"),
        ("user.getInternalProperty('status')", "ACTIVE"),
        ("user.firstName + ' ' + user.lastName", "Ada Quill"),
        ("1 + 2 - 3 + 4", 4),
        ("(1 + 2) == 3", True),
        ("1 < 2 AND 2 <= 2 && 3 > 2", True),
        ("1 > 2 OR 2 >= 2", True),
        ("1 > 2 || false", False),
        ("!true", False),
        ("!(1 == 2)", True),
        ("'a' != 'b'", True),
        ("null == user.nickName", True),
        ("true OR true AND false", True),
        ("1 + 1 == 2 AND 3 - 1 == 2", True),
        ("false ? 'a' : 'b'", "b"),
        ("true ? false ? 'a' : 'b' : 'c'", "b"),
        ("false ? 'a' : false ? 'b' : 'c'", "c"),
        ("user.title ?: 'none'", "none"),
        ("user.nickName ?: 'none'", "none"),
        ("user.firstName ?: 'none'", "Ada"),
        ("true ? 'a' : user.nowhere", "a"),
        ("false AND user.nowhere", False),
        ("(user.firstName != null && user.firstName != '') ? 'work' : ''", "work"),
        ("user\n  .firstName\n  + '!'", "Ada!"),
    ],
)
def test_an_expression_has_its_value(text: str, value: object) -> None:
    """Literals, references, operators and their precedence, as in SpEL."""
    assert evaluate(text, PERSON) == value
    assert type(evaluate(text, PERSON)) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: the end of the expression, expected"),
        ("user.", "1:6: the end of the expression, expected a name"),
        (
            "user.firstNam",
            "unknown attribute 'firstNam', expected one of firstName, lastName, title, nickName, age; did you mean 'firstName'?",
        ),
        (
            "usr.firstName",
            "1:1: unknown name 'usr', expected one of user, internal; did you mean 'user'?",
        ),
        ("user.firstname", "did you mean 'firstName'?"),
        ("user.firstName +", "1:17: the end of the expression, expected"),
        ("'open", '1:1: "\'", expected an expression'),
        ("a = 1", "1:3: '=', expected an expression"),
        ("'a' 'b'", "1:5: \"'b'\", expected"),
        ('["manager"]', "1:1: '[', expected an expression"),
        ("1 + 'a'", "1:1: a number + a text, expected two texts or two numbers"),
        ("user.nickName + 'a'", "1:1: null + a text, expected"),
        ("'a' - 'b'", "a text - a text, expected two numbers"),
        ("'a' < 'b'", "< between a text and a text, expected two numbers"),
        ("'a' ? 1 : 2", "1:1: a text as a condition, expected true or false"),
        ("!1", "a number as a condition"),
        ("user.firstName.x", "a text has no attributes, expected a profile"),
        ("user.getInternalProperty()", "takes one text, expected"),
        ("user.getInternalProperty('x')", "unknown internal property 'x'"),
        ("user.nonsense('x')", "unknown function 'nonsense'"),
        ("'a'\n + user\n .nowhere", "2:4: unknown attribute 'nowhere'"),
    ],
)
def test_a_mistake_is_named_where_it_stands(text: str, message: str) -> None:
    """Line and column, what it is, and what is accepted; nothing of the parser behind it."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, PERSON)
    assert message in str(caught.value)
    assert not any(word in str(caught.value) for word in ("RPAR", "_OR", "$END", "Token", "lark"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 60 + "1",
        "{" * 60,
        "!" * 5000 + "true",
        "1" + " + 1" * 3000,
        "true ? " * 60 + "1",
        "a." * 4000 + "b",
        "'" + "x" * 20_000 + "'",
        "1" + " ?: 1" * 2000,
        "-",
        "true" + " AND true" * 1200,
    ],
)
def test_size_and_depth_are_bounded(text: str) -> None:
    """What nobody types is refused or evaluated quickly, and never breaks the evaluator."""
    with suppress(ExpressionError):
        evaluate(text, PERSON)


alphabet = st.sampled_from("ab1.+-!?:(){}[]<>=&|'\",. \nuser.firstName AND OR null true")


@given(st.one_of(st.text(alphabet, max_size=60), st.text(max_size=30)))
@settings(max_examples=500, deadline=None)
def test_any_text_has_a_value_or_an_error(text: str) -> None:
    """Nothing but ExpressionError comes out."""
    with suppress(ExpressionError):
        evaluate(text, PERSON)
