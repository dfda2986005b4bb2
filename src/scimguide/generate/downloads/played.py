"""A request that was carried out while the guide was generated."""

from dataclasses import dataclass
from typing import Any

from scimguide.mapping.operations import Operation
from scimguide.reference.transcript import Exchange


@dataclass(frozen=True)
class Played:
    """An operation, what it sent, and what came."""

    operation: Operation
    body: Any
    """The JSON that was sent; None when there was none."""
    exchange: Exchange
