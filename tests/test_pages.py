"""The pages as prose: what every page must have, and what none may have."""

import re
from pathlib import Path

import pytest
import yaml

from scimguide.mapping import Spec
from scimguide.pages.front_matter import front_matter
from scimguide.pages.marks import marks

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))


def prose(page: Path) -> str:
    """A page without front matter, generated regions, fences and comments."""
    text = page.read_text("utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(
        r"^[ \t]*<!-- generated:.*?<!-- end \w+ -->$", "", text, flags=re.DOTALL | re.MULTILINE
    )
    text = re.sub(r"^[ \t]*(```|~~~).*?^[ \t]*\1", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)


def each_page(function: object) -> object:
    return pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)(function)  # type: ignore[arg-type]


@each_page
def test_a_page_says_what_it_is(page: Path) -> None:
    """Front matter has a title, a description that fits a search result, and what is left."""
    settings = front_matter(page.read_text("utf-8"))
    assert settings.title
    assert "\nleaves:" in page.read_text("utf-8").partition("\n---\n")[0]
    assert 50 <= len(settings.description) <= 160
    assert prose(page).lstrip().startswith("# ")


@each_page
def test_bold_is_kept_for_labels(page: Path, spec: Spec) -> None:
    """Every bold text is a label of a screen, letter for letter."""
    known = spec.identity_provider.all_labels
    bold = set(re.findall(r"\*\*(.+?)\*\*", re.sub(r"`[^`]*`", "", prose(page))))
    assert not {text for text in bold if text not in known and "{{" not in text}


@each_page
def test_a_generated_value_is_not_typed(page: Path, spec: Spec) -> None:
    """Base URL and extension URN come from the spec, by macro or inside a generated region."""
    for value in (
        spec.service.base_url,
        spec.users.extension,
        spec.samples.users[0].profile["email"],
    ):
        assert str(value) not in prose(page)


@each_page
def test_every_heading_is_its_own(page: Path) -> None:
    """No two headings of a page have the same text, so that their links stay apart."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    assert len(headings) == len(set(headings))


def test_every_operation_is_shown(spec: Spec) -> None:
    """Each snippet stands on some page."""
    shown = {
        mark.rest.removeprefix("snippet ")
        for page in PAGES
        for mark in marks(page.read_text("utf-8"))
        if mark.verb == "generated" and mark.rest.startswith("snippet ")
    }
    assert {operation.name for operation in spec.operations} <= shown


def test_every_page_is_in_the_navigation() -> None:
    """A page that nobody can find is no page."""
    nav = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert sorted(nav) == [page.name for page in PAGES]


def test_the_corrections_are_all_made() -> None:
    """The corrections page has a row for each of the original's errors."""
    text = (ROOT / "docs/corrections.md").read_text("utf-8")
    numbers = re.findall(r"^\| (\d+) \|", text, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 23)]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_and_paths_that_people_read_exist(name: str) -> None:
    """Every script, folder and file that README and CONTRIBUTING name is there."""
    text = (ROOT / name).read_text("utf-8")
    named = set(re.findall(r"(?<![\w/.])((?:scripts|docs|src|snippets|tests)/[\w./-]*)", text))
    missing = {path for path in named if not (ROOT / path.rstrip(".")).exists()}
    assert missing <= {"docs/that-page.md", "docs/name.md"}


def test_workflows_call_the_same_scripts() -> None:
    """CI does nothing that a laptop cannot: each step runs a script of the repository."""
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        jobs = yaml.safe_load(file.read_text())["jobs"]
        runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
        assert runs
        assert all((ROOT / run.split()[0]).exists() for run in runs)
