"""What an expression can refer to is checked, so that nothing is read calmly and wrongly."""

from typing import Any

import pytest

from scimguide.expression import ContextError, ExpressionError, evaluate
from scimguide.expression.context import checked

API_USER = {"id": "00u1", "status": "ACTIVE", "profile": {"firstName": "Ada"}}
API_GROUP = {
    "id": "00g1",
    "type": "OKTA_GROUP",
    "objectClass": ["okta:user_group"],
    "profile": {"name": "A", "description": None},
    "_links": {},
}


@pytest.mark.parametrize(
    ("context", "text", "value"),
    [
        ({"user": API_USER}, "user.firstName", "Ada"),
        ({"user": API_USER}, "user.getInternalProperty('status')", "ACTIVE"),
        ({"user": API_USER, "internal": {"id": "x"}}, "user.getInternalProperty('id')", "x"),
        ({"user": [API_USER]}, "user.firstName", "Ada"),
        (API_USER, "user.firstName", "Ada"),
        ([API_USER], "user.getInternalProperty('id')", "00u1"),
        ([API_GROUP], "isMemberOfGroupName('A')", True),
        ({"groups": [API_GROUP]}, "isMemberOfGroupName('A')", True),
        ({"groups": [API_GROUP]}, "isMemberOfGroup('00g1')", True),
        ({"groups": [{"name": "A"}]}, "isMemberOfGroupName('A')", True),
        ({"groups": []}, "isMemberOfGroupName('A')", False),
        ({"appuser": {"id": "1", "profile": {"x": 1}}}, "appuser.x", 1),
        ({"app": {"profile": {"label": "L"}}}, "app.profile.label", "L"),
        ({"directory_users": [{"profile": {"x": 1}}]}, "findDirectoryUser().x", 1),
        (
            {"managers": {"active_directory": {"user": API_USER}}},
            "getManagerUser('active_directory').firstName",
            "Ada",
        ),
    ],
)
def test_both_forms_of_people_and_groups_are_read(context: Any, text: str, value: object) -> None:
    """Ours, and that of Okta's API, as an export has it."""
    assert evaluate(text, context) == value


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"group": [{"name": "A"}]}, "unknown key 'group', expected one of user, internal, groups"),
        ({"firstName": "Ada"}, "unknown key 'firstName'"),
        ("Ada", "a string, expected an object"),
        ([], "an array, expected an object"),
        ({"groups": ["A"]}, "groups[0]: a string, expected a group"),
        ({"groups": "A"}, "groups: a string, expected an array of groups"),
        ({"groups": [{"id": "1"}]}, "groups[0]: no name, expected a group"),
        ({"groups": [{"name": 1}]}, "groups[0]: a number, expected a group"),
        ({"groups": [{"name": "A", "tipe": "x"}]}, "groups[0]: unknown key 'tipe'"),
        ({"groups": [{"name": "A", "id": 1}]}, "groups[0].id: a number, expected a string"),
        ({"groups": [{"name": "A", "source": 1}]}, "groups[0].source: a number"),
        ({"user": "Ada"}, "user: a string, expected a profile"),
        ({"user": {"profile": 1}}, "user.profile: a number, expected an object"),
        ({"user": [API_USER, API_USER]}, "user: an array of 2, expected one user"),
        ({"apps": {"x": 1}}, "apps.x: a number, expected a profile"),
        ({"now": 1}, "now: a number, expected a time"),
        ({"managers": {"active_directory": {"firstName": "x"}}}, "unknown key 'firstName'"),
        ({"directory_users": {"x": 1}}, "directory_users: a profile, expected an array"),
        ({"user": {"s": "\ud800"}}, "user.s: half of a surrogate pair"),
        ({"user": {"\ud800": 1}}, "user: a key with half of a surrogate pair"),
        ({"user": {"n": float("inf")}}, "user.n: a number without end"),
    ],
)
def test_anything_else_is_refused_with_its_place(context: Any, message: str) -> None:
    """The place inside of the file, and what is accepted."""
    with pytest.raises(ContextError) as caught:
        checked(context)
    assert message in str(caught.value)


def test_a_value_nested_deep_is_refused() -> None:
    """Nine hundred levels would end comparisons in a traceback."""
    value: Any = []
    for _ in range(900):
        value = [value]
    with pytest.raises(ContextError, match="nested more than 50 levels deep"):
        evaluate("user.x == user.x", {"user": {"x": value}})


@pytest.mark.parametrize(
    "text",
    [
        "isMemberOfGroupName('A')",
        "isMemberOfGroup('1')",
        "isMemberOfGroupNameRegex('A')",
        "user.getGroups()",
        "Groups.contains('OKTA', 'a', 1)",
        "getFilteredGroups({'1'}, 'group.name', 1)",
        "user.getInternalProperty('id')",
        "user.getLinkedObject('manager')",
        "getManagerUser('active_directory')",
        "getAssistantUser('active_directory')",
        "hasDirectoryUser()",
        "findWorkdayUser()",
        "hasWorkdayUser()",
    ],
)
def test_a_function_says_what_the_context_lacks(text: str) -> None:
    """Rather than false or null, which look like an answer."""
    with pytest.raises(ExpressionError, match="in the context, expected it there"):
        evaluate(text, {"user": {}})


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("isMemberOfGroup('1')", "id"),
        ("user.getGroups({'group.type': 'OKTA_GROUP'})", "type"),
        ("getFilteredGroups({'1'}, 'group.name', 1)", "id"),
        ("Groups.contains('OKTA', 'A', 1)", "type"),
    ],
)
def test_a_function_says_what_a_group_lacks(text: str, lacks: str) -> None:
    """A group that is known by its name alone cannot be told by its id."""
    with pytest.raises(ExpressionError, match=f"the group 'A' has no '{lacks}' in the context"):
        evaluate(text, {"groups": [{"name": "A"}]})


def test_an_app_type_that_nobody_could_know_is_refused() -> None:
    """A group of an app instance, without the type of the app, and asked for by the type."""
    group = {"name": "A", "type": "APP_GROUP", "source": "0oa1"}
    with pytest.raises(ExpressionError, match="from which app the group 'A' comes"):
        evaluate("Groups.contains('google', 'A', 1)", {"groups": [group]})
