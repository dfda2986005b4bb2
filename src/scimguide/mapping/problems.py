"""What a check of the spec yields, and the problems that come of it."""

from collections.abc import Iterator

from scimguide.problem import Problem, SpecError, expected, one_of

Place = tuple[str | int, ...]
"""The keys and indexes that lead to a value: ``("operations", 3, "status")``."""


Found = Iterator[tuple[Place, str]]
"""What a check yields: where, and what is wrong there."""

__all__ = ["Found", "Place", "Problem", "SpecError", "expected", "one_of"]
