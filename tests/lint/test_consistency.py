"""Facts that are typed where no macro works: URLs in code, statuses, numbers and nearly names."""

from collections.abc import Callable

import pytest

from helpers import edit
from scimguide.lint import lint
from scimguide.mapping import load
from scimguide.pages import pace
from scimguide.project import Project


@pytest.mark.parametrize(
    "url",
    [
        "https://api.shelfwise.example/provisioning/scim",
        "https://api.shelfwise.example/provisioning/scim/Users?count=1",
        "https://scim.example.com/v2",
        "http://127.0.0.1:8001/scim/v2",
        "https://yours.okta.com/admin",
    ],
)
def test_urls_of_the_service_and_of_examples_stand_in_code(
    expect: Callable[..., None], url: str
) -> None:
    """The base URL and what is below it, example domains, this machine and Okta pass."""
    expect(f"<!-- excused: a test -->\n```bash\nexport SCIM_BASE_URL={url}\n```\n")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.shelfwise.com/provisioning/scim",
        "https://shelfwise.io/provisioning/scimm",
        "https://notexample.com/scim",
    ],
)
def test_another_url_in_code_is_refused(expect: Callable[..., None], url: str) -> None:
    """In a block that is excused, and in a sentence."""
    message = "in code, expected 'https://api.shelfwise.example/provisioning/scim'"
    fence = f"<!-- excused: a test -->\n```bash\nexport SCIM_BASE_URL=¶{url}\n```\n"
    expect(f"{fence}\nSee `¶{url}`.\n", message, message)


def test_a_heading_has_the_status_of_its_snippet(problems: Callable[..., list[object]]) -> None:
    """Only a number in front counts, and only with a snippet below."""
    found = problems(
        "## 404: too large\n\n<!-- generated: snippet error-large -->\n\n"
        "## 413: too large\n\n<!-- generated: snippet error-large -->\n\n## 500: no snippet\n"
    )
    said = [str(each) for each in found if "in a heading" in str(each)]
    assert len(said) == 1
    assert said[0].endswith("404 in a heading, expected 413, the status of 'error-large'")


def test_a_problem_stands_among_those_of_its_stage(small_guide: Project) -> None:
    """The first one below a heading says which stage is there."""
    edit(small_guide.spec_file, "The key is lost, stage: test", "The key is lost, stage: team")
    spec = load(small_guide.spec_file)
    page = small_guide.docs / "page.md"
    marks = (
        "<!-- generated: problem page-for-people -->\n\n{}<!-- generated: problem key-lost -->\n"
    )
    for between, number in (("## Teams\n\n", 0), ("### Keys\n\n", 1)):
        page.write_text("## Tests\n\n" + marks.format(between), "utf-8")
        said = [each for each in map(str, lint(small_guide, spec, [page])) if "stage" in each]
        assert len(said) == number
    assert said[0].startswith(
        "docs/page.md:7:1: 'key-lost' is of the stage 'team', expected 'test'"
    )


def test_a_status_is_that_of_a_snippet_of_the_page(expect: Callable[..., None]) -> None:
    """Where a page shows operations, it speaks of no other one's status."""
    said = 'It returns {{ status("error-gone") }}.\n\n'
    expect(said)
    shown = "<!-- generated: snippet error-large -->\n"
    expect(f"It returns ¶{said[11:]}{shown}", "of 'error-gone', expected error-large")


def test_code_that_nearly_is_a_name_is_refused(expect: Callable[..., None]) -> None:
    """One letter from an operation; other code is nobody's business."""
    expect(
        "Send `¶list-reader`, then `externalId`, `other-thing` and `timeout`.\n",
        "did you mean 'list-readers'?",
    )


def test_the_name_of_the_service_is_spelled_right(expect: Callable[..., None]) -> None:
    """In a title, too, where no macro works; other proper names are nobody's business."""
    expect(
        "¶Shelfwize lends to readers of Shelfwise, as Sheffield does.\n",
        "did you mean 'Shelfwise'?",
    )


def test_minutes_are_counted(problems: Callable[..., list[object]]) -> None:
    """A page may differ by a minute from its words and steps, and not by two."""
    body = "# A page\n\n" + "Read this. " * (pace.WORDS // 2) + "\n\n" + "1. Do it.\n" * 5
    counted = pace.minutes(body)
    assert counted == 2
    front = (
        "---\ntitle: A page\ndescription: A page of a guide, made for a test of its minutes here.\n"
    )
    said = {
        minutes: [str(each) for each in problems(body, front_matter=f"{front}leaves: []\nminutes: {minutes}\n---\n\n")]
        for minutes in (counted - 1, counted, counted + 1, counted + 2)
    }  # fmt: skip
    assert [
        minutes for minutes, found in said.items() if any("minutes" in each for each in found)
    ] == [counted + 2]
    assert f"{counted + 2} minutes, expected about {counted}" in " ".join(said[counted + 2])


def test_a_step_and_a_word_take_their_time() -> None:
    """Code, tables, macros and the front matter are not read."""
    step = "1. Open it.\n"
    assert pace.minutes("---\ntitle: A\n---\n\n" + "one two " * pace.WORDS) == 2
    assert pace.minutes(step * (60 // pace.STEP) * 3) in (3, 4)
    hidden = "```text\n" + "word " * 900 + "\n```\n\n| a |\n| --- |\n| " + "word " * 900 + " |\n"
    assert pace.minutes(hidden + "{{ service.name }}") == 0
