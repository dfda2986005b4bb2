"""
Lighter pages: without what is there for writers, and without tags that colour nothing much.

The marks of the generator and the runner are a tenth of a long page. Pygments
wraps every space, bracket and plain name: half of all elements of a page with
many requests, and a phone lays out each of them.
"""

import re

_PLAIN = re.compile(r'<span class="(?:w|p|n)">([^<]*)</span>')
"""Whitespace, punctuation and plain names, as Pygments' HTML formatter writes them."""
_VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_MARK = r"<!--(?:(?!-->).)*-->"
_MARKS = re.compile(rf"<p>(?:\s*{_MARK})+\s*</p>|{_MARK}", re.DOTALL)
_BLANK = re.compile(r"\n\s*\n")


def lighter(html: str) -> str:
    """The page with the same text, and with fewer elements, comments and blank lines."""
    parts = _VERBATIM.split(_PLAIN.sub(r"\1", html))
    # Between two verbatim parts stands text; the name of the element is the group after each.
    for at in range(0, len(parts), 3):
        parts[at] = _BLANK.sub("\n", _MARKS.sub("", parts[at]))
        if at:
            parts[at - 1] = ""
    return "".join(parts)
