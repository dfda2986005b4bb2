"""The built site against the log of what ran."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import edit
from scimguide.project import Project
from scimguide.verify.audit import audit
from scimguide.verify.log import Entry, digest


def site(folder: Path, **pages: str) -> Path:
    """A built site of a few pages."""
    for name, html in pages.items():
        file = folder / ("index.html" if name == "index" else f"{name}/index.html")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html)
    return folder


def entry(page: str, source: str, state: str = "executed") -> Entry:
    return Entry(f"docs/{page}.md", 3, digest(source), state, "why" if state == "excused" else "")  # type: ignore[arg-type]


def test_every_block_is_counted(tmp_path: Path) -> None:
    """Executed and excused blocks add up to what is published."""
    html = "<pre><span></span><code>a &lt; b\n</code></pre><p>x</p><pre>c</pre>"
    found = audit(
        site(tmp_path, index=html, roles="<pre><code>c</code></pre>"),
        "docs",
        [entry("index", "a < b"), entry("index", "c", "excused"), entry("roles", "c")],
    )
    assert str(found) == "3 published, 2 executed, 1 excused"
    assert found.problems == ()


def test_a_block_that_was_not_executed_is_found(tmp_path: Path) -> None:
    """A copyable block that the log of its page does not know is a problem."""
    found = audit(site(tmp_path, roles="<pre>x</pre>"), "docs", [entry("index", "x")])
    assert "the block that starts with 'x' was not executed, expected it in docs/roles.md" in str(
        found.problems
    )


def test_a_fence_that_is_no_block_is_found(tmp_path: Path) -> None:
    """A fence that ran but is not shown as code points to broken indentation."""
    found = audit(site(tmp_path, index="<p>```bash false```</p>"), "docs", [entry("index", "x")])
    assert found.problems == (
        "docs/index.md:3: this fence is no code block in the built page, expected one",
    )


@pytest.fixture(scope="module")
def command() -> list[str]:
    return [sys.executable, "-m", "scimguide", "build"]


def build(guide: Project, command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=guide.root, capture_output=True, text=True, timeout=120)


def test_a_site_is_built_and_counted(guide: Project, command: list[str]) -> None:
    """The build of a guide that holds ends with its count, and promises its anchors when asked."""
    done = build(guide, [*command, "--promise"])
    assert done.returncode == 0, done.stdout + done.stderr
    published, executed, excused = re.findall(r"\d+", done.stdout.splitlines()[-1])
    assert published == executed
    assert int(published) > 30
    assert excused == "0"
    assert "/#" in guide.anchors.read_text("utf-8")


def test_an_indented_block_is_not_overlooked(guide: Project, command: list[str]) -> None:
    """Code without a fence is published too, and nobody ran it; the site of before stays."""
    page = guide.docs / "index.md"
    page.write_text(page.read_text() + "\nText:\n\n    curl https://example.com\n")
    guide.site.mkdir()
    (guide.site / "old.html").write_text("old")
    done = build(guide, command)
    assert done.returncode == 1
    assert "the block that starts with 'curl https://example.com' was not executed" in done.stderr
    assert [file.name for file in guide.site.iterdir()] == ["old.html"]


def test_a_lost_address_leaves_the_site_of_before(guide: Project, command: list[str]) -> None:
    """A page of anchors.txt that is gone is refused before anything is replaced."""
    guide.anchors.write_text("/gone/\n")
    guide.site.mkdir()
    (guide.site / "old.html").write_text("old")
    done = build(guide, command)
    assert (done.returncode, "anchors.txt:1: /gone/ is gone" in done.stderr) == (1, True)
    assert [file.name for file in guide.site.iterdir()] == ["old.html"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Readers get a card.", "Readers get two.", "files are stale (docs/index.md"),
        ("plan: Branch", "plam: Branch", "unknown key 'plam'"),
    ],
)
def test_a_stale_or_wrong_guide_is_not_built(
    guide: Project, command: list[str], old: str, new: str, message: str
) -> None:
    """The build refuses before it builds."""
    edit(guide.spec_file, old, new)
    done = build(guide, command)
    assert done.returncode == 1
    assert message in done.stderr
    assert not guide.site.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x](nowhere.md)\n\n[x](#anywhere)", "nowhere.md anywhere"),
        ("{{ service.nmae }}", "nmae"),
        ("```bash\nfalse\n```", "a page does not hold"),
    ],
)
def test_what_mkdocs_or_the_run_refuses_stops_the_build(
    guide: Project, command: list[str], text: str, message: str
) -> None:
    """Broken links, unknown values and failing snippets leave the old site alone."""
    page = guide.docs / "index.md"
    page.write_text(page.read_text() + f"\n{text}\n")
    guide.site.mkdir()
    (guide.site / "old.html").write_text("old")
    done = build(guide, command)
    assert done.returncode == 1
    assert all(word in done.stderr + done.stdout for word in message.split())
    assert (guide.site / "old.html").exists()
