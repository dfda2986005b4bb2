"""
Regular expressions, with a time limit where there can be one.

In a browser (Pyodide) there is no ``regex``: Python's own ``re`` has no limit and knows no
``\\p{…}``. The page that runs it there ends what takes too long.
"""

import sys

SECONDS = 1.0


class Unreadable(ValueError):
    """A string is no pattern; the message says why, and what is accepted."""


if sys.platform == "emscripten":
    import re

    def full_match(pattern: str, text: str) -> bool:
        """What the other one does, without a limit."""
        try:
            return re.fullmatch(pattern, text) is not None
        except (re.error, RecursionError, OverflowError, MemoryError) as error:
            accepted = "one of Java's, without \\p{…} in a browser"
            raise Unreadable(f"({error}), expected {accepted}") from None

else:
    import regex

    def full_match(pattern: str, text: str) -> bool:
        """
        Whether a whole string matches.

        :raises Unreadable: when the pattern cannot be read.
        :raises TimeoutError: when it takes longer than ``SECONDS``.
        """
        try:
            return regex.fullmatch(pattern, text, timeout=SECONDS) is not None
        except (regex.error, RecursionError, OverflowError, MemoryError) as error:
            raise Unreadable(f"({error}), expected one of Java's") from None
