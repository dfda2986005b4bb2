"""The steps of the guide, with one choice taken otherwise: no such walk is what the page says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import choices
from choices import Choice, Guide
from helpers import ROOT
from scimguide.mapping import Spec
from scimguide.verify.exchange_checker import Mismatch
from scimguide.verify.sandbox import Sandbox
from scimguide.verify.steps.console_driver import VERBS
from scimguide.verify.steps.errors import ElementNotFound
from scimguide.verify.steps.page_table import Cell, column


@pytest.fixture(scope="module")
def guide(spec: Spec) -> Iterator[Guide]:
    """The pages that have steps."""
    with Sandbox() as sandbox:
        yield Guide(spec, sandbox)


def test_a_choice_of_each_kind_matters(guide: Guide) -> None:
    """One of each kind on each page, left out or taken otherwise; ``scripts/choices`` takes them all."""
    found = list(choices.of_each_kind(guide.choices()))
    assert len(found) > 30
    assert [str(each) for each in found if not guide.notices(each)] == []


def test_every_page_with_steps_is_walked(guide: Guide) -> None:
    """A page whose lists are procedures is not forgotten."""
    assert {walk.page for walk in guide.walks} == {
        "prerequisites.md", "configure.md", "verify.md", "rollout.md", "recover.md",
    }  # fmt: skip


def test_every_verb_that_chooses_has_something_else_to_do() -> None:
    """A new verb of steps is mutated, too, or only goes somewhere, copies or looks."""
    others = {"home", "go to", "app", "open", "copy", "see", "result"}
    assert {*choices.OTHERS, *others} == {*VERBS, "type"}


SILENT = """---
title: Silent
description: A page whose last choice nobody checks, made for one test alone, and for nothing else.
follows: configure.md
leaves: []
---

1. In Okta, open the app and its tab **Push Groups**.
2. Select **Push Groups** › **Find groups by rule**.
3. Choose **contains** as **Group name**.
"""


def test_a_choice_that_nothing_checks_is_found(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine itself: a form that is never sent, so that each entry does as well as another."""
    (tmp_path / "docs").mkdir()
    for name in ("configure.md", "prerequisites.md"):
        (tmp_path / "docs" / name).write_text((ROOT / "docs" / name).read_text("utf-8"), "utf-8")
    (tmp_path / "docs/silent.md").write_text(SILENT, "utf-8")
    monkeypatch.setattr(choices, "ROOT", tmp_path)
    with Sandbox() as sandbox:
        silent = Guide(spec, sandbox)
        walk = next(each for each in silent.walks if each.page == "silent.md")
        left = [each for each in walk.run() if not silent.notices(each)]
    assert [str(each).rpartition(" → ")[2] for each in left] == [
        "choose Group name = starts with", "choose Group name = ends with", "nothing",
    ]  # fmt: skip


def walked(spec: Spec, page: str, old: str, new: str) -> str:
    """What a walk says of a page of the guide with another text."""
    with Sandbox() as sandbox:
        walk = choices.Walk(spec, sandbox, page)
        assert old in walk.text
        walk.read(walk.text.replace(old, new, 1))
        with pytest.raises(Mismatch) as caught:
            walk.run()
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("| **Data type** | string |", "| **Datatype** | string |",
         "'Datatype of the table on line {line}' is not on the screen; the screen 'Add Attribute' offers"),
        ("| **Data type** | string |", "| **Data type** | text |",
         "Data type of the table on line {line}: 'text' cannot be chosen"),
        ("| **External name** | `name.formatted` | `testomat_roles` |\n", "",
         "no row 'External name', which the form requires"),
        ("| **Scope** | User personal |", "| **Scope** | Personal |",
         "'Scope of the table on line {line}: Personal' is not on the screen"),
        ("For `name.formatted`", "For `formatted`", "no table with a column for 'name.formatted' on the page"),
        ("| **Display name** | Full name |", "| **Display name** | Whole name |",
         "the steps above did nothing in Okta"),
    ],
)  # fmt: skip
def test_the_form_is_filled_in_from_the_table_of_the_page(
    spec: Spec, old: str, new: str, message: str
) -> None:
    """Not from the spec: another cell types something else, and a row must fit the form."""
    text = (ROOT / "docs/configure.md").read_text("utf-8")
    line = text.count("\n", 0, text.index(old)) + 1
    assert message.format(line=line) in walked(spec, "configure.md", old, new)


def test_what_nobody_has_copied_cannot_be_entered(spec: Spec) -> None:
    """The new token of a rotation has to be copied from the service."""
    said = walked(
        spec, "recover.md", "5. Copy the **{{ service.credentials.token_label }}**.\n", ""
    )
    assert "nobody has copied the SCIM Bearer Token" in said


def test_a_column_is_read_as_readers_see_it() -> None:
    """Without the signs of Markdown; only rows that name a field."""
    table = "| Field | For `a` | For `b` |\n| --- | --- | --- |\n| **One** | `x`, `y` | z |\n| Two | 1 | 2 |\n"
    assert column(table, "a") == [Cell(3, "One", "x, y")]
    assert column(table, "b") == [Cell(3, "One", "z")]
    with pytest.raises(ElementNotFound, match="2 tables with a column for 'a'"):
        column(f"{table}\n{table}", "a")


def test_a_choice_says_where_and_what() -> None:
    """Page, step, and what is done instead."""
    assert str(Choice("page.md", "Select **Save**.", 1, 0, ())) == (
        "page.md: 'Select **Save**.' → nothing"
    )
