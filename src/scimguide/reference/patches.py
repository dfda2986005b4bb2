"""
What a PATCH does to the members of a group, so that its cost is that of the change.

Those whom it concerns suffice to apply it, however many others there are; and operations that
follow one another and concern one member each, as Okta sends them, are one step.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from scim2_models import PatchOp, PatchOperation, Resource

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
    if operation.op == PatchOperation.Op.remove and _ONE.fullmatch(path):
        gone = _removed(operation)
        return None if gone is None else (gone,)
    if operation.op == PatchOperation.Op.add and _ALL.fullmatch(path):
        return _ids(value)
    return None if not path or "members" in path.casefold() else ()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ids(value: Any) -> Sequence[str] | None:
    """The ids of members that are added."""
    ids = [each.get("value") if isinstance(each, dict) else None for each in _listed(value)]
    found = [each for each in ids if isinstance(each, str)]
    return found if len(found) == len(ids) else None


@dataclass(frozen=True)
class Removal:
    """Removals of one member each, as one step."""

    ids: frozenset[str]

    def patch(self, resource: Resource[Any]) -> bool:
        """Take them out of a group; whether one was in it."""
        before = getattr(resource, "members", None) or []
        after = [each for each in before if each.value not in self.ids]
        if len(after) < len(before):
            resource.members = after or None  # type: ignore[attr-defined]
        return len(after) < len(before)


Step: TypeAlias = "PatchOp[Any] | Removal"


def steps_of(patch: "PatchOp[Any]") -> list[Step]:
    """The operations of a PATCH in steps, to be applied one after the other."""
    steps: list[Step] = []
    for removing, run in groupby(patch.operations or [], lambda each: _removed(each) is not None):
        operations = [*run]
        if removing:
            steps.append(Removal(frozenset(str(_removed(each)) for each in operations)))
        else:
            steps.append(patch.model_copy(update={"operations": _joined(operations)}))
    return steps


def _removed(operation: "PatchOperation[Any]") -> str | None:
    """The id of the one member whom an operation removes, None when it does something else."""
    one = _ONE.fullmatch(str(operation.path or ""))
    removes = operation.op == PatchOperation.Op.remove and operation.value is None
    return one[1] if one and removes else None


def _joined(operations: Sequence["PatchOperation[Any]"]) -> list["PatchOperation[Any]"]:
    """The same operations, where those are one that add different members."""
    joined: list[PatchOperation[Any]] = []
    known: set[str] = set()
    for operation in operations:
        ids = _added(operation)
        if ids and known and known.isdisjoint(ids):
            value = [*_listed(joined[-1].value), *_listed(operation.value)]
            joined[-1] = operation.model_copy(update={"value": value})
            known |= ids
        else:
            joined.append(operation)
            known = ids
    return joined


def _added(operation: "PatchOperation[Any]") -> set[str]:
    """The ids of the members whom an operation adds; none when it does something else."""
    adds = operation.op == PatchOperation.Op.add and _ALL.fullmatch(str(operation.path or ""))
    return set(_ids(operation.value) or () if adds else ())
