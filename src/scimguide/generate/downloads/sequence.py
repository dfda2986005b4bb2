"""
All operations in one order that works from top to bottom on an empty service.

The spec lists operations for readers, who look one up; each begins with what
it needs.  A tool runs them all, one after the other, on one service.  So what
is there is read, then errors are provoked, then it is changed, then removed.
"""

from collections.abc import Mapping
from enum import IntEnum

from scimguide.generate.record import Recorder
from scimguide.mapping import Spec
from scimguide.mapping.attributes import ResourceKind
from scimguide.mapping.operations import Operation


class Stage(IntEnum):
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
    Stage.DISCOVERY: "Discovery",
    Stage.USERS: "Users",
    Stage.GROUPS: "Groups",
    Stage.ERRORS: "Errors",
    Stage.USER_CHANGES: "Changes of users",
    Stage.GROUP_CHANGES: "Changes of groups",
    Stage.CLEAN_UP: "Clean-up",
    Stage.LATE_ERRORS: "Errors after the clean-up",
}

Sequence = Mapping[Stage, list[Operation]]
"""The stages in their order, each with its operations; only those that have some."""


def sequence(spec: Spec) -> Sequence:
    """Every operation of a spec, by stage; within a stage in the order of the spec."""
    stages: dict[str, Stage] = {}
    found: dict[Stage, list[Operation]] = {stage: [] for stage in Stage}
    for operation in spec.operations:
        needed = [stages[other.name] for other in spec.before(operation)]
        stage = max(_earliest(spec, operation), *needed, Stage.DISCOVERY)
        if operation.fails and stage is Stage.CLEAN_UP:
            stage = Stage.LATE_ERRORS
        stages[operation.name] = stage
        found[stage].append(operation)
    return {stage: operations for stage, operations in found.items() if operations}


def _earliest(spec: Spec, operation: Operation) -> Stage:
    kind = kind_of(spec, operation.path)
    if operation.fails:
        return Stage.ERRORS
    if kind is None:
        return Stage.DISCOVERY
    if operation.method == "DELETE":
        return Stage.CLEAN_UP
    if operation.method in ("PUT", "PATCH"):
        return Stage.USER_CHANGES if kind is spec.users else Stage.GROUP_CHANGES
    return Stage.USERS if kind is spec.users else Stage.GROUPS


def kind_of(spec: Spec, path: str) -> ResourceKind | None:
    """Users or groups, by the path of a request or an endpoint; None for anything else."""
    for kind in (spec.users, spec.groups):
        if path == kind.endpoint or path.startswith(f"{kind.endpoint}/"):
            return kind
    return None


def rehearsed(recorder: Recorder, order: Sequence) -> tuple[list[str], list[tuple[int, str]]]:
    """
    Carry the sequence out on an empty service.

    Returns what the service holds at the end, and what is wrong: the place of
    the first operation in the spec that is answered otherwise, with a message.
    """
    recorder.start_over()
    for operation in (each for operations in order.values() for each in operations):
        exchange = recorder.play([operation])[-1]
        if exchange.status != operation.status:
            detail = (exchange.json or {}).get("detail", "")
            return [], [
                (
                    recorder.spec.operations.index(operation),
                    f"{operation.status}, but {exchange.status} came when all operations ran in "
                    f"one go ({detail}), expected an order in which each is answered as alone; "
                    "say under 'after' what must have happened",
                )
            ]
    return recorder.service_state(), []
