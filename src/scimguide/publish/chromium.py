"""A page of Debian's Chromium to draw with; it fetches nothing from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium(path: str) -> Iterator[Any]:
    """An empty page, in a browser that ends with the block; a Playwright ``Page``."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser.new_page(viewport={"width": 1200, "height": 630})
        finally:
            browser.close()
