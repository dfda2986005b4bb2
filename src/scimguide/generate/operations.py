"""Every operation of the spec, sent after what it needs, and compared with what the spec says."""

from collections.abc import Iterator
from typing import Any

from scimguide.generate.record import Recorder
from scimguide.generate.requests import RecordedOperation
from scimguide.problem import Found, Place, expected


def play_operations(
    recorder: Recorder,
) -> tuple[list[RecordedOperation], list[tuple[Place, str]]]:
    """
    Every operation with its response after what it needs, and nothing else.

    And what differs from the spec, with its place in the spec. An operation that needs one of
    these is left out: what it lacks is their fault.
    """
    played: list[RecordedOperation] = []
    wrong: list[tuple[Place, str]] = []
    failed: set[str] = set()
    for index, operation in enumerate(recorder.spec.operations):
        if failed & {each.name for each in recorder.spec.before(operation)}:
            failed.add(operation.name)
            continue
        recorded = recorder.alone(operation)
        found = list(_check(recorded))
        if found:
            failed.add(operation.name)
            wrong += [(("operations", index, *place), message) for place, message in found]
        else:
            played.append(recorded)
    wrong += _error_types(recorder, played)
    return played, wrong


def _error_types(recorder: Recorder, played: list[RecordedOperation]) -> Found:
    """The scimType of each row of the service's errors is that of the response."""
    responses = {each.operation.name: each.exchange.json for each in played}
    for index, row in enumerate(recorder.spec.service.errors):
        response = responses.get(row.operation)
        if not isinstance(response, dict) or response.get("scimType") == row.scim_type:
            continue
        found = response.get("scimType")
        accepted = f"expected {found!r}" if found else "expected no 'scimType'"
        written = repr(row.scim_type) if row.scim_type else "no 'scimType'"
        yield (
            ("service", "errors", index, "scimType"),
            f"{written}, {accepted}, as in the response to {row.operation!r}",
        )


def _check(recorded: RecordedOperation) -> Found:
    operation, shown = recorded.operation, recorded.request.shows
    status, answer = recorded.exchange.status, recorded.exchange.json
    if status != operation.status:
        detail = answer.get("detail") if isinstance(answer, dict) else None
        why = f" ({detail})" if detail else ""
        yield (
            ("status",),
            f"{operation.status}, expected {status}, the status of the response{why}",
        )
    elif shown is not None:
        known = list(attribute_paths(answer))
        if not known:
            yield ("shows",), f"{shown!r} of a response without a body, expected no 'shows'"
        elif shown not in known:
            yield ("shows",), f"{shown!r} is not in the response, {expected(known, shown)}"


def attribute_paths(answer: Any) -> Iterator[str]:
    """Every attribute path in a resource or list: ``name``, ``name.formatted``, ``URN:roles``."""
    for key, value in answer.items() if isinstance(answer, dict) else ():
        yield key
        inner = value[0] if isinstance(value, list) and value else value
        separator = ":" if ":" in key else "."
        yield from (f"{key}{separator}{path}" for path in attribute_paths(inner))
