"""Okta Expression Language: values, precedence, and errors that say where."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimguide.expression import ExpressionError, evaluate, parser
from scimguide.expression.compiler import LITERALS, NODES

PERSON: dict[str, Any] = {
    "user": {
        "firstName": "Ada",
        "lastName": "Quill",
        "title": "",
        "nickName": None,
        "age": 7,
        "tags": ["a"],
    },
    "internal": {"id": "00u1", "status": "ACTIVE"},
    "groups": [{"id": "a", "name": "A"}],
    "directory_users": [],
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
        ("!false == true", True),
        ("1 + 2 * 3 - 8 / 3 % 2", 7),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("7.5 / 2.5", 3.0),
        ("true == 1", False),
        ("1 == 1.0", True),
        ("'1' == 1", False),
        ("{1, {'a'}} == {1, {'a'}}", True),
        ("'a' < 'b'", True),
        ("null < 'a'", True),
        ("'n: ' + 1", "n: 1"),
        ("user.nickName + 'a'", "nulla"),
        ("user.costCenter", None),
        ("false or true and TRUE", True),
        ("{'a': 1, b: {2}}", {"a": 1, "b": [2]}),
        ("user.firstName matches 'Ad'", False),
        ("user.nickName matches '.*'", False),
        ("{'x'}[0] + 'y'", "xy"),
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
            "1:6: unknown attribute 'firstNam'; did you mean 'firstName'?",
        ),
        (
            "usr.firstName",
            "1:1: unknown name 'usr', expected one of user; did you mean 'user'?",
        ),
        ("user.firstname", "did you mean 'firstName'?"),
        ("user.firstName +", "1:17: the end of the expression, expected"),
        ("'open", "1:1: a string without its closing quote"),
        ("a = 1", "1:3: '=' assigns, which Okta forbids; expected '=='"),
        ("'a' 'b'", "1:5: \"'b'\", expected"),
        ('["manager"]', "1:1: '[', expected '{': an array is written {"),
        ("1 + true", "1:1: a number + true or false, expected two strings or two numbers"),
        ("user.nickName + 1", "1:1: null + a number, expected"),
        ("'a' - 'b'", "a string - a string, expected two numbers"),
        ("'a' < 1", "< between a string and a number, expected two numbers"),
        ("1 / 0", "division by zero"),
        ("9223372036854775807 + 1", "a number beyond 64 bits"),
        ("99999999999999999999", "1:1: a number beyond 64 bits"),
        ("{1}[1]", "position 1 of an array of 1, expected 0 to 0"),
        ("{1}['a']", "the position 'a', expected a whole number"),
        ("'a'[0]", "[…] after a string, expected an array"),
        ("'a'.![name]", ".![…] after a string, expected an array"),
        ("user.title matches '('", "the pattern '(': a group without its ')'"),
        ("appuser.x", "1:1: 'appuser' is not in the context"),
        ("user.email.contains('x')", "'contains' after a value, expected String.stringContains(…)"),
        ("String.size('x')", "unknown function 'String.size'"),
        (
            "String.len('a', 'b')",
            "1:1: String.len with 2 arguments, expected String.len(String input): Integer",
        ),
        ("String.len()", "String.len with 0 arguments"),
        ("String.stringSwitch('a', 'b', 'c')", "String.stringSwitch with 3 arguments"),
        ("String.len({1})", "argument 1 of String.len is an array, expected"),
        ("String.toUpperCase(1)", "argument 1 of String.toUpperCase is a number"),
        ("Arrays.size(1)", "argument 1 of Arrays.size is a number"),
        ("String.len(user.tags)", "argument 1 of String.len is an array"),
        ("user.getGroups('x')", "argument 1 of user.getGroups is a string"),
        ("user.getGroups({'group.nam': 'x'})", "the criterion 'group.nam', expected one of"),
        (
            "user.getGroups({'group.id': 'x', operator: 'EXACT'})",
            "the operator 'EXACT' with 'group.id'",
        ),
        ("getManagerUser('ldap')", "the source 'ldap', expected 'active_directory'"),
        (
            "findDirectoryUser().x",
            "null has no attributes, expected a profile; check for it before",
        ),
        ("Convert.toInt('one')", "Convert.toInt of 'one', expected a number"),
        ("Convert.toNum('1e999')", "expected a number"),
        ("Time.now('Nowhere/Land')", "the time zone 'Nowhere/Land', expected one of the appendix"),
        ("Time.fromIso8601ToUnix('')", "no time, expected ISO 8601"),
        ("Time.fromStringToIso8601('1', 'qq')", "the letter 'q' in the pattern"),
        (
            "getFilteredGroups({'a'}, 'user.x', 1)",
            "in 'user.x' for 'A', 1:6: unknown attribute 'x'",
        ),
        ("'a' ? 1 : 2", "1:1: a string as a condition, expected true or false"),
        ("!1", "a value of type Integer as a condition"),
        ("user.firstName.x", "a string has no attributes, expected a profile"),
        ("user.getInternalProperty()", "user.getInternalProperty with 0 arguments"),
        ("user.getInternalProperty('x')", "the internal property 'x', expected one of id, status"),
        ("user.nonsense('x')", "unknown function 'user.nonsense'"),
        ("'a'\n + user\n .nowhere", "3:3: unknown attribute 'nowhere'"),
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


def test_every_node_of_the_grammar_is_compiled() -> None:
    """A rule that is added to the grammar has to be named in the compiler's tables."""
    grammar = Path(parser.__file__).with_name("okta.lark").read_text("utf-8")
    assert set(re.findall(r"-> (\w+)$", grammar, re.MULTILINE)) == {*LITERALS, *NODES}
