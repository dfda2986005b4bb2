"""What Okta's reference of the Expression Language prints, evaluated."""

from typing import Any

import pytest

from scimguide.expression import assess, evaluate

GROUPS = [
    ("00gak46y5hydV6NdM0g4", "Everyone", "BUILT_IN", "0oazmqPIbHiVJBG4C0g3"),
    ("00g1emaKYZTWRYYRRTSK", "West Coast Users", "OKTA_GROUP", "0a81509410bdf807f680"),
    ("00garwpuyxHaWOkdV0g4", "West Coast Admins", "OKTA_GROUP", "0a03d062d3918fd34742"),
    ("00gjitX9HqABSoqTB0g3", "Engineering Users", "APP_GROUP", "0aae4be2456eb62f7c3d"),
    ("00gnftmgQxC2L19j6I9c", "Engineering Users", "APP_GROUP", "0a61c8dacb58b3c0716e"),
]
CONTEXT: dict[str, Any] = {
    "user": {
        "firstName": "Winston",
        "lastName": "Churchill",
        "email": "winston.churchill@gmail.com",
        "login": "winston.churchill@gmail.com",
        "arrayAttribute": [10, 20, 30],
        "groupCode": 123,
        "city": "San Francisco",
        "salary": 1_000_000,
        "isContractor": False,
        "department": "California-North-Sales",
        "primaryPhone": "+1 (415) 555-0100",
        "title": "ENGINEER",
        "employeeNumber": "",
        "nonEmployeeNumber": "n-7",
        "hasBadge": True,
        "favoriteColors": ["blue", "red"],
    },
    "internal": {"id": "00u1", "status": "ACTIVE"},
    "groups": [dict(zip(("id", "name", "type", "source"), row, strict=True)) for row in GROUPS],
    "apps": {
        "zendesk": {"firstName": "Win"},
        "active_directory": {"managerUpn": "bob@okta.com"},
        "zendesk_app": {"companySubDomain": "war-rooms"},
    },
    "app": {"domain": "example.com", "id": "0oa1", "profile": {"label": "Example"}},
    "appuser": {"firstName": "Winnie"},
    "idpuser": {"firstName": "W"},
    "org": {"name": "Example", "subDomain": "example"},
    "session": {"amr": ["mfa", "pwd", "kba"]},
    "access": {"scope": ["openid", "email"]},
    "source": {"firstName": "Alexander"},
    "now": "2015-07-31T17:18:37.979Z",
    "linked": {"manager": {"lastName": "Gates"}},
    "managers": {
        "active_directory": {"user": {"firstName": "Bob"}, "apps": {"google": {"firstName": "B"}}}
    },
    "assistants": {
        "active_directory": {"user": {"firstName": "Eve"}, "apps": {"google": {"firstName": "E"}}}
    },
    "directory_users": [{"managerUpn": "bob@okta.com"}],
    "workday_users": [{"employeeID": "123456"}],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Strings
        ('String.append("This is", " a test")', "This is a test"),
        ('String.join(",", "This", "is", "a", "test")', "This,is,a,test"),
        ('String.join("", "This", "is", "a", "test")', "Thisisatest"),
        ('String.len("This")', 4),
        ('String.removeSpaces("This is a test")', "Thisisatest"),
        ('String.replace("This is a test", "is", "at")', "That at a test"),
        ('String.replaceFirst("This is a test", "is", "at")', "That is a test"),
        ('String.startsWith("Kiss", "K")', True),
        ('String.stringContains("This is a test", "test")', True),
        ('String.stringContains("This is a test", "doesn\'tExist")', False),
        ('String.stringSwitch("This is a test", "default", "key1", "value1")', "default"),
        ('String.stringSwitch("This is a test", "default", "test", "value1")', "value1"),
        (
            'String.stringSwitch("First match wins", "default", "absent", "value1", '
            '"wins", "value2", "match", "value3")',
            "value2",
        ),
        ('String.stringSwitch("Substrings count", "default", "ring", "value1")', "value1"),
        ('String.substring("This is a test", 2, 9)', "is is a"),
        ('String.substringAfter("abc@okta.com", "@")', "okta.com"),
        ('String.substringBefore("abc@okta.com", "@")', "abc"),
        ('String.toUpperCase("This")', "THIS"),
        ('String.toLowerCase("ThiS")', "this"),
        ("toUpperCase(source.firstName)", "ALEXANDER"),
        ("toLowerCase(source.firstName)", "alexander"),
        ("substringBefore(user.email, '@')", "winston.churchill"),
        ("substringAfter(user.email, '@')", "gmail.com"),
        ("substring(source.firstName, 1, 4)", "lex"),
        # Arrays
        ("Arrays.add(user.arrayAttribute, 40)", [10, 20, 30, 40]),
        ("Arrays.remove(user.arrayAttribute, 20)", [10, 30]),
        ("Arrays.clear(user.arrayAttribute)", []),
        ("Arrays.get({0, 1, 2}, 0)", 0),
        ("Arrays.flatten(10, {20, 30}, 40)", [10, 20, 30, 40]),
        ("Arrays.flatten('10, 20, 30, 40')", [10, 20, 30, 40]),
        ("Arrays.contains({10, 20, 30}, 10)", True),
        ("Arrays.contains({10, 20, 30}, 50)", False),
        ("Arrays.size({10, 20, 30})", 3),
        ("Arrays.size(NULL)", 0),
        ("Arrays.isEmpty({10, 20})", False),
        ("Arrays.isEmpty(NULL)", True),
        ('Arrays.toCsvString({"This", "is", " a ", "test"})', "This,is, a ,test"),
        # Conversions
        ("Convert.toInt('1234')", 1234),
        ("Convert.toInt(123.4)", 123),
        ("Convert.toInt(123.6)", 124),
        ("Convert.toNum('3.141')", 3.141),
        ('Iso3166Convert.toAlpha2("IND")', "IN"),
        ('Iso3166Convert.toAlpha3("840")', "USA"),
        ('Iso3166Convert.toNumeric("USA")', "840"),
        ('Iso3166Convert.toName("IN")', "India"),
        # Groups
        ('getFilteredGroups({"00gak46y5hydV6NdM0g4"}, "group.name", 40)', ["Everyone"]),
        ('isMemberOfGroupName("Everyone")', True),
        ('isMemberOfGroup("00gak46y5hydV6NdM0g4")', True),
        ('isMemberOfAnyGroup("groupId1", "groupId2", "00gak46y5hydV6NdM0g4")', True),
        ('isMemberOfGroupNameStartsWith("West")', True),
        ('isMemberOfGroupNameContains("admin")', False),
        ('isMemberOfGroupNameRegex(".*Admin.*")', True),
        (
            "user.getGroups({'group.id': {'00gjitX9HqABSoqTB0g3'}}, "
            "{'group.profile.name': 'West Coast.*'}).![id]",
            [],
        ),
        (
            "user.getGroups({'group.type': {'OKTA_GROUP'}}, "
            "{'group.profile.name': {'Everyone', 'West Coast Admins'}}).![id]",
            ["00garwpuyxHaWOkdV0g4"],
        ),
        ("user.getGroups({'group.profile.name': 'East Coast.*'})", []),
        (
            "user.getGroups({'group.type': {'OKTA_GROUP', 'APP_GROUP'}}).![id]",
            [row[0] for row in GROUPS[1:]],
        ),
        (
            "user.getGroups({'group.source.id': '0aae4be2456eb62f7c3d'} , "
            "{'group.profile.name': {'Engineering Users'}} ).![id]",
            ["00gjitX9HqABSoqTB0g3"],
        ),
        (
            'user.getGroups({"group.profile.name": "Everyone", "operator": "STARTS_WITH"}).![name]',
            ["Everyone"],
        ),
        ('user.getLinkedObject("manager").lastName', "Gates"),
        # Time; the reference prints -04:00 for EST, which its own list of zones has at -05:00
        ("Time.now()", "2015-07-31T17:18:37.979Z"),
        ('Time.now("EST")', "2015-07-31T12:18:37.979-05:00"),
        ('Time.now("EST", "YYYY-MM-dd HH:mm:ss")', "2015-07-31 12:18:37"),
        # Managers, assistants, directories
        ('getManagerUser("active_directory").firstName', "Bob"),
        ('getManagerAppUser("active_directory", "google").firstName', "B"),
        ('getAssistantUser("active_directory").firstName', "Eve"),
        ('getAssistantAppUser("active_directory", "google").firstName', "E"),
        ("hasWorkdayUser() ? findWorkdayUser().employeeID : null", "123456"),
        ("hasDirectoryUser() ? findDirectoryUser().managerUpn : null", "bob@okta.com"),
        # References
        ('user.getInternalProperty("id")', "00u1"),
        ("user.getInternalProperty('status') == \"ACTIVE\"", True),
        ("zendesk.firstName", "Win"),
        ("active_directory.managerUpn", "bob@okta.com"),
        ("appuser.firstName", "Winnie"),
        ("idpuser.firstName", "W"),
        ("zendesk_app.companySubDomain", "war-rooms"),
        ("app.domain", "example.com"),
        ("app.profile.label", "Example"),
        ("org.name", "Example"),
        ("org.subDomain", "example"),
        ("session.amr", ["mfa", "pwd", "kba"]),
        ('String.replace(Arrays.toCsvString(access.scope),","," ")', "openid email"),
        # Constants and operators
        ("'Hello world'", "Hello world"),
        ("1234", 1234),
        ("3.141", 3.141),
        ("true", True),
        ("{1, 2, 3}[0]", 1),
        ("user.arrayAttribute[0]", 10),
        ("user.firstName + user.lastName", "WinstonChurchill"),
        ('user.firstName + " " + user.lastName', "Winston Churchill"),
        ("user.groupCode == 123 ? 'Sales' : 'Other'", "Sales"),
        ('Groups.startsWith("OKTA", "TEST", 100) ?: {}', []),
        # Group rules
        ('String.stringContains(user.department, "Sales")', True),
        ('user.city == "San Francisco"', True),
        ("user.salary >= 1000000", True),
        ("!user.isContractor", True),
        ("user.salary > 1000000 AND !user.isContractor", False),
        ('user.department matches "California-[a-zA-Z]+-Sales"', True),
        (r'user.primaryPhone matches "(\+\d{1,2}\s)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}"', True),
        ("user.title matches '(?i)engineer'", True),
        ("user.hasBadge", True),
        ('Arrays.contains(user.favoriteColors, "blue")', True),
        (
            'user.employeeNumber != "" AND user.employeeNumber != null '
            "? user.employeeNumber : user.nonEmployeeNumber",
            "n-7",
        ),
        ("user.costCenter == null", True),
        ('user.employeeNumber == ""', True),
        # Popular expressions; the reference prints w.churchhill for the third
        ('user.firstName + "." + user.lastName', "Winston.Churchill"),
        ("substring(user.firstName, 0, 1) + user.lastName", "WChurchill"),
        ("substring(user.firstName, 0, 1) + substring(user.lastName, 0, 6)", "WChurch"),
        (
            'toLowerCase(substring( user.firstName, 0, 1)) + "." + toLowerCase(user.lastName)',
            "w.churchill",
        ),
        (
            'toUpperCase(substringBefore( substringAfter(user.email, "@"), ".")) + "\\" '
            '+ substringBefore( user.email, "@")',
            "GMAIL\\winston.churchill",
        ),
        (
            'toUpperCase(substringBefore( substringAfter(user.email, "@"), ".")) + "\\" '
            "+ toLowerCase(substring( user.firstName, 0, 1)) + toLowerCase(user.lastName)",
            "GMAIL\\wchurchill",
        ),
        (
            '"XDOMAIN\\" + toLowerCase(substring( user.firstName, 0, 1)) '
            "+ toLowerCase(user.lastName)",
            "XDOMAIN\\wchurchill",
        ),
    ],
)
def test_a_documented_example_has_the_value_that_okta_prints(text: str, value: object) -> None:
    """Each example of the reference (checked August 2026) evaluates as it is printed there."""
    assert evaluate(text, CONTEXT) == value
    assert type(evaluate(text, CONTEXT)) is type(value)


@pytest.mark.parametrize(
    ("initial", "prefix", "courtesy", "name"),
    [
        ("B", "Mr.", "Dr.", "Dr. Ann B. Lee"),
        ("", "Mr.", "", "Mr. Ann Lee"),
        ("Bea", "", "", "Ann B. Lee"),
    ],
)
def test_the_profile_mapping_sample_builds_a_full_name(
    initial: str, prefix: str, courtesy: str, name: str
) -> None:
    """The longest sample of the reference, with bare names of the source."""
    text = (
        '(courtesyTitle != "" ? (courtesyTitle + " ") : honorificPrefix != "" ? '
        '(honorificPrefix + " ") : "") + firstName + " " + (String.len(middleInitial) == 0 '
        '? "" : (String.substring(middleInitial, 0, 1) + ". ")) + lastName'
    )
    source = {
        "firstName": "Ann",
        "lastName": "Lee",
        "middleInitial": initial,
        "honorificPrefix": prefix,
        "courtesyTitle": courtesy,
    }
    assert evaluate(text, {"source": source}) == name


@pytest.mark.parametrize(
    ("context", "has", "found"),
    [
        ({"directory_users": []}, False, None),
        ({"directory_users": [{"a": "1"}]}, True, {"a": "1"}),
        ({"directory_users": [{"a": "1"}, {"a": "2"}]}, False, None),
    ],
)
def test_a_directory_user_is_found_only_when_there_is_one(
    context: dict[str, Any], has: bool, found: object
) -> None:
    """None or several accounts count as none."""
    assert evaluate("hasDirectoryUser()", context) is has
    assert evaluate("findDirectoryUser()", context) == found


def test_what_is_documented_is_no_assumption() -> None:
    """A default mapping of Okta is evaluated without any."""
    text = "(user.email != null && user.email != '') ? 'work' : ''"
    assert assess(text, CONTEXT).assumptions == ()
    assert assess('user.firstName + " " + user.lastName', CONTEXT).assumptions == ()


def test_what_is_not_documented_is_told() -> None:
    """Null joined to a string has a value, with the assumption beside it."""
    found = assess("user.firstName + user.costCenter", CONTEXT)
    assert found.value == "Winstonnull"
    assert [text.partition(":")[0] for text in found.assumptions] == [
        "A string joined to something else"
    ]
