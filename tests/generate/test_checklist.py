"""The checklist and the values that readers replace, as they are generated."""

import json
import re

import pytest

from scimguide.generate.checklist import ChecklistTask, checklist, tasks
from scimguide.generate.regions import RegionError
from scimguide.generate.run import generate
from scimguide.generate.values import fields
from scimguide.mapping import Spec
from scimguide.pages.anchors import slug
from scimguide.project import Project

PAGE = """---
title: Set up
minutes: 3
---

# Set up

1. Not below a heading of its own.

## Have this { .todo }

## Read that

- no steps

## Step 1: do it {#first}

1. One.
2. Two.

    ```bash
    ## no heading
    1. no step
    ```

## Step 2: go on

### Here

1. One.
"""


def test_a_heading_with_steps_is_a_line_of_the_list() -> None:
    """Steps make a line, a mark makes one without steps, and explanations make none."""
    assert list(tasks(PAGE)) == [
        ChecklistTask("Have this", "have-this", 0),
        ChecklistTask("Step 1: do it", "first", 2),
        ChecklistTask("Step 2: go on › here", "here", 1),
    ]


def test_the_list_says_how_long_each_page_takes() -> None:
    """Tasks with links to their steps stand below the page's title and its minutes."""
    assert checklist(["set-up.md"], {"set-up.md": PAGE}).splitlines() == [
        "## Set up: 3 minutes { #set-up }",
        "",
        "- [ ] Have this, [read](set-up.md#have-this)",
        "- [ ] Step 1: do it, [2 steps](set-up.md#first)",
        "- [ ] Step 2: go on › here, [1 step](set-up.md#here)",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.md", "unknown page 'gone.md', expected one of set-up.md, untimed.md"),
        ("untimed.md", "untimed.md says no minutes, expected a number in its front matter"),
    ],
)
def test_a_page_that_cannot_be_listed_is_refused(name: str, message: str) -> None:
    """The message names the page and what it lacks."""
    with pytest.raises(RegionError, match=re.escape(message)):
        checklist([name], {"set-up.md": PAGE, "untimed.md": "# Untimed"})


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Step 1: create the app", "step-1-create-the-app"),
        ("409: the name – taken", "409-the-name-taken"),
    ],
)
def test_an_anchor_is_the_one_that_markdown_makes(title: str, anchor: str) -> None:
    """Punctuation goes, spaces become one hyphen."""
    assert slug(title) == anchor


def test_each_value_is_accepted_by_its_own_pattern(spec: Spec) -> None:
    """What stands in the pages is what a reader could have typed; anything to be quoted is not."""
    found = fields(spec)
    assert [field.name for field in found] == ["base", "label", "email", "domain"]
    for field in found:
        assert re.search(field.pattern, field.value)
        for sign in "\"'`$\\<>;&|":
            assert not re.search(field.pattern, field.value + sign)


def test_a_guide_whose_people_have_no_address_asks_for_none(guide: Project) -> None:
    """Another service gets the values that its own spec has."""
    text = (generate(guide).files[guide.values_file] or b"").decode()
    values = json.loads(text.partition("globalThis.scimguide = ")[2])
    assert [field["name"] for field in values["fields"]] == ["base", "label"]
