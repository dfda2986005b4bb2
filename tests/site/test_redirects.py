"""Pages that moved, and the links at the end of a page."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from built import build
from scimguide.project import Project
from scimguide.site.redirects import MovedError, redirects


def test_a_page_that_moved_leaves_a_signpost(
    guide: Project, browser: Browser, tmp_path: Path
) -> None:
    """The former address leads to the page, without any script; and pages end with feedback."""
    settings = guide.root / "mkdocs.yml"
    extra = "extra: {repository: 'https://git.example.com/us/guide'}\nuse_directory_urls: true\n"
    settings.write_text(settings.read_text("utf-8") + extra, "utf-8")
    (guide.docs / "lending.md").write_text(
        "---\ntitle: Lending\nmoved_from: [old/lend.md]\nleaves: []\n---\n\n# Lending\n", "utf-8"
    )
    built = tmp_path / "built"
    build(guide.root, built)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{built}/old/lend/index.html")
    page.wait_for_url("**/lending/")
    assert (built / "lending/index.html").exists()
    stub = (built / "old/lend/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="../../lending/">' in stub
    assert "<script" not in stub
    assert '<meta name="robots" content="noindex">' in stub
    text = (built / "lending/index.html").read_text("utf-8")
    assert 'href="https://git.example.com/us/guide/edit/HEAD/docs/lending.md"' in text
    assert 'href="https://git.example.com/us/guide/issues/new?title=Lending%3A%20"' in text
    context.close()


@pytest.mark.parametrize("old", ["index.md", "lending.md"])
def test_a_place_that_is_taken_is_refused(tmp_path: Path, old: str) -> None:
    """A page cannot have moved away from where a page stands."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("---\ntitle: Home\n---\n", "utf-8")
    (docs / "lending.md").write_text(f"---\nmoved_from: [{old}]\n---\n", "utf-8")
    with pytest.raises(MovedError, match=rf"docs/lending.md: moved_from names '{old}'"):
        redirects(docs, tmp_path / "site")


def test_the_canonical_address_is_whole_when_it_is_known(tmp_path: Path) -> None:
    """With the address of the site, search engines are told the whole new address."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "lending.md").write_text("---\nmoved_from: [lend.md]\n---\n", "utf-8")
    (stub,) = redirects(docs, tmp_path / "site", "https://guide.example.com/")
    assert 'rel="canonical" href="https://guide.example.com/lending/"' in stub.read_text("utf-8")
