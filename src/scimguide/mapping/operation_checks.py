"""Operations that could not be carried out, or that do not prove what the service's tables say."""

import re
from collections import Counter
from collections.abc import Mapping

from scimguide.mapping import examples
from scimguide.mapping.operations import Operation
from scimguide.mapping.problems import Found, Place, expected
from scimguide.mapping.spec import Spec


def check_operations(spec: Spec) -> Found:
    """Every problem of the operations, and of the tables that name them."""
    counts = Counter(operation.name for operation in spec.operations)
    captured: dict[str, str] = {}
    for index, operation in enumerate(spec.operations):
        here: Place = ("operations", index)
        if counts[operation.name] > 1:
            yield (*here, "name"), f"duplicate operation {operation.name!r}, expected it once"
        yield from _order(spec, operation, index, captured)
        yield from _request(spec, operation, here)
        yield from _send(spec, operation, here)
        for variable in operation.captures:
            if variable in captured:
                yield (
                    (*here, "captures", variable),
                    f"{variable} is captured by {captured[variable]!r} already, "
                    "expected another name",
                )
            captured[variable] = operation.name
    yield from _proofs(spec)


def _order(spec: Spec, operation: Operation, index: int, captured: dict[str, str]) -> Found:
    here: Place = ("operations", index)
    for variable in sorted(operation.uses - set(captured)):
        known = (
            expected(captured, variable)
            if captured
            else "expected an operation before it that captures it"
        )
        yield (*here, "request"), f"{{{variable}}} is captured by no earlier operation, {known}"
    earlier = [other.name for other in spec.operations[:index]]
    for position, name in enumerate(operation.after):
        if name not in earlier:
            yield (
                (*here, "after", position),
                f"{name!r} is no earlier operation, {expected(earlier, name)}",
            )


def _request(spec: Spec, operation: Operation, here: Place) -> Found:
    rows = {endpoint.path: endpoint.methods for endpoint in spec.service.endpoints}
    path = _endpoint(operation.path, rows)
    if path is None:
        yield (
            (*here, "request"),
            f"{operation.path!r} is no endpoint of the service, {expected(rows, operation.path)}",
        )
    elif operation.method not in rows[path]:
        yield (
            (*here, "request"),
            f"{operation.method} is no method of {path}, {expected(rows[path], operation.method)}",
        )
    try:
        examples.fill(spec, operation.query)
    except examples.UnknownSample as error:
        yield (*here, "query"), f"{error} names no sample, {_samples(spec)}"


def _send(spec: Spec, operation: Operation, here: Place) -> Found:
    send = operation.send
    if send is None:
        return
    kinds = [
        k for k in ("user", "group", "patch", "text", "oversize") if getattr(send, k) is not None
    ]
    if len(kinds) != 1:
        what = " and ".join(kinds) or "nothing"
        yield (*here, "send"), f"{what}, expected one of user, group, patch, text or oversize"
        return
    kind = spec.users if send.user else spec.groups
    paths = [attribute.path.casefold() for attribute in kind.attributes]
    try:
        for path in examples.fill(spec, send.with_):
            if path.casefold() not in paths:
                yield (
                    (*here, "send", "with", path),
                    f"{path!r} is no attribute, "
                    f"{expected([a.path for a in kind.attributes], path)}",
                )
                return
        examples.body(spec, operation)
    except examples.UnknownSample as error:
        yield (*here, "send"), f"{error} names no sample, {_samples(spec)}"
    except ValueError:
        pass  # an expression that cannot be evaluated: reported where it stands


def _proofs(spec: Spec) -> Found:
    """Tables of the service are promises: each row needs the operation that keeps it."""
    names = [operation.name for operation in spec.operations]
    for index, error in enumerate(spec.service.errors):
        here: Place = ("service", "errors", index)
        if error.operation not in names:
            yield (
                (*here, "operation"),
                f"unknown operation {error.operation!r}, {expected(names, error.operation)}",
            )
        elif spec.operation(error.operation).status != error.status:
            got = spec.operation(error.operation).status
            yield (
                (*here, "status"),
                f"{error.status}, expected {got}, the status of {error.operation!r}",
            )
    rows = {endpoint.path: endpoint.methods for endpoint in spec.service.endpoints}
    proven = {(_endpoint(o.path, rows), o.method) for o in spec.operations if not o.fails}
    for index, endpoint in enumerate(spec.service.endpoints):
        for position, method in enumerate(endpoint.methods):
            if (endpoint.path, method) not in proven:
                yield (
                    ("service", "endpoints", index, "methods", position),
                    f"{method} {endpoint.path} is shown by no operation, "
                    "expected one with a status below 400",
                )


def _endpoint(path: str, rows: Mapping[str, object]) -> str | None:
    """The row of the endpoints table that a request's path belongs to."""
    if path in rows:
        return path
    general = re.sub(r"^(/[^/]+)/[^/]+$", r"\1/{id}", path)
    return general if general in rows else None


def _samples(spec: Spec) -> str:
    return expected([*(u.name for u in spec.samples.users), *(g.name for g in spec.samples.groups)])
