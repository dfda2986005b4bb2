"""The rule for the words of links: they fit the heading or the page to which they lead."""

import re
from collections.abc import Iterator
from functools import cache
from posixpath import dirname, join, normpath

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.lint.vocabulary import INSIGNIFICANT

_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]]+)\]\((?P<path>[^()\s#:]*\.md)?(?:#(?P<anchor>[^()\s]+))?\)"
)
_WORD = re.compile(r"\d+|[^\W\d_]{2,}")


def words(guide: Guide, page: Page) -> Iterator[Finding]:
    """Links whose words have nothing in common with their target, or more with another one."""
    for link in _LINK.finditer(page.without_lists):
        name = normpath(join(dirname(page.name), link["path"])) if link["path"] else page.name
        text = guide.templates.text(link["words"], page) or ""
        if name not in guide.titles or not _WORD.search(text):
            continue
        generated = page.by_hand[link.start("words")] != link["words"][0]
        if message := _misfit(guide, significant(text), name, link["anchor"] or "", generated):
            yield link.start("words"), f"the link {link['words']!r}, {message}"


def _misfit(guide: Guide, said: frozenset[str], name: str, anchor: str, generated: bool) -> str:
    """
    Why words do not fit a target; empty when they do, or when there is no such target.

    Of two headings that have as many of them, a writer means the one that says less besides.
    """
    headings = guide.headings(name) if anchor else guide.titles
    target, sign = (anchor, "#") if anchor else (name, "")
    if target not in headings:
        return ""  # an element with an id, or a link that leads nowhere
    about = headings if anchor else {each: guide.page(each).about for each in headings}
    fit = {each: [len(said & significant(f"{each} {text}"))] for each, text in about.items()}
    if anchor and not generated:
        for each, heading in headings.items():
            there = significant(heading)
            fit[each] += [len(said & there), -len(there - said)]
    best = max(fit, key=lambda each: fit[each])
    leads = f"which leads to {headings[target]!r}"
    if fit[target][0] == 0:
        return f"{leads}, expected a word of it"
    if fit[best] > fit[target]:
        return f"{leads}, expected {sign}{best}, {headings[best]!r}, or words that fit"
    return ""


@cache
def significant(text: str) -> frozenset[str]:
    """The words of a text by their beginnings, so that endings do not matter."""
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(word[:4] for word in found if word not in INSIGNIFICANT)
