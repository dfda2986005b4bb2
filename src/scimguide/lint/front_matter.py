"""The rules for what each page says of itself: title, description, and what it leaves."""

from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.lint.vocabulary import DESCRIPTION_LENGTH, TITLE_LENGTH
from scimguide.problem import expected


def presence(guide: Guide, page: Page) -> Iterator[Finding]:
    """Pages that say nothing of themselves."""
    if page.text.startswith("---\n---\n"):
        yield 0, "an empty front matter, expected title, description and leaves in it"
    elif not page.settings and page.is_readable:
        yield 0, "no front matter, expected '---' around title, description and leaves"


def title(guide: Guide, page: Page) -> Iterator[Finding]:
    """Titles that do not fit a browser's tab."""
    if not page.settings:
        return
    value, offset = page.settings.get("title"), page.setting_offset("title")
    if value is None:
        yield offset, "no title, expected 'title: …' in the front matter"
        return
    text = str(value)
    if len(text) not in TITLE_LENGTH:
        yield offset, f"a title of {len(text)} characters, expected {_range(TITLE_LENGTH)}"
    if text.endswith("."):
        yield offset, f"the title {text!r} with a full stop, expected none"
    if text == page.settings.get("description"):
        yield offset, "a title that is the description, expected the name of the page"


def description(guide: Guide, page: Page) -> Iterator[Finding]:
    """Descriptions that do not fit a search result."""
    if not page.settings:
        return
    value, offset = page.settings.get("description"), page.setting_offset("description")
    if value is None:
        yield (
            offset,
            "no description, expected 'description: …' with a sentence in the front matter",
        )
        return
    text = str(value)
    if len(text) not in DESCRIPTION_LENGTH:
        yield (
            offset,
            f"a description of {len(text)} characters, expected {_range(DESCRIPTION_LENGTH)}",
        )
    if not text.endswith("."):
        yield offset, "a description without a full stop, expected a sentence"


def leaves(guide: Guide, page: Page) -> Iterator[Finding]:
    """Pages that do not say what they leave at the service."""
    if page.settings and "leaves" not in page.settings:
        yield 0, "no leaves, expected 'leaves: []' or what remains at the service after this page"


def template(guide: Guide, page: Page) -> Iterator[Finding]:
    """Templates that neither the theme nor the guide has."""
    chosen = page.settings.get("template")
    if isinstance(chosen, str) and chosen not in guide.page_templates:
        accepted = expected(sorted(guide.page_templates), chosen)
        yield page.setting_offset("template"), f"the template {chosen!r}, {accepted}"


def _range(accepted: range) -> str:
    return f"{accepted[0]} to {accepted[-1]}"
