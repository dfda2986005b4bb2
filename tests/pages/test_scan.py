"""The one scan of a page: it finds what the site's Markdown shows, and where it stands."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import ROOT
from pages.rendering import heading_ids, rendered
from scimguide.pages.scan import scan
from scimguide.verify.audit import code_blocks

PAGES = sorted((ROOT / "docs").glob("*.md"))

WORDS = [
    "x = 1",
    "    deep",
    "  two",
    "",
    "\techo",
    "`a`",
    "# no",
    "1. no",
    "<!-- no -->",
    "- n",
    "\u2028",
    "a\x0cb",
    "&lt;",
    "$(<x)",
]
TEXTS = [
    "Text.",
    "Two\nlines.",
    "`<!--` in code",
    "a <!-- remark --> b",
    "**Bold** `x`",
    "text `` ` `` text",
    "a\n    lazy",
    "\\`no",
    "|a|b|\n|--|--|\n|1|2|",
]
HEADS = ["# Head", "## Head { #here }", "Under\n=====", "### `a`"]
OPENINGS = [
    "bash",
    "",
    "python",
    'bash title="a b"',
    'json linenums="1"',
    "{.yaml}",
    '{ .bash .copy title="x" }',
    ' bash hl_lines="1"',
    "TEXT",
]
CONTAINERS = [
    "- item",
    "1. item",
    '=== "Tab"',
    "!!! note",
    '??? tip "Title"',
    "* a\n* b",
    "12. step\n13. step",
]

words = st.lists(st.sampled_from(WORDS), max_size=4).map("\n".join)
runs = st.sampled_from(["```", "````", "~~~", "~~~~~"])


def deeper(text: str, width: int = 4) -> str:
    return "\n".join(" " * width + line if line.strip() else line for line in text.split("\n"))


fenced = st.builds(
    lambda run, info, code: f"{run}{info}\n{code}\n{run}", runs, st.sampled_from(OPENINGS), words
)
nested = st.builds(
    lambda info, inner: f"`````{info}\n{inner}\n`````",
    st.sampled_from(OPENINGS),
    st.builds(lambda i, c: f"```{i}\n{c}\n```", st.sampled_from(OPENINGS), words),
)
commented = st.one_of(fenced, st.sampled_from(TEXTS)).map(
    lambda text: f"<!--\n{text.replace('-->', '')}\n-->"
)
raw = fenced.map(lambda text: f"{{% raw %}}\n{text}\n{{% endraw %}}")
quoted = fenced.map(
    lambda text: "\n".join(
        f"> {line}".rstrip() if line else ">" for line in text.replace("\t", " ").split("\n")
    )
)
html = st.sampled_from(
    [
        "<div>\n    <p>x</p>\n</div>",
        "<figure><figcaption>a</figcaption></figure>",
        "<details><summary>a</summary>\n\n    b\n\n</details>",
    ]
)
indented = st.lists(st.sampled_from(["a = 1", "", "    b"]), min_size=1, max_size=3).map(
    lambda lines: "    c\n" + deeper("\n".join(lines))
)
leaves = st.one_of(
    fenced,
    fenced,
    nested,
    st.sampled_from(TEXTS),
    st.sampled_from(HEADS),
    commented,
    raw,
    quoted,
    html,
    indented,
)


def joined(blocks: list[tuple[str, str]]) -> str:
    return "".join(block + gap for block, gap in blocks)


def several(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    gaps = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n"])
    return st.lists(st.tuples(part, gaps), min_size=1, max_size=4).map(joined)


contained = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda head, body: f"{head}\n\n{deeper(body)}", st.sampled_from(CONTAINERS), several(inner)
    ),
    max_leaves=6,
)
pages = st.builds(
    lambda front, body: front + body,
    st.sampled_from(["", "---\ntitle: x\n---\n", "---\na: |\n  ```\n---\n\n"]),
    several(contained),
)
noise = st.lists(
    st.sampled_from(["```", "~~~", "````", "bash", "\n", "\n", "\n\n", "    ", " ", "\t", ">", "- ", "1. ", "<!--", "-->", "`", "# ", "x", "===", "{.a}", "---\n", "<div>", "</div>", '=== "t"', "!!! n", "{% raw %}", "{% endraw %}"]),
    max_size=24,
).map("".join)  # fmt: skip


def code(texts: list[str]) -> list[str]:
    return [text.strip() for text in texts]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_pages_of_the_guide_are_read_as_they_are_rendered(path: Path) -> None:
    """Every code block and heading of every page, and no fault."""
    page = scan(path.read_text("utf-8"))
    shown = rendered(page.text)
    assert not page.faults
    assert code([fence.source for fence in page.fences]) == code(code_blocks(shown))
    assert len(page.headings) == len(heading_ids(shown))


@settings(max_examples=150, deadline=None)
@example("- item\n\n    |a|b|\n    |--|--|\n    |1|2|\n    # Head\n")
@given(pages)
def test_what_is_found_is_what_is_rendered(text: str) -> None:
    """A page without faults shows those code blocks that the scan finds, with the same text."""
    page = scan(text)
    if page.faults:
        return
    shown = rendered(text)
    assert code([fence.source for fence in page.fences]) == code(code_blocks(shown))
    assert len(page.headings) == len(heading_ids(shown))


@settings(max_examples=150, deadline=None)
@given(st.one_of(noise, st.text(max_size=200)))
def test_any_text_can_be_read(text: str) -> None:
    """Offsets lie within the page, and the lines of a block are where it says."""
    page = scan(text)
    assert len(page.prose) == len(text)
    for fence in page.fences:
        assert 0 <= fence.start <= fence.code_start <= fence.code_end <= len(text)
        assert fence.start <= fence.end
        assert page.place(fence.start) == (fence.line, 1)
    for comment in page.comments:
        assert text[comment.start :].startswith("<!--")
    ranges = [(fence.start, fence.end) for fence in page.fences]
    assert all(one[1] <= other[0] for one, other in pairwise(ranges))


@pytest.mark.parametrize("indent", ["", "    "])
def test_a_fence_in_a_comment_is_no_code_block(indent: str) -> None:
    """Readers do not see it, at the margin or in a list."""
    fence = deeper("<!--\n```bash\nfalse\n```\n-->", len(indent))
    assert scan(f"- item\n\n{fence}\n").fences == ()


def test_a_code_block_knows_its_place_and_its_form() -> None:
    """Offsets, indentation, language, and code without the indentation of the fence."""
    text = '---\ntitle: x\n---\n\n1. a\n\n    ``` {.Bash title="x"}\n    a\n\n      b\n    ```\n'
    (fence,) = scan(text).fences
    assert (fence.line, fence.indent, fence.language, fence.source) == (
        7,
        "    ",
        "bash",
        "a\n\n  b\n",
    )
    assert text[fence.code_start : fence.code_end] == "    a\n\n      b\n"
    assert text[fence.start : fence.end].endswith("      b\n    ```")


def test_braces_are_text_only_between_the_raw_tags() -> None:
    """A block before, between and behind ``{% raw %}`` and ``{% endraw %}``."""
    fence = "```yaml\na: 1\n```\n\n"
    text = f"{fence}{{% raw %}}\n\n{fence}{{%- endraw -%}}\n\n{fence}"
    assert [each.raw for each in scan(text).fences] == [False, True, False]


def test_steps_are_the_items_of_ordered_lists_at_the_margin() -> None:
    """No nested list, no list in code, no number in the middle of a paragraph."""
    text = "1. One\n    1. nested\n2. Two\n\n    more\n\nIn\n2026. It\n\n```\n1. no\n```\n\n- a\n\n3. Three\n"
    items = scan(text).items
    assert [text[item.text_start : item.end].split("\n")[0] for item in items] == [
        "One",
        "Two",
        "Three",
    ]
    assert text[items[1].start : items[1].end] == "2. Two\n\n    more\n\n"
