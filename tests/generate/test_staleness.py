"""What a stale guide is told: the meaning of each change, and the line of the spec behind it."""

import subprocess

import pytest

from helpers import Run, edit
from scimguide.project import Project

CASE = ("expression: 'user.lastName + \", \" + user.firstName'", "expression: user.lastName")
"""A change after which a card has another name on it."""


@pytest.fixture
def committed(guide: Project) -> Project:
    """A guide in a repository of its own, as it was committed."""
    git = ["git", "-C", guide.root, "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    return guide


def test_a_stale_response_is_told_by_its_meaning(committed: Project, scimguide: Run) -> None:
    """Page, line, snippet and attribute; then the changed value of the spec with its line."""
    line = edit(committed.spec_file, *CASE)
    done = scimguide("--guide", committed.root, "generate", "--check")
    assert done.returncode == 1
    told = [line for line in done.stdout.splitlines() if line.startswith("docs/")]
    assert any(
        line.startswith("docs/index.md:")
        and ": response of snippet search-readers: Resources[0].displayName: " in line
        for line in told
    ), told
    blamed = "users.attributes[displayName].okta.expression"
    assert told[-1].startswith(f"docs/mapping.yaml:{line}:40: {blamed}: ")
    assert told[-1].endswith(", changed since the last commit")


def test_a_failure_names_what_was_changed_in_the_spec(committed: Project, scimguide: Run) -> None:
    """A page that no longer holds is followed by the changed lines of the spec."""
    line = edit(committed.spec_file, *CASE)
    done = scimguide("--guide", committed.root, "verify")
    assert done.returncode == 1
    assert f"docs/mapping.yaml:{line}:" in done.stdout
    assert "displayName" in done.stdout


def test_a_guide_without_a_repository_is_not_blamed(guide: Project, scimguide: Run) -> None:
    """Where nothing was committed, only the pages are told."""
    edit(guide.spec_file, *CASE)
    done = scimguide("--guide", guide.root, "generate", "--check")
    assert done.returncode == 1
    assert "since the last commit" not in done.stdout
