"""Where an expression runs: what Okta does not allow there is refused before it is pasted."""

import pytest

from scimguide.cli import expressions
from scimguide.expression import USES, ExpressionError, check


@pytest.mark.parametrize(
    ("use", "text", "message"),
    [
        # REF, conditional expressions: no conversion, array and time functions
        ("mapping", "Arrays.isEmpty(user.x) ? 'a' : 'b'", "1:1: Arrays.isEmpty in a condition"),
        ("mapping", "Convert.toInt('1') == 1 ? 'a' : 'b'", "excludes conversion functions"),
        ("username", "Time.now() == 'x' ? 'a' : 'b'", "excludes time functions"),
        ("mapping", "Groups.contains('OKTA', 'a', 1)", "group claims only"),
        ("mapping", "session.amr", "'session' in a mapping"),
        ("username", "{'a'}", "a username format that gives Array, expected String"),
        # REF, expressions in group rules; S, Group-Rule-Restrictions
        ("group-rule", "toUpperCase(user.firstName)", "expected String.toUpperCase"),
        ("group-rule", "user.firstName", "a group rule that gives String, expected true or false"),
        ("group-rule", "Convert.toInt('2018') == user.x", "which allows String, Arrays and user"),
        ("group-rule", "Time.now() == 'x'", "which allows String, Arrays and user"),
        ("group-rule", "hasDirectoryUser()", "which allows String, Arrays and user"),
        ("group-rule", "appuser.x == 'a'", "'appuser' in a group rule"),
        # D, customize-tokens-returned-from-okta; REF, explicit references to apps
        ("claim", "'" + "x" * 1024 + "'", "1026 characters, expected at most 1024 in a claim"),
        ("claim", "zendesk.firstName", "the app 'zendesk' in a claim"),
        ("claim", "source.login", "'source' in a claim"),
    ],
)
def test_what_okta_does_not_allow_there_is_refused(use: str, text: str, message: str) -> None:
    """Functions, names, results and lengths, each by its place."""
    with pytest.raises(ExpressionError) as caught:
        check(text, {"x"}, as_=use)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("use", "text"),
    [
        ("mapping", "user.x == 'a' ? Arrays.add(user.x, 'b') : {'c'}"),
        ("username", "String.substringBefore(user.email, '@')"),
        ("group-rule", 'Arrays.contains(user.x, "blue")'),
        ("group-rule", "user.x"),
        ("group-rule", "isMemberOfGroupName('a') AND !String.startsWith(user.email, 'b')"),
        ("group-rule", 'user.getInternalProperty("status") == "ACTIVE"'),
        (
            "claim",
            "Arrays.isEmpty(Arrays.toCsvString(Groups.startsWith('OKTA', 'a', 100))) ? {} : {'b'}",
        ),
        ("claim", "getFilteredGroups(app.profile.groupallowlist, 'group.name', 40)"),
        ("claim", "user.getGroups({'group.type': 'OKTA_GROUP'}).![name]"),
    ],
)
def test_what_okta_documents_there_is_allowed(use: str, text: str) -> None:
    """The examples of the reference and of Okta Support for each place."""
    check(text, {"x"}, as_=use)


def test_the_command_offers_every_use() -> None:
    """Its list stands apart, because the engine takes longer to load."""
    assert set(USES) == set(expressions.USES)
