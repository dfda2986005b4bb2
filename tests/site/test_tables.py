"""Tables on phones, where nothing is unlabelled, and stamps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from scimguide.site.stamps import mark

UNLABELLED = """() => [...document.querySelectorAll("article table:not([class]) tbody td")].filter(
  cell => getComputedStyle(cell, "::before").content.length < 4).map(cell => cell.innerText)"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all pages."""
    page = browser.new_page(reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize("name", ["mappings", "limits", "verification"])
def test_on_a_phone_each_row_is_a_card(site: str, window: Page, name: str) -> None:
    """Every value stands below or beside the heading of its column."""
    window.set_viewport_size({"width": 390, "height": 900})
    window.goto(f"{site}/{name}/")
    assert window.evaluate(UNLABELLED) == []


def test_a_stamp_shows_its_words_when_asked(site: str, window: Page) -> None:
    """They are there for screen readers, and appear on hover and on focus."""
    window.set_viewport_size({"width": 1280, "height": 900})
    window.goto(f"{site}/reference/")
    made = f'<p class="stamp stamp--yes">{mark("Executed with curl.")}</p>'
    window.evaluate(
        "made => document.querySelector('article h2').insertAdjacentHTML('afterend', made)", made
    )
    marks = window.locator(".stamp-mark")
    words = marks.first.locator(".stamp-words")
    assert words.inner_text() == "Executed with curl."
    hidden = words.bounding_box()
    marks.first.focus()
    focused = words.bounding_box()
    assert hidden
    assert focused
    assert hidden["width"] <= 1 < focused["width"]
    marks.first.blur()
    marks.first.hover()
    hovered = words.bounding_box()
    assert hovered
    assert hovered["width"] > 1
