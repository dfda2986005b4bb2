"""Addresses that were published once, and stay."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimguide.project import Project
from scimguide.publish import publish
from scimguide.publish.anchors import AnchorError, check_anchors, record_anchors

PAGE = '<p id="out"><article><h1 id="t">T</h1><h2 id="a">A</h2><p id="p"><a id="l">l</a></article>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A start page, a page with anchors, and a signpost."""
    for name, html in (("", PAGE), ("more", PAGE), ("old", "<main><h1>Moved</h1></main>")):
        (tmp_path / "site" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name / "index.html").write_text(html)
    return tmp_path / "site"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "anchors.txt"


def test_pages_headings_and_links_are_recorded_once(site: Path, listed: Path) -> None:
    """The list is sorted, has a comment, and recording twice adds nothing."""
    assert record_anchors(site, listed) == 6
    first = listed.read_text()
    assert first.startswith("# URLs")
    assert first.splitlines()[1:] == ["/", "/#a", "/#l", "/more/", "/more/#a", "/more/#l"]
    assert record_anchors(site, listed) == 0
    assert listed.read_text() == first
    check_anchors(site, listed)


def test_what_is_gone_stays_on_the_list(site: Path, listed: Path) -> None:
    """Promising again does not forget what a page lost, and comments remain."""
    listed.write_text("# mine\n/more/#lost\n")
    assert record_anchors(site, listed) == 6
    assert listed.read_text().startswith("# mine\n/\n/#a\n")
    assert "/more/#lost\n" in listed.read_text()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("/more/#b", "anchors.txt:3: /more/#b is gone, expected a heading or link of that page that keeps it: { #b }"),
        ("/more/#out", "/more/#out is gone"),
        ("/gone/#a", "anchors.txt:3: /gone/ is gone, expected a page that says 'moved_from: [gone.md]'"),
        ("more/#a", "anchors.txt:3: 'more/#a', expected a URL such as /page/ or /page/#anchor"),
        ("/../x/#a", "/../x/ is gone"),
        ("/gone/", "anchors.txt:3: /gone/ is gone, expected a page that says 'moved_from: [gone.md]'"),
        ("/gone", "anchors.txt:3: '/gone', expected a URL such as /page/ or /page/#anchor"),
    ],
)  # fmt: skip
def test_what_is_gone_is_named_with_its_line(
    site: Path, listed: Path, line: str, message: str
) -> None:
    """An anchor, a page, and a line that is no address; each says what would be right."""
    listed.write_text(f"# comment\n\n{line}\n")
    with pytest.raises(AnchorError, match=r"^anchors\.txt:3: ") as caught:
        check_anchors(site, listed)
    assert message in str(caught.value)


def test_a_signpost_and_any_id_of_the_text_are_enough(site: Path, listed: Path) -> None:
    """A page that moved keeps its address, and a paragraph may carry the anchor of a heading."""
    listed.write_text("/old/#whatever\n/more/#p\n")
    check_anchors(site, listed)


def test_a_site_that_lost_an_anchor_is_not_published(site: Path, listed: Path) -> None:
    """Publication stops before it has changed anything."""
    listed.write_text("/more/#lost\n")
    with pytest.raises(AnchorError):
        publish(Project(site.parent), site, None)
    assert (site / "more/index.html").read_text() == PAGE


def test_a_guide_without_a_list_promises_nothing(site: Path, listed: Path) -> None:
    """Who has published nothing yet is left in peace."""
    check_anchors(site, listed)


@given(st.binary(max_size=300))
def test_any_line_is_an_address_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """Whatever the list has, nothing but AnchorError comes out."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "anchors.txt").write_bytes(b"/" + data)
    with suppress(AnchorError):
        check_anchors(folder, folder / "anchors.txt")
