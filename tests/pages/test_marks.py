"""Typos in marks: each is refused with its place and a hint, or is harmless for a stated reason."""

import pytest

from scimguide.pages.marks import excuse, marks, okta_action, okta_actions
from scimguide.pages.problems import problems
from scimguide.pages.scan import scan

FENCE = "```toml\na = 1\n```"
STEP = "1. Select **Save**."
PARTS = "# Page\n\n"


def said(text: str, *, filled: bool = False) -> list[str]:
    """What is said of a page, without its name."""
    found = problems("page.md", "PAGE", {"page.md": PARTS + text, "other.md": ""}, filled=filled)
    return [str(each).removeprefix("PAGE:") for each in found]


REFUSED = [
    # the verb
    ("<!-- genrated: table roles -->", "3:1: ", "did you mean '<!-- generated: table roles -->'?"),
    ("<!-- generate: table roles -->", "3:1: ", "did you mean '<!-- generated: table roles -->'?"),
    ("<!-- Generated: table roles -->", "3:1: ", "did you mean '<!-- generated: table roles -->'?"),
    ("<!-- GENERATED: table roles -->", "3:1: ", "did you mean '<!-- generated: table roles -->'?"),
    ("<!-- octa: assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- Okta: assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- hold: nothing -->", "3:1: ", "did you mean '<!-- holds: nothing -->'?"),
    ("<!-- givn: create-user -->", "3:1: ", "did you mean '<!-- given: create-user -->'?"),
    ("<!-- given:: create-user -->", "3:1: ", ""),
    (f"<!-- excuse: needs a network -->\n{FENCE}", "3:1: ", "did you mean '<!-- excused: needs a network -->'?"),
    (f"<!-- exused: needs a network -->\n{FENCE}", "3:1: ", "did you mean '<!-- excused: needs a network -->'?"),
    (f"{STEP} <!-- by-hand: two lists -->", "3:21: ", "did you mean '<!-- by hand: two lists -->'?"),
    (f"{STEP} <!-- byhand: two lists -->", "3:21: ", "did you mean '<!-- by hand: two lists -->'?"),
    ("It is so. <!-- fct: find-user -->", "3:11: ", "did you mean '<!-- fact: find-user -->'?"),
    ("It is so. <!-- facts: find-user -->", "3:11: ", "did you mean '<!-- fact: find-user -->'?"),
    # the colon
    ("It is so. <!-- fact find-user -->", "3:11: ", "did you mean '<!-- fact: find-user -->'?"),
    ("It is so. <!-- fact; find-user -->", "3:11: ", "did you mean '<!-- fact: find-user -->'?"),
    ("<!-- generated table roles -->", "3:1: ", "did you mean '<!-- generated: table roles -->'?"),
    ("<!-- okta assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- okta; assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- okta : assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- given create-user -->", "3:1: ", "did you mean '<!-- given: create-user -->'?"),
    (f"<!-- excused needs a network -->\n{FENCE}", "3:1: ", "did you mean '<!-- excused: needs a network -->'?"),
    (f"{STEP} <!-- by hand two lists -->", "3:21: ", "did you mean '<!-- by hand: two lists -->'?"),
    # nothing behind it
    ("<!-- okta: -->", "3:1: ", "says nothing, expected '<!-- okta: ACTION -->'"),
    ("<!-- generated: -->", "3:1: ", "says nothing, expected '<!-- generated: snippet NAME -->'"),
    (f"<!-- excused: -->\n{FENCE}", "3:1: ", "says nothing, expected '<!-- excused: REASON -->'"),
    (f"{STEP} <!-- by hand: -->", "3:21: ", "says nothing, expected '<!-- by hand: REASON -->'"),
    ("It is so. <!-- fact: -->", "3:11: ", "says nothing, expected '<!-- fact: SOURCE -->'"),
    ("It is so. <!-- fact:\nfind-user -->", "3:11: ", "over several lines, expected it on one line"),
    # the kind
    ("<!-- generated: tabel roles -->", "3:1: ", "unknown marker 'tabel', expected snippet, scenario, problem"),
    ("<!-- generated: Table roles -->", "3:1: ", "did you mean 'table'?"),
    # more on the line, or more lines
    ("Then <!-- okta: assign ada -->", "3:6: ", "text before the mark '<!-- okta: assign ada -->', expected the mark alone"),
    ("- <!-- okta: assign ada -->", "3:3: ", "text before the mark"),
    ("<!-- okta: assign ada -->.", "3:1: ", "text behind the mark '<!-- okta: assign ada -->', expected the mark alone"),
    ("<!-- okta: assign ada --> <!-- holds: nothing -->", "3:1: ", "text behind the mark"),
    ("<!-- okta: assign\nada -->", "3:1: ", "over several lines, expected it on one line"),
    ("<!--\nokta: assign ada\n-->", "3:1: ", "over several lines, expected it on one line"),
    # the comment itself
    ("<!- okta: assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<-- okta: assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("< !-- okta: assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- okta: assign ada ->", "3:1: ", "'<!--' without an end, expected '-->'"),
    ("<!-- okta: assign ada ->\n\nText.\n\n<!-- holds: nothing -->", "3:1: ", "over several lines"),
    ("<!--- okta: assign ada --->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- okta: assign ada --!>", "3:23: ", "'--!>', expected '-->'"),
    ("{# okta: assign ada #}", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!--\xa0okta: assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- okta： assign ada -->", "3:1: ", "did you mean '<!-- okta: assign ada -->'?"),
    ("<!-- \u200bokta: assign ada -->", "3:1: ", "an invisible character"),
    ("<!-- okta: assign\u00ad ada -->", "3:1: ", "an invisible character"),
    # a kind in the place of the verb, and words behind what takes none or others
    ("<!-- snippet: list-users -->", "3:1: ", "did you mean '<!-- generated: snippet list-users -->'?"),
    ("<!-- Tables: limits -->", "3:1: ", "did you mean '<!-- generated: table limits -->'?"),
    ("<!-- generated: leaves users -->", "3:1: ", "'users' behind 'leaves', expected '<!-- generated: leaves -->'"),
    ("<!-- okta: assign ada, fials -->", "3:1: ", "did you mean 'fails'?"),
    ("<!-- okta: assign ada, unsen, fails -->", "3:1: ", "did you mean 'unseen'?"),
    # the place
    ("Text.\n\n    <!-- okta: assign ada -->", "5:5: ", "so far that Markdown shows it as code"),
    ("One line,\n<!-- okta: assign ada -->\nanother one.", "4:1: ", "inside a paragraph, expected empty lines around it"),
    ("<!-- excused: needs a network -->\n\nText.\n\n" + FENCE, "3:1: ", "an excuse without a code block"),
    ("<!-- excused: needs a network -->", "3:1: ", "an excuse without a code block"),
    (f"<!-- excused: one -->\n<!-- excused: two -->\n{FENCE}", "3:1: ", "an excuse without a code block"),
    ("<!-- by hand: two lists -->", "3:1: ", "'by hand' outside of a step"),
    # the end of a region
    ("<!-- end 0123456789ab -->", "3:1: ", "a closing marker, expected an opening one before it"),
    ("<!-- end -->", "3:1: ", "expected '<!-- end CHECKSUM -->' as generated; run scripts/generate"),
    ("<!-- edn 0123456789ab -->", "3:1: ", "expected '<!-- end CHECKSUM -->' as generated"),
    ("<!-- end 0123456789a -->", "3:1: ", "expected '<!-- end CHECKSUM -->' as generated"),
    ("<!-- generated: leaves -->\n\nx\n\n<!-- end 0123456789ab -->", "3:1: ", "edited by hand inside 'generated: leaves'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "hint"), REFUSED)
def test_a_typo_in_a_mark_is_refused(text: str, place: str, hint: str) -> None:
    """With line and column of the mark, and with what was probably meant."""
    found = said(text)
    assert any(each.startswith(place) and hint in each for each in found), found


HARMLESS = [
    ("<!-- Okta renames this menu in 2027 -->", "a remark: no verb with a colon, and no mark's form"),
    ("<!-- given that nobody asks, this stays -->", "a remark: an operation is one word"),
    ("<!-- end of the table -->", "a remark: no checksum"),
    ("<!-- TODO: shorten -->", "a remark: no verb of ours is near"),
    ("<!-- note: checked in August -->", "a remark: no verb of ours is near"),
    ("It is so. <!-- fact: find-user -->", "a fact is backed behind its sentence"),
    ("It <!-- fact: find-user --> is so.", "a fact is backed where it stands"),
    ("It is so.\n\n<!-- fact: find-user -->", "a fact is backed on a line below"),
    ("Text <!-- a remark --> text.", "a remark may stand in a sentence"),
    ("<!--\nA long\n\nremark.\n-->", "a remark may have many lines"),
    ("<!--okta: assign ada-->", "spaces inside of the comment mean nothing"),
    ("<!--   okta:assign ada   -->", "spaces inside of the comment mean nothing"),
    ("<!-- okta: assign ada -->  ", "spaces behind the comment mean nothing"),
    ("   <!-- okta: assign ada -->", "three spaces are no indentation for Markdown"),
    ("- item\n\n    <!-- okta: assign ada -->", "it stands in the item"),
    ("```text\n<!-- octa: assign ada -->\n```", "code shows it"),
    ("`<!-- octa: assign ada -->` is wrong.", "code in a sentence shows it"),
    (f"> <!-- excused: needs a network -->\n> {FENCE.replace(chr(10), chr(10) + '> ')}", "an excuse in a quote"),
    (f"<!-- excused: needs a network -->\n\n\n{FENCE}", "empty lines before the fence mean nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), HARMLESS)
def test_what_is_no_typo_is_accepted(text: str, why: str) -> None:
    """Remarks, and marks that mean what they say."""
    assert said(text) == [], why


def test_a_region_must_be_there_when_a_page_is_run() -> None:
    """The generator fills a mark without its region; the runner refuses it and names the remedy."""
    text = "<!-- generated: table roles -->"
    assert said(text) == []
    (message,) = said(text, filled=True)
    assert message.startswith("3:1: nothing is generated below 'generated: table roles'")
    assert message.endswith("run scripts/generate")


def test_what_was_generated_twice_is_refused() -> None:
    """The second closing mark closes nothing."""
    end = "<!-- end e3b0c44298fc -->\n"
    messages = said(f"<!-- generated: table roles -->\n\n{end}\n{end}")
    assert [each.partition(",")[0] for each in messages] == ["7:1: a closing marker"]


def test_marks_are_read_with_their_places() -> None:
    """Verb, argument, line and indentation; code has none."""
    text = "<!-- given: a-b -->\n- x\n\n    <!-- okta: assign ada, fails -->\n\n```\n<!-- okta: x -->\n```\n"
    assert [(m.verb, m.rest, m.line, m.indent) for m in marks(text)] == [
        ("given", "a-b", 1, ""), ("okta", "assign ada, fails", 4, "    "),
    ]  # fmt: skip
    assert (
        text[marks(text)[1].start : marks(text)[1].end].strip()
        == "<!-- okta: assign ada, fails -->"
    )
    assert okta_action("assign ada, fails, unseen") == ("assign ada", {"fails", "unseen"})
    assert okta_actions(text) == []


def test_an_excuse_belongs_to_one_block() -> None:
    """A copy of the same text that stands elsewhere on the page is not excused."""
    text = f"<!-- excused: elsewhere -->\n{FENCE}\n\n{FENCE}\n"
    page = scan(text)
    assert [excuse(page, fence) for fence in page.fences] == ["elsewhere", ""]
