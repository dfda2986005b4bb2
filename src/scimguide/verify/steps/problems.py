"""What can go wrong on the way through the console, and where the browser is."""

from importlib.util import find_spec
from shutil import which


class NotThere(Exception):
    """Something is not on the screen; the text says what, and what there is."""


def chromium() -> str | None:
    """Where Debian's Chromium is, when it can be used here; nothing is downloaded."""
    if find_spec("playwright") is None:
        return None
    return which("chromium") or which("chromium-browser")
