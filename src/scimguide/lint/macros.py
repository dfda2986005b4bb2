"""The rule for macros: each can be evaluated, as on the site."""

from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page


def evaluation(guide: Guide, page: Page) -> Iterator[Finding]:
    """Macros that are unknown, incomplete or called with wrong arguments."""
    yield from guide.templates.problems(page)
