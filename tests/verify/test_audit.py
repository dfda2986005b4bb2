"""The built site against the log of what ran."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import Run, edit, path_without
from scimguide.generate import generate
from scimguide.generate.files import write
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


def test_copies_of_a_block_are_counted_one_by_one(tmp_path: Path) -> None:
    """An excused copy excuses no other, and a second copy must have been executed, too."""
    html = site(tmp_path, index="<pre>x</pre><pre>x</pre>")
    both = [entry("index", "x"), replace(entry("index", "x", "excused"), line=9)]
    assert str(audit(html, "docs", both)) == "2 published, 1 executed, 1 excused"
    assert "starts with 'x' was not executed" in str(audit(html, "docs", both[1:]).problems)


def test_a_page_in_a_folder_is_found(tmp_path: Path) -> None:
    """``sub/index.html`` is made of ``sub/index.md``, or of ``sub.md``."""
    html = site(tmp_path, sub="<pre>x</pre>")
    assert audit(html, "docs", [entry("sub/index", "x")]).problems == ()
    assert audit(html, "docs", [entry("sub", "x")]).problems == ()


def test_line_numbers_are_no_block(tmp_path: Path) -> None:
    """The numbers beside a block are not part of it, and not a block of their own."""
    numbers = '<td class="linenos"><div class="linenodiv"><pre>1</pre></div></td>'
    html = f"<table><tr>{numbers}<td class='code'><pre>x</pre></td></tr></table>"
    assert audit(site(tmp_path, index=html), "docs", [entry("index", "x")]).problems == ()


UNUSUAL = """---
title: Unusual
description: A page of a guide for no service that is unusual in every way it can be.
leaves: []
---

# Unusual

```bash linenums="1"
cat <<-EOF
\tx
\tEOF
```

<!-- excused: shown as it is -->

    indented = True

<!-- excused: runs elsewhere -->

```bash
true
```

```bash
true
```

> ```bash
> test 1 = 1
> ```

A\u2028b\x0cc\x85d, and `<!--` in a sentence.

````bash
printf '%s' '```'
````

{% raw %}

```yaml
key: ${{ secrets.KEY }}
```

{% endraw %}

```bash
    echo indented
    echo throughout
```

<!-- generated: table features -->
"""


@pytest.fixture
def build(scimguide: Run, guide: Project, tmp_path: Path) -> Run:
    """Builds the site of the guide, without what only a browser can draw."""
    path = path_without(tmp_path / "programs", "chromium")
    return lambda *words: scimguide("build", *words, cwd=guide.root, PATH=path)


def test_a_site_is_built_and_counted(guide: Project, build: Run) -> None:
    """A valid page may look unusual in every way; the build counts, and promises its anchors when asked."""
    page = guide.docs / "sub/index.md"
    page.parent.mkdir()
    page.write_text(UNUSUAL, "utf-8")
    write(generate(guide))
    done = build("--record-anchors")
    assert done.returncode == 0, done.stdout + done.stderr
    published, executed, excused = map(int, re.findall(r"\d+", done.stdout.splitlines()[-1]))
    assert published == executed + excused
    assert executed > 30
    assert excused == 2
    html = (guide.site / "sub/index.html").read_text("utf-8")
    assert "${{" in re.sub(r"<[^>]+>", "", html)
    assert "/#key-lost" in guide.anchors.read_text("utf-8").splitlines()


def test_an_indented_block_is_not_overlooked(guide: Project, build: Run) -> None:
    """Code without a fence is published too, and nobody ran it."""
    page = guide.docs / "index.md"
    page.write_text(page.read_text() + "\nText:\n\n    curl https://example.com\n")
    done = build()
    assert done.returncode == 1
    line = page.read_text().count("\n")
    assert f"docs/index.md:{line}: a fence" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Readers get a card.", "Readers get two.", "files are stale (docs/index.md"),
        ("plan: Branch", "plam: Branch", "unknown key 'plam'"),
    ],
)
def test_a_stale_or_wrong_guide_is_not_built(
    guide: Project, build: Run, old: str, new: str, message: str
) -> None:
    """The build refuses before it builds."""
    edit(guide.spec_file, old, new)
    done = build()
    assert done.returncode == 1
    assert message in done.stderr
    assert not guide.site.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x](nowhere.md)\n\n[x](#anywhere)", "nowhere.md anywhere"),
        ("{{ service.nmae }}", "nmae"),
        ("```bash\nfalse\n```", "a page failed, expected every part to pass"),
    ],
)
def test_what_mkdocs_or_the_run_refuses_stops_the_build(
    guide: Project, build: Run, text: str, message: str
) -> None:
    """Broken links, unknown values and failing snippets leave the old site alone."""
    page = guide.docs / "index.md"
    page.write_text(page.read_text() + f"\n{text}\n")
    guide.site.mkdir()
    (guide.site / "old.html").write_text("old")
    done = build()
    assert done.returncode == 1
    assert all(word in done.stderr + done.stdout for word in message.split())
    assert (guide.site / "old.html").exists()
