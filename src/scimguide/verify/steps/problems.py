"""What can go wrong on the way through the console, and where the browser is."""

from shutil import which


class NotThere(Exception):
    """Something is not on the screen; the text says what, and what there is."""


def chromium() -> str | None:
    """Where Debian's Chromium is; nothing is downloaded."""
    return which("chromium") or which("chromium-browser")
