"""
Smaller pages: without what is there for writers, and without tags that colour nothing much.

The marks of the generator and the runner are a tenth of a long page. Pygments
wraps every space, bracket and plain name: half of all elements of a page with
many requests, and a phone lays out each of them.
"""

import re

_PLAIN = re.compile(r'<span class="(?:w|p|n)">([^<]*)</span>')
"""Whitespace, punctuation and plain names, as Pygments' HTML formatter writes them."""


def _outside(pattern: str) -> re.Pattern[str]:
    """What to look for, and before it the elements whose text stays as it is, as ``verbatim``."""
    verbatim = r"(?P<verbatim><(?P<tag>pre|script|style|textarea)\b.*?</(?P=tag)>)"
    return re.compile(f"{verbatim}|{pattern}", re.DOTALL)


_MARK = r"<!--(?:(?!-->).)*-->"
_MARKS = _outside(rf"<p>(?:\s*{_MARK})+\s*</p>|{_MARK}")
_BLANK = _outside(r"\s*\n\s*")


def minify(html: str) -> str:
    """The page with the same text, and with fewer elements, comments and blank lines."""
    html = _PLAIN.sub(r"\1", html)
    html = _MARKS.sub(lambda found: found["verbatim"] or "", html)
    return _BLANK.sub(lambda found: found["verbatim"] or "\n", html)
