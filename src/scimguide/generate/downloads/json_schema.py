"""
JSON Schemas of resources, made from SCIM attributes.

A resource has two: what the service returns, and what a client may send.  They
differ in what is read-only, write-only, and required (RFC 7643 section 7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from scimguide.mapping import rfc
from scimguide.mapping.attributes import Attribute, ResourceKind
from scimguide.mapping.rfc import Characteristics
from scimguide.scim.paths import split_path

Side = Literal["returned", "sent"]
JsonSchema = dict[str, Any]
"""A JSON Schema."""

TYPES: dict[str, JsonSchema] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "decimal": {"type": "number"},
    "integer": {"type": "integer"},
    "dateTime": {"type": "string", "format": "date-time"},
    "reference": {"type": "string", "format": "uri-reference"},
    "binary": {"type": "string", "contentEncoding": "base64"},
}
"""The types of RFC 7643 section 2.3, but for complex ones."""

META: JsonSchema = {
    "type": "object",
    "readOnly": True,
    "properties": {
        "resourceType": {"type": "string"},
        "created": TYPES["dateTime"],
        "lastModified": TYPES["dateTime"],
        "location": {"type": "string", "format": "uri"},
        "version": {"type": "string"},
    },
}
"""``meta`` of every resource (RFC 7643 section 3.1)."""


@dataclass(frozen=True)
class Row:
    """An attribute or sub-attribute by its path without a URN."""

    path: str
    is_: Characteristics
    description: str = ""
    values: tuple[str, ...] = ()
    """The only values that the service takes."""
    default: Any = None


def resource_schema(kind: ResourceKind, side: Side, *, closed: bool = False) -> JsonSchema:
    """A user or a group; ``closed`` refuses attributes that are not listed."""
    own = [each for each in kind.attributes if each.urn in (None, kind.schema_)]
    schema = _resource(kind.schema_, _rows(kind, own), side)
    if kind.extension:
        others = [each for each in kind.attributes if each.urn == kind.extension]
        schema["properties"][kind.extension] = _complex(_rows(kind, others), side)
    if closed:
        schema["additionalProperties"] = False
    return schema


def discovery_schema(urn: str) -> JsonSchema:
    """A resource by which a service describes itself (RFC 7643 sections 5 to 7)."""
    rows = [Row(path, is_) for path, is_ in rfc.attributes(urn).items()]
    return _resource(urn, rows, "returned")


def _rows(kind: ResourceKind, attributes: Iterable[Attribute]) -> list[Row]:
    """The rows of attributes, each complex one before its first sub-attribute."""
    rows: dict[str, Row] = {}
    known = rfc.attributes(kind.schema_) if kind.schema_ in rfc.MODELS else {}
    for each in attributes:
        name, *sub = split_path(each.path).keys
        if sub and name != "meta" and name not in rows:
            rows[name] = Row(name, known.get(name) or Characteristics(type="complex"))
        values = tuple(each.canonical_values or ())
        rows[each.name] = Row(each.name, each.is_, each.description, values, each.default)
    return [row for path, row in rows.items() if path.partition(".")[0] != "meta"]


def _resource(urn: str, rows: list[Row], side: Side) -> JsonSchema:
    schema = _complex(rows, side)
    schemas = {
        "type": "array",
        "items": {"type": "string"},
        "contains": {"const": urn},
    }
    properties = {"schemas": schemas, **schema["properties"]}
    if side == "returned":
        properties["meta"] = {"$ref": "#/components/schemas/Meta"}
    required = ["schemas", *schema.get("required", [])]
    return {**schema, "properties": properties, "required": required}


def _complex(rows: list[Row], side: Side) -> JsonSchema:
    properties = {
        row.path: _attribute(row, rows, side)
        for row in rows
        if "." not in row.path and _belongs(row.is_, side)
    }
    # RFC 7643 section 2.5: what has no values may be left out, even where it is required.
    required = [
        row.path
        for row in rows
        if row.path in properties and row.is_.required and not row.is_.multi_valued
    ]
    schema: JsonSchema = {"type": "object", "properties": properties}
    return schema | ({"required": required} if required else {})


def _belongs(is_: Characteristics, side: Side) -> bool:
    if side == "sent":
        return is_.mutability != "readOnly"
    return is_.mutability != "writeOnly" and is_.returned != "never"


def _attribute(row: Row, rows: list[Row], side: Side) -> JsonSchema:
    schema: JsonSchema
    if row.is_.type == "complex":
        inner = [
            Row(each.path.partition(".")[2], each.is_, each.description, each.values, each.default)
            for each in rows
            if each.path.startswith(f"{row.path}.")
        ]
        schema = _complex(inner, side) if inner else {"type": "object"}
    else:
        schema = dict(TYPES[row.is_.type])
    if row.values:
        schema["enum"] = list(row.values)
    if row.is_.multi_valued:
        schema = {"type": "array", "items": schema}
    return schema | _notes(row)


def _notes(row: Row) -> JsonSchema:
    """What is said of an attribute and checks nothing."""
    notes = {
        "description": row.description,
        "default": row.default,
        "readOnly": row.is_.mutability == "readOnly",
        "writeOnly": row.is_.mutability == "writeOnly",
    }
    return {name: value for name, value in notes.items() if value not in (None, "", False)}
