"""
Expressions that Okta and others published, where a plausible answer would be a wrong one.

Sources: D, the guides of okta-developer-docs; REF, the reference of the classic language; IE, that
of the Identity Engine; S, articles of support.okta.com; JDK, run on OpenJDK 17.
"""

from typing import Any

import pytest

from scimguide.expression import ExpressionError, assess, evaluate

AD = "okta:windows_security_principal"
LOOP = "getFilteredGroups({'1'}, user.loop, 1)"
CONTEXT: dict[str, Any] = {
    "user": {"firstName": "Ada", "lastName": "Quill", "badge": None, "loop": LOOP},
    "source": {"login": "ada"},
    "appuser": {"email": "ada@example.com"},
    "directory_users": [{"managerUpn": "bob@example.com"}],
    "groups": [
        {"id": "1", "profile": {"name": "qa-1", "description": "Testers"}, "type": "OKTA_GROUP"},
        {"id": "2", "name": "SSO-a", "description": None, "type": "OKTA_GROUP"},
        {
            "id": "3",
            "type": "APP_GROUP",
            "source": {"id": "0oa1"},
            "objectClass": [AD],
            "profile": {"name": "ad-1", "windowsDomainQualifiedName": "EX\\ad-1"},
        },
        {"id": "4", "name": "g-1", "type": "APP_GROUP", "source": "0oa2", "app": "google"},
        {"id": "5", "name": "Everyone", "type": "BUILT_IN"},
    ],
}
IF = (
    "\"(group.objectClass[0] == 'okta:windows_security_principal') "
    "? 'AD: ' + group.profile.windowsDomainQualifiedName : 'Okta: ' + group.name\""
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # REF, IE, S: ".*" at the end of a name means "starts with"
        ("user.getGroups({'group.profile.name': 'qa-.*'}).![name]", ["qa-1"]),
        ("user.getGroups({'group.profile.name': {'qa.*', 'ad.*'}}).![name]", ["qa-1", "ad-1"]),
        # S: add-group-claims-using-the-getgroups-function
        ("user.getGroups({'group.profile.name': {'g-1*', 'ad*'}}).![name]", ["ad-1", "g-1"]),
        (
            "user.getGroups({'group.type': {'OKTA_GROUP'}}, "
            "{'group.profile.name': {'qa.*'}}).![name]",
            ["qa-1"],
        ),
        ("user.getGroups({'group.profile.name': 'qa.*'}).![{name, id}]", [["qa-1", "1"]]),
        # IE: collection projections
        ("user.getGroups({'group.profile.name': 'qa'}).![profile.name]", ["qa-1"]),
        ("user.getGroups({'group.source.id': '0oa1'}).![id]", ["3"]),
        # D: customize-tokens-static, parameter examples
        ("getFilteredGroups({'1', '9'}, 'group.description', 50)", ["Testers"]),
        ("getFilteredGroups({'2'}, \"'Okta: ' + group.name\", 100)", ["Okta: SSO-a"]),
        ("getFilteredGroups({'3'}, \"group.objectClass[0]\", 1)", [AD]),
        (
            "getFilteredGroups({'3', '1'}, "
            "\"group.id == '3' ? 'AD: ' + group.profile.windowsDomainQualifiedName "
            ": 'Okta: ' + group.name\", 50)",
            ["Okta: qa-1", "AD: EX\\ad-1"],
        ),
        (f"getFilteredGroups({{'3'}}, {IF}, 50)", ["AD: EX\\ad-1"]),
        # S: how-to-exceed-the-100-groups-limitation-on-a-claim
        ("getFilteredGroups({'1'}, 'group.name', 2147483647)", ["qa-1"]),
        # D: customize-tokens-dynamic, the first argument is an app type or an app ID
        ("Groups.startsWith('active_directory', 'ad', 100)", ["ad-1"]),
        ("Groups.startsWith('0oa1', 'ad', 100)", ["ad-1"]),
        ("Groups.startsWith('google', 'g', 100)", ["g-1"]),
        ("Groups.contains('OKTA', '', 100)", ["qa-1", "SSO-a", "Everyone"]),
        # S: understanding-okta-expression-language-flattening-filtered-groups
        ("String.replace({'SSO-a'}, 'SSO-', '')", ["a"]),
        (
            "Arrays.flatten(String.replace(getFilteredGroups({'2'}, 'group.name', 40), "
            "'SSO-', ''))",
            ["a"],
        ),
        # S: How-to-convert-string-to-array, How-to-Write-a-Groups-Claim-Expression
        ("Arrays.add(Arrays.toCsvString({}), 'x')", ["x"]),
        ("Arrays.add(Arrays.add(Arrays.toCsvString({}), 'x'), 'y')", ["x", "y"]),
        ("Arrays.isEmpty(Arrays.toCsvString(Groups.startsWith('OKTA', 'none', 100)))", True),
        # S: substringAfter without a match is empty
        ("String.substringAfter('abc', '@')", ""),
        # S: attributes that were never filled are null in every profile
        ("source.title == null", True),
        ("title == null", True),
        ("appuser.title == null", True),
        ("findDirectoryUser().title == null", True),
        # S: Okta shows first and last name where there is no display name
        ("user.displayName", "Ada Quill"),
    ],
)
def test_a_published_expression_has_its_value(text: str, value: object) -> None:
    """Each was answered with null, an empty array or a refusal before."""
    assert evaluate(text, CONTEXT) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # S: null and empty strings in Arrays.flatten
        ("Arrays.flatten(null, {1})", "1:1: Arrays.flatten with null"),
        ("Arrays.flatten('')", "Arrays.flatten with an empty string"),
        # S: 32 bits
        ("Convert.toInt('2147483648')", "expected -2147483648 to 2147483647"),
        ("Convert.toInt(-2147483648.6)", "expected -2147483648 to 2147483647"),
        # S: limitations-of-group-functions-dynamic-allowlists
        ("Groups.startsWith('OKTA', 'a', 0)", "the limit 0 of Groups.startsWith, expected 1 to"),
        ("Groups.startsWith('OKTA', 'a', 500)", "the limit 500 of Groups.startsWith"),
        # D: "If there are more groups returned than the specified limit, an error is returned."
        ("getFilteredGroups({'1', '2'}, 'group.name', 1)", "2 groups, more than the limit 1"),
        ("getFilteredGroups({'1'}, 'group.name', 0)", "the limit 0 of getFilteredGroups"),
        ("getFilteredGroups({'9'}, 'group.', 1)", "in 'group.', 1:7: the end of the expression"),
        ("getFilteredGroups({'1'}, user.loop, 1)", "inside of its own expression"),
        ("getFilteredGroups(null, 'group.name', 1)", "null for the list of ids"),
        ("user.getGroups({'group.profile.name': '.*qa'})", "expected '.*' at its end only"),
        ("'a' + {'b'}", "a string + an array, expected two strings"),
    ],
)  # fmt: skip
def test_what_okta_refuses_is_refused(text: str, message: str) -> None:
    """With the place, and what is accepted."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, CONTEXT)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        " AND ".join(["user.badge != 'a'"] * 500),
        "user.badge == 'a' ? 'b' : " * 200 + "'c'",
        " AND ".join(["user.firstName != null"] * 100),
        " + ".join(["'a'"] * 500),
        "user.badge ?: " * 300 + "'c'",
    ],
)
def test_a_long_row_is_not_nested(text: str) -> None:
    """REF's rows of conditions, as admins write them for every department and country."""
    assert evaluate(text, CONTEXT)


def test_a_composed_name_is_called_composed() -> None:
    """The profile does not contain it, and a mapping would send it."""
    assert "displayName was never filled" in assess("user.displayName", CONTEXT).assumptions[0]
    assert evaluate("user.displayName", {"user": {"firstName": "Ada", "displayName": ""}}) == ""
    assert evaluate("user.displayName", {"user": {}}) is None


@pytest.mark.parametrize("zone", ["US/Pacific-New", "Canada/East-Saskatchewan", "Europe/Kiev"])
def test_a_zone_of_the_appendix_is_known(zone: str) -> None:
    """REF's appendix, also where the data of today have another name; nothing is assumed."""
    found = assess(f"Time.now('{zone}')", {"now": "2026-01-15T09:00:00Z"})
    assert str(found.value).startswith("2026-01-15T")
    assert found.assumptions == ()


def test_groups_without_a_projection_are_objects() -> None:
    """What Okta shows of them is not documented, so the value says what it is."""
    found = assess("user.getGroups({'group.id': '2'})", CONTEXT)
    assert isinstance(found.value, list)
    assert found.value[0]["name"] == "SSO-a"
    assert found.assumptions[-1].startswith("user.getGroups without a projection")
