"""What operations expect of their responses: enough, and of attributes that exist."""

from collections.abc import Collection

from scimguide.mapping import examples
from scimguide.mapping.operations import PLACEHOLDER, Operation
from scimguide.mapping.placeholder_checks import check_placeholders
from scimguide.mapping.scenario_checks import check_entries
from scimguide.mapping.spec import Kind, Spec
from scimguide.problem import Found, Place, unknown

COMMON = ("schemas", "meta.resourceType", "meta.location", "meta.version")
"""What every resource has, whether the spec describes it or not (RFC 7643 section 3.1)."""

LIST = ("totalResults", "startIndex", "itemsPerPage", "Resources")
"""The attributes of a ListResponse (RFC 7644 section 3.4.2)."""

ERROR = ("status", "scimType", "detail")
"""The attributes of an error (RFC 7644 section 3.12)."""


def check_response(
    spec: Spec, operation: Operation, kind: Kind | None, here: Place, captured: Collection[str]
) -> Found:
    """
    Every problem of ``expect`` and ``leaves``.

    An operation whose status alone were compared would be shown by a service that does nothing.
    """
    yield from check_entries(spec, operation.leaves or (), (*here, "leaves"))
    errors = [row.operation for row in spec.service.errors]
    if operation.status == 204 and operation.expect:
        yield (*here, "expect"), "'expect' with the status 204, expected 'leaves': it has no body"
    elif operation.status == 204 and operation.leaves is None:
        yield (*here, "status"), "204 without 'leaves', expected what the service then contains"
    elif operation.status != 204 and not operation.expect and operation.name not in errors:
        other = ", or a row under service.errors" if operation.fails else ""
        message = f"{operation.name!r} without 'expect', expected what its response contains{other}"
        yield (*here, "name"), message
    paths = _paths(spec, operation, kind)
    for path, value in operation.expect.items():
        place = (*here, "expect", path)
        wrong = list(check_placeholders(spec, {path: value}, (*here, "expect"), captured))
        yield from wrong
        for variable in {*PLACEHOLDER.findall(str(value))} - operation.uses if not wrong else ():
            yield place, f"{{{variable}}} is not in the request, expected a variable of it"
        if paths and not wrong:
            filled = str(examples.fill(spec, path))
            yield from unknown(place, filled, paths, f"{filled!r} is no attribute of the response")


def _paths(spec: Spec, operation: Operation, kind: Kind | None) -> list[str]:
    """The attribute paths that a response can have; none when the spec does not know them."""
    if operation.fails:
        return [*ERROR]
    if kind is None:
        return []
    known = [*COMMON, *(attribute.path for attribute in spec.kind(kind).attributes)]
    known += [path.partition(".")[0] for path in known if not path.startswith("urn:")]
    known = list(dict.fromkeys(known))
    if operation.method == "GET" and operation.path == spec.kind(kind).endpoint:
        return [*LIST, *(f"Resources.{path}" for path in known)]
    return known
