"""What is generated: fresh, the same everywhere, and following every change of the spec."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import Run, edit
from scimguide.generate import generate, update
from scimguide.generate.files import FileError, changed, write
from scimguide.mapping import SpecError
from scimguide.project import Project


def regenerate(guide: Project) -> set[str]:
    """Generate and name the files that changed."""
    return {guide.shown(path) for path in update(guide)[0]}


def problems(guide: Project) -> list[str]:
    with pytest.raises(SpecError) as caught:
        generate(guide)
    return [str(problem) for problem in caught.value.problems]


def test_the_committed_text_is_fresh(root: Path) -> None:
    """What stands in the repository is what the spec says."""
    stale = changed(generate(Project(root)))
    assert not stale


def test_generating_again_changes_nothing(guide: Project) -> None:
    """The second run finds everything as it should be."""
    assert regenerate(guide) == set()


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "1", "LC_ALL": "C"}],
)
def test_the_text_is_the_same_on_every_machine(guide: Project, environment: dict[str, str]) -> None:
    """Neither hash seed nor time zone nor locale changes a byte."""
    done = subprocess.run(
        [sys.executable, "-m", "scimguide", "generate", "--check"],
        cwd=guide.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_expression_changes_every_example_of_it(guide: Project) -> None:
    """One line of the spec moves the tables, snippets, responses, downloads and the page."""
    edit(guide.spec_file, 'user.lastName + ", " + user.firstName', "user.firstName")
    assert regenerate(guide) == {
        "SHA256SUMS",
        "docs/downloads/mapping.csv",
        "docs/downloads/openapi.json",
        "docs/downloads/postman.json",
        "docs/downloads/preflight.py",
        "docs/downloads/requests.http",
        "docs/index.md",
        "snippets/curl/add-reader.sh",
        "snippets/python/add-reader.py",
        "snippets/python/read-reader.py",
        "snippets/responses/add-reader.http",
        "snippets/responses/block-reader.http",
        "snippets/responses/read-reader.http",
        "snippets/responses/search-readers.http",
    }
    assert '"displayName": "Lin"' in (guide.snippets / "responses/add-reader.http").read_text()


def test_a_changed_behaviour_is_refused_until_the_operations_agree(guide: Project) -> None:
    """A status that the server does not return is an error at the operation's status."""
    edit(guide.spec_file, "patchReturns: nothing", "patchReturns: resource")
    line = edit(guide.spec_file, "status: 204", "status: 204 ")
    assert f"docs/mapping.yaml:{line}:5: 204, expected 200" in problems(guide)[0]


def test_a_changed_limit_changes_snippet_and_server(guide: Project) -> None:
    """The body limit is written once, and the snippet that exceeds it follows."""
    edit(guide.spec_file, "value: 2000", "value: 3000")
    assert "snippets/curl/error-large.sh" in regenerate(guide)
    assert "3001" in (guide.snippets / "curl/error-large.sh").read_text()


def test_a_writer_types_one_line(guide: Project) -> None:
    """A marker grows tabs with curl and Python, and the response below."""
    page = guide.docs / "new.md"
    page.write_text("# New\n\n1. Do it.\n\n    <!-- generated: snippet list-readers -->\n\nText.\n")
    update(guide)
    text = page.read_text()
    assert '    === "curl"\n\n        ```bash\n        curl ' in text
    assert '    === "Python"\n\n        ```python\n        import os' in text
    assert '    ```http title="Response"\n    HTTP/1.1 200 OK\n' in text
    assert text.endswith("-->\n\nText.\n")
    assert regenerate(guide) == set()


@pytest.mark.parametrize("marker", ["snippet list-readers", "table features"])
def test_a_hand_edit_is_refused(guide: Project, marker: str) -> None:
    """An edit inside a region is named with its page and line, and nothing is written."""
    page = guide.docs / "index.md"
    line = edit(page, f"<!-- generated: {marker} -->\n", f"<!-- generated: {marker} -->\nmine\n")
    before = page.read_text()
    assert problems(guide)[0].startswith(
        f"docs/index.md:{line}:1: edited by hand inside 'generated: {marker}', expected"
    )
    assert page.read_text() == before


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("generated: snippet list-reader", "did you mean 'list-readers'?"),
        ("generated: table feature", "did you mean 'features'?"),
        ("generated: tabel features", "did you mean 'table'?"),
        ("generated: expression displayname2", "did you mean 'displayName'?"),
        ("generated: expression id", "has no Okta expression"),
        ("given: ad-reader", "did you mean 'add-reader'?"),
        ("generated: snippet read-reader", "expected 'add-reader' earlier on this page"),
        ("end 0123456789ab", "expected an opening one before it"),
        ("genrated: table features", "did you mean '<!-- generated: table features -->'?"),
        ("okta connect", "did you mean '<!-- okta: connect -->'?"),
    ],
)
def test_a_wrong_marker_is_named_with_its_line(guide: Project, marker: str, message: str) -> None:
    """What a marker cannot mean is said at page and line, with what was probably meant."""
    (guide.docs / "new.md").write_text(f"# New\n\n<!-- {marker} -->\n")
    (found,) = problems(guide)
    assert found.startswith("docs/new.md:3:1: ")
    assert message in found


def test_the_form_of_every_page_is_checked(guide: Project) -> None:
    """A wrong front matter, an unclosed fence and an anchor that stands twice come at once."""
    (guide.docs / "new.md").write_text("---\nminutes: '5'\n---\n\n## A\n\n## A\n\n```bash\ntrue\n")
    assert [found.split(": ")[0] for found in problems(guide)] == [
        "docs/new.md:2:1", "docs/new.md:7:1", "docs/new.md:9:1",
    ]  # fmt: skip


def test_generated_links_lead_out_of_a_folder(guide: Project) -> None:
    """A checklist on a page in a folder links to the pages of ``docs/``, and fills again unchanged."""
    (guide.docs / "set-up.md").write_text(
        "---\ntitle: Set up\nminutes: 3\n---\n\n## Do it\n\n1. Open **Save**.\n"
    )
    page = guide.docs / "sub/index.md"
    page.parent.mkdir()
    page.write_text("# Sub\n\n<!-- generated: checklist set-up.md -->\n")
    write(generate(guide))
    assert "[1 step](../set-up.md#do-it)" in page.read_text()
    assert regenerate(guide) == set()


def test_a_snippet_that_cannot_work_there_is_refused(guide: Project) -> None:
    """Creating the same reader twice on a page gets 409, and the page's line says so."""
    (guide.docs / "new.md").write_text(
        "# New\n\n<!-- given: add-reader -->\n\n<!-- generated: snippet add-reader -->\n"
    )
    (found,) = problems(guide)
    assert "docs/new.md:5:1: 'add-reader' returns 409 at this point of the page" in found


def test_all_problems_of_all_pages_come_at_once(guide: Project) -> None:
    """A writer mends everything in one round."""
    (guide.docs / "a.md").write_text("<!-- generated: table x -->\n\n<!-- generated: table y -->\n")
    (guide.docs / "b.md").write_bytes(b"\xff\xfe")
    assert [found.split(": ")[0] for found in problems(guide)] == [
        "docs/a.md:1:1",
        "docs/a.md:3:1",
        "docs/b.md:1:1",
    ]


def test_check_shows_a_diff_and_writes_nothing(guide: Project, scimguide: Run) -> None:
    """``--check`` exits 1 and prints what would change."""
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    before = (guide.docs / "index.md").read_text()
    done = scimguide("generate", "--check", cwd=guide.root)
    assert done.returncode == 1
    assert "+| Create users | Yes | Readers get two cards. |" in done.stdout
    assert "1 files are stale" in done.stderr
    assert (guide.docs / "index.md").read_text() == before


def test_a_failed_run_leaves_no_files_behind(guide: Project) -> None:
    """Texts are written beside their files first; an error in the middle changes nothing."""
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    plan = generate(guide)
    plan.files[guide.root / "mkdocs.yml" / "impossible"] = b"a file below a file"
    before = (guide.docs / "index.md").read_bytes()
    with pytest.raises(FileError, match=r"^mkdocs\.yml/impossible: .*, expected a file that can"):
        write(plan)
    assert (guide.docs / "index.md").read_bytes() == before
    assert not list(guide.root.rglob("*.new"))
