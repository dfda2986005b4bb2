"""Which members a PATCH concerns: then those suffice to apply it, however many others there are."""

import re
from collections.abc import Iterable
from typing import Any

from scim2_models import PatchOp, PatchOperation

_MEMBERS = r"(?:urn:[\w.:-]+:)?members"
_ALL = re.compile(_MEMBERS, re.IGNORECASE)
_ONE = re.compile(_MEMBERS + r'\[value eq "([^"\\]+)"\]', re.IGNORECASE)


def members_named_by(patch: "PatchOp[Any]") -> set[str] | None:
    """The ids of all members whom the operations of a PATCH concern; None when it may be anyone.

    Okta adds members to ``members`` and removes ``members[value eq "…"]``; both name whom they
    mean, as does a PATCH that concerns no members at all.
    """
    named: set[str] = set()
    for operation in patch.operations or []:
        found = _named_by(operation)
        if found is None:
            return None
        named.update(found)
    return named


def _named_by(operation: "PatchOperation[Any]") -> Iterable[str] | None:
    value = operation.value
    path = str(operation.path or "")
    if not path and isinstance(value, dict):
        listed = [value[key] for key in value if _ALL.fullmatch(key)]
        if not listed:
            return None if any("members" in key.casefold() for key in value) else ()
        path, value = "members", listed[0] if len(listed) == 1 else None
    if operation.op == PatchOperation.Op.remove and (one := _ONE.fullmatch(path)):
        return (one[1],) if value is None else None
    if operation.op == PatchOperation.Op.add and _ALL.fullmatch(path):
        return _ids(value)
    return None if not path or "members" in path.casefold() else ()


def _ids(value: Any) -> Iterable[str] | None:
    """The ids of members that are added."""
    every = value if isinstance(value, list) else [value]
    ids = [each.get("value") if isinstance(each, dict) else None for each in every]
    found = [each for each in ids if isinstance(each, str)]
    return found if len(found) == len(ids) else None
