"""
The recipes of CONTRIBUTING.md, carried out with their own examples.

Those that change the guide are followed together, on one copy of the checkout, because each run
of the generator takes seconds; each test looks at what came of one recipe.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner

from helpers import ROOT, Run, edit
from scimguide import chromium
from scimguide.cli import main
from scimguide.generate import update
from scimguide.generate.links import check_links
from scimguide.lint import lint
from scimguide.mapping import Spec, SpecError, load
from scimguide.mapping.faults import FAULTS
from scimguide.playground.pack import ENGINE
from scimguide.project import Project

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
TESTED: set[str] = set()
"""The recipes that a test of this module carries out."""

Test = TypeVar("Test", bound=Callable[..., None])


def recipe(heading: str) -> Callable[[Test], Test]:
    """Say which recipe a test carries out."""
    TESTED.add(heading)
    return lambda test: test


def section(heading: str) -> str:
    """The text of a recipe."""
    return re.split(rf"^## {re.escape(heading)}\n", TEXT, flags=re.MULTILINE)[1].split("\n## ")[0]


def examples(heading: str) -> list[str]:
    """The code blocks of a recipe, as they are to be typed."""
    found = re.findall(r"^( *)(`{3,})\w+\n(.*?)^\1\2\n", section(heading), re.MULTILINE | re.DOTALL)
    blocks = []
    for indent, _, block in found:
        lines = block.splitlines(keepends=True)
        blocks.append("".join(line.removeprefix(indent) for line in lines))
    return blocks


def commands(text: str) -> list[list[str]]:
    """The commands of ``scimguide`` that a string asks for, with their arguments."""
    found = re.findall(
        r"(?:^|`)(?:SCIM_TOKEN=\S+ )?(\S*scripts/\w+|\S*scimguide)([^`\n#]*)", text, re.M
    )
    lines = [f"{Path(name).name}{rest}" for name, rest in found]
    return [line.removeprefix("scimguide ").split() for line in lines]


@dataclass
class Copy:
    """A copy of the checkout, on which recipes are followed."""

    root: Path
    said: dict[str, str] = field(default_factory=dict)
    """The output of the commands that were run, by a name."""

    def insert(self, file: str, before: str, text: str) -> None:
        """Type a string into a file, before another one."""
        edit(self.root / file, before, f"{text}{before}")

    def run(self, *words: str, token: str = "secret") -> str:
        """The output of a command, which must not end with a traceback."""
        with self.started(*words, token=token) as process:
            output, _ = process.communicate(timeout=120)
        assert "Traceback" not in output, output
        return f"{output}\nexit {process.returncode}"

    @contextmanager
    def started(self, *words: str, token: str = "secret") -> Iterator["subprocess.Popen[str]"]:
        """A command while it runs, with the engine of the copy."""
        environment = {"PYTHONPATH": str(self.root / "src"), "SCIM_TOKEN": token}
        process = subprocess.Popen(
            [sys.executable, "-m", "scimguide", *words],
            cwd=self.root,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)


PAGE = """\
---
title: {title}
description: A page on which a recipe of the guide for contributors is followed to its end.
leaves: []
{settings}---

# {title}

Words before.

{body}
Words after.
"""


def _page(title: str, body: str, settings: str = "") -> str:
    return PAGE.format(title=title, body=body, settings=settings)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy on which every recipe that changes text or spec was followed, step by step."""
    copy = Copy(tmp_path_factory.mktemp("recipes") / "copy")
    for name in ("docs", "snippets", "src", "overrides"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, copy.root / name, ignore=ignore)
    for name in ("mkdocs.yml", "anchors.txt", "SHA256SUMS"):
        shutil.copy(ROOT / name, copy.root)
    _change_engine(copy)
    _change_spec(copy)
    copy.said["scenario"] = _rehearsed(copy, "two-people")
    paste = re.search(r"expected (leaves: \[.*\]), which", copy.said["scenario"])
    assert paste, copy.said["scenario"]
    steps = "      - {do: assign ada}\n      - {do: assign ben}\n"
    edit(copy.root / "docs/mapping.yaml", steps, f"{steps}    {paste[1]}\n")
    copy.said["problem"] = _rehearsed(copy, "lookup-failed")
    _change_pages(copy)
    copy.said["generate"] = copy.run("generate")
    copy.said["first"] = _verified(copy)
    _as_the_failures_say(copy)
    walk = ["--browser"] if chromium.chromium() else []
    copy.said["second"] = _verified(copy, *walk)
    return copy


JOINED = 'String.join(" ", user.firstName, user.lastName)'
SNIPPET, DOWNLOAD, PREFLIGHT = "Add a snippet", "Add a download", "Add a check to preflight"
NAMES = ("mappings", "snippet", "story", "okta", "steps", "name")


def _verified(copy: Copy, *options: str) -> str:
    pages = (f"docs/{name}.md" for name in NAMES)
    return copy.run("verify", *options, "docs/mapping.yaml", *pages)


def _rehearsed(copy: Copy, name: str) -> str:
    done = CliRunner().invoke(main, ["--guide", str(copy.root), "rehearse", name])
    return f"{done.output}\nexit {done.exit_code}"


def _change_engine(copy: Copy) -> None:
    module, entry = examples(DOWNLOAD)
    downloads = copy.root / "src/scimguide/generate/downloads"
    (downloads / "roles_list.py").write_text(module, "utf-8")
    edit(downloads / "catalog.py", "openapi, postman\n", "openapi, postman, roles_list\n")
    edit(downloads / "catalog.py", "DOWNLOADS = (\n", f"DOWNLOADS = (\n{entry}")
    words = copy.root / "src/scimguide/lint/vocabulary.py"
    edit(words, "AVOIDED = {\n", 'AVOIDED = {\n    r"bookworm": "reader",\n')
    edit(words, "SPELLED_RIGHT: set[str] = set()", 'SPELLED_RIGHT = {"teh"}')
    with (copy.root / "src/scimguide/preflight/checks/lists.py").open(
        "a", encoding="utf-8"
    ) as lists:
        lists.write(f"\n\n{examples(PREFLIGHT)[0]}")


def _change_spec(copy: Copy) -> None:
    spec = "docs/mapping.yaml"
    copy.insert(spec, "  past-the-end: ", examples(PREFLIGHT)[1])
    edit(copy.root / spec, 'user.firstName + " " + user.lastName', JOINED)
    for block in examples("Add an attribute")[:2]:
        copy.insert(spec, "    - path: meta.created\n", block)
    copy.insert(spec, "scenarios:\n", f"{examples(SNIPPET)[0]}\n")
    copy.insert(spec, "  - name: first-user\n", f"{examples('Add a scenario')[0]}\n")
    copy.insert(spec, "  - name: no-results\n", f"{examples('Add a problem')[0]}\n")


def _change_pages(copy: Copy) -> None:
    docs = copy.root / "docs"
    given = f"The bookworm reads teh page.\n\n<!-- given: create-user -->\n\n{examples(SNIPPET)[1]}"
    (docs / "snippet.md").write_text(_page("A snippet", given), "utf-8")
    scenario = "<!-- generated: scenario two-people -->\n"
    (docs / "story.md").write_text(_page("A scenario", scenario), "utf-8")
    follows = "follows: configure.md\n"
    [steps] = examples("Write a procedure")
    [acts] = examples("Let a page do something in Okta")
    walked = steps.partition("<!-- okta")[0] + acts
    (docs / "okta.md").write_text(_page("An action", walked, follows), "utf-8")
    (docs / "steps.md").write_text(_page("A procedure", steps, follows), "utf-8")
    [page] = examples("Add a page")
    (docs / "name.md").write_text(page, "utf-8")
    problem = "<!-- generated: problem lookup-failed -->\n\n"
    copy.insert("docs/troubleshoot.md", "<!-- generated: problem no-match -->", problem)
    recording = problem.replace("problem", "reproduction")
    copy.insert("docs/okta-problems.md", "<!-- generated: reproduction no-match -->", recording)


def _as_the_failures_say(copy: Copy) -> None:
    """Paste what the failures show: lines of ``nav``, lines of ``okta``, and ``leaves``."""
    said = copy.said["first"]
    edit(copy.root / "docs/snippet.md", "bookworm", "reader")
    for line in re.findall(r"expected a line '(- [^']*\.md)' below 'nav'", said):
        copy.insert("mkdocs.yml", "  - Home: index.md\n", f"  {line}\n")
    marks = re.findall(r"expected a line '(<!-- okta: [^']* -->)'", said)
    text = "".join(f"    {mark}\n" for mark in marks)
    after = "    <!-- okta: map nameFormatted -->\n"
    edit(copy.root / "docs/configure.md", after, f"{after}{text}")
    shown = re.findall(
        r"^docs/(\w+)\.md:\d+: the end.*\n.*\n  actual: (leaves: \[.*\]),", said, re.M
    )
    for page, leaves in shown:
        file = copy.root / f"docs/{page}.md"
        old = re.compile(r"^leaves:.*\n(?:  - .*\n)*", re.MULTILINE)
        file.write_text(old.sub(f"{leaves}\n", file.read_text("utf-8"), count=1), "utf-8")


def _passed(copy: Copy, page: str) -> bool:
    """Whether a page is whole, in the end."""
    said = copy.said["second"]
    return f"docs/{page}.md ." in said and f"FAILED docs/{page}.md" not in said


@recipe("Change a mapping")
def test_a_changed_mapping_is_seen_everywhere(followed: Copy) -> None:
    """The expression stands in the page and the download, and the page holds with it."""
    assert "exit 0" in followed.said["generate"], followed.said["generate"]
    for file in ("docs/configure.md", "docs/mappings.md", "docs/downloads/mapping.csv"):
        text = (followed.root / file).read_text("utf-8")
        assert JOINED in text.replace('""', '"')
        assert 'user.firstName + " " + user.lastName' not in text
    assert _passed(followed, "mappings"), followed.said["second"]


@recipe("Add an attribute")
def test_an_attribute_needs_what_the_recipe_says(followed: Copy) -> None:
    """Path and description are enough for one of RFC 7643; a page has to add the other one."""
    schemas = (followed.root / "snippets/responses/list-schemas.http").read_text("utf-8")
    assert '"nickName"' in schemas
    assert '"lead"' in schemas
    asked = re.findall(r"docs/mapping\.yaml:\d+:\d+: no page \w+ 'lead', expected a line '(.*)'", followed.said["first"])  # fmt: skip
    assert asked == examples("Add an attribute")[2].splitlines()
    assert "'lead'" not in followed.said["second"]


def test_an_attribute_of_the_extension_is_an_optional_string(guide: Project) -> None:
    """The extension has the defaults of RFC 7643 section 2.2, so path and description will do."""
    path = "urn:ietf:params:scim:schemas:extension:shelfwise:1.0:User:seat"
    entry = f"    - {{path: '{path}', description: The seat.}}\n"
    edit(guide.spec_file, "\ngroups:\n", f"{entry}\ngroups:\n")
    is_ = load(guide.spec_file).users.attribute(path).is_
    assert (is_.type, is_.multi_valued, is_.required) == ("string", False, False)


def test_only_the_role_attribute_comes_from_groups(guide: Project) -> None:
    """Another attribute with 'Group assignment' is refused at its line."""
    line = edit(guide.spec_file, "from: Assignment", "from: Group assignment")
    with pytest.raises(SpecError, match=rf"mapping\.yaml:{line}:\d+: 'Group assignment' for 'active'"):  # fmt: skip
        load(guide.spec_file)


@recipe("Add a snippet")
def test_a_snippet_is_on_its_page_and_in_its_files(followed: Copy) -> None:
    """Curl, Python and response are written; the failure shows what the page now leaves."""
    for file in ("curl/{}.sh", "python/{}.py", "responses/{}.http"):
        assert (followed.root / "snippets" / file.format("find-ada-by-login")).is_file()
        assert file.format("find-ada-by-login") in (followed.root / "SHA256SUMS").read_text("utf-8")
    front = (followed.root / "docs/snippet.md").read_text("utf-8").split("---")[1]
    assert "leaves: [user ada.quill@example.com active]" in front
    assert _passed(followed, "snippet"), followed.said["second"]


def test_an_operation_that_cannot_run_with_the_others_asks_for_after(guide: Project) -> None:
    """The downloads send all requests in one go: one that does not fit is named, and can wait."""
    again = "  - {name: add-again, title: Again, request: POST /Users, send: {user: lin}, status: 201, expect: {active: true}%s}\n"
    place = "\n# A service that refuses"
    line = edit(guide.spec_file, place, again % "" + place)
    with pytest.raises(SpecError, match=rf":{line}:\d+: .* in one go .*; say under 'after' what"):
        update(guide)
    edit(guide.spec_file, again % "", again % ", after: [error-gone]")
    update(guide)


@recipe("Add a download")
def test_a_download_and_its_row_appear(followed: Copy) -> None:
    """The file is what the function makes, and the page offers it."""
    roles = (followed.root / "docs/downloads/roles.txt").read_text("utf-8").splitlines()
    spec = load(followed.root / "docs/mapping.yaml")
    assert spec.roles is not None
    assert roles == [role.value for role in spec.roles.values]
    assert "](downloads/roles.txt)" in (followed.root / "docs/downloads.md").read_text("utf-8")


@recipe("Add a scenario")
def test_a_scenario_says_what_it_leaves(followed: Copy) -> None:
    """Without ``leaves`` the rehearsal shows the line to copy, and with it the page is whole."""
    assert "exit 1" in followed.said["scenario"]
    page = (followed.root / "docs/story.md").read_text("utf-8")
    assert "Several people are assigned" in page
    assert _passed(followed, "story"), followed.said["second"]


@recipe("Add a problem")
def test_a_problem_is_reproduced_and_fixed(followed: Copy) -> None:
    """The example holds as it stands, and the page has its entry."""
    assert "exit 0" in followed.said["problem"], followed.said["problem"]
    page = (followed.root / "docs/troubleshoot.md").read_text("utf-8")
    assert 'id="lookup-failed"' in page or "{ #lookup-failed }" in page or "#lookup-failed" in page


@recipe("Let a page do something in Okta")
def test_an_action_gives_its_id_and_is_held(followed: Copy) -> None:
    """The service holds what the example says, and the failure shows what the page leaves."""
    front = (followed.root / "docs/okta.md").read_text("utf-8").split("---")[1]
    assert "leaves: [user ada.quill@example.com active]" in front
    assert _passed(followed, "okta"), followed.said["second"]


@recipe("Write a procedure")
def test_a_procedure_is_walked(followed: Copy) -> None:
    """A browser carries out the steps of the example, and its screen is on the page."""
    page = (followed.root / "docs/steps.md").read_text("utf-8")
    assert '{{ figure("steps-assignments.html") }}' in page
    screen = (followed.root / "snippets/figures/steps-assignments.html").read_text("utf-8")
    assert screen.startswith('<figure class="rehearsal-screen">')
    assert _passed(followed, "steps"), followed.said["second"]
    walked = json.loads((followed.root / ".scimguide/steps.json").read_text("utf-8"))
    assert "docs/steps.md" in json.dumps(walked)


@recipe("Add a page")
def test_a_page_is_told_its_place_in_the_navigation(followed: Copy) -> None:
    """The failure shows the line for ``nav``, and with it the guide is whole."""
    assert "expected a line '- A new page: name.md' below 'nav'" in followed.said["first"]
    assert followed.said["second"].endswith("exit 0"), followed.said["second"]


ANCHORS = "/\n/#former-words\n/old-name/\n/old-name/#part\n"


@recipe("Change a heading, or move a page")
def test_a_former_address_is_kept_as_the_failure_says(guide: Project) -> None:
    """Lines of ``anchors.txt`` that are gone are named once, and are there after the recipe."""
    guide.anchors.write_text(ANCHORS, "utf-8")
    spec = load(guide.spec_file)
    page = guide.docs / "index.md"
    text = page.read_text("utf-8") + "\n## New words\n"
    page.write_text(text, "utf-8")
    said = [str(each) for each in lint(guide, spec)]
    assert said == [
        "anchors.txt:2:1: docs/index.md has no anchor '#former-words' any more, expected it behind "
        "the heading that replaces it: '## Heading { #former-words }'; did you mean 'new-words'?",
        "anchors.txt:3:1: no page is at /old-name/ any more, expected 'moved_from: [old-name.md]' in "
        "the front matter of the page that replaces it",
    ]
    kept, moved = re.findall(r"`(## New words [^`]*|moved_from: [^`]*)`", section("Change a heading, or move a page"))  # fmt: skip
    text = text.replace("## New words", kept).replace("leaves:", f"{moved}\nleaves:", 1)
    page.write_text(text, "utf-8")
    assert lint(guide, spec) == []


@recipe("Publish a version")
def test_a_published_version_keeps_its_addresses() -> None:
    """The command of the recipe is the one that ``verify/test_audit`` builds with; versions agree."""
    [words] = [each for each in commands(section("Publish a version")) if each[0] == "build"]
    assert words == ["build", "--record-anchors"]
    version = re.search(r'__version__ = "(.*)"', (ROOT / "src/scimguide/__init__.py").read_text())
    assert version
    assert f"\n## {version[1]}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@recipe("Add a check to preflight")
def test_a_check_fails_at_the_fault_that_it_is_for(followed: Copy) -> None:
    """It is in the file to download, and the commands of the recipe see it fail."""
    assert "def _total(" in (followed.root / "docs/downloads/preflight.py").read_text("utf-8")
    server, preflight = [
        each for each in commands(section(PREFLIGHT)) if each[0] in ("server", "preflight")
    ]
    server[server.index("--port") + 1] = "0"  # the machine may have something on this one
    with followed.started(*server) as process:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        preflight[preflight.index("--base-url") + 1] = url
        said = followed.run(*preflight)
    assert re.search(r"^fail +total +the number of users: totalResults is no number$", said, re.M)


def test_every_check_has_a_place(spec: Spec) -> None:
    """A check that the spec names no place for is refused where the others stand."""
    pages = {page.name: page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md")}
    assert list(check_links(spec, pages)) == []
    places = {name: at for name, at in spec.preflight.items() if name != "paging"}
    found = list(check_links(spec.model_copy(update={"preflight": places}), pages))
    assert found == [
        (("preflight",), "no entry for the check 'paging', expected 'paging: PAGE.md#ANCHOR', where the guide speaks of it")
    ]  # fmt: skip


@recipe("Write as the other pages do")
def test_words_are_lines_of_the_lists(followed: Copy) -> None:
    """A line of AVOIDED is a rule for every page, and one of SPELLED_RIGHT lets a word pass."""
    assert re.search(
        r"docs/snippet\.md:\d+:\d+: 'bookworm', expected reader", followed.said["first"]
    )
    assert "teh" not in followed.said["first"]


@recipe("Change the code")
def test_the_lists_that_the_code_recipe_names_are_there() -> None:
    """The playground's files exist, and the requirements are pinned with hashes."""
    package = ROOT / "src/scimguide"
    assert all(list(package.glob(pattern)) for pattern in ENGINE)
    requirements = (ROOT / "requirements.txt").read_text("utf-8")
    assert re.search(r"^click==\S+ \\\n +--hash=sha256:", requirements, re.M)


def test_every_recipe_is_carried_out() -> None:
    """A heading of CONTRIBUTING.md without a test here is a recipe that nobody has tried."""
    assert set(re.findall(r"^## (.+)$", TEXT, re.MULTILINE)) == TESTED


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_that_people_read_are_understood(name: str) -> None:
    """Each command, as it is printed, has only words and options that the command line knows."""
    found = commands((ROOT / name).read_text("utf-8"))
    known = [words for words in found if words and words[0] in main.commands]
    assert len(known) > 5
    for words in known:
        command = main.commands[words[0]]
        options = {name for each in command.params for name in [*each.opts, *each.secondary_opts]}
        used = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert used <= {*options, "--help"}, words


def test_questions_of_readme_are_answered_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files that README has typed are what its commands read; servers and the whole rehearsal aside."""
    readme = (ROOT / "README.md").read_text("utf-8")
    [block] = [
        each for each in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if " eval " in each
    ]
    monkeypatch.chdir(tmp_path)
    answers = []
    for words in (shlex.split(line, comments=True) for line in block.splitlines()):
        if words[0] == "echo":
            Path(words[3]).write_text(words[1], "utf-8")
        elif words[0] == "$scimguide" and words[-1] not in ("rehearse", "--open"):
            done = CliRunner().invoke(main, ["--guide", str(ROOT), *words[1:]])
            assert done.exit_code == 0, done.output
            answers.append(done.stdout)
    assert len(answers) == 4
    assert answers[0].startswith('"ADA"')
    assert '"formatted": "Ada Quill"' in answers[1]
    assert '"formatted": "Ada Q."' in answers[2]
    table = (ROOT / "docs/writers.md").read_text("utf-8")
    assert "the table of faults\nstands under *For writers*" in readme
    assert all(f"`{name}`" in table for name in FAULTS)


def test_a_mistake_in_the_spec_is_all_that_verify_shows(guide: Project, scimguide: Run) -> None:
    """File, line and column, without internals of pytest or of ours."""
    line = edit(guide.spec_file, "userPersonal: true", "userPersonal: tru")
    done = scimguide("verify", cwd=guide.root)
    assert done.returncode == 1
    assert re.search(rf"^docs/mapping\.yaml:{line}:\d+: 'tru', expected true", done.stderr, re.M)
    assert ".py:" not in done.stdout + done.stderr


def test_scripts_are_the_commands_of_the_same_name() -> None:
    """What a recipe calls ``scripts/generate`` is ``scimguide generate``, as the tests here run it."""
    for name in ("generate", "verify", "build", "serve"):
        last = (ROOT / "scripts" / name).read_text("utf-8").splitlines()[-1]
        assert last == f'exec .venv/bin/scimguide {name} "$@"'
