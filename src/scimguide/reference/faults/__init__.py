"""The reference server, broken on purpose: each fault of the vocabulary stands in front of it."""

from scimguide.mapping.faults import FAULTS
from scimguide.reference.faults import answers, lists, resources
from scimguide.reference.faults.exchange import Fault
from scimguide.reference.faults.front import Front

__all__ = ["Front", "fault"]


def fault(name: str) -> Fault:
    """
    The fault of a name.

    :raises KeyError: when there is none.
    """
    if name not in FAULTS:
        raise KeyError(name)
    word = name.replace("-", "_")
    room = next(room for room in (answers, lists, resources) if hasattr(room, word))
    found: Fault = getattr(room, word)
    return found
