"""The rule for images and drawings: a screen reader has something to say for each."""

import re
from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page

_IMAGE = re.compile(r"!\[\s*\][(\[]|<img(?![^>]*\balt=[\"'][^\"'])[^>]*>")
_DRAWING = re.compile(r"<svg(?![^>]*\b(?:aria-label|aria-hidden)=)[^>]*>")


def alternative_text(guide: Guide, page: Page) -> Iterator[Finding]:
    """Images and drawings without alternative text."""
    for found in _IMAGE.finditer(page.content):
        yield found.start(), "an image without alternative text, expected some: ![text](…) or alt"
    for found in _DRAWING.finditer(page.content):
        yield found.start(), "a drawing without alternative text, expected aria-label"
