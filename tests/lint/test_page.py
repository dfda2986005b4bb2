"""The views of a page and its anchors, compared with what Python-Markdown makes of it."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from scimguide.lint.anchors import Slugs, anchors
from scimguide.lint.page import Page

EXTENSIONS = ["attr_list", "admonition", "tables", "toc", "pymdownx.superfences"]

LINES = st.sampled_from(
    [
        "", "", "", "Plain words.", "# Title", "## Part", "## Part", "## `code` part", "## *Part* one",
        "## A_b part { #own }", "## Part { .todo }", "### Deep #", "Part\n----", "- item", "1. step",
        "    ## Inside", "    indented", "!!! note", "```", "````", "~~~", "```bash", "> quoted",
        "<!-- comment -->", "<!--", "-->", "`<!--`", '<b id="html">x</b>', "| a | b |", "{ #para }", "---",
    ]
)  # fmt: skip
"""Lines that a page is put together from, in any order."""


@given(st.lists(LINES, max_size=12))
@settings(max_examples=300, deadline=None)
def test_views_have_the_length_and_lines_of_the_page(lines: list[str]) -> None:
    """An offset in a view is an offset in the page, and a line a line."""
    text = "\n".join(lines)
    page = Page("page.md", "docs/page.md", text)
    for view in (page.published, page.content, page.by_hand, page.written, page.prose):
        assert len(view) == len(text)
        assert [at for at, each in enumerate(view) if each == "\n"] == [
            at for at, each in enumerate(text) if each == "\n"
        ]
    for start, paragraph in page.paragraphs:
        assert page.prose[start : start + len(paragraph)] == paragraph


BLOCKS = st.sampled_from(
    [
        "# Title", "## Part", "## `code` part", "## *Part* & one", "## A_b_c part", "## Part { #own }",
        "## Part { .todo }", "### Deep ###", "Part\n----", "Words.\n\n## Part", "Words.\n{ #para }",
        "```text\n# no heading\n```", "~~~\n# no heading\n```\n# none\n~~~", "````md\n```\n# none\n```\n````",
        "    # code and no heading", "!!! note\n\n    ## Inside", "- item\n\n    ## In an item",
        "<!-- # no heading -->", '<span id="html">x</span>', "`# none`", "| a |\n|---|\n| # |", "## Größe, naïve: 1.2",
    ]
)  # fmt: skip
"""Blocks that stand between blank lines, as on the pages of a guide."""


@given(st.lists(BLOCKS, max_size=8))
@settings(max_examples=300, deadline=None)
def test_anchors_are_those_of_the_site(blocks: list[str]) -> None:
    """A page has the anchors that Python-Markdown gives it, and no others."""
    text = "\n\n".join(["Words.", *(f"{block}\n\nWords." for block in blocks)]) + "\n"
    html = Markdown(extensions=EXTENSIONS).convert(text)
    published = set(re.findall(r'<[a-z0-9]+ (?:[^>]* )?id="([^"]+)"', html))
    assert anchors(Page("page.md", "docs/page.md", text), Slugs({})) == published


def test_options_of_the_table_of_contents_count() -> None:
    """A project may have its own separator, and its own function for ids."""
    page = Page("page.md", "docs/page.md", "# One two\n\n## *Three* four\n")
    assert anchors(page, Slugs({"separator": "_", "permalink": True})) == {"one_two", "three_four"}
    upper = {"slugify": lambda text, separator: text.upper().replace(" ", separator)}
    assert anchors(page, Slugs(upper)) == {"ONE-TWO", "THREE-FOUR"}
