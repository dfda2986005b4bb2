"""Mistakes in the spec: each is named at its line and column, with what would be right."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimguide.mapping import SpecError, loads
from scimguide.mapping.source import MAX_BYTES

TEXT = (Path(__file__).parents[2] / "docs/mapping.yaml").read_text("utf-8")
LINES = TEXT.splitlines(keepends=True)
LIBRARY = re.compile(r"pydantic|http(?!s|://app_x)|Input|dictionary|instance|\^|Error:|please")
"""The voice of the library behind the messages; writers never hear it."""


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(SpecError) as caught:
        loads(text.encode() if isinstance(text, str) else text)
    return [str(problem) for problem in caught.value.problems]


def test_the_real_spec_loads() -> None:
    """The spec of the guide has no problem."""
    loads(TEXT.encode())


CASES = [
    # what is replaced, by what, where the problem stands (in the new text), and what it says
    ("  plan:", "  plam:", "plam", "unknown key 'plam', expected name, plan"),
    ("  plan:", "  plam:", "plam", "did you mean 'plan'?"),
    ("deleteUser: deactivate", "deleteUser: remove", "deleteUser: deactivate}", "true only with deleteUser 'deactivate', and behaviour.deleteUser is 'remove'"),
    ("onlyWith: {unsupportedFilter: 501}", "onlyWith: {unsupportedFilter: 400}", "unsupportedFilter: 400}", "true only with unsupportedFilter 400, and behaviour.unsupportedFilter is 501"),
    ("onlyWith: {patchReturns: resource}", "onlyWith: {patchReturn: resource}", "patchReturn: resource}", "did you mean 'patchReturns'?"),
    ("      onlyWith: {unsupportedFilter: 501}\n", "", "- rfc: RFC 7644 section 3.4.2.2", "a departure that nothing shows, expected 'onlyWith', 'operation' or 'tester'"),
    ("operation: get-config-well-known", "operation: get-konfig", "operation: get-konfig", "unknown operation 'get-konfig'"),
    ("tokenLabel: SCIM Bearer Token", "tokenLabel: SCIM Token", "tokenLabel: SCIM Token", "'SCIM Token' is no label of a screen"),
    ("company › Authentication", "company › Autentication", "where: Companies", "did you mean 'Authentication'?"),
    ('"{extension}:testomat_roles"', '"{extensions}:testomat_roles"', 'path: "{ext', "is no attribute path, expected ATTRIBUTE"),
    ("  name: Testomat.io\n", "  name: [a]\n", "name: [a]", "a list, expected a string"),
    ("  name: Testomat.io\n", "  name: 7\n", "name: 7", "7, expected a string"),
    ("  name: Testomat.io\n", "", "service:", "no 'name', expected this key"),
    ("status: 201", "status: two hundred", "status: two", "'two hundred', expected a whole number"),
    ("status: 201", "status: 99", "status: 99", "99, expected at least 200"),
    ("supported: true", "supported: yes", "supported: yes", "'yes', expected true or false"),
    ("deleteUser: deactivate", "deleteUser: deactivat", "deleteUser: deactivat", "expected deactivate or remove; did you mean 'deactivate'?"),
    ("  baseUrl: https://app.testomat.io/scim/v2", "  baseUrl: http://app_x/scim/", "baseUrl: http", "expected an https URL without underscore and without a slash at the end"),
    ("request: GET /Schemas", "request: FETCH /Schemas", "request: FETCH", "'FETCH /Schemas', expected a method and a path"),
    ("name: create-user", "name: Create User", "name: Create User", "expected lower-case words joined by hyphens"),
    ("freshFor: {days: 180}", "freshFor: {days: 0}", "days: 0", "0, expected at least 1"),
    ("checked: 2026-08}", "checked: August}", "checked: August}", "expected a day or month"),
    # impossible combinations
    ("    - path: id\n", "    - path: id\n      okta: {from: Okta, expression: \"'x'\"}\n", "okta: {from: Okta, expression: \"'x'\"}", "'id' is readOnly, expected no Okta value"),
    ("      required: true\n      okta: {from: Sign On, expression: user.email}\n", "      required: true\n", "- path: userName", "'userName' is required, expected an Okta value under 'okta'"),
    ("{value: qa, label", "{value: qaa, label", "value: qaa", "the role 'qaa' is outside canonicalValues, expected qa, manager, billing or read; did you mean 'qa'?"),
    ("{value: manager, label", "{value: qa, label", "value: qa, label: Manager", "duplicate role 'qa'"),
    ("      default: [qa]", "      default: [owner]", "default: [owner]", "the default is 'owner', expected qa, manager, billing or read"),
    ("      default: [qa]", "      default: qa", "default: qa", "the default is 'qa', expected a list"),
    ("path: name.formatted\n", "path: name..formatted\n", "path: name..", "'name..formatted' is no attribute path"),
    ("path: name.formatted\n", "path: name[x]\n", "path: name[", "is no attribute path"),
    ("path: name.formatted\n", "path: name.formated\n", "path: name.formated", "'name.formated' is in no schema, expected an attribute of urn:ietf:params:scim:schemas:core:2.0:User"),
    ("path: name.formatted\n", "path: name.formated\n", "path: name.formated", "did you mean 'name.formatted'?"),
    ("path: name.givenName\n", "path: name.familyName\n", "path: name.familyName", "duplicate attribute 'name.familyName', expected it once"),
    ("      type: string\n", "      type: strin\n", "type: strin", "did you mean 'string'?"),
    ("        expression: user.email\n", "        expression: user.emale\n", "expression: user.emale", "in the expression, 1:6: unknown attribute 'emale'; did you mean 'email'?"),
    ("        expression: user.email\n", "        expression: user.\n", "expression: user.\n", "in the expression, 1:6: the end of the expression, expected a name"),
    ("        expression: user.email\n", "        expression: 1 + 2\n", "expression: 1 + 2", "the value for 'ada' is 3, expected the type string"),
    ("        expression: user.email\n", "        expression: \"{'a'}\"\n", "expression: \"{'a'}", "the expression gives Array, expected String for 'emails.value'"),
    ("        expression: user.email\n", "        expression: String.len(user.email, 1)\n", "expression: String.len", "String.len with 2 arguments, expected String.len(String input): Integer"),
    ("        userPersonal: false\n", "        userPersonal: true\n", "userPersonal: true\n        groupPriority", "true for a value that groups give, expected false"),
    ("filter: 'userName eq \"{ada.email}\"'", "filter: 'displayName eq \"{ada.email}\"'", "filter: 'displayName eq", "'displayName' is not under service.filters, expected userName"),
    # sentences
    ("supported: true\n      note: A pushed", "supported: false\n      note: A pushed", "supported: false\n      note: A pushed", "false, expected no 'shownBy'"),
    ("supported: false\n      note: Passwords", "supported: true\n      note: Passwords", "supported: true\n      note: Passwords", "true, expected a scenario under 'shownBy'"),
    ("shownBy: group-push", "shownBy: group-pusch", "shownBy: group-pusch", "no scenario 'group-pusch', expected connection, first-user"),
    ("List and filter; create", "List and filter; replace", 'note: "List and filter; replace', "'replace' is done by PUT, expected GET or POST"),
    ("account, and **Deactivate Users** is off", "account, and **Create Users** is off", 'cause: "Okta found a deactivated', "no action of 'reproduce' turns 'Create Users', expected Deactivate Users"),
    ("where: below **Test API Credentials**, under", "where: below **Save**, under", "where: below **Save**, under", "a message of the stage 'test', expected Test API Credentials in bold"),
    ("set_active: {basis: documented", "set_active: {basis: captured", "basis: captured, source: okta-scim}", "'captured' with the source 'okta-scim', expected documented"),
    ("replace_group: {basis: captured", "replace_group: {basis: documented", "basis: documented, source: scimgateway-95}", "'documented' with the source 'scimgateway-95', expected captured or stated by vendors"),
    ('{title: "Okta, understanding SCIM"', '{title: "Okta, SCIM 2.0 reference"', 'title: "Okta, SCIM 2.0 reference", url: "https://developer.okta.com/docs/concepts', "'Okta, SCIM 2.0 reference' is that of 'okta-scim', expected another one"),
    # problems
    ("      fault: html\n", "      fault: htm\n", "fault: htm\n", "unknown fault 'htm', expected revoked-token, any-token, firewall, html"),
    ("      fault: html\n", "      fault: htm\n", "fault: htm\n", "did you mean 'html'?"),
    ("also: [empty, bare-array", "also: [empti, bare-array", "empti,", "unknown fault 'empti'"),
    ("  - name: no-results\n", "  - name: import\n", "name: import", "duplicate problem 'import', expected it once"),
    ("    notReproduced:", "    reproduce: {steps: [{do: retry}], fix: [{do: retry}]}\n    notReproduced:", None, "both 'reproduce' and 'notReproduced', expected one of them"),
    ("steps: [{do: suspend ada}]", "steps: [{do: suspend adda}]", "do: suspend adda", "the person 'adda', expected ada"),
    ("fix: [{do: clear-faults}, {do: map nameFormatted}", "fix: [{do: clear-faults}, {do: map nameFormated}", "do: map nameFormated", "did you mean 'nameFormatted'?"),
    ('holds: ["user {ada.email} inactive"]', 'holds: ["user {eve.email} inactive"]', "\"user {eve.email}", "{eve.email} names no sample, expected ada, ben, siobhan, checkout, pilot, trial or roles"),
    # scenarios
    ("do: assign ada,", "do: asign ada,", "do: asign ada", "the action 'asign'"),
    ("[assign ada, turn-off", "[assign adda, turn-off", "assign adda", "the person 'adda', expected ada, ben or siobhan"),
    ("user.userType == 'manager' ? {'manager'}", "user.userType == 'manager' ? {'boss'}", None, "'boss', expected qa, manager, billing or read"),
    ("user.userType == 'manager' ? {'manager'}", "user.userTyp == 'manager' ? {'manager'}", None, "unknown attribute 'userTyp'; did you mean 'userType'?"),
    ("map-role '[\"manager\"]'", "map-role '{\"manager\"}'", None, "an expression that Okta accepts in a step that fails"),
    # operations
    ("request: GET /Users/{USER_ID}\n", "request: GET /Users/{USERID}\n", "request: GET /Users/{USERID}", "{USERID} is captured by no earlier operation, expected USER_ID or OTHER_USER_ID; did you mean 'USER_ID'?"),
    ("    captures: {USER_ID: id}\n", "", "request: GET /Users/{USER_ID}", "{USER_ID} is captured by no earlier operation"),
    ("    after: [create-user]\n", "    after: [delete-user]\n", "delete-user]", "'delete-user' is no earlier operation"),
    ("name: get-config\n", "name: list-schemas\n", "name: list-schemas", "duplicate operation 'list-schemas', expected it once"),
    ("request: GET /Schemas", "request: GET /Schema", "request: GET /Schema", "'/Schema' is no endpoint of the service"),
    ("request: GET /Schemas", "request: PUT /Schemas", "request: PUT /Schemas", "PUT is no method of /Schemas, expected GET"),
    ("send: {user: ada}", "send: {user: adda}", "user: adda}", "adda names no sample, expected ada, ben or siobhan; did you mean 'ada'?"),
    ("send: {user: ada}", "send: {user: ada, group: checkout}", "send: {user: ada, group", "user and group, expected one of user, group, patch, text or oversize"),
    ('userName eq "{ada.email}"', 'userName eq "{ada.emale}"', "filter: 'userName eq \"{ada.emale}", "{ada.emale} names no value of the sample 'ada', expected login, email"),
    ("with: {\"{roles}\": [owner]}", "with: {nickName: x}", "nickName: x", "'nickName' is no attribute"),
    # tables that promise
    ("operation: error-conflict}", "operation: error-conflct}", "operation: error-conflct}", "unknown operation 'error-conflct'"),
    ("{status: 409, scimType", "{status: 410, scimType", "status: 410", "410, expected 409, the status of 'error-conflict'"),
    ("{path: /Schemas, methods: [GET]", "{path: /Schemas, methods: [GET, POST]", "POST], note: \"The attributes", "POST /Schemas is shown by no operation"),
    ("attribute: displayName, operators", "attribute: nickName, operators", "attribute: nickName, operators", "'nickName' is no attribute of groups"),
    ("source: users-and-permissions}", "source: userss}", "source: userss}", "unknown source 'userss'"),
    # YAML
    ("  plan: Enterprise\n", "  plan: Enterprise\n  plan: Free\n", "plan: Free", "duplicate key 'plan', expected it once (first on line"),
    ("  plan: Enterprise\n", "  plan: &x Enterprise\n", "&x Enterprise", "an anchor or alias, expected the value itself"),
    ("  plan: Enterprise\n", "  plan: !!set {a}\n", "plan: !!set", "the tag 'tag:yaml.org,2002:set', expected the value without it"),
    ("  plan: Enterprise\n", "  ? [a]\n  : b\n", "[a]\n  : b", "a key that is a list or mapping, expected a name"),
    ("  plan: Enterprise\n", "  plan: Enterprise\n\tx: y\n", None, "a tab, expected spaces"),
    ("  plan: Enterprise\n", "  plan: {\n", "{\n", "a bracket without its end, expected '}'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "message"), CASES, ids=[case[3][:60] for case in CASES]
)
def test_a_mistake_is_named_where_it_stands(
    old: str, new: str, at: str | None, message: str
) -> None:
    """Line and column are those of the value or key, and the message says what is right."""
    assert old in TEXT
    start = TEXT.index(old)
    text = TEXT[:start] + new + TEXT[start + len(old) :]
    said = problems(text)
    found = [problem for problem in said if message in problem]
    assert found, said
    assert [problem for problem in said if LIBRARY.search(problem)] == []
    if at is not None:
        position = text.index(at, max(0, start - 300))
        if at.startswith("- "):
            position += 2
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        first = re.match(r"\s*", at)
        column += len(first[0]) if first else 0
        assert found[0].startswith(f"mapping.yaml:{line}:{column}: "), found


def test_all_problems_come_at_once() -> None:
    """Three mistakes in three places are three lines, in the order of the file."""
    text = TEXT.replace("  plan:", "  plam:", 1).replace("status: 201", "status: x", 1)
    found = problems(text)
    assert [problem.split(": ", 1)[1][:11] for problem in found] == [
        "no 'plan', ",
        "unknown key",
        "'x', expect",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "an empty file, expected the keys of a spec"),
        (b"# nothing\n", "an empty file, expected the keys of a spec"),
        (b"[]", "not a mapping, expected the keys of a spec"),
        (b"text", "not a mapping, expected the keys of a spec"),
        (b"a: \xff\n", "1:4: the byte 0xFF, which is not UTF-8"),
        (b"a: \x00\n", "character"),
        (b"a: " + b"[" * 100, "nested 21 levels deep, expected at most 20"),
        (b"a: &a [*a]", "an anchor or alias"),
        (b"- " * 5000, "nested"),
        (b"#" * (MAX_BYTES + 1), "expected at most"),
        (b"a: 9999999999999999999999999999", "unknown key 'a'"),
        (b"a: !!int x", "'x', expected what its tag says"),
        (b"\xef\xbb\xbfa: 1", "unknown key 'a'"),
        (b"service:\r\n  x: 1\r\n", "unknown key 'x'"),
    ],
)
def test_whatever_is_in_the_file_is_answered(data: bytes, message: str) -> None:
    """Empty, huge, deep, binary: one message, at a place, without a traceback."""
    assert any(message in problem for problem in problems(data)), problems(data)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_spec_or_problems(data: bytes) -> None:
    """Nothing but SpecError comes out, whatever the bytes."""
    with pytest.raises(SpecError):
        loads(data)


yaml_like = st.text(st.sampled_from("ab:- []{}&*!|>'\"\n\t#?,%@`~0.\x85\u2028"), max_size=80)


@given(yaml_like)
@settings(max_examples=300, deadline=None)
def test_anything_like_yaml_gives_problems(text: str) -> None:
    """Indicators in any order never reach the user as a traceback."""
    with pytest.raises(SpecError):
        loads(text.encode())


scalars = st.sampled_from(
    [
        "",
        " null",
        " []",
        " {}",
        " 7",
        " -1.5",
        " true",
        " text",
        " [1, a]",
        " {a: b}",
        " '{x}'",
        ' "\\u0000"',
        " {USER_ID: id}",
    ]
)


@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(["drop", "twice", "indent", "scalar", "insert"]),
    scalars,
    st.text(max_size=5),
)
@settings(max_examples=40, deadline=None)
def test_a_spec_with_any_line_changed_loads_or_says_why(
    line: int, how: str, scalar: str, extra: str
) -> None:
    """A dropped, doubled, moved or changed line of the real file is no reason for a traceback."""
    text = LINES[line]
    changed = {
        "drop": "",
        "twice": text * 2,
        "indent": " " + text,
        "scalar": re.sub(r":.*", ":" + scalar.replace("\\", r"\\"), text),
        "insert": text[: len(text) // 2] + extra + text[len(text) // 2 :],
    }[how]
    text = "".join([*LINES[:line], changed, *LINES[line + 1 :]]).encode("utf-8", "replace")
    with suppress(SpecError):
        loads(text)
