"""The rules for headings: a title first, and sentence case."""

import re
from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.lint.vocabulary import REASON_PHRASES

_HEADING = re.compile(r"^[ \t]*#+ (?P<text>.+)$", re.MULTILINE)
_WORD = re.compile(r"\S+")
_CAPITAL = re.compile(r"[A-Z][a-z]+$")


def first_line(guide: Guide, page: Page) -> Iterator[Finding]:
    """Pages that do not begin with their title."""
    start = len(page.by_hand) - len(page.by_hand.lstrip())
    if not page.by_hand.startswith("# ", start):
        yield min(start, len(page.text)), "no title first, expected '# ' and the title of the page"


def sentence_case(guide: Guide, page: Page) -> Iterator[Finding]:
    """Capitals behind the first word of a heading that are no part of a name."""
    spec = guide.spec
    names = {spec.service.name, spec.identity_provider.name, *spec.identity_provider.all_labels}
    names |= {feature.name for feature in spec.service.features} | REASON_PHRASES
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for found in _HEADING.finditer(page.prose):
        text = pattern.sub(lambda name: "x" * len(name[0]), found["text"])
        for word in list(_WORD.finditer(text))[1:]:
            if _CAPITAL.match(word[0]):
                yield (
                    found.start("text") + word.start(),
                    f"{word[0]!r} in a heading, expected lower case",
                )
