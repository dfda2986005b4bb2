"""
All operations in one order that works from top to bottom on an empty service.

The spec lists operations for readers, who look one up; each begins with what
it needs.  A tool runs them all, one after the other, on one service.  So what
is there is read, then errors are caused, then it is changed, then removed.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING

from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec
from scimguide.mapping.attributes import ResourceKind
from scimguide.mapping.operations import Operation
from scimguide.problem import Place

if TYPE_CHECKING:
    from scimguide.generate.record import Recorder


class Phase(IntEnum):
    """A part of the run; an operation never stands in front of one that it needs."""

    DISCOVERY = 0
    USERS = 1
    GROUPS = 2
    ERRORS = 3
    USER_CHANGES = 4
    GROUP_CHANGES = 5
    CLEAN_UP = 6
    LATE_ERRORS = 7

    @property
    def title(self) -> str:
        """The name of the folder."""
        return _TITLES[self]


_TITLES = {
    Phase.DISCOVERY: "Discovery",
    Phase.USERS: "Users",
    Phase.GROUPS: "Groups",
    Phase.ERRORS: "Errors",
    Phase.USER_CHANGES: "Changes of users",
    Phase.GROUP_CHANGES: "Changes of groups",
    Phase.CLEAN_UP: "Clean-up",
    Phase.LATE_ERRORS: "Errors after the clean-up",
}

Sequence = Mapping[Phase, list[Operation]]
"""The phases in their order, each with its operations; only those that have some."""
RecordedSequence = Mapping[Phase, list[RecordedOperation]]
"""The same with requests and responses."""


def sequence(spec: Spec) -> Sequence:
    """Every operation of a spec, by phase; within a phase in the order of the spec."""
    phases: dict[str, Phase] = {}
    found: dict[Phase, list[Operation]] = {phase: [] for phase in Phase}
    for operation in spec.operations:
        needed = [phases[other.name] for other in spec.before(operation)]
        phase = max(_earliest(spec, operation), *needed, Phase.DISCOVERY)
        if operation.fails and phase is Phase.CLEAN_UP:
            phase = Phase.LATE_ERRORS
        phases[operation.name] = phase
        found[phase].append(operation)
    return {phase: operations for phase, operations in found.items() if operations}


def _earliest(spec: Spec, operation: Operation) -> Phase:
    kind = kind_of(spec, operation.path)
    if operation.fails:
        return Phase.ERRORS
    if kind is None:
        return Phase.DISCOVERY
    if operation.method == "DELETE":
        return Phase.CLEAN_UP
    if operation.method in ("PUT", "PATCH"):
        return Phase.USER_CHANGES if kind is spec.users else Phase.GROUP_CHANGES
    return Phase.USERS if kind is spec.users else Phase.GROUPS


def kind_of(spec: Spec, path: str) -> ResourceKind | None:
    """Users or groups, by the path of a request or an endpoint; None for anything else."""
    for kind in (spec.users, spec.groups):
        if path == kind.endpoint or path.startswith(f"{kind.endpoint}/"):
            return kind
    return None


def rehearsed(recorder: "Recorder", order: Sequence) -> tuple[list[str], list[tuple[Place, str]]]:
    """
    Carry the sequence out on an empty service.

    Returns what the service contains at the end, and what is wrong: the place of
    the first operation in the spec with another response, with a message.
    """
    recorder.start_over()
    for operation in (each for operations in order.values() for each in operations):
        exchange = recorder.play([operation])[-1].exchange
        if exchange.status != operation.status:
            detail = (exchange.json or {}).get("detail", "")
            return [], [
                (
                    ("operations", recorder.spec.operations.index(operation), "status"),
                    f"{operation.status}, but {exchange.status} was returned when all operations "
                    f"ran in one go ({detail}), expected an order in which each returns what it "
                    "returns alone; say under 'after' what must have happened",
                )
            ]
    return recorder.service_state(), []
