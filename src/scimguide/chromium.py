"""Debian's Chromium: where it is, and a browser of it that fetches nothing by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from shutil import which
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def chromium() -> str | None:
    """Where it is, when it can be used here; nothing is downloaded."""
    if find_spec("playwright") is None:
        return None
    return which("chromium") or which("chromium-browser")


@contextmanager
def browser(path: str | None = None) -> "Iterator[Browser]":
    """A browser that ends with the block: the one at ``path``, or the one of this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path or chromium(), args=ARGUMENTS)
        try:
            yield started
        finally:
            started.close()
