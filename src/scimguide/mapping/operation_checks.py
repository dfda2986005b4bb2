"""Operations that could not be carried out, or that do not prove what the service's tables say."""

import re
from collections.abc import Collection, Mapping
from typing import Any, get_args

from scimguide.mapping import examples
from scimguide.mapping.attribute_checks import check_value
from scimguide.mapping.attributes import Attribute
from scimguide.mapping.operations import Operation, PatchOperation
from scimguide.mapping.placeholder_checks import check_placeholders
from scimguide.mapping.response_checks import check_response
from scimguide.mapping.spec import Kind, Spec
from scimguide.problem import Found, Place, expected, one_of, unknown

KINDS: tuple[Kind, ...] = get_args(Kind)
SENDS = ("user", "group", "patch", "text", "oversize")
"""The kinds of a body, of which a request has one."""

QUERY = (
    "filter",
    "startIndex",
    "count",
    "cursor",
    "attributes",
    "excludedAttributes",
    "sortBy",
    "sortOrder",
)
"""The query parameters of SCIM (RFC 7644 section 3.4.2 and RFC 9865)."""

_COMPARISON = re.compile(r"([A-Za-z][\w.:$-]*) +([a-z]+)\b")


def check_operations(spec: Spec) -> Found:
    """Every problem of the operations, and of the tables that name them."""
    captured: dict[str, str] = {}
    for index, operation in enumerate(spec.operations):
        here: Place = ("operations", index)
        yield from _order(spec, operation, index, captured)
        yield from _request(spec, operation, here)
        yield from _query(spec, operation, here, captured)
        yield from _captures(operation, here)
        yield from _send(spec, operation, here, captured)
        if operation.shows is not None:
            yield from check_placeholders(spec, operation.shows, (*here, "shows"))
        yield from check_response(spec, operation, kind_name(spec, operation), here, captured)
        for variable in operation.captures:
            if variable in captured:
                message = f"{variable} is captured by {captured[variable]!r} already"
                yield (*here, "captures", variable), f"{message}, expected another name"
            captured[variable] = operation.name
    yield from _proofs(spec)


def _order(spec: Spec, operation: Operation, index: int, captured: dict[str, str]) -> Found:
    here: Place = ("operations", index)
    if used := re.search(r"\{[a-z][^{}]*\}", operation.path):
        yield (*here, "request"), f"{used[0]} in a path, expected a variable such as {{USER_ID}}"
    else:
        yield from check_placeholders(spec, operation.path, (*here, "request"), captured)
    earlier = [other.name for other in spec.operations[:index]]
    for position, name in enumerate(operation.after):
        if name not in earlier:
            accepted = expected(earlier, name) if earlier else "expected none for the first one"
            yield (*here, "after", position), f"{name!r} is no earlier operation, {accepted}"


def _request(spec: Spec, operation: Operation, here: Place) -> Found:
    rows = {endpoint.path: endpoint.methods for endpoint in spec.service.endpoints}
    place, path, method = (*here, "request"), operation.path, operation.method
    if (row := _endpoint(path, rows)) is None:
        yield from unknown(place, path, rows, f"{path!r} is no endpoint of the service")
    else:
        yield from unknown(place, method, rows[row], f"{method} is no method of {row}")


def _query(spec: Spec, operation: Operation, here: Place, captured: Collection[str]) -> Found:
    yield from check_placeholders(spec, operation.query, (*here, "query"), captured)
    for name in operation.query:
        yield from unknown((*here, "query", name), name, QUERY, f"unknown query parameter {name!r}")
    for name in ("startIndex", "count"):
        if isinstance(number := operation.query.get(name), str) and not operation.fails:
            yield (*here, "query", name), f"{number!r}, expected a whole number"
    kind = kind_name(spec, operation)
    text = str(operation.query.get("filter", ""))
    if kind is None or operation.fails or not (found := _COMPARISON.match(text)):
        return
    rows = {row.attribute: row.operators for row in spec.service.filters if row.resource == kind}
    attribute, operator = found.groups()
    place: Place = (*here, "query", "filter")
    yield from unknown(place, attribute, rows, f"{attribute!r} is not under service.filters")
    if attribute in rows:
        what = f"the operator {operator!r} is not under service.filters"
        yield from unknown(place, operator, rows[attribute], what)


def _captures(operation: Operation, here: Place) -> Found:
    if operation.captures and (operation.method != "POST" or operation.fails):
        what = "an operation that fails" if operation.fails else f"a {operation.method}"
        yield (*here, "captures"), f"captures in {what}, expected a POST that creates something"
    if operation.shows is not None and operation.fails:
        yield (*here, "shows"), f"'shows' with the status {operation.status}, expected no 'shows'"


def _send(spec: Spec, operation: Operation, here: Place, captured: Collection[str]) -> Found:
    send = operation.send
    if send is None:
        return
    here = (*here, "send")
    if operation.method in ("GET", "DELETE"):
        yield here, f"a body in a {operation.method}, expected no 'send'"
    kinds = [k for k in SENDS if getattr(send, k) is not None]
    if len(kinds) != 1:
        what = " and ".join(kinds) or "an empty body"
        yield here, f"{what}, expected one of {one_of(list(SENDS))}"
        return
    if send.with_ and kinds[0] not in ("user", "group"):
        yield (*here, "with"), f"'with' beside {kinds[0]!r}, expected it beside user or group"
    users, groups = spec.samples.users, spec.samples.groups
    for kind, name, samples in (("user", send.user, users), ("group", send.group, groups)):
        if name is not None:
            names = [sample.name for sample in samples]
            yield from unknown((*here, kind), name, names, f"{name} names no sample")
    yield from check_placeholders(spec, _raw(send.patch), (*here, "patch"), captured)
    broken = list(check_placeholders(spec, send.with_, (*here, "with"), captured))
    yield from broken or _with(spec, operation, here)
    yield from _patch(spec, operation, here)


def _raw(patch: list[PatchOperation] | None) -> list[Any]:
    return [each.model_dump(exclude_unset=True) for each in patch or []]


def _with(spec: Spec, operation: Operation, here: Place) -> Found:
    send = operation.send
    assert send is not None
    kind = spec.users if send.user else spec.groups
    known = {attribute.path.casefold(): attribute for attribute in kind.attributes}
    for written, value in send.with_.items():
        path = examples.fill(spec, written)
        attribute = known.get(path.casefold())
        if attribute is None:
            accepted = expected([a.path for a in kind.attributes], path)
            yield (*here, "with", written), f"{path!r} is no attribute, {accepted}"
        elif not operation.fails:
            value = examples.fill(spec, value)
            yield from check_value(attribute, value, (*here, "with", written), "the value")


def _patch(spec: Spec, operation: Operation, here: Place) -> Found:
    """Attributes of a PATCH; a service that ignores unknown ones would hide a wrong one."""
    send, name = operation.send, kind_name(spec, operation)
    if send is None or send.patch is None or operation.fails or name is None:
        return
    attributes = {attribute.path: attribute for attribute in spec.kind(name).attributes}
    paths = list(attributes)
    names = list(dict.fromkeys([*paths, *(path.partition(".")[0] for path in paths), "schemas"]))
    for index, each in enumerate(send.patch):
        place: Place = (*here, "patch", index)
        try:
            path = examples.fill(spec, each.path) if each.path else None
        except examples.UnknownSample:
            continue  # reported as a placeholder
        if path and path.partition("[")[0] not in names:
            yield (*place, "path"), f"{path!r} is no attribute, {expected(paths, path)}"
        elif path is None and isinstance(each.value, dict):
            for key in each.value:
                if key not in names:
                    yield from unknown(
                        (*place, "value", key), key, paths, f"{key!r} is no attribute"
                    )
            yield from _values(attributes, each.value, (*place, "value"))
        elif path is None:
            yield place, "a PATCH without 'path', expected a mapping of attributes as 'value'"
        elif each.op != "remove" and "value" not in each.model_fields_set:
            yield place, f"{each.op!r} without 'value', expected one"
        elif path in attributes and each.op != "remove":
            yield from _values(attributes, {path: each.value}, (*place, "value"))
        elif isinstance(each.value, list):
            yield from _items(paths, path, each.value, (*place, "value"))


def _values(attributes: Mapping[str, Attribute], values: dict[str, Any], place: Place) -> Found:
    """Values of a PATCH that have another type than their attributes; placeholders are strings."""
    for path, value in values.items():
        if attribute := attributes.get(path):
            listed = attribute.is_.multi_valued and not isinstance(value, list)
            yield from check_value(
                attribute, [value] if listed else value, (*place, path), "the value"
            )


def _items(paths: list[str], path: str, items: list[Any], place: Place) -> Found:
    inner = [each.removeprefix(f"{path}.") for each in paths if each.startswith(f"{path}.")]
    for index, item in enumerate(items):
        for key in item if inner and isinstance(item, dict) else ():
            what = f"{key!r} is no part of {path!r}"
            yield from unknown((*place, index, key), key, inner, what)


def kind_name(spec: Spec, operation: Operation) -> Kind | None:
    """Whether a request is about users or groups."""
    for name in KINDS:
        endpoint = spec.kind(name).endpoint
        if operation.path == endpoint or operation.path.startswith(f"{endpoint}/"):
            return name
    return None


def _proofs(spec: Spec) -> Found:
    """Tables of the service are promises: each row needs the operation that keeps it."""
    names = [operation.name for operation in spec.operations]
    for index, error in enumerate(spec.service.errors):
        here: Place = ("service", "errors", index)
        name = error.operation
        yield from unknown((*here, "operation"), name, names, f"unknown operation {name!r}")
        if name in names and (got := spec.operation(name).status) != error.status:
            yield (*here, "status"), f"{error.status}, expected {got}, the status of {name!r}"
    rows = {endpoint.path: endpoint.methods for endpoint in spec.service.endpoints}
    proven = {(_endpoint(o.path, rows), o.method) for o in spec.operations if not o.fails}
    for index, endpoint in enumerate(spec.service.endpoints):
        for position, method in enumerate(endpoint.methods):
            if (endpoint.path, method) not in proven:
                here = ("service", "endpoints", index, "methods", position)
                what = f"{method} {endpoint.path} is shown by no operation"
                yield here, f"{what}, expected one with a status below 400"


def _endpoint(path: str, rows: Mapping[str, object]) -> str | None:
    """The row of the endpoints table that a request's path belongs to."""
    if path in rows:
        return path
    general = re.sub(r"^(/[^/]+)/[^/]+$", r"\1/{id}", path)
    return general if general in rows else None
