"""Links, anchors and the navigation, compared with what MkDocs says."""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from helpers import edit
from scimguide.lint import lint
from scimguide.mapping import Spec
from scimguide.project import Project

Expect = Callable[..., None]

BROKEN = {
    "[x](¶nowhere.md)": "the link 'nowhere.md' leads to no page or file",
    "[x](¶indx.md)": "did you mean 'index.md'?",
    "[x](¶Index.md)": "did you mean 'index.md'?",
    "[x](¶sub/indes.md)": "did you mean 'sub/index.md'?",
    "[x](¶index/)": "did you mean 'index.md'?",
    "[x](¶index.html)": "did you mean 'index.md'?",
    "[x](¶../docs/index.md)": "the link '../docs/index.md' leads to no page",
    "[x](¶/index.md)": "the absolute link '/index.md', expected a path that starts at this page; did you mean 'index.md'?",
    "[x](¶www.example.com)": "the link 'www.example.com' leads to no page or file",
    "![x](¶pictures.png)": "did you mean 'picture.png'?",
    '[x](¶nowhere.md "A title")': "nowhere.md",
    "[x](<¶nowhere.md>)": "nowhere.md",
    "[![x](picture.png)](¶nowhere.md)": "nowhere.md",
    "[x][it]\n\n[it]: ¶nowhere.md": "nowhere.md",
    "[x](¶#no-anchor)": "no anchor '#no-anchor' on this page",
    "[x](¶#%61-page)": "no anchor '#%61-page' on this page",
    "[x](¶#a-pag)": "did you mean '#a-page'?",
    "[x](¶sub/index.md#first-parts)": "no anchor '#first-parts' on sub/index.md, expected one of its headings; did you mean '#first-part'?",
    "[x](¶sub/index.md#named)": "no anchor '#named' on sub/index.md",
    "- item\n\n    [x](¶nowhere.md)": "nowhere.md",
    "| [x](¶nowhere.md) |\n|---|": "nowhere.md",
}
"""Links that lead nowhere, and what the lint says; MkDocs refuses each of them as well."""

BROKEN_BEYOND = {
    "¶[x][nothing]": "no link is named 'nothing', expected a line '[nothing]: page.md'",
    "¶[x][ist]\n\n[it]: index.md": "did you mean 'it'?",
    "[x](¶)": "a link without a target",
    "[x](¶htps://example.com)": "the link 'htps://example.com', expected a path",
    "[x](¶https:/example.com)": "without a host",
    "[x](¶https://[example)": "expected a URL or a path",
    '<a href="¶index.md">x</a>': "in HTML, which MkDocs leaves as it is",
}
"""Links that MkDocs passes over, and readers do not."""

GOOD = [
    "[x](index.md) [x](sub/index.md) [x](./index.md) [x](index.md?x=1)",
    "[x](#a-page) [x](sub/index.md#first-part) [x](sub/index.md#own-name)",
    "[x](sub/index.md#by-html) [x](sub/index.md#shelfwise-does-it)",
    "![x](picture.png) [x](picture.png) [x](mapping.yaml)",
    "[x](https://example.com/a_(b)) <https://example.com> [x](mailto:a@example.com)",
    "[x][it] [it][] [IT][]\n\n[it]: index.md 'A title'",
    "`[x](nowhere.md)` and\n\n```md\n[x](nowhere.md)\n```",
    "<!-- [x](nowhere.md) -->",
    "{% raw %}{{ x }}{% endraw %} [x](index.md)",
    "## Again\n\n## Again `x`\n\n[x](#again) [x](#again-x)",
    "## Again\n\n## Again\n\n[x](#again_1)",
    "## Again { .todo }\n\n[x](#again)",
    "Under\n-----\n\n[x](#under)",
    "## *Emphasis* & <b>HTML</b>, [a page](index.md)\n\n[x](#emphasis-html-a-page)",
    "## Größe, naïve\n\n[x](#groe-naive)",
    "A part.\n{ #part .x }\n\n[x](#part)",
    "!!! note\n\n    ## Inside\n\n[x](#inside)",
    "value[0][1] and \\[x][y]",
]
"""Links that lead somewhere; MkDocs says so, too."""


@pytest.mark.parametrize(("body", "message"), (BROKEN | BROKEN_BEYOND).items())
def test_a_link_that_leads_nowhere_is_found(expect: Expect, body: str, message: str) -> None:
    """A link without a page, a file or an anchor behind it has its place, and a suggestion."""
    expect(body + "\n", message)


@pytest.mark.parametrize("body", GOOD)
def test_a_link_that_leads_somewhere_is_passed(
    small_guide: Project, shelfwise: Spec, body: str
) -> None:
    """Every form of Markdown's links and anchors is understood as the site does it."""
    assert _about_links(small_guide, shelfwise, {"page.md": body}) == set()


def test_links_are_relative_to_the_page(expect: Expect) -> None:
    """A page in a folder links from there."""
    expect(
        "[x](../index.md) [x](index.md#below) [x](¶sub/index.md)\n",
        "did you mean 'index.md'?",
        name="sub/page.md",
    )


def test_what_macros_make_of_a_link_is_looked_at(expect: Expect) -> None:
    """A target with a macro is the one that the macro makes."""
    expect("[x]({{ 'index' }}.md) [x](¶{{ 'nowhere' }}.md)\n", "the link 'nowhere.md'")


def test_a_link_in_generated_text_is_found_at_its_marker(expect: Expect) -> None:
    """What is generated is wrong in the spec, and found at the line that a writer typed."""
    region = "<!-- generated: table roles -->\n\n[x](nowhere.md)\n\n<!-- end 0123456789ab -->\n"
    expect("¶" + region, "in the generated text of 'table roles': the link 'nowhere.md'")
    expect("- item\n\n    ¶" + region.replace("\n", "\n    "), "in the generated text")


def test_the_lint_says_what_mkdocs_says(small_guide: Project, shelfwise: Spec) -> None:
    """A strict build refuses exactly the links that are found here, and no others."""
    bodies = [body.replace("¶", "") for body in [*BROKEN, *GOOD]]
    pages = {f"page-{index}.md": body for index, body in enumerate(bodies)}
    found = _about_links(small_guide, shelfwise, pages)
    assert found == {f"page-{index}.md" for index in range(len(BROKEN))}
    assert found == _refused_by_mkdocs(small_guide)


def _about_links(guide: Project, spec: Spec, pages: dict[str, str]) -> set[str]:
    """The pages of which a link is found wrong, ``pages`` being texts by their names."""
    for name, body in pages.items():
        (guide.docs / name).write_text(f"# A page\n\n{body}\n", "utf-8")
    said = lint(guide, spec, [guide.docs / name for name in pages])
    return {
        problem.file.removeprefix("docs/")
        for problem in said
        if "link" in problem.message or "anchor" in problem.message
    }


def _refused_by_mkdocs(guide: Project) -> set[str]:
    """The pages about which MkDocs warns."""
    edit(
        guide.root / "mkdocs.yml",
        "anchors: warn",
        "{anchors: warn, links: {absolute_links: warn, unrecognized_links: warn}}",
    )
    text = (guide.root / "mkdocs.yml").read_text("utf-8")
    (guide.root / "mkdocs.yml").write_text(
        re.sub(r"validation:\n *", "validation: ", text), "utf-8"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--site-dir",
            str(guide.root / "new"),
        ],
        cwd=guide.root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    return set(re.findall(r"Doc file '([^']+)' contains", done.stderr))


NAV = """
nav:
  - Start: index.md
  - Part:
      - Below: sub/index.md
"""


def _with_nav(guide: Project, nav: str) -> int:
    """Add a navigation to ``mkdocs.yml``, and return the line of its first word."""
    config = guide.root / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text + nav, "utf-8")
    return text.count("\n") + 2


def _about_nav(guide: Project, spec: Spec) -> list[str]:
    return [str(each) for each in lint(guide, spec) if each.file == "mkdocs.yml"]


def test_every_page_is_in_the_navigation(small_guide: Project, shelfwise: Spec) -> None:
    """A page that nobody can find is named at the navigation, with the line to add."""
    line = _with_nav(small_guide, NAV.replace("Below: sub/index.md", "Away: https://example.com"))
    assert _about_nav(small_guide, shelfwise) == [
        f"mkdocs.yml:{line}:1: no entry for docs/sub/index.md, expected a line '- A page: sub/index.md' below 'nav'"
    ]


def test_every_entry_of_the_navigation_is_a_page(small_guide: Project, shelfwise: Spec) -> None:
    """An entry without a page, and one that stands twice, are found at their lines."""
    line = _with_nav(small_guide, f"{NAV}      - Gone: sub/indx.md\n      - index.md\n")
    assert _about_nav(small_guide, shelfwise) == [
        f"mkdocs.yml:{line + 1}:12: 'index.md' is in the navigation more than once, expected it once",
        f"mkdocs.yml:{line + 4}:15: 'sub/indx.md' is no page, expected one below docs/; did you mean 'sub/index.md'?",
        f"mkdocs.yml:{line + 5}:9: 'index.md' is in the navigation more than once, expected it once",
    ]


def test_pages_that_mkdocs_leaves_out_need_no_entry(small_guide: Project, shelfwise: Spec) -> None:
    """A draft, and a page that is not to be in the navigation, are not missed there."""
    _with_nav(small_guide, f"{NAV}exclude_docs: |\n  /draft.md\nnot_in_nav: |\n  /hidden.md\n")
    for name in ("draft.md", "hidden.md"):
        (small_guide.docs / name).write_text("# A page\n", "utf-8")
    assert _about_nav(small_guide, shelfwise) == []


def test_a_link_to_a_page_outside_of_the_navigation_is_found(
    small_guide: Project, shelfwise: Spec
) -> None:
    """A link into a page that readers cannot find otherwise says so."""
    _with_nav(small_guide, NAV)
    (small_guide.docs / "lost.md").write_text("# A page\n", "utf-8")
    edit(small_guide.docs / "index.md", "# Start\n", "# Start\n\n[x](lost.md)\n")
    found = lint(small_guide, shelfwise, [small_guide.docs / "index.md"])
    assert [(each.line, each.column) for each in found] == [(9, 5)]
    assert "a page that is not in the navigation" in found[0].message


def test_every_operation_is_shown(small_guide: Project, shelfwise: Spec) -> None:
    """An operation that no page shows is found where the spec defines it."""
    text = (small_guide.docs / "mapping.yaml").read_text("utf-8")
    line = text[: text.index("{name: read-reader")].count("\n") + 1
    shown = [each.name for each in shelfwise.operations if each.name != "read-reader"]
    edit(
        small_guide.docs / "index.md",
        "# Start\n",
        "# Start\n" + "".join(f"\n<!-- generated: snippet {name} -->\n" for name in shown),
    )
    assert [str(each) for each in lint(small_guide, shelfwise)] == [
        f"docs/mapping.yaml:{line}:6: no page shows 'read-reader', expected a line "
        "'<!-- generated: snippet read-reader -->' on some page"
    ]
