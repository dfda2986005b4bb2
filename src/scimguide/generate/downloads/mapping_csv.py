"""
The attribute mapping as CSV, one line an attribute.

People open it in spreadsheets, which compute what begins with ``=``, ``+``,
``-`` or ``@``.  Such a cell gets an apostrophe in front, and so does one that
begins with apostrophes before such a sign: who reads takes one off again.
"""

import csv
import io
import json
import re
from typing import Any

from scimguide.mapping import Spec
from scimguide.mapping.attributes import Attribute, ResourceKind

COLUMNS = (
    "resource",
    "attribute",
    "description",
    "direction",
    "from",
    "expression",
    "alternatives",
    "externalName",
    "externalNamespace",
    "variableName",
    "type",
    "multiValued",
    "required",
    "mutability",
    "returned",
    "uniqueness",
    "caseExact",
    "canonicalValues",
    "default",
)
"""The first line; characteristics are named as in RFC 7643 section 7."""

_COMPUTED = re.compile(r"'*[=+\-@\t\r]")
_MAPPED = ("Attribute Mappings", "Group assignment")


def text(spec: Spec) -> str:
    """The file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for kind in (spec.users, spec.groups):
        for attribute in kind.attributes:
            row = _row(spec, kind, attribute)
            writer.writerow({name: guarded(value) for name, value in row.items()})
    return out.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if _COMPUTED.match(cell) else cell


def _row(spec: Spec, kind: ResourceKind, attribute: Attribute) -> dict[str, str]:
    okta, is_ = attribute.okta, attribute.is_
    mapped = okta is not None and okta.from_ in _MAPPED
    editor = attribute.profile_editor
    return {
        "resource": kind.schema_.rpartition(":")[2],
        "attribute": attribute.path,
        "description": attribute.description,
        "direction": _direction(spec, attribute),
        "from": okta.from_ if okta else "",
        "expression": (okta and okta.expression) or "",
        "alternatives": _json(okta.alternatives if okta else []),
        "externalName": attribute.external_name if mapped else "",
        "externalNamespace": (attribute.urn or kind.schema_) if mapped else "",
        "variableName": editor.variable_name if editor else "",
        "type": is_.type,
        "multiValued": _json(is_.multi_valued),
        "required": _json(is_.required),
        "mutability": is_.mutability,
        "returned": is_.returned,
        "uniqueness": is_.uniqueness,
        "caseExact": _json(is_.case_exact),
        "canonicalValues": _json(list(is_.canonical_values)),
        "default": _json(attribute.default),
    }


def _direction(spec: Spec, attribute: Attribute) -> str:
    okta, service = spec.identity_provider.name, spec.service.name
    if attribute.is_.mutability == "readOnly":
        return f"{service} to {okta}"
    return f"{okta} to {service}" if attribute.okta else "not sent"


def _json(value: Any) -> str:
    """JSON; nothing for None and for no values."""
    return "" if value in (None, []) else json.dumps(value, ensure_ascii=False)
