"""``eval``, ``map`` and ``rehearse`` as a user types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import Run

TOKEN = "rehearsal-token"
ADA = {
    "firstName": "Ada",
    "lastName": "Quill",
    "email": "ada.quill@example.com",
    "login": "ada.quill@example.com",
}


def saved(folder: Path, name: str, data: object) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_eval_prints_json_and_what_it_assumed(scimguide: Run, tmp_path: Path) -> None:
    """The value on stdout, assumptions on stderr."""
    context = saved(tmp_path, "context.json", {"user": ADA})
    ran = scimguide("eval", "{user.firstName, null + 'x'}", "--context", context)
    assert (ran.returncode, ran.stdout) == (0, '["Ada", "nullx"]\n')
    assert ran.stderr.startswith("assumed: A string joined to something else")


def test_eval_says_where_an_expression_is_wrong(scimguide: Run) -> None:
    """Line, column, what, and what is meant; exit status 1."""
    ran = scimguide("eval", "String.lenn('a')")
    assert ran.returncode == 1
    assert ran.stderr == "1:1: unknown function 'String.lenn'; did you mean 'String.len'?\n"


def test_a_batch_answers_line_by_line(scimguide: Run, tmp_path: Path) -> None:
    """One JSON line for each, blank ones too; exit status 1 because one is an error."""
    lines = [
        json.dumps({"expression": "user.firstName", "context": {"user": ADA}}),
        "",
        json.dumps({"expression": "1 +"}),
        "no json",
        json.dumps({"expression": "1 + 1"}),
    ]
    ran = scimguide("eval", "--batch", saved(tmp_path, "batch.jsonl", "\n".join(lines)))
    assert ran.returncode == 1
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    kinds = [["value"], ["error"], ["error"], ["error"], ["value"]]
    assert [list(answer) for answer in answers] == kinds
    assert answers[0] == {"value": "Ada"}
    assert "batch.jsonl:2: an empty line, expected" in answers[1]["error"]
    assert answers[2]["error"].startswith("1:4: the end of the expression")
    assert "batch.jsonl:4:1: Expecting value, expected" in answers[3]["error"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("eval",), "expected EXPRESSION or --batch FILE"),
        (("eval", "1", "--context", "{missing}"), "missing.json: No such file or directory"),
        (("eval", "1", "--context", "{broken}"), "broken.json:1:2: "),
        (("eval", "1", "--context", "{list}"), "list.json:1:1: an array, expected an object"),
        (("map", "--user", "{list}"), "list.json: no JSON object, expected an Okta profile"),
        (("map", "--user", "{ada}", "--mapping", "active"), "expected PATH=EXPRESSION"),
        (("map", "--user", "{ada}", "--mapping", "active=true"), "expected one of userName, "),
        (("rehearse", "first-usr"), "did you mean 'first-user'?"),
        (("rehearse", "--base-url", "http://127.0.0.1:9/scim"), "Expected --yes"),
        (("rehearse", "--base-url", "http://127.0.0.1:9/scim", "--fault", "html"), "a fault of"),
    ],
)
def test_wrong_usage_is_refused_with_a_sentence(
    scimguide: Run, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    """Exit status 2, one message, no traceback."""
    files = {
        "{missing}": str(tmp_path / "missing.json"),
        "{broken}": saved(tmp_path, "broken.json", "{"),
        "{list}": saved(tmp_path, "list.json", []),
        "{ada}": saved(tmp_path, "ada.json", ADA),
    }
    ran = scimguide(*(files.get(word, word) for word in words), SCIM_TOKEN="x")
    assert ran.returncode == 2
    assert message in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_map_shows_the_body_and_its_sources(scimguide: Run, tmp_path: Path) -> None:
    """The role of the group, and where each value comes from."""
    user = saved(tmp_path, "ada.json", {"id": "00uAda", "status": "ACTIVE", "profile": ADA})
    ran = scimguide("map", "--user", user, "--group", "testomat-managers", "--json")
    found = json.loads(ran.stdout)
    assert found["body"]["externalId"] == "00uAda"
    assert found["body"]["name"]["formatted"] == "Ada Quill"
    role = next(path for path in found["sources"] if path.startswith("urn:"))
    assert found["sources"][role] == "Group assignment: testomat-managers"
    assert found["sources"]["userName"] == "Sign On › Email: user.email"
    assert found["assumptions"]


def test_map_takes_a_bare_profile(scimguide: Run, tmp_path: Path) -> None:
    """The profile alone is enough; the body is what is printed."""
    ran = scimguide("map", "--user", saved(tmp_path, "ada.json", ADA))
    assert json.loads(ran.stdout)["userName"] == ADA["email"]
    assert "Sign On › Email: user.email" in ran.stderr


def test_map_tries_another_expression(scimguide: Run, tmp_path: Path) -> None:
    """A mapping of one's own, with an attribute of one's own, wins over the spec and over groups."""
    user = saved(tmp_path, "ada.json", {**ADA, "badge": "A-7"})
    role = "urn:ietf:params:scim:schemas:extension:testomat:2.0:User:testomat_roles"
    words = ("--mapping", "USERNAME = user.badge", "--mapping", role + "={'read'}")
    ran = scimguide("map", "--user", user, "--group", "testomat-managers", *words, "--json")
    found = json.loads(ran.stdout)
    assert found["body"]["userName"] == "A-7"
    assert found["sources"]["userName"] == "Sign On › Custom: user.badge"
    assert found["body"][role.rpartition(":")[0]] == {"testomat_roles": ["read"]}


def test_map_refuses_what_a_mapping_cannot_use(scimguide: Run, tmp_path: Path) -> None:
    """Functions of group claims and attributes that no profile has; exit status 1."""
    user = saved(tmp_path, "ada.json", ADA)
    ran = scimguide("map", "--user", user, "--mapping", "userName=Groups.contains('OKTA', 'x', 1)")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "which Okta allows for group claims only" in ran.stderr


def test_a_person_without_a_name_gets_what_okta_would_send(scimguide: Run, tmp_path: Path) -> None:
    """An attribute that was never filled joins as the text null, which is told as assumed."""
    user = saved(tmp_path, "x.json", {"email": "x@example.com", "firstName": "X"})
    ran = scimguide("map", "--user", user, "--json")
    found = json.loads(ran.stdout)
    assert found["body"]["name"] == {"givenName": "X", "formatted": "X null"}
    assert any(text.startswith("A string joined") for text in found["assumptions"])


def test_rehearse_shows_requests_answers_and_what_the_admin_sees(scimguide: Run) -> None:
    """One scenario, as lines."""
    ran = scimguide("rehearse", "first-user")
    assert ran.returncode == 0, ran.stderr
    assert "POST   /scim/v2/Users  →  201 Created" in ran.stdout
    assert "System Log (documented): application.provision.user.push SUCCESS" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "1 scenario, 1 step, 2 requests: as expected"


def test_rehearse_prints_json_and_writes_a_har(scimguide: Run, tmp_path: Path) -> None:
    """For machines; neither holds the token."""
    ran = scimguide("rehearse", "rename", "--json", "--har", str(tmp_path / "rename.har"))
    told = json.loads(ran.stdout)
    assert told["as_expected"] is True
    assert [step["do"] for step in told["scenarios"][0]["steps"]] == ["change ada lastName=Byrne"]
    har = json.loads((tmp_path / "rename.har").read_text())
    entries = har["log"]["entries"]
    assert [entry["request"]["method"] for entry in entries] == ["GET", "PUT"]
    assert entries[0]["request"]["url"].startswith("http://127.0.0.1:")
    assert {"Bearer …"} == {
        header["value"]
        for entry in entries
        for header in entry["request"]["headers"]
        if header["name"] == "Authorization"
    }
    assert [file.name for file in tmp_path.iterdir()] == ["rename.har"]


def test_rehearse_goes_to_a_service_of_ones_own(
    scimguide: Run, fresh: Callable[[], str], tmp_path: Path
) -> None:
    """With ``--base-url``, a token file and ``--yes``; twice, because what is there is linked."""
    base_url, token = fresh(), saved(tmp_path, "token", TOKEN)
    for _ in range(2):
        ran = scimguide(
            "rehearse", "first-user", "--base-url", base_url, "--token-file", token, "--yes"
        )
        assert ran.returncode == 0, ran.stdout


def test_rehearse_fails_when_the_service_does_otherwise(
    scimguide: Run, fresh: Callable[[], str]
) -> None:
    """Exit status 1, and the sentence that says what came."""
    ran = scimguide("rehearse", "first-user", "--base-url", fresh(), "--yes", SCIM_TOKEN="wrong")
    assert ran.returncode == 1
    assert "not as expected" in ran.stdout
    assert "wrong" not in ran.stdout + ran.stderr
