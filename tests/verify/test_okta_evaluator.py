"""What a page does in Okta: carried out, shown whole, and wrong with page and line."""

import re
import shutil
from pathlib import Path

import pytest

from helpers import Run, edit, told, whole_page
from scimguide.generate import generate, update
from scimguide.mapping import SpecError
from scimguide.okta.result import ActionResult
from scimguide.okta.system_log import Event
from scimguide.project import Project
from scimguide.verify.exchange_checker import ExchangeChecker

HOLDS = "<!-- holds: user ada.byrne@example.com inactive -->"
BEGIN = "<!-- okta: connect -->\n"


def verify(scimguide: Run, guide: Project, *pages: str) -> tuple[int, str]:
    done = scimguide("verify", *pages, cwd=guide.root)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def page(guide: Project) -> Path:
    """A page of its own, to be filled by a test."""
    return guide.docs / "new.md"


def test_a_scenario_shows_requests_answers_and_the_screen(guide: Project) -> None:
    """Diagram, marks, folded exchanges, what the admin reads, and the note."""
    text = (guide.docs / "index.md").read_text()
    region = text[text.index("### The first meeting {#meet}") :]
    assert '{{ figure("meet.svg") }}' in region
    assert "<!-- okta: begin, unseen -->\n<!-- okta: import-groups off, unseen -->" in region
    assert "<!-- okta: assign lin, fails -->" in region
    assert '??? exchange "POST /Users → 400 Bad Request"' in region
    assert 'title="Okta sends"\n    POST /provisioning/scim/Users HTTP/1.1' in region
    assert "to app Shelfwise failed: Error while creating user" in region
    assert "System Log: application.provision.user.push           FAILURE" in region
    assert "The reference server then contains nothing." in region
    assert 'title="The reference server responds"' in region


def test_an_action_without_a_request_says_so(root: Path) -> None:
    """Where Okta sends nothing, the page says it instead of an exchange."""
    text = (root / "docs/okta-leavers.md").read_text()
    step = text[text.index("<!-- okta: suspend ada -->") :].partition("####")[0]
    assert "Okta sends nothing." in step
    assert "??? exchange" not in step


def test_a_problem_shows_its_text_and_its_proof(guide: Project) -> None:
    """Message, cause, fix, where it shows, the folded reproduction, and the query."""
    text = (guide.docs / "index.md").read_text()
    region = text[text.index("### A page for people {#page-for-people}") :]
    assert '`No results for users returned` {{ evidence("documented", "handbook") }}' in region
    assert "<!-- okta: break html, unseen -->" in region
    assert "The reference server has the fault `html`: it returns an HTML page" in region
    assert '??? proof "Reproduced; the service was repaired"' in region
    assert (
        "    The fix: clear the faults of the reference server; enter base URL and token, test and save."
        in region
    )
    assert "<!-- okta: clear-faults, unseen -->\n    <!-- okta: connect, unseen -->" in region
    assert '```log title="System Log query"\neventType eq' in region
    assert "Not reproduced here: nobody loses keys here." in region


@pytest.fixture(scope="module")
def said(
    scimguide: Run, _shelfwise: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """What a run says of the page, broken in each of the ways below."""
    root = tmp_path_factory.mktemp("cases") / "guide"
    shutil.copytree(_shelfwise, root)
    text = (root / "docs/index.md").read_text()
    pages = {}
    for heading, cases in ((PROBLEM, PROBLEMS), (SCENARIO, SCENARIOS)):
        part = part_of(text, heading)
        pages[heading] = whole_page(part)
        for old, new, _ in cases:
            assert old in part
            pages[new] = whole_page(part.replace(old, new, 1))
    start = part.index('??? exchange "POST /Users')
    pages["unshown"] = whole_page(part[:start] + part[part.index("```text", start) :])
    return told(scimguide, root, pages)


def part_of(text: str, heading: str) -> str:
    """One part of a page, with the marks around what is generated there."""
    start = text.rindex("<!-- generated:", 0, text.index(heading))
    end = text.find("<!-- generated:", text.index(heading))
    return text[start : end if end > 0 else None]


@pytest.mark.parametrize("part", ["### A page for people", "### The first meeting"])
def test_a_part_that_was_generated_holds(said: dict[str, str], part: str) -> None:
    """What is broken below holds as it is, on a page of its own."""
    assert said[part] == ""


PROBLEM = "### A page for people"
PROBLEMS = [
    ("No results for users returned\n    System", "Nothing was returned\n    System", "actual"),
    ("<!-- okta: break html, unseen -->", "<!-- okta: clear-faults, unseen -->", "expected: fails"),
    ("<!-- okta: clear-faults, unseen -->", "<!-- okta: begin, unseen -->", "no event"),
    ('configuration.update" and', 'configuration.updates" and', "no event"),
    ('configuration.update" and', 'configuration.update" nad', "column 49"),
    (
        'eventType eq "application.configuration.update"',
        'eventType sw "application" and not (outcome.result eq "FAILURE")',
        "no event among application.integration.authentication_failure",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), PROBLEMS)
def test_a_problem_that_came_otherwise_goes_red(
    said: dict[str, str], old: str, new: str, message: str
) -> None:
    """The screen, the fault, the fix, and a query that finds nothing or cannot be read."""
    assert message in said[new]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("problem page-for-people", "problem page-for-peopl", "unknown problem 'page-for-peopl', expected page-for-people"),
    ],
)  # fmt: skip
def test_an_unknown_problem_is_named(guide: Project, old: str, new: str, message: str) -> None:
    """With page and line, and what was probably meant."""
    line = edit(guide.docs / "index.md", old, new)
    with pytest.raises(SpecError, match=message) as caught:
        generate(guide)
    assert f"docs/index.md:{line}:" in str(caught.value)


SCENARIO = "### The first meeting"
SCENARIOS = [
    ('"active": true', '"active": false', "actual"),
    ("startIndex=1&count=2 HTTP", "startIndex=1&count=3 HTTP", "actual"),
    ("was verified successfully!", "was verified!", "actual"),
    ("<!-- okta: assign lin, fails -->", "<!-- okta: assign lin -->", "expected: succeeds"),
    ("<!-- okta: turn-on create-users -->", "<!-- okta: turn-on -->", "turn-on without a switch"),
    ("<!-- holds: nothing -->", "<!-- holds: group Poems -->", "it contains nothing"),
    ("<!-- holds: nothing -->", "<!-- holds: nothng -->", "did you mean 'nothing'?"),
    (
        "<!-- holds: nothing -->",
        "<!-- holds: usr ada active -->",
        "'usr ada active', expected user NAME",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), SCENARIOS)
def test_a_scenario_that_came_otherwise_goes_red(
    said: dict[str, str], old: str, new: str, message: str
) -> None:
    """A request, a response, the screen, a failure, an action, the end."""
    assert re.search(r"PAGE:\d+: (a fence|scenario|okta|holds)", said[new])
    assert message in said[new]


def test_a_scenario_must_show_every_request(said: dict[str, str]) -> None:
    """Without one of its exchanges, the next mark of the scenario names it."""
    assert "expected: every request of" in said["unshown"]
    assert "actual: POST /provisioning/scim/Users" in said["unshown"]


def test_a_failed_action_skips_what_needs_it(scimguide: Run, guide: Project) -> None:
    """The action fails once, and so does the form of the page, whose region was edited by hand."""
    edit(guide.docs / "index.md", "<!-- okta: connect -->", "<!-- okta: conect -->")
    status, output = verify(scimguide, guide)
    assert status == 1
    assert "did you mean 'connect'?" in output
    assert output.count("edited by hand inside") == 1
    assert re.search(r"2 failed, .* skipped", output)


def test_a_step_shows_no_requests_and_keeps_an_id(
    scimguide: Run, guide: Project, page: Path
) -> None:
    """Outside scenarios nothing needs to be shown; ``as`` keeps the id for both readers."""
    page.write_text(
        whole_page(
            BEGIN
            + "<!-- okta: push poems as SHELF -->\n<!-- holds: group Poems & Plays -->\n\n"
            + "<!-- generated: snippet drop-shelf -->\n"
        )
    )
    update(guide)
    status, output = verify(scimguide, guide, "docs/new.md")
    assert status == 0, output


def test_a_page_follows_another(scimguide: Run, guide: Project, page: Path) -> None:
    """What the other page does in Okta is done before the first action of this one."""
    (guide.docs / "first.md").write_text(
        whole_page(BEGIN + "<!-- okta: push poems -->\n", leaves="[group Poems & Plays]")
    )
    page.write_text(
        whole_page(
            "<!-- okta: unlink poems delete -->\n<!-- holds: nothing -->\n", follows="first.md"
        )
    )
    update(guide)
    assert verify(scimguide, guide, "docs/first.md", "docs/new.md")[0] == 0
    page.write_text(page.read_text().replace("delete", "leave"))
    status, output = verify(scimguide, guide, "docs/new.md")
    assert status == 1
    assert "docs/new.md:11: holds: nothing" in output
    with pytest.raises(SpecError, match=r"docs/new\.md:11:1: the service contains "):
        generate(guide)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "<!-- generated: scenario mete -->",
            "unknown scenario 'mete', expected meet; did you mean",
        ),
        ("<!-- okta: asign lin -->", "the action 'asign'"),
        ("<!-- okta: assign nobody -->", "the person 'nobody', expected lin or mo"),
        ("<!-- okta: connect, fails -->", "'connect' succeeded (Shelfwise was verified"),
        ("<!-- holds: user x active -->", "the service contains nothing, expected user x active"),
    ],
)
def test_the_generator_refuses_what_cannot_be_done(
    guide: Project, page: Path, text: str, message: str
) -> None:
    """With page, line and what is accepted; nothing is written."""
    page.write_text(f"# New\n\n{text}\n")
    with pytest.raises(SpecError) as caught:
        generate(guide)
    assert any(str(p).startswith("docs/new.md:3:1: ") and message in str(p) for p in caught.value.problems), caught.value  # fmt: skip


def test_a_text_fence_needs_an_action(scimguide: Run, guide: Project, page: Path) -> None:
    """A string that shows nothing of Okta is not executed, and needs an excuse."""
    page.write_text("# New\n\n```text\nhello\n```\n")
    status, output = verify(scimguide, guide, "docs/new.md")
    assert status == 1
    assert "docs/new.md:3: a fence (text)" in output


def test_a_request_that_nobody_sent_goes_red(scimguide: Run, guide: Project, page: Path) -> None:
    """A request typed by hand is compared with what Okta sends there."""
    page.write_text("# New\n\n```http\nGET /Users HTTP/1.1\n```\n")
    status, output = verify(scimguide, guide, "docs/new.md")
    assert status == 1
    assert "actual: no request" in output


def test_removing_a_step_of_the_guide_fails_the_check_that_needs_it(
    scimguide: Run, root: Path, tmp_path: Path
) -> None:
    """Without Deactivate Users, the check of the real guide that somebody is deactivated fails."""
    for name in ("docs", "snippets"):
        shutil.copytree(root / name, tmp_path / name)
    edit(
        tmp_path / "docs/configure.md",
        " update-users deactivate-users -->\n",
        " update-users -->\n",
    )
    project = Project(tmp_path)
    line = edit(project.docs / "verify.md", HOLDS, HOLDS)  # fmt: skip
    ran = scimguide("verify", "docs/verify.md", cwd=tmp_path)
    assert ran.returncode == 1
    assert f"docs/verify.md:{line}: holds: user ada.byrne@example.com inactive" in ran.stdout


def test_a_query_can_be_about_every_failure_of_a_page() -> None:
    """The first failure ends what was before it, a later one adds to it, and no fix counts."""
    checker = ExchangeChecker()
    for line, failed in (
        ("assign", False),
        ("push", True),
        ("retry", True),
        ("clear-faults", False),
    ):
        event = Event(line, "FAILURE" if failed else "SUCCESS", "")
        checker._keep_events(line, ActionResult(line, events=[event], failed=failed))
    assert [each.event_type for each in checker.events] == ["push", "retry"]
    checker._keep_events("begin", ActionResult("begin"))
    assert checker.events == []
