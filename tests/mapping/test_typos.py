"""
Typing mistakes in both specs, one at a time: each is refused at the line that was changed.

Most are noticed while the spec is loaded, the others when its operations and stories are played.
A mistake that breaks a reference may be named at the other end of it, with both names.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import ROOT
from scimguide.generate import generate
from scimguide.generate.links import check_links
from scimguide.generate.operations import play_operations
from scimguide.generate.record import Recorder
from scimguide.generate.stories import count, play_stories
from scimguide.mapping import Spec, SpecError, loads
from scimguide.mapping.source import read
from scimguide.problem import Place
from scimguide.project import Project

TEXTS = {
    "guide": (ROOT / "docs/mapping.yaml").read_text("utf-8"),
    "shelfwise": (ROOT / "tests/guides/shelfwise/docs/mapping.yaml").read_text("utf-8"),
}
PAGES = {page.name: page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md")}
SENSELESS = re.compile(
    r"expected nothing|expected $|, , |pydantic|Input|\(\)|expected \w, \w, \w, "
)
"""No reason, letters instead of words, and the voice of a library."""

ADA = "user ada.quill@example.com active"

LOADING = [
    # YAML itself
    ("a tab", "  plan: Ent", "\tplan: Ent", "a tab, expected spaces"),
    ("a colon in a value", "plan: Enterprise", "plan: yes: no", "a ': ' where no key can stand, expected quotes"),
    ("no space behind a colon", "checked: 2026-08}", "checked:}", "a ':' inside a value, expected a space behind it"),
    ("an open double quote", "plan: Enterprise", 'plan: "Enterprise', "a quote that ends only on line"),
    ("an open single quote", "plan: Enterprise", "plan: 'Enterprise", "a quote that ends only on line"),
    ("an open brace", "group: team}", "group: team", "a bracket without its end, expected '}'"),
    ("a comma that is missing", "{user: user, group", "{user: user group", "something between two entries, expected ',' or '}'"),
    ("a reserved character", "plan: Enterprise", "plan: @home", "a value that begins with '@', expected quotes"),
    ("an alias", "plan: Enterprise", "plan: *plan", "an anchor or alias, expected the value itself"),
    ("an anchor", "plan: Enterprise", "plan: &plan Enterprise", "an anchor or alias, expected the value itself"),
    ("a merge key", "plan: Enterprise", "<<: {plan: Enterprise}", "unknown key '<<', expected name, plan"),
    ("a duplicate key", "plan: Enterprise", "name: Enterprise", "duplicate key 'name', expected it once (first on line 8)"),
    ("an indentation", "  plan: Ent", "   plan: Ent", "and the keys of one mapping at the same indentation"),
    ("a word for a boolean", "supported: true", "supported: yes", "'yes', expected true or false"),
    ("a boolean in capitals", "multiValued: true", "multiValued: True", "'True', expected true or false"),
    # keys and types
    ("a username format", "usernameFormat: Email", "usernameFormat: E-mail", "expected Okta username, Email, Email prefix or Okta username prefix; did you mean 'Email'?"),
    ("a key of the service", "baseUrl:", "baseURL:", "unknown key 'baseURL', expected name, plan, baseUrl"),
    ("a key of an item", "scimType: uniq", "scimTyp: uniq", "unknown key 'scimTyp', expected status, scimType, when or operation; did you mean 'scimType'?"),
    ("a key of a source", "checked: 2026-08}", "chcked: 2026-08}", "unknown key 'chcked', expected title, url, checked or says; did you mean 'checked'?"),
    ("a key of a body", "send: {user: ada}", "send: {usr: ada}", "unknown key 'usr', expected user, group"),
    ("a value that is missing", "plan: Enterprise", "plan:", "no value, expected a string"),
    ("an optional value that is missing", "token: wrong-token", "token:", "no value for 'token', expected one, or the key left out"),
    ("an empty string", "plan: Enterprise", 'plan: ""', "'', expected a string that is not empty"),
    ("an empty list", "operators: [eq], s", "operators: [], s", "an empty list, expected at least 1 entry"),
    ("an empty mapping", "freshFor: {days: 180}", "freshFor: {}", "no 'days', expected this key"),
    ("a string for a list", "operators: [eq], s", "operators: eq, s", "'eq', expected a list"),
    ("a list for a string", "email: ada.quill@example.com, f", "email: [x], f", "a list, expected a string"),
    ("a list for one of two types", "{startIndex: 1, count: 2}", "{startIndex: [1], count: 2}", "a list, expected a string or a whole number"),
    ("a fraction", "value: 1048576", "value: 1.5", "1.5, expected a whole number"),
    ("a number that is too small", "value: 1048576", "value: 1", "1, expected 256 to 67108864"),
    ("a number that is too large", "value: 1048576", "value: 10485760000", "10485760000, expected 256 to 67108864"),
    ("more than everything", "value: 20, unit: percent", "value: 200, unit: percent", "200, expected at most 100"),
    ("a number of days", "days: 180", "days: 99999", "99999, expected at most 3650"),
    # service
    ("an operator", "operators: [eq], s", "operators: [equals], s", "'equals', expected eq, ne"),
    ("an operator twice", "operators: [eq], s", "operators: [eq, eq], s", "'eq' for the second time, expected it once"),
    ("a filter", "attribute: userName, o", "attribute: usrName, o", "'usrName' is no attribute of users"),
    ("the well-known address", "wellKnown: /.well-known/scim-configuration", "wellKnown: /.well-known/scim-config", "did you mean '/.well-known/scim-configuration'?"),
    ("the endpoint of users", "endpoint: /Users", "endpoint: /Userz", "'/Userz' is no endpoint of the service"),
    ("a method", "[GET, POST], note: \"List, f", "[GET, PSOT], note: \"List, f", "did you mean 'POST'?"),
    ("a promised method", "[GET], note: \"The attributes", "[GET, POST], note: \"The attributes", "POST /Schemas is shown by no operation"),
    ("the operation of an error", "operation: error-not-found", "operation: error-notfound", "did you mean 'error-not-found'?"),
    ("a feature twice", "name: Update user attributes", "name: Create users", "duplicate name 'Create users', expected it once; entry 1 of service.features"),
    # identity provider
    ("a limit of Okta", "    pause: {", "    paus: {", "unknown key 'paus', expected answerTime, pageSize, pause"),
    ("a label twice", "names: [People,", "names: [People, People,", "'People' for the second time"),
    ("a label in a note", "**Push now** sends", "**Push know** sends", "'**Push know**' is no label of a screen"),
    # attributes
    ("the schema of users", "core:2.0:User\n  ext", "core:2.0:Usr\n  ext", "the schema 'urn:ietf:params:scim:schemas:core:2.0:Usr', expected"),
    ("an attribute path", "path: externalId", "path: externaId", "did you mean 'externalId'?"),
    ("where a value comes from", "from: Sign On", "from: SignOn", "did you mean 'Sign On'?"),
    ("an expression", "expression: user.email}", "expression: user.emial}", "in the expression, 1:6: unknown attribute 'emial'; did you mean 'email'?"),
    ("an expression without a value", "expression: user.email}", "expression: user.title}", "no value for 'ada', expected one: 'userName' is required"),
    ("another expression", "[user.displayName]", "[user.displyName]", "did you mean 'displayName'?"),
    ("a variable name", "variableName: nameFormatted", "variableName: name-formatted", "expected letters, digits and underscores"),
    ("a default", "default: [qa]", "default: [qua]", "did you mean 'qa'?"),
    ("a canonical value", "canonicalValues: [qa, manager", "canonicalValues: [qa, manger", "refer to 'manager', which nothing defines"),
    ("a canonical value twice", "canonicalValues: [qa,", "canonicalValues: [qa, qa,", "'qa' for the second time"),
    ("a characteristic", "uniqueness: server", "uniqueness: sever", "did you mean 'server'?"),
    ("a reference type", "referenceTypes: [User]", "referenceTypes: [Usr]", "'Usr' is no reference type, expected User, Group, external or uri"),
    ("the role attribute", "{extension}:testomat_roles\"\n  values", "{extension}:testomat_role\"\n  values", "is no attribute of users"),
    ("a role", "{value: manager,", "{value: manger,", "the role 'manger' is outside canonicalValues"),
    # samples
    ("a login", "{login: ada", "{lgin: ada", "no 'login' of 'ada', expected one"),
    ("a name of a profile", "email: ada.quill@example.com, f", "emial: ada.quill@example.com, f", "'emial' is no attribute of Okta's profiles and in no expression"),
    ("an id twice", "id: 00u1a2b3c4BenHale65d7", "id: 00u1a2b3c4AdaQuill5d7", "duplicate id '00u1a2b3c4AdaQuill5d7'"),
    ("a group of a person", "groups: [testomat-users]", "groups: [testomat-usrs]", "did you mean 'testomat-users'?"),
    ("one name for two samples", "name: checkout\n", "name: ada\n", "duplicate sample 'ada', expected it once"),
    # operations
    ("a query parameter", "{startIndex: 1, count: 2}", "{startIndx: 1, count: 2}", "unknown query parameter 'startIndx'"),
    ("the value of a parameter", "{startIndex: 1, count: 2}", "{startIndex: one, count: 2}", "'one', expected a whole number"),
    ("the attribute of a filter", "'userName eq \"{ada.email}\"'", "'usrName eq \"{ada.email}\"'", "'usrName' is not under service.filters, expected userName"),
    ("the operator of a filter", "'userName eq \"{ada.email}\"'", "'userName eqq \"{ada.email}\"'", "the operator 'eqq' is not under service.filters"),
    ("a sample", "{ada.email}", "{adda.email}", "{adda.email} names no sample, expected ada, ben"),
    ("the value of a sample", "{ada.email}", "{ada.emal}", "{ada.emal} names no value of the sample 'ada'"),
    ("an open placeholder", "{ada.email}", "{ada.email", "has a brace without its other one"),
    ("the role attribute's placeholder", 'path: "{roles}"', 'path: "{role}"', "{role} names no sample"),
    ("a captured member", "{USER_ID: id}", "{USER_ID: ids}", "'ids', expected id"),
    ("a captured variable", "{USER_ID: id}", "{user_id: id}", "'user_id', expected upper-case words joined by underscores"),
    ("captures of a GET", "    shows: active\n", "    captures: {X: id}\n", "captures in a GET, expected a POST that creates something"),
    ("a variable in a path", "GET /Users/{USER_ID}", "GET /Users/{USERID}", "{USERID} is captured by no earlier operation"),
    ("a variable in lower case", "GET /Users/{USER_ID}", "GET /Users/{user_id}", "{user_id} in a path, expected a variable such as {USER_ID}"),
    ("a variable in a value", '[{value: "{USER_ID}"', '[{value: "{USR_ID}"', "{USR_ID} is captured by no earlier operation"),
    ("a method in lower case", "GET /Users/{USER_ID}", "get /Users/{USER_ID}", "expected a method and a path"),
    ("an earlier operation", "after: [create-user]", "after: [create-usr]", "did you mean 'create-user'?"),
    ("a cycle", "after: [create-user]", "after: [find-user]", "'find-user' is no earlier operation"),
    ("a status", "status: 201", "status: 2001", "2001, expected at most 599"),
    ("a body without content", "send: {user: ada}", "send: {}", "an empty body, expected one of user, group"),
    ("a body in a GET", "    shows: totalResults\n", "    send: {user: ada}\n", "a body in a GET, expected no 'send'"),
    ("an attribute with another value", "with: {userName: ada.b", "with: {usrName: ada.b", "'usrName' is no attribute"),
    ("a value of another type", "with: {userName: ada.byrne@example.com", "with: {userName: [a]", "the value is ['a'], expected one value"),
    ("the operation of a PATCH", "op: replace, path: name.formatted", "op: replce, path: name.formatted", "did you mean 'replace'?"),
    ("the path of a PATCH", "op: replace, path: name.formatted", "op: replace, path: name.formated", "'name.formated' is no attribute"),
    ("a value path of a PATCH", "path: 'members[value eq", "path: 'membrs[value eq", "is no attribute, expected id, displayName"),
    ("an attribute of a PATCH", "value: {active: false}", "value: {actve: false}", "'actve' is no attribute"),
    ("the value of a PATCH", "value: {active: false}", "value: {active: no}", "the value is 'no', expected the type boolean"),
    ("a part of a member", '[{value: "{USER_ID}", display', '[{valu: "{USER_ID}", display', "'valu' is no part of 'members', expected value, $ref or display"),
    # stories
    ("a verb", "do: import-groups off", "do: import-grups off", "did you mean 'import-groups'?"),
    ("a choice", "do: import-groups off", "do: import-groups of", "the choice 'of', expected on or off"),
    ("a word too many", "do: import-groups off", "do: import-groups off now", "'now' after import-groups, expected 'import-groups on|off'"),
    ("no action", "do: import-groups off", "do: ", "no value, expected a string"),
    ("a switch", "turn-off deactivate-users, unassign", "turn-off deactivate-user, unassign", "did you mean 'deactivate-users'?"),
    ("an attribute of a profile", "do: change ada lastName=B", "do: change ada lastNme=B", "the attribute 'lastNme' in 'change'"),
    ("an attribute of an assignment", "testomat_roles=manager,billing", "testomat_role=manager,billing", "did you mean 'testomat_roles'?"),
    ("an expression below its key", "map-role \"isMemberOfGroupName", "map-role \"isMemberOfGrupName", "did you mean 'isMemberOfGroupName'?"),
    ("an open quote in an action", '"Payments Team"}', '"Payments Team}', "No closing quotation, expected an action"),
    ("what is left", f"leaves: [{ADA}]", f"leaves: [{ADA[:-2]}e]", "did you mean 'active'?"),
    ("the kind of what is left", f"leaves: [{ADA}]", f"leaves: [usr{ADA[4:]}]", "expected user NAME active, group NAME"),
    ("a stage", "stage: test", "stage: tst", "did you mean 'test'?"),
    ("words of a note", "note: No second account", "note: A second account", "'No second account' is not in the note"),
    ("words of a summary", "Leaving is one PATCH.", "Leaving is one PUT.", "'Leaving is one PATCH' is not in the summary"),
    ("a fact", "{sends nothing: sends nothing, leaves", "{sends nothing: send nothing, leaves", "'send nothing', expected sends nothing"),
    ("an expected path", 'expect: {displayName: "{checkout', 'expect: {displayNme: "{checkout', "'displayNme' is no attribute of the response"),
    ("a variable that the request has not", 'expect: {members.value: "{USER_ID}"', 'expect: {members.value: "{OTHER_USER_ID}"', "{OTHER_USER_ID} is not in the request"),
    ("a fault", "fault: revoked-token", "fault: revoked-tokn", "did you mean 'revoked-token'?"),
    ("a fault twice", "also: [empty, b", "also: [empty, empty, b", "'empty' for the second time"),
    ("no fix", "fix: [{do: clear-faults}, {do: connect}]", "fix: []", "an empty list, expected at least 1 entry"),
    ("a value that is expected", "name.formatted \\\"Ada Quill\\\"", "name.formated \\\"Ada Quill\\\"", "the attribute 'name.formated' in"),
    ("JSON that is expected", "name.formatted \\\"Ada Quill\\\"", "name.formatted Ada Quill", "the value 'Ada Quill' in"),
    ("a member that is not expected", "no member {ada.email} Checkout", "no membr {ada.email} Checkout", "expected 'no member USERNAME GROUP'"),
    ("the reason why it is not reproduced", "notReproduced:", "notReproducd:", "did you mean 'notReproduced'?"),
    ("a name twice", "name: no-results\n", "name: no-answer\n", "duplicate problem 'no-answer', expected it once"),
    # sources
    ("a source", "source: overview\n  words", "source: overviw\n  words", "did you mean 'overview'?"),
    ("a day to come", "checked: 2026-08}", "checked: 2926-08}", "'2926-08' is in the future"),
    ("a day that is none", "checked: 2026-08}", "checked: 2026-02-30}", "'2026-02-30' is in no calendar"),
    ("a URL without TLS", 'url: "https://docs.testomat.io/int', 'url: "http://docs.testomat.io/int', "expected an https URL"),
]  # fmt: skip

ELSEWHERE = [
    # what is changed, and the text at whose line the mistake is named, with both names
    ("a role's group", "group: testomat-managers, n", "group: testomat-managrs, n", "groups: [testomat-users, testomat-managers]", "did you mean 'testomat-managrs'?"),
    ("an endpoint", "path: /Schemas, m", "path: /Schema, m", "request: GET /Schemas", "'/Schemas' is no endpoint of the service"),
    ("neither reproduced nor not", "    notReproduced:", "    #", "name: trailing-slash", "neither 'reproduce' nor 'notReproduced', expected one of them"),
]  # fmt: skip

PLAYING = [
    # which spec, what is played, what is changed, and what is said at the line of the change
    ("guide", "operations", "shows: patch.supported", "shows: patch.suported", "'patch.suported' is not in the response, expected"),
    ("guide", "operations", "scimType: invalidSyntax", "scimType: invalidSytax", "'invalidSytax', expected 'invalidSyntax', as in the response to 'error-bad-json'"),
    ("guide", "links", "  https: prereq", "  htps: prereq", "unknown check 'htps', expected https"),
    ("guide", "links", "prerequisites.md#get-the-base", "prerequisits.md#get-the-base", "did you mean 'prerequisites.md'?"),
    ("guide", "links", "configure.md#step-2-connect", "configure.md#step-2-conect", "a link to the heading '#step-2-conect-the-api' of configure.md"),
    ("guide", "links", "(recover.md#rotate-the-token)", "(recover.md#rotate-the-tokn)", "did you mean 'rotate-the-token'?"),
    ("guide", "first-user", f"leaves: [{ADA}]", "leaves: [user ada.quil@example.com active]", f"expected leaves: [{ADA}], which is what the service then contains"),
    ("guide", "first-user", f"leaves: [{ADA}]", "leaves: []", f"leaves: [], expected leaves: [{ADA}]"),
    ("guide", "role-by-group", "testomat_roles=manager,billing", "testomat_roles=manger,billing", "if the failure belongs to the story, add 'fails: true' to the step"),
    ("guide", "suspend", "do: suspend ada, note", "do: suspend ada, fails: true, note", "'suspend ada' succeeded (no message), expected a failure"),
    ("guide", "no-results", "text: No results for", "text: No result for", "did you mean 'No results for users returned'?"),
    ("guide", "no-results", "also: [empty,", "also: [closed,", "with the fault 'closed', the admin does not see 'No results for users returned'"),
    ("guide", "no-results", "also: [empty,", "also: [slow,", "with the fault 'slow', the admin does not see 'No results for users returned'"),
    ("guide", "unauthorized", '"application.integration.authentication_failure"', '"application.integration.failure"', "the System Log query finds no failure of the steps, expected application.integration.authentication_failure"),
    ("guide", "unauthorized", 'eventType eq "application.integration.authentication_failure"', "eventType eq failure", "the System Log query: column 14: expected a comparison"),
    ("guide", "conflict", 'holds: ["user {ada.email} inactive"]', 'holds: ["user {ada.email} active"]', "expected holds: [user ada.quill@example.com inactive]"),
    ("guide", "assigned-too-early", 'fixed: ["user {ada.email} active"]', 'fixed: ["user {ada.email} inactive"]', f"expected fixed: [{ADA}]"),
    ("shelfwise", "operations", "status: 201", "status: 202", "202, expected 201, the status of the response"),
    ("shelfwise", "operations", "shows: displayName}", "shows: displayNme}", "did you mean 'displayName'?"),
    ("shelfwise", "operations", "DELETE /Users/{READER}\", status: 204", "DELETE /Users/{READER}\", status: 204, shows: id", "'id' of a response without a body, expected no 'shows'"),
    ("shelfwise", "meet", "do: assign lin, fails: true,", "do: assign lin,", "'assign lin' failed (Automatic provisioning"),
    ("shelfwise", "page-for-people", "{do: connect, fails: true}", "{do: connect}", "'connect' failed (No results for users returned), expected success"),
]  # fmt: skip

HARMLESS = [
    # Prose: no machine knows what is meant; the pages are read before they are published.
    ("a title", "title: Test API Credentials", "title: Test API Credentals"),
    # The unit is what readers see; nothing is computed with it.
    ("a unit", "unit: bytes", "unit: byts"),
    # A title of one's own choice, which is unique.
    ("the title of a source", 'title: "Okta, SCIM 2.0 reference"', 'title: "Okta, SCIM reference"'),
    # A comment needs a space before it; nobody's text begins with one.
    ("a comment", "freshFor: {days: 180}", "freshFor: {days: 180}  # half a year"),
]  # fmt: skip


def changed(text: str, old: str, new: str) -> tuple[str, int]:
    """A spec with its first ``old`` replaced, and the line of the change."""
    assert old in text
    start = text.index(old)
    first = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    return (
        text[:start] + new + text[start + len(old) :],
        text.count("\n", 0, start + len(new[:first])) + 1,
    )


def refused(text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        loads(text.encode())
    found = [str(problem) for problem in caught.value.problems]
    assert [problem for problem in found if SENSELESS.search(problem)] == []
    return found


def named(found: list[str], line: int, message: str) -> bool:
    return any(re.match(rf"mapping\.yaml:{line}:\d+: ", each) and message in each for each in found)


@pytest.mark.parametrize(
    ("old", "new", "message"), [case[1:] for case in LOADING], ids=[case[0] for case in LOADING]
)
def test_a_typo_is_refused_at_its_line(old: str, new: str, message: str) -> None:
    """Loading names the line that was changed, what stands there, and what is accepted."""
    text, line = changed(TEXTS["guide"], old, new)
    found = refused(text)
    assert named(found, line, message), found


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [case[1:] for case in ELSEWHERE],
    ids=[case[0] for case in ELSEWHERE],
)
def test_a_broken_reference_is_named_at_one_of_its_ends(
    old: str, new: str, at: str, message: str
) -> None:
    """The other entry is named with both names, because either may be the wrong one."""
    text, _ = changed(TEXTS["guide"], old, new)
    found = refused(text)
    assert named(found, text.count("\n", 0, text.index(at)) + 1, message), found


def findings(spec: Spec, what: str, pages: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
    """What is wrong with the operations, the links, or one story of a spec."""
    if what == "links":
        yield from check_links(spec, pages)
        return
    if what == "operations":
        with Recorder(spec) as recorder:
            yield from play_operations(recorder)[1]
        return
    for number, story in enumerate([*spec.scenarios, *spec.problems]):
        if story.name == what:
            yield from play_stories(spec, [number]).wrong


@pytest.mark.parametrize(
    ("guide_name", "what", "old", "new", "message"),
    PLAYING,
    ids=[f"{case[1]}: {case[3][:40]}" for case in PLAYING],
)
def test_what_only_playing_shows_has_its_line_too(
    guide_name: str, what: str, old: str, new: str, message: str
) -> None:
    """Operations, links and stories are refused at the changed line, with what would be right."""
    text, line = changed(TEXTS[guide_name], old, new)
    source = read(text.encode(), "mapping.yaml")
    found = [
        str(source.problem(place, words))
        for place, words in findings(loads(text.encode()), what, PAGES)
    ]
    assert named(found, line, message), found
    assert [problem for problem in found if SENSELESS.search(problem)] == []


@pytest.mark.parametrize(("old", "new"), [c[1:] for c in HARMLESS], ids=[c[0] for c in HARMLESS])
def test_a_harmless_typo_loads(old: str, new: str) -> None:
    """The reason why nobody can notice it stands beside each case."""
    loads(changed(TEXTS["guide"], old, new)[0].encode())


def test_a_wrong_story_is_told_once_and_not_by_its_pages(guide: Project) -> None:
    """Two pages show the scenario, and the spec's line alone is named."""
    text = guide.spec_file.read_text("utf-8")
    guide.spec_file.write_text(
        text.replace(
            "connected: false\n    given: [im",
            "leaves: [group X]\n    connected: false\n    given: [im",
        )
    )
    for name in ("one.md", "two.md"):
        (guide.docs / name).write_text("# A\n\n<!-- generated: scenario meet -->\n")
    with pytest.raises(SpecError) as caught:
        generate(guide)
    line = text.count("\n", 0, text.index("    connected: false\n    given: [im")) + 1
    assert [str(each) for each in caught.value.problems] == [
        f"docs/mapping.yaml:{line}:5: leaves: [group X], expected leaves: [], which is what the service then contains"
    ]


# -- anything ------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- name: ada\n", "- name: adda\n", "nothing refers to 'adda', while lines"),
        ("{USER_ID: id}", "{USR_ID: id}", "refer to 'USER_ID', which nothing defines"),
        ("- name: create-user\n", "- name: create-usr\n", "refer to 'create-user'"),
        ("- name: checkout\n", "- name: chekout\n", "refer to 'checkout'"),
    ],
)
def test_a_renamed_definition_is_told_once(old: str, new: str, message: str) -> None:
    """The line of the definition is named, not each of those that use its former name."""
    text, line = changed(TEXTS["guide"], old, new)
    found = refused(text)
    assert len(found) == 1, found
    assert named(found, line, message), found


def test_two_uses_of_a_wrong_name_are_told_where_they_are() -> None:
    """A definition that others still name was not renamed."""
    text = TEXTS["guide"].replace("send: {user: ada}", "send: {user: adda}", 2)
    assert sum("adda names no sample" in each for each in refused(text)) == 2


@cache
def spans(name: str) -> list[tuple[int, int]]:
    """Where each key, value and entry of a spec stands."""
    return list(_spans(yaml.compose(TEXTS[name], yaml.SafeLoader)))


def _spans(node: Any) -> Iterator[tuple[int, int]]:
    yield node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.start_mark.index, value.end_mark.index
            yield key.start_mark.index, key.end_mark.index
            yield from _spans(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _spans(item)


VALUES = st.sampled_from(
    ["", "null", "[]", "{}", "7", "-1.5", "true", "text", "[1, a]", "{a: b}", '"{X}"', "' '",
     '"\\u0001"', "0", "9" * 18, '"a\\nb"', '"{{ x }}"', '"```"', '"-->"', '"\\"\'"']
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, name: str) -> str:
    """A spec in which one key, value or entry is replaced, removed, doubled or damaged."""
    text = TEXTS[name]
    start, end = draw(st.sampled_from(spans(name)))
    old = text[start:end]
    how = draw(st.sampled_from(["value", "other", "gone", "twice", "damaged"]))
    if how == "value":
        new = draw(VALUES)
    elif how == "other":
        a, b = draw(st.sampled_from(spans(name)))
        new = text[a:b] if b - a < 60 else ""
    elif how == "damaged":
        at = draw(st.integers(0, len(old)))
        new = old[:at] + draw(st.text(max_size=2)) + old[at + 1 :]
    else:
        new = "" if how == "gone" else f"{old}, {old}"
    return text[:start] + new + text[end:]


@given(broken("guide"))
@settings(max_examples=30, deadline=None)
def test_loading_a_broken_spec_never_ends_in_a_traceback(text: str) -> None:
    """It loads or is refused, and a refusal says something."""
    check(text)


@given(broken("shelfwise"))
@settings(max_examples=20, deadline=None)
def test_generating_from_a_broken_spec_never_ends_in_a_traceback(text: str) -> None:
    """What loads can be played, or is refused at a place of the spec."""
    spec = check(text)
    if spec is None:
        return
    with Recorder(spec) as recorder:
        wrong = play_operations(recorder)[1]
    wrong += play_stories(spec, range(count(spec))).wrong
    source = read(text.encode("utf-8", "surrogatepass"), "mapping.yaml")
    for place, message in wrong:
        assert not SENSELESS.search(str(source.problem(place, message)))


def check(text: str) -> Spec | None:
    """The spec of a string, or None when it is refused with sentences that say something."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        return loads(data)
    except SpecError as refusal:
        said = str(refusal)
    assert re.match(r"mapping.yaml:\d+:\d+: .", said)
    assert "expected nothing" not in said
    return None
