"""Stamps and the age of facts: said by the log of a real run, and by nothing else."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from jinja2 import Environment

from helpers import Run, edit
from scimguide.macros import macros, variables
from scimguide.mapping import Spec, load
from scimguide.pages.front_matter import front_matter
from scimguide.project import Project
from scimguide.site import freshness
from scimguide.site.verification_stamps import VerificationStamps
from scimguide.verify import log
from scimguide.verify.provenance import provenance

VERIFICATION = """---
title: Verification
description: What was executed of a guide for a service that does not exist, and how.
leaves: []
steps: false
---

# Verification

{{ verification_summary() }}

{{ verification_tables() }}

{{ verification_excused() }}
"""
EXCUSED = "\n<!-- excused: needs a network -->\n\n```bash\ncurl https://example.com\n```\n"


@pytest.fixture(scope="module")
def built(scimguide: Run, _shelfwise: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small guide with a verification page, executed, built and audited by the command."""
    project = Project(tmp_path_factory.mktemp("stamps") / "guide")
    shutil.copytree(_shelfwise, project.root)
    (project.docs / "verification.md").write_text(VERIFICATION)
    page = project.docs / "index.md"
    page.write_text(page.read_text() + EXCUSED)
    done = scimguide("build", cwd=project.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def copy(built: Project, tmp_path: Path) -> Project:
    """The executed guide, to be changed."""
    shutil.copytree(built.root, tmp_path / "guide")
    return Project(tmp_path / "guide")


def with_stamps(project: Project, name: str = "index.md") -> str:
    """A page with its stamps, which come after its macros, as the macros module makes it."""
    text, spec = (project.docs / name).read_text(), load(project.spec_file)
    values = variables(spec, project) | macros(spec, project)
    shown = Environment(comment_start_string="{##").from_string(text).render(values)
    return VerificationStamps(project, spec).with_stamps(name, shown, front_matter(text))


def stamps(text: str) -> list[str]:
    """The sentences of all stamps at blocks."""
    found = re.findall(
        r"^ *(.+)\n *\{: \.stamp \.stamp--(?:yes|no|excused) \}$", text, re.MULTILINE
    )
    return [re.sub(r"<[^>]+>", "", sentence) for sentence in found]


def test_a_page_says_how_many_of_its_parts_were_executed(built: Project) -> None:
    """The page's stamp has the numbers of the log, and the versions stand in the snippets'."""
    html = (built.site / "index.html").read_text()
    ran = sum(entry.state == "executed" for entry in log.read(built.log))
    assert ran > 30
    assert f"{ran} of {ran} parts executed against the reference server, 1 excused" in html
    run = log.load(built.log).pages["docs/index.md"]
    assert f'<time datetime="{run.at}">' in html
    assert f"with curl {run.curl} and Python {run.python}, <time" in html


def test_an_excused_block_tells_its_reason(built: Project) -> None:
    """A block that nobody runs says why, under itself and on the verification page."""
    assert "Not executed: needs a network." in stamps(with_stamps(built))
    table = (built.site / "verification/index.html").read_text()
    assert "<td>needs a network</td>" in table


def test_a_stamp_is_one_mark_and_the_sentence_stands_at_the_foot(built: Project) -> None:
    """Each block has a mark with its words inside, and the page says once what was executed."""
    text = with_stamps(built)
    marked = re.findall(r'<span class="stamp-mark" role="note" tabindex="0">', text)
    assert len(marked) == len(stamps(text)) > 10
    assert text.rstrip().endswith(".stamp .stamp--page .stamp--yes }")
    assert text.count("parts executed") == 1


def test_a_page_on_which_nothing_is_executed_has_no_stamp(copy: Project) -> None:
    """Prose needs no proof; only what it cites has an age."""
    page = copy.docs / "prose.md"
    page.write_text("# Prose\n\nNothing to carry out.\n")
    assert with_stamps(copy, "prose.md") == page.read_text().rstrip()
    page.write_text('# Prose\n\nChecked <time datetime="2026-11-02">2 November 2026</time>.\n')
    assert "Facts checked" in with_stamps(copy, "prose.md").rpartition("\n\n")[2]
    assert "erified" not in with_stamps(copy, "prose.md")


def test_nothing_is_verified_without_a_log(copy: Project) -> None:
    """A site that is built without a run claims nothing."""
    copy.log.unlink()
    copy.steps_log.unlink()
    text = with_stamps(copy)
    assert set(stamps(text)) == {"Not verified."}
    assert "[Not verified](verification.md)" in text


def test_a_fence_that_was_edited_since_says_so(copy: Project) -> None:
    """Only the group whose text changed loses its stamp, and the page loses its own."""
    before = stamps(with_stamps(copy))
    edit(copy.docs / "index.md", "httpx.get(", "httpx.get( ")
    after = stamps(with_stamps(copy))
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0].startswith("Not verified: 1 of 3 changed or failed since")
    assert "[Not verified: " in with_stamps(copy)


def test_a_page_that_failed_is_not_verified(scimguide: Run, copy: Project) -> None:
    """A run in which a part failed leaves the page without its stamp."""
    page = copy.docs / "index.md"
    page.write_text(page.read_text().replace("leaves: []", "leaves: [user x active]"))
    done = scimguide("verify", "docs/index.md", cwd=copy.root)
    assert done.returncode == 1
    assert "[Not verified: a part failed" in with_stamps(copy)


def test_steps_say_who_walked_them(copy: Project) -> None:
    """A list of steps has one stamp, with the browser and what is done by hand."""
    page = copy.docs / "steps.md"
    page.write_text(
        "# Steps\n\n1. Select **Save**.\n2. Wait. <!-- by hand: takes a day -->\n\nEnd.\n"
    )
    assert "Not walked in a browser." in stamps(with_stamps(copy, "steps.md"))
    run = log.Provenance("2026-11-25T10:00:00Z", "a1b2c3d", True, browser="156.0.1")
    entries = [
        log.Entry("docs/steps.md", 3, log.digest("Select **Save**."), "executed"),
        log.Entry("docs/steps.md", 4, log.digest("Wait."), "excused", "takes a day"),
    ]
    log.write(copy.steps_log, entries, {"docs/steps.md": run})
    assert stamps(with_stamps(copy, "steps.md")) == [
        "1 of 2 steps walked in Chromium 156, 25 November 2026 at a1b2c3d with changes; "
        "by hand: takes a day."
    ]


@pytest.mark.parametrize(("moment", "stale"), [("2027-05-01", False), ("2027-05-02", True)])
def test_facts_turn_stale_with_time(
    built: Project, monkeypatch: pytest.MonkeyPatch, moment: str, stale: bool
) -> None:
    """After the days that the spec sets, each fact and the page's summary say so."""
    from datetime import UTC, datetime

    epoch = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
    text = with_stamps(built)
    assert 'datetime="2026-11-02">2 November 2026' in text
    assert ("2 November 2026, check again</time>" in text) is stale
    assert ('acts checked <time class="stale"' in text) is stale


def test_the_day_of_a_build_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day is that of UTC, wherever the machine stands."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "3600")
    with monkeypatch.context() as there:
        there.setenv("TZ", "EST+5")
        time.tzset()
        day = freshness.today()
    time.tzset()
    assert str(day) == "1970-01-01"


def test_the_verification_page_and_its_json_have_every_page(built: Project) -> None:
    """People and machines read the same numbers, of every page of the navigation."""
    proof = json.loads((built.site / "verification.json").read_text())
    html = (built.site / "verification/index.html").read_text()
    assert proof["verified"] is True
    assert sorted(each["page"] for each in proof["pages"]) == [
        "docs/index.md",
        "docs/verification.md",
    ]
    assert all(each["title"] in html for each in proof["pages"])
    groups = [group for each in proof["pages"] for group in each["groups"]]
    executed = sum(group["executed"] for group in groups)
    assert executed == sum(entry.state == "executed" for entry in log.read(built.log))
    snippets = sum(group["kind"] == "snippet" for group in groups)
    assert f"<td>{snippets} of {snippets}</td>" in html


def test_the_real_guide_lists_every_page_of_its_navigation(spec: Spec, root: Path) -> None:
    """Each page of the guide is read by the verification page without loss of a fence."""
    made = VerificationStamps(Project(root), spec)
    pages = sorted(path.name for path in (root / "docs").glob("*.md"))
    made.read([(name, name) for name in pages])
    counted = {Path(page.page).name for page in made.pages}
    assert counted == set(pages)
    for page in made.pages:
        text = (root / page.page).read_text()
        parts = [part for group in page.groups for part in group.parts]
        fences = len(re.findall(r"^ *```", text, re.MULTILINE)) // 2
        assert sum(part.kind == "fence" for part in parts) == fences
        for kind in ("snippet", "scenario"):
            regions = re.findall(rf"^ *<!-- generated: {kind} (\S+) -->", text, re.MULTILINE)
            assert [group.title for group in page.groups if group.kind == kind] == regions


def test_a_run_without_git_has_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is absent, a run has a time and no commit."""
    monkeypatch.setenv("PATH", str(tmp_path))
    now = provenance(tmp_path)
    assert (now.commit, now.changed, now.curl) == ("", False, "")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", now.at)


def test_a_run_names_its_commit_and_that_files_were_changed(tmp_path: Path) -> None:
    """The commit has seven digits, and a dirty tree is told."""
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    (tmp_path / "a").write_text("1")
    for words in (["init", "-q"], ["add", "a"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)
    clean = provenance(tmp_path)
    (tmp_path / "a").write_text("2")
    assert re.fullmatch(r"[0-9a-f]{7}", clean.commit)
    assert (clean.changed, provenance(tmp_path).changed) == (False, True)


def test_a_log_of_another_version_counts_as_none(tmp_path: Path) -> None:
    """A file that this version did not write proves nothing."""
    (tmp_path / "log.json").write_text("[]")
    assert log.load(tmp_path / "log.json") == log.Log()
