"""What a page says of itself: valid YAML with known keys and types, or a fault at the key."""

import pytest

from scimguide.pages.front_matter import FrontMatter, front_matter
from scimguide.pages.problems import problems

OTHERS = {
    "other.md": "---\nfollows: third.md\n---\n",
    "third.md": "---\nfollows: page.md\n---\n",
    "sub/index.md": "",
}


def said(text: str) -> list[str]:
    """What is said of a page, without its name."""
    found = problems("page.md", "PAGE", {"page.md": text, **OTHERS})
    return [str(each).removeprefix("PAGE:") for each in found]


def with_front(yaml: str) -> str:
    return f"---\n{yaml}\n---\n\n# Page\n"


REFUSED = [
    ("title: Case: one", "2:12: ", "expected quotes around a value with ': ' in it"),
    ("leavs: []", "2:1: ", "unknown key 'leavs', expected title, description, leaves"),
    ("leavs: []", "2:1: ", "did you mean 'leaves'?"),
    ("title: A\nleaves: user ada active", "3:1: ", "'leaves' is 'user ada active', expected a list"),
    ("leaves:", "2:1: ", "'leaves' is empty, expected a list, such as [user NAME active], or [] for nothing"),
    ("leaves: [1]", "2:1: ", "expected a list"),
    ('minutes: "5"', "2:1: ", "'minutes' is '5', expected a whole number above 0, without quotes"),
    ("minutes: 0", "2:1: ", "expected a whole number above 0"),
    ("minutes: true", "2:1: ", "'minutes' is true, expected a whole number above 0"),
    ("title: 5", "2:1: ", "'title' is 5, expected a string; put it in quotes"),
    ("title: Yes", "2:1: ", "'title' is true, expected a string; put it in quotes"),
    ("title:", "2:1: ", "'title' is empty, expected a string"),
    ("steps: none", "2:1: ", "'steps' is 'none', expected true or false"),
    ("title: A\ntitle: B", "3:1: ", "the key 'title' a second time, expected it once"),
    ("title: A\n\tminutes: 5", "3:1: ", "expected spaces instead of the tab"),
    ("title: 'A", "2:8: ", "no valid YAML"),
    ("- title", "2:1: ", "expected 'key: value' on each line"),
    ("moved_from: old.md", "2:1: ", "'moved_from' is 'old.md', expected a list of pages below docs/, [old-name.md]"),
    ("moved_from: [../../old.md]", "2:1: ", "expected a list of pages below docs/"),
    ("moved_from: [old]", "2:1: ", "expected a list of pages"),
    ("search:\n  bost: 2", "3:3: ", "unknown key 'bost' of 'search', expected boost or exclude; did you mean 'boost'?"),
    ("search:\n  boost: high", "3:3: ", "'boost' is 'high', expected a number above 0"),
    ("search: 2", "2:1: ", "'search' is 2, expected a mapping with boost and exclude"),
    ("hide: [tocs]", "2:1: ", "expected a list of navigation, toc"),
    ("timeout: 301", "2:1: ", "'timeout' is 301, expected seconds, at most 300"),
    ("timeout: 0", "2:1: ", "'timeout' is 0, expected seconds"),
    ('page_timeout: "60"', "2:1: ", "expected seconds, at most 1800, without quotes"),
    ("follows: configure", "2:1: ", "'follows' is 'configure', expected a page, name.md"),
    ("title: A\nfollows: gone.md", "3:10: ", "follows 'gone.md', which is no page, expected other.md, third.md or sub/index.md"),
    ("follows: othr.md", "2:10: ", "did you mean 'other.md'?"),
    ("follows: page.md", "2:10: ", "follows itself, page.md → page.md"),
    ("follows: other.md", "2:10: ", "follows itself, page.md → other.md → third.md → page.md"),
]  # fmt: skip


@pytest.mark.parametrize(("yaml", "place", "message"), REFUSED)
def test_a_wrong_front_matter_is_refused(yaml: str, place: str, message: str) -> None:
    """With the line of the key, what it is, and what is accepted."""
    found = said(with_front(yaml))
    assert any(each.startswith(place) and message in each for each in found), found


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("---\ntitle: A\n\n# Page\n", "1:1: ", "a front matter without an end"),
        ("--\ntitle: A\n---\n\n# Page\n", "1:1: ", "expected '---' as the first line"),
        ("----\ntitle: A\n----\n\n# Page\n", "1:1: ", "expected '---' as the first line"),
        ("\n---\ntitle: A\n---\n\n# Page\n", "2:1: ", "expected '---' as the first line"),
        ("title: A\n---\n\n# Page\n", "1:1: ", "which MkDocs takes for a front matter"),
        ("Note: this line would be lost.\n", "1:1: ", "expected '---' above it, or a heading first"),
    ],
)  # fmt: skip
def test_a_front_matter_without_its_lines_is_refused(text: str, place: str, message: str) -> None:
    """MkDocs would publish it, or drop a line of the page."""
    assert any(each.startswith(place) and message in each for each in said(text))


@pytest.mark.parametrize(
    "text",
    [
        "# Page\n",
        "Text: it is.\n".replace(": ", ", "),
        "---\n---\n\n# Page\n",
        "---  \ntitle: A\n---  \n\n# Page\n",
        "---\ntitle: A\n...\n\n# Page\n",
        "***\n\nText.\n",
        with_front("search:\n  boost: 0.5\n  exclude: true\nhide: [toc]\ntemplate: a.html"),
        with_front("follows: sub/index.md\ntimeout: 0.5\npage_timeout: 1800"),
    ],
)
def test_a_right_front_matter_is_accepted(text: str) -> None:
    """Also none, an empty one, and one with spaces behind its lines."""
    assert said(text) == []


def test_the_values_are_typed() -> None:
    """Lists are tuples, and what is missing has its default."""
    text = with_front("title: A\nleaves: [group B]\nminutes: 5\nsteps: false\ntimeout: 20")
    assert front_matter(text) == FrontMatter(
        title="A", leaves=("group B",), minutes=5, steps=False, timeout=20
    )
    assert front_matter("# Page\n") == FrontMatter()


def test_a_wrong_value_hides_no_other() -> None:
    """What is right in a front matter with a fault is still known."""
    assert front_matter(with_front("title: A\nminutes: '5'")) == FrontMatter(title="A")
