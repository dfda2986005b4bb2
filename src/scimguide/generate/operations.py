"""Every operation of the spec, sent after what it needs, and compared with what the spec says."""

import json
from collections.abc import Iterator
from typing import Any

from scimguide.generate.record import Recorder
from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import examples
from scimguide.mapping.operations import Operation
from scimguide.okta.story import other_outcome
from scimguide.problem import Found, Place, expected
from scimguide.scim.messages import ERROR_RESPONSE
from scimguide.scim.paths import split_path


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
        found = differences(recorder, recorded)
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


def differences(recorder: Recorder, recorded: RecordedOperation) -> list[tuple[Place, str]]:
    """What the latest response, and the service after it, contain otherwise than the spec says."""
    return list(_check(recorded)) or list(_left(recorder, recorded.operation))


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
    if status != operation.status:
        return
    yield from _differences(recorded)
    for variable in operation.captures.keys() - recorded.captured.keys():
        path = operation.captures[variable]
        yield ("captures", variable), f"{path!r} is not in the response, expected it there"
    if operation.fails:
        yield from _no_error(status, answer)


def _no_error(status: int, answer: Any) -> Iterator[tuple[Place, str]]:
    """What a response lacks of an error of RFC 7644 section 3.12."""
    said = answer if isinstance(answer, dict) else {}
    if ERROR_RESPONSE not in said.get("schemas", []) or said.get("status") != str(status):
        yield ("status",), f"{status} without a SCIM error, expected one with 'status' {status}"


def _differences(recorded: RecordedOperation) -> Iterator[tuple[Place, str]]:
    """What the response contains otherwise than the operation expects."""
    answer, operation = recorded.exchange.json, recorded.operation
    for written, (path, value) in zip(operation.expect, recorded.sent.expect.items(), strict=True):
        found = value_at_path(answer, path)
        if found in (value, [value]) or (value is None and not any(found or [])):
            continue
        known = list(attribute_paths(answer))
        place, what = ("expect", written), f"{path}: {json.dumps(value, ensure_ascii=False)}"
        if path not in known:
            yield place, f"{what}, which is not in the response, {expected(known, path)}"
        else:
            actual = json.dumps(found, ensure_ascii=False)
            yield place, f"{what}, expected {actual}, as in the response"


def _left(recorder: Recorder, operation: Operation) -> Iterator[tuple[Place, str]]:
    """What the service contains otherwise than the operation leaves it."""
    if operation.leaves is not None:
        wanted = [str(each) for each in examples.fill(recorder.spec, operation.leaves)]
        yield from other_outcome(recorder, wanted, "leaves", operation.leaves)


def value_at_path(answer: Any, path: str) -> Any:
    """
    The value at an attribute path, None when there is none.

    A path through ``Resources`` or another list of complex values gives all their values.
    """
    if path.startswith("Resources."):
        inner = path.removeprefix("Resources.")
        resources = answer.get("Resources", []) if isinstance(answer, dict) else []
        return [value_at_path(each, inner) for each in resources]
    urn, name = split_path(path)
    found = answer
    for key in [*([urn] if urn else []), *name.split(".")]:
        if isinstance(found, list):
            found = [each.get(key) for each in found if isinstance(each, dict)]
        else:
            found = found.get(key) if isinstance(found, dict) else None
    return found


def attribute_paths(answer: Any) -> Iterator[str]:
    """Every attribute path in a resource or list: ``name``, ``name.formatted``, ``URN:roles``."""
    for key, value in answer.items() if isinstance(answer, dict) else ():
        yield key
        inner = value[0] if isinstance(value, list) and value else value
        separator = ":" if ":" in key else "."
        yield from (f"{key}{separator}{path}" for path in attribute_paths(inner))
