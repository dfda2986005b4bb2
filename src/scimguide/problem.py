"""
What is wrong in a file, and where.

Everything that reads a file collects its problems and raises them together, so that a writer
can fix a file in one round.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from scimguide.errors import UserError

Place = tuple[str | int, ...]
"""The keys and indexes that lead to a value: ``("operations", 3, "status")``."""

Found = Iterator[tuple[Place, str]]
"""What a check yields: where, and what is wrong there."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake, as ``FILE:LINE:COLUMN: what it is, expected what is accepted``."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class SpecError(UserError):
    """A file cannot be used; ``problems`` says why, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def expected(accepted: Iterable[str], got: object = None) -> str:
    """
    ``expected a, b or c``, and what was probably meant when ``got`` is close to one.

    :raises TypeError: for a string, whose letters nobody means.
    """
    if isinstance(accepted, str):
        raise TypeError(f"{accepted!r} is one string, expected several")
    names = list(dict.fromkeys(accepted))
    return f"expected {one_of(names)}" + (closest(got, names) if isinstance(got, str) else "")


def unknown(place: Place, name: str, accepted: Collection[str], what: str) -> Found:
    """The problem of a name that is not among the accepted ones; ``what`` says what it is not."""
    if name not in accepted:
        yield place, f"{what}, {expected(accepted, name)}"


def closest(got: str, accepted: Iterable[str]) -> str:
    """``; did you mean a?`` when one of the accepted names is close; the case does not matter."""
    names = list(dict.fromkeys(accepted))
    close = [name for name in names if name.casefold() == got.casefold()]
    close = close or get_close_matches(got, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def one_of(names: list[str]) -> str:
    """``a, b or c``; ``none`` when there is no name at all."""
    if len(names) < 2:
        return names[0] if names else "none, because the spec has none"
    return f"{', '.join(names[:-1])} or {names[-1]}"
