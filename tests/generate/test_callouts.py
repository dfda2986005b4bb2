"""The numbers on screens: each is the number of a step, at the label that the step is about."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimguide.generate.callouts import callouts
from scimguide.generate.record import Recorder
from scimguide.mapping import Spec
from scimguide.okta.console.figures import figure, still
from scimguide.okta.console.session import Session

PAGE = """# Page

1. Open **Other**.

## Here

1. Open the tab **Provisioning**.
2. Turn on **Enable** for **Create Users**. The field **Save** appears.
    <!-- okta: turn-on create-users -->
3. Select **Assign** › **Assign to Groups**.
4. Select **Assign** beside the group, such as `testomat-billing`.
5. Select **X** beside your test person.
6. Turn on **{{ service.credentials.switch }}**.

SCREEN

1. Select **Later**.
"""


@pytest.fixture(scope="module")
def session(spec: Spec) -> Iterator[Session]:
    """A connected org in which the groups of the guide are there."""
    with Recorder(spec) as recorder:
        recorder.act("set-up")
        recorder.act("push checkout")
        recorder.act("assign-group testomat-billing testomat_roles=billing")
        yield still(spec, recorder.rehearsal)


def found(spec: Spec) -> list[tuple[int, tuple[str, ...], str | None]]:
    """Number, labels and row of each callout at the line SCREEN."""
    return [(c.number, c.labels, c.row) for c in callouts(PAGE, PAGE.index("SCREEN"), spec)]


def test_a_step_is_known_by_the_label_that_it_is_about(spec: Spec) -> None:
    """The list before the screen counts, first sentences only, paths from their ends."""
    assert found(spec) == [
        (1, ("Provisioning",), None),
        (2, ("Create Users",), None),
        (3, ("Assign to Groups", "Assign"), None),
        (4, ("Assign",), "testomat-billing"),
        (5, ("X",), ""),
        (6, ("Enable SCIM",), None),
    ]


def test_a_screen_may_stand_inside_a_step(spec: Spec) -> None:
    """The whole list counts, what follows the screen included, and its figure is no sentence."""
    screen = "    <!-- SCREEN -->\n\n    {{ figure('x.html') }}"
    here = f"# Page\n\n1. Select **One**.\n\n{screen}\n\n2. Select **Two**.\n"
    found = callouts(here, here.index("SCREEN"), spec)
    assert [(each.number, each.labels) for each in found] == [(1, ("One",)), (2, ("Two",))]


def test_a_number_stands_at_its_label(spec: Spec, session: Session) -> None:
    """Each once; one that belongs to a row stands in that row."""
    made, numbered = figure(
        "assign-groups", session, callouts=callouts(PAGE, PAGE.index("SCREEN"), spec)
    )
    assert [each.number for each in numbered] == [1, 3, 4]
    assert '<b class="step">3</b>Assign to Groups' in made
    rows = re.findall(r"<tr>.*?</tr>", made)
    assert [row for row in rows if "step" in row] == [row for row in rows if "billing" in row][:1]
    assert "The numbers are those of the steps." in made


def test_a_pushed_group_is_not_offered_for_assignment(session: Session) -> None:
    """A group is pushed or assigned, not both: Okta advises against it, and so do the pages."""
    assert "Checkout Team" not in figure("assign-groups", session)[0]
    assert "Checkout Team" in figure("push-by-name", session)[0]


def test_a_screen_shows_the_choices_of_its_steps(session: Session) -> None:
    """The role of the group that was assigned, and the choice that keeps the team."""
    form = figure("assignment-form", session)[0]
    assert "Assign testomat-billing" in form
    assert '<span class="box-sign">☑</span> <span class="label">billing' in form
    unlink = figure("unlink", session)[0]
    assert '<span class="box-sign">●</span> <span class="label">Leave the group' in unlink


def test_every_number_of_a_published_screen_is_that_of_a_step(root: Path) -> None:
    """Each number of a figure is the number of a step of its page, and none is there twice."""
    seen = 0
    for file in (root / "snippets/figures").glob("*.html"):
        numbers = re.findall(r'<b class="step">(\d+)</b>', file.read_text())
        assert len(numbers) == len(set(numbers)), file.name
        page = (root / "docs" / f"{file.name.partition('-')[0]}.md").read_text()
        assert all(re.search(rf"^{number}\. ", page, re.MULTILINE) for number in numbers)
        seen += len(numbers)
    assert seen > 20
