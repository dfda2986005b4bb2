"""The real guide has no problem that can be known before it runs, and is complete."""

import re
from pathlib import Path

import pytest
import yaml

from scimguide.lint import lint
from scimguide.mapping import Spec, load
from scimguide.pages import pace
from scimguide.pages.front_matter import front_matter
from scimguide.project import Project

ROOT = Path(__file__).parents[1]


def test_the_guide_has_no_problem(spec: Spec) -> None:
    """Macros, links, navigation, prose, spelling and labels of every page are as they should be."""
    assert [str(problem) for problem in lint(Project(ROOT), spec)] == []


def test_the_second_guide_has_no_problem(guide: Project) -> None:
    """The rules fit a guide for another service, which has its own labels and pages."""
    spec = load(guide.spec_file)
    assert [str(problem) for problem in lint(guide, spec)] == []


def test_the_corrections_are_all_made() -> None:
    """The corrections page has a row for each of the original's errors."""
    text = (ROOT / "docs/corrections.md").read_text("utf-8")
    numbers = re.findall(r"^\| (\d+) \|", text, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 22


def test_the_path_is_short() -> None:
    """From the prerequisites to the last team, an admin reads at most 1,500 words."""
    texts = [page.read_text("utf-8") for page in Project(ROOT).pages]
    path = [text for text in texts if front_matter(text).minutes]
    assert len(path) == 4
    assert sum(map(pace.words, path)) <= 1500


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
