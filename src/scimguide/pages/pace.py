"""How long a page of the setup takes, counted from its words and steps."""

import re
from math import ceil

from scimguide.pages.scan import scan

WORDS = 250
"""Words that a reader reads in a minute."""
STEP = 10
"""Seconds that a step takes."""
TOLERANCE = 1
"""Minutes by which a page may differ from the count: a new sentence need not change it."""

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_HIDDEN = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{[ #.:][^}\n]*\}|\]\([^)\s]*\)|^ *\|.*$", re.MULTILINE
)
"""What nobody reads: macros, attributes, targets of links; and tables, which are looked up."""


def minutes(text: str) -> int:
    """The minutes of a page, rounded up."""
    return ceil(words(text) / WORDS + len(scan(text).items) * STEP / 60)


def words(text: str) -> int:
    """The words of a page that somebody reads."""
    page = scan(text)
    return len(_WORD.findall(_HIDDEN.sub("", page.prose[page.body :])))
