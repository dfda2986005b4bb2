"""
Regular expressions of Java, with a time limit where there can be one.

A pattern is translated into one that means the same here (``java``). In a browser (Pyodide)
there is no ``regex``: Python's own ``re`` has no limit, and the page ends what takes too long.
"""

import sys
import time
from functools import lru_cache
from typing import Any

from scimguide.expression.java import UnreadableError, translate

if sys.platform == "emscripten":
    import re as engine
else:
    import regex as engine

SECONDS = 1.0
"""What patterns may take, in an expression and in a whole batch."""
_LEAST = 0.01
"""What a pattern gets when that time is used up."""


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> tuple[Any, bool]:
    found = translate(pattern)
    try:
        return engine.compile(found.pattern), found.ascii_only
    except (engine.error, RecursionError, OverflowError, MemoryError) as error:
        raise UnreadableError(f"{error}, expected one of Java's") from None


class TimeLimit:
    """What is left of the time for patterns that take long."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = SECONDS

    def full_match(self, pattern: str, text: str) -> bool:
        """
        Whether a whole string matches.

        :raises UnreadableError: when the pattern cannot be read, or Java's versions differ.
        :raises TimeoutError: when it takes longer than what is left.
        """
        compiled, ascii_only = _compiled(pattern)
        if ascii_only and not text.isascii():
            message = "\\b beside letters beyond ASCII differs between versions of Java"
            raise UnreadableError(f"{message}, expected a pattern without it")
        if sys.platform == "emscripten":
            return compiled.fullmatch(text) is not None
        begun = time.perf_counter()
        try:
            return compiled.fullmatch(text, timeout=max(self.left, _LEAST)) is not None
        finally:
            taken = time.perf_counter() - begun
            if taken > _LEAST / 2:
                self.left -= taken
