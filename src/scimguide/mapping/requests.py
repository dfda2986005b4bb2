"""
An operation of the spec as the request that is sent, resolved in this one place.

The recorder sends a ``ConcreteRequest``; curl, Python and the downloads write the same one, and
the runner of pages compares with it what their snippets send.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scimguide.layout import json_text
from scimguide.mapping import examples
from scimguide.mapping.operations import PLACEHOLDER, Operation
from scimguide.mapping.spec import Spec


@dataclass(frozen=True, kw_only=True)
class ConcreteRequest:
    """
    A request with the values of the samples; captured ids are still open, as ``{USER_ID}``.

    The body is ``json``, ``text`` or ``filler``; a request without a body has none of them.
    """

    operation: Operation
    """The expected status, and which values of the response later requests need."""
    at_origin: bool
    """Whether ``path`` stands at the root of the host; below the base URL otherwise."""
    base_path: str
    """The path of the base URL, ``/scim/v2``."""
    path: str
    query: Mapping[str, str | int]
    json: Any = None
    text: str | None = None
    """Sent as it stands."""
    filler: int = 0
    """The bytes of a body that is only there to be too large."""
    shows: str | None = None
    """The attribute path in the response that the Python snippet prints."""
    expect: Mapping[str, Any] = field(default_factory=dict)
    """What the response contains, by attribute paths."""

    @property
    def has_body(self) -> bool:
        """Whether there is a body, and so a ``Content-Type``."""
        return self.operation.send is not None

    @property
    def body_text(self) -> str:
        """The body as a file shows it; empty for a filler."""
        return json_text(self.json) if self.json is not None else self.text or ""

    @property
    def content(self) -> bytes:
        """The body in bytes, as it is sent."""
        if self.json is not None:
            return json.dumps(self.json).encode()
        return b" " * self.filler if self.text is None else self.text.encode()

    def with_ids(self, ids: Mapping[str, str]) -> "ConcreteRequest":
        """
        The same request with ids by the names of their variables.

        :raises KeyError: when the request needs an id that is not among them.
        """
        known = {variable: ids[variable] for variable in self.operation.uses}
        path, body = _with_ids(self.path, known), _with_ids(self.json, known)
        return replace(self, path=path, json=body, expect=_with_ids(self.expect, known))


def concrete_request(spec: Spec, operation: Operation) -> ConcreteRequest:
    """
    The request of an operation.

    :raises UnknownSample: when the operation names a sample that does not exist.
    """
    service, send = spec.service, operation.send
    return ConcreteRequest(
        operation=operation,
        at_origin=operation.path == service.well_known,
        base_path=service.base_path,
        path=operation.path,
        query=examples.fill(spec, operation.query),
        json=examples.body(spec, operation),
        text=send.text if send else None,
        filler=service.limits.body_size.value + 1 if send and send.oversize else 0,
        shows=examples.fill(spec, operation.shows),
        expect=examples.fill(spec, operation.expect),
    )


def _with_ids(item: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(item, str):
        return PLACEHOLDER.sub(lambda match: ids[match[1]], item)
    if isinstance(item, list):
        return [_with_ids(each, ids) for each in item]
    if isinstance(item, dict):
        return {key: _with_ids(each, ids) for key, each in item.items()}
    return item
