"""Regular expressions mean what they mean to Java; each value was read from OpenJDK 17."""

import time

import pytest

from scimguide.expression import ExpressionError, evaluate
from scimguide.expression.batch import evaluate_lines


@pytest.mark.parametrize(
    ("text", "pattern", "matches"),
    [
        ("é", r"\w", False),
        ("é", r"(?U)\w", True),
        ("٣", r"\d", False),
        ("٣", r"(?U)\d", True),
        ("\xa0", r"\s", False),
        ("\xa0", r"\h", True),
        ("b", "[a-z&&[^aeiou]]", True),
        ("e", "[a-z&&[^aeiou]]", False),
        ("1", "[a-z&&[^aeiou]]", False),
        ("d", "[a-c[x-z]]", False),
        ("y", "[a-c[x-z]]", True),
        ("a.b", r"\Qa.b\E", True),
        ("axb", r"\Qa.b\E", False),
        ("aa", r"(?<n>a)\k<n>", True),
        ("ab", r"(?<n>a)\k<n>", False),
        ("É", "(?i)é", False),
        ("ENGINEER", "(?i)engineer", True),
        ("b", "(?i)[^B]", False),
        ("aB", "a(?i:b)", True),
        ("AB", "a(?i)b|C", False),
        ("c", "a(?i)b|C", True),
        ("\n", ".", False),
        ("\u2028", ".", False),
        ("\n", "(?s).", True),
        ("a\n", "a$", False),
        ("a\n", "a$\\n", True),
        ("Ада", r"\p{L}+", True),
        ("Ада", r"\p{Alpha}+", False),
        ("Ab", r"\p{Lu}\p{Ll}", True),
        ("a-b", r"[\w-]+", True),
        ("]", "[]a]", True),
        ("a1b", r"(a)\11?b", False),
        ("aa1", r"(a)\11", True),
        ("\r\n", r"\R", True),
        ("aaa", "a*+a", False),
        ("word", r"\bword\b", True),
        ("a\nb", "(?m)^a$\n^b$", True),
        ("a\r\nb", "(?m)a$\r\n^b", True),
        ("a\r\nb", "(?m)a\r$\nb", False),
        ("a\n", "(?m)a\n^", False),
        ("", "(?m)^", False),
        ("a\rb", "(?dm)a\r^b", False),
        ("ab", "(?x) a b # a comment", True),
        ("a b", r"(?x) a \ b", True),
        ("aab", "(?x: a {2} ) b", False),
        ("aab", "(?x: a {2} )b", True),
        ("b", "(?x)[a b]", True),
        (" ", "(?x)[a b]", False),
        ("É", "(?iu)é", True),
        ("É", "(?u)é", False),
        ("\u212a", "(?iu)k", True),
        ("ς", "(?iu)Σ", True),
        ("ẞ", "(?iu)ß", True),
        ("SS", "(?iu)ß", False),
        ("Ж", "(?iu)[а-я]", True),
        ("É", r"\p{IsLatin}", True),
        ("Ж", r"\p{IsLatin}", False),
        ("Ж", r"\p{script=Cyrillic}", True),
        ("α", r"\p{InGreek}", True),
        ("é1", r"\p{IsAlphabetic}\P{IsAlphabetic}", True),
        ("Éé", r"\p{IsUppercase}\p{IsLowercase}", True),
    ],
)
def test_a_pattern_matches_as_in_java(text: str, pattern: str, matches: bool) -> None:
    """``matches`` hands the string and the pattern to ``java.util.regex``."""
    assert evaluate("user.s matches user.p", {"user": {"s": text, "p": pattern}}) is matches


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(?g)a", "the flag 'g', which has no exact translation"),
        (r"(?i)\p{IsUppercase}", r"\p{IsUppercase} with the flag i"),
        (r"\p{IsKlingon}", r"\p{IsKlingon}, which has no exact translation"),
        ("(?x)[ a]", "' ' at the beginning of a class with the flag x"),
        ("(?x)[a &&b]", "a blank before - & [ in a class with the flag x"),
        ("(?x)[a- z]", "a blank behind - or & in a class"),
        ("(?x)a+ +", "'+' behind '+'"),
        (r"\X", r"\X, which has no exact translation"),
        (r"(?i)(a)\1", "a back reference with the flag i"),
        ("(?<=a+)b", "a look-behind with * or +"),
        ("[a&&]", "&& without a class on both sides"),
        ("[a", "a class without its ']'"),
        ("(a", "a group without its ')'"),
        ("a)", "')' without '('"),
        ("*a", "'*' without something to repeat"),
        (r"\y", r"\y, which Java does not know"),
        (r"\k<n>", r"\k<n> without a group of this name"),
        (r"\2", r"\2 without a group before it"),
        ("[z-a]", "the range z-a"),
        ("a{2,1}", "expected one of Java's"),
        ("(" * 60 + ")" * 60, "groups inside more than 50 others"),
        ("[" * 60 + "a" + "]" * 60, "classes inside more than 50 others"),
        (r"\bé\b", "differs between versions of Java"),
    ],
)
def test_what_has_no_exact_translation_is_refused_by_name(pattern: str, message: str) -> None:
    """Rather than to answer with the dialect of another language."""
    with pytest.raises(ExpressionError) as caught:
        evaluate("user.s matches user.p", {"user": {"s": "é", "p": pattern}})
    assert message in str(caught.value)


def test_slow_patterns_share_one_limit_in_a_batch() -> None:
    """Twenty of them take little longer than one, and an ordinary one still works."""
    slow = '{"expression": "user.x matches user.p", "context": {"user": {"x": "%s!", "p": "%s"}}}'
    lines = [slow % ("a" * (60 + n), "(a|aa)+(a|aa)+(a|aa)+b") for n in range(20)]
    begun = time.monotonic()
    found = list(evaluate_lines([*lines, slow % ("a", "a!")], "batch", {}))
    assert time.monotonic() - begun < 10
    assert all("takes more than" in each["error"] for each in found[:-1])
    assert found[-1]["value"] is True
