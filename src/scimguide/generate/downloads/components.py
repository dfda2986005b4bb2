"""The named parts of the OpenAPI description: schemas, errors, the bearer token."""

from typing import Any

from scimguide.generate.downloads.json_schema import (
    META,
    JsonSchema,
    discovery_schema,
    resource_schema,
)
from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec
from scimguide.scim.messages import ERROR_RESPONSE, LIST_RESPONSE, MEDIA_TYPE, PATCH_OP

CORE = "urn:ietf:params:scim:schemas:core:2.0:"


def components(spec: Spec, played: dict[str, RecordedOperation]) -> dict[str, Any]:
    """All named parts."""
    credentials = spec.service.credentials
    return {
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": f"{credentials.token_label}, from {credentials.where}",
            }
        },
        "schemas": _schemas(spec),
        "responses": _errors(spec, played),
    }


def ref(part: str, name: str) -> dict[str, str]:
    """A reference to a named part."""
    return {"$ref": f"#/components/{part}/{name}"}


def discovery(spec: Spec) -> dict[str, str]:
    """The schema of what each path returns that serves no users and groups."""
    by_path = {
        "/ServiceProviderConfig": "ServiceProviderConfig",
        "/Schemas": "SchemaList",
        "/Schemas/{id}": "Schema",
        "/ResourceTypes": "ResourceTypeList",
        "/ResourceTypes/{id}": "ResourceType",
    }
    if spec.service.well_known:
        by_path[spec.service.well_known] = "ServiceProviderConfig"
    served = [row.path for row in spec.service.endpoints]
    return {path: name for path, name in by_path.items() if path in served}


def _schemas(spec: Spec) -> dict[str, JsonSchema]:
    closed = spec.service.behaviour.unknown_attributes == "refuse"
    made: dict[str, JsonSchema] = {}
    for name, kind in (("User", spec.users), ("Group", spec.groups)):
        made[name] = resource_schema(kind, "returned")
        made[f"{name}List"] = _list(name)
        made[f"{name}ToSend"] = resource_schema(kind, "sent", closed=closed)
    for name in dict.fromkeys(discovery(spec).values()):
        single = name.removesuffix("List")
        made[single] = discovery_schema(f"{CORE}{single}")
        if name != single:
            made[name] = _list(single)
    return made | {"PatchOp": _patch(), "Error": _error(spec), "Meta": META}


def _list(name: str) -> JsonSchema:
    """RFC 7644 section 3.4.2."""
    number = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "properties": {
            "schemas": {"const": [LIST_RESPONSE]},
            "totalResults": number,
            "startIndex": {"type": "integer", "minimum": 1},
            "itemsPerPage": number,
            "Resources": {"type": "array", "items": ref("schemas", name)},
        },
        "required": ["schemas", "totalResults"],
    }


def _patch() -> JsonSchema:
    """RFC 7644 section 3.5.2; whether a value fits is for the service to say."""
    operation = {
        "type": "object",
        "properties": {
            "op": {"enum": ["add", "remove", "replace"]},
            "path": {"type": "string"},
            "value": {},
        },
        "required": ["op"],
    }
    return {
        "type": "object",
        "properties": {
            "schemas": {"const": [PATCH_OP]},
            "Operations": {"type": "array", "items": operation, "minItems": 1},
        },
        "required": ["schemas", "Operations"],
    }


def _error(spec: Spec) -> JsonSchema:
    """RFC 7644 section 3.12."""
    return {
        "type": "object",
        "properties": {
            "schemas": {"const": [ERROR_RESPONSE]},
            "status": {"type": "string"},
            "scimType": {"type": "string"},
            "detail": {"type": "string"},
        },
        "required": ["schemas", "status"],
    }


def _errors(spec: Spec, played: dict[str, RecordedOperation]) -> dict[str, Any]:
    """One response a status, with an example of each error that has it."""
    made: dict[str, Any] = {}
    for error in spec.service.errors:
        found = made.setdefault(
            f"Error{error.status}",
            {
                "description": "",
                "content": {MEDIA_TYPE: {"schema": ref("schemas", "Error"), "examples": {}}},
            },
        )
        found["description"] = f"{found['description']} {error.when}.".strip()
        found["content"][MEDIA_TYPE]["examples"][error.operation] = {
            "summary": error.when,
            "value": played[error.operation].exchange.json,
        }
    return made
