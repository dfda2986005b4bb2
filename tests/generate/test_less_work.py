"""Nothing is made that nobody asks for, and nothing twice."""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from helpers import Run, edit
from scimguide import background
from scimguide.background import Background
from scimguide.generate import generate, run, update, whole
from scimguide.generate.files import changed
from scimguide.generate.kept import Kept
from scimguide.generate.stories import PlayedStories
from scimguide.mapping import SpecError
from scimguide.project import Project
from scimguide.rehearse.local import InProcess

REQUESTS = 1500
"""As many requests may the whole guide take, and a few more for what is added to it."""


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every request to a reference server of the generator, in this process alone."""
    sent: list[object] = []
    original = InProcess.handle_request

    def counting(self: InProcess, request: object) -> object:
        sent.append(request)
        return original(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(InProcess, "handle_request", counting)
    monkeypatch.setattr(background, "can_fork", lambda: False)
    return sent


def test_the_whole_guide_takes_few_requests(root: Path, requests: list[object]) -> None:
    """What is looked up beside the HTTP interface, or was played before, needs none."""
    generate(Project(root))
    assert 200 < len(requests) < REQUESTS


def test_a_page_without_recordings_needs_no_server(root: Path) -> None:
    """Neither a server nor the libraries that one is made of."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom scimguide.generate import generate\n"
        "from scimguide.project import Project\nguide = Project(Path.cwd())\n"
        "assert generate(guide, only=[guide.docs / 'features.md']).files\n"
        "print(sorted({'scim2_server', 'sqlalchemy', 'jinja2', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_page_alone_is_as_it_is_among_all(root: Path) -> None:
    """No page depends on what was made before it."""
    guide, kept = Project(root), Kept()
    for page in guide.pages:
        plan = generate(guide, None, [page], kept)
        others = {path for path in plan.files if path.parent != guide.figures}
        assert others - {guide.generated} == {page}
        assert not changed(plan)
        assert kept.latest
        kept.latest.stories.clear()


def test_one_page_is_written_and_no_other_file(guide: Project, scimguide: Run) -> None:
    """Named on the command line, as the page's path."""
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    before = (guide.docs / "index.md").read_text()
    page = guide.docs / "new.md"
    page.write_text("# New\n\n<!-- generated: table limits -->\n")
    done = scimguide("generate", "docs/new.md", cwd=guide.root)
    assert (done.stdout, done.stderr) == ("wrote docs/new.md\n1 of 1 files changed\n", "")
    assert "<!-- end " in page.read_text()
    assert (guide.docs / "index.md").read_text() == before


def test_a_page_alone_brings_its_figures(guide: Project) -> None:
    """Its screen is written and listed, and the files of other pages stay as they are."""
    update(guide)
    before = guide.generated.read_text().splitlines()
    page = guide.docs / "new.md"
    page.write_text("# New\n\n<!-- generated: screen people -->\n")
    update(guide, [page])
    added = set(guide.generated.read_text().splitlines()) - set(before)
    assert [line.split("  ")[1] for line in added] == ["snippets/figures/new-people.html"]
    assert set(before) <= set(guide.generated.read_text().splitlines())
    assert not changed(generate(guide))


def test_a_page_that_is_none_is_refused(guide: Project, scimguide: Run) -> None:
    """With what was typed, as wrong usage."""
    done = scimguide("generate", "docs/nowhere.md", cwd=guide.root)
    assert done.returncode == 2
    assert "'docs/nowhere.md': no such page, expected a page of the guide" in done.stderr


def test_one_page_edited_by_hand_is_refused(guide: Project) -> None:
    """A page alone is held as all of them are."""
    update(guide)
    page = guide.docs / "index.md"
    page.write_text(page.read_text().replace("| --- ", "| ---- ", 1))
    with pytest.raises(SpecError, match=r"docs/index\.md:\d+:1"):
        generate(guide, only=[page])


def test_a_story_of_one_page_is_checked(guide: Project) -> None:
    """A page alone shows no scenario that goes otherwise than the spec says."""
    text = guide.spec_file.read_text()
    name = text.partition("scenarios:")[2].partition("name: ")[2].partition("\n")[0]
    step = text.partition(f"name: {name}\n")[2].partition("do: ")[2].partition("}")[0]
    edit(guide.spec_file, f"{{do: {step}}}", f"{{do: {step}, fails: true}}")
    page = guide.docs / "new.md"
    page.write_text(f"# New\n\n<!-- generated: scenario {name} -->\n")
    with pytest.raises(SpecError, match=r"docs/new\.md:3:1: .* succeeded .* expected a failure"):
        generate(guide, only=[page])


def test_a_later_run_makes_only_the_page_that_was_saved(
    guide: Project, monkeypatch: pytest.MonkeyPatch, requests: list[object]
) -> None:
    """In the same process, with the same spec; nothing is recorded that the page does not show."""
    kept, made, original = Kept(), [], run.render
    page = guide.docs / "new.md"
    page.write_text("# New\n")

    def noting(*arguments: object) -> str:
        made.append(arguments[-2])
        return original(*arguments)  # type: ignore[arg-type]

    update(guide, kept=kept)
    update(guide, kept=kept)  # what was just written is another text
    monkeypatch.setattr(run, "render", noting)
    requests.clear()
    page.write_text("# New\n\n<!-- generated: table limits -->\n")
    assert update(guide, kept=kept)[0] == [page]
    assert made == ["new.md"]
    assert not requests
    assert not changed(generate(guide))


def test_a_later_run_follows_the_spec_and_the_pages_that_a_page_reads(guide: Project) -> None:
    """Whatever a page is made from, it is made anew when that changes."""
    kept = Kept()
    first, second = guide.docs / "first.md", guide.docs / "second.md"
    first.write_text("---\ntitle: First\nminutes: 2\n---\n\n# First\n\n## One\n\n1. Do it.\n")
    second.write_text("# Second\n\n<!-- generated: checklist first.md -->\n")
    update(guide, kept=kept)
    edit(first, "## One", "## Two")
    update(guide, kept=kept)
    assert "Two" in second.read_text()
    edit(guide.spec_file, "Readers get a card.", "Readers get two cards.")
    assert update(guide, kept=kept)[0]
    assert not changed(generate(guide))


@pytest.mark.skipif(sys.platform != "linux", reason="no process is forked elsewhere")
class TestBackground:
    """Work in a copy of this process."""

    @pytest.fixture(autouse=True)
    def fork(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(background, "can_fork", lambda: True)

    def test_the_copy_has_the_result(self) -> None:
        """The function runs in another process."""
        with Background(os.getpid) as work:
            assert work.result() != os.getpid()

    def test_without_a_result_the_work_is_done_here(self) -> None:
        """A copy that dies changes nothing but the time."""
        here = os.getpid()
        with Background(lambda: "here" if os.getpid() == here else os._exit(1)) as work:
            assert work.result() == "here"

    def test_an_error_is_raised_here(self) -> None:
        """As if there were no copy."""
        with Background(lambda: 1 // 0) as work, pytest.raises(ZeroDivisionError):
            work.result()

    def test_the_copy_ends_with_its_owner(self) -> None:
        """An owner that needs no result any more leaves no process behind."""
        with Background(lambda: time.sleep(60)) as work:
            copy = work.process_id
        assert copy
        with pytest.raises(ProcessLookupError):
            os.kill(copy, 0)


def test_what_a_lost_copy_had_begun_is_played_here(
    guide: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs from the spec is found, whoever took the story first."""

    class Lost(Background[PlayedStories]):
        """A copy that is ended after it has begun a story."""

        def __init__(self, work: "partial[PlayedStories]") -> None:
            next(iter(work.args[1]))
            super().__init__(PlayedStories)

    monkeypatch.setattr(whole, "Background", Lost)
    line = edit(guide.spec_file, "assign lin, fails: true", "assign lin")
    with pytest.raises(SpecError, match=rf":{line}:\d+: 'assign lin' failed"):
        generate(guide)
