"""Screens as figures: still, told in a sentence, and in the state of the page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimguide.generate import generate
from scimguide.generate.figures import Figures
from scimguide.generate.record import Recorder
from scimguide.macros import MacroError, macros
from scimguide.mapping import Spec, SpecError
from scimguide.okta.console.figures import FIGURES, figure, still
from scimguide.okta.console.session import Session
from scimguide.project import Project


@pytest.fixture(scope="module")
def session(spec: Spec) -> Iterator[Session]:
    """A connected org in which something has happened."""
    with Recorder(spec) as recorder:
        for line in ("set-up", "assign ada", "push checkout", "assign-group testomat-managers"):
            recorder.act(line)
        yield still(spec, recorder.rehearsal)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_still(session: Session, name: str) -> None:
    """Nothing to use, to focus or to collide with; a text of 40 to 150 characters."""
    made = figure(name, session)[0]
    assert not re.search(
        r"<(form|input|button|select|a|textarea|details|dialog|nav|h[1-6])\b", made
    )
    assert not re.search(r'\b(id|name|for|tabindex|href|onclick|style|action)="', made)
    text = re.search(r'aria-label="([^"]*)"', made)
    assert text
    assert 40 <= len(text[1]) <= 150
    assert " inert " in made
    assert "\n\n" not in made
    assert made.count("<div") == made.count("</div>")
    assert made.count("<span") == made.count("</span>")


def test_a_figure_shows_the_state_of_the_page(session: Session) -> None:
    """Who is assigned and which groups are pushed by then."""
    assert "ada.quill@example.com" in figure("assignments", session)[0]
    assert "Checkout Team" in figure("push-groups", session)[0]


def test_the_control_of_the_step_is_marked(session: Session) -> None:
    """Once, by its label; the sentence names it."""
    made = figure("provisioning-to-app-edit", session, "Deactivate Users")[0]
    assert made.count("<mark>Deactivate Users</mark>") == 1
    assert "with Deactivate Users marked" in made


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- generated: screen provisioning -->", "unknown screen 'provisioning', expected"),
        ("<!-- generated: screen tasks Retry All -->", "the screen 'tasks' shows no 'Retry All'"),
    ],
)
def test_a_figure_that_cannot_be_made_is_refused(guide: Project, text: str, message: str) -> None:
    """With page and line, and what is accepted."""
    (guide.docs / "new.md").write_text(f"# New\n\n{text}\n")
    with pytest.raises(SpecError) as caught:
        generate(guide)
    assert any(message in str(problem) and "docs/new.md:3:1" in str(problem) for problem in caught.value.problems)  # fmt: skip


def test_a_screen_that_is_shown_twice_has_two_files() -> None:
    """Each place of a page shows the state that it has there."""
    figures = Figures()
    assert figures.add("verify-tasks", "html", "<p>one</p>") == '{{ figure("verify-tasks.html") }}'
    assert (
        figures.add("verify-tasks", "html", "<p>two</p>") == '{{ figure("verify-tasks-2.html") }}'
    )
    assert list(figures.values()) == ["<p>one</p>\n", "<p>two</p>\n"]


def test_a_page_names_its_figures_in_one_line(root: Path) -> None:
    """Each figure is a file that exists, and each file is named by exactly one page."""
    named = [
        name
        for page in sorted((root / "docs").glob("*.md"))
        for name in re.findall(r'^ *\{\{ figure\("(.*)"\) \}\}$', page.read_text(), re.MULTILINE)
    ]
    files = [file.name for file in (root / "snippets/figures").iterdir()]
    assert sorted(named) == sorted(files)


def test_a_figure_that_is_not_there_is_refused(spec: Spec, root: Path) -> None:
    """The macro says where files are expected, and what makes them."""
    message = "no figure 'gone.svg', expected a file in snippets/figures; run scripts/generate"
    with pytest.raises(MacroError, match=re.escape(message)):
        macros(spec, Project(root))["figure"]("gone.svg")


HTML = re.compile(r"<(figure|svg|code|wbr|br|time|label|table|input)\b")


def test_sources_read_as_prose(root: Path) -> None:
    """
    No sentence of a page is longer than 300 characters, and nothing that is generated is HTML.

    A message of Okta stands on one line, letter for letter.
    """
    wrong = []
    for page in sorted((root / "docs").glob("*.md")):
        for number, line in enumerate(page.read_text("utf-8").split("\n"), 1):
            message = line.startswith(("`", "Automatic provisioning of user "))
            if (len(line) > 300 and not message) or (
                line.startswith("<figure") or (line.startswith("|") and HTML.search(line))
            ):
                wrong.append(f"{page.name}:{number}: {line[:80]}")
    assert not wrong
