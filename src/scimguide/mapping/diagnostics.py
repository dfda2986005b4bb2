"""What a check of the spec yields: where something is wrong, and what."""

from collections.abc import Iterator

Place = tuple[str | int, ...]
"""The keys and indexes that lead to a value: ``("operations", 3, "status")``."""

Found = Iterator[tuple[Place, str]]
"""What a check yields: where, and what is wrong there."""
