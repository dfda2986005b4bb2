"""The reference server, broken on purpose: each fault of the vocabulary stands in front of it."""

from scimguide.mapping.faults import FAULTS
from scimguide.reference.faults import lists, resources, responses
from scimguide.reference.faults.exchange import Fault
from scimguide.reference.faults.middleware import FaultMiddleware

__all__ = ["FaultMiddleware", "fault"]


def fault(name: str) -> Fault:
    """
    The fault of a name.

    :raises KeyError: when there is none.
    """
    if name not in FAULTS:
        raise KeyError(name)
    word = name.replace("-", "_")
    room = next(room for room in (lists, resources, responses) if hasattr(room, word))
    found: Fault = getattr(room, word)
    return found
