"""What RFC 7643 says of an attribute: its characteristics, read from scim2-models."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from scim2_models import Attribute as SchemaAttribute
from scim2_models import (
    EnterpriseUser,
    Extension,
    Group,
    Resource,
    ResourceType,
    Schema,
    ServiceProviderConfig,
    User,
)

Type = Literal[
    "string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex"
]
Mutability = Literal["readOnly", "readWrite", "immutable", "writeOnly"]
Returned = Literal["always", "never", "default", "request"]
Uniqueness = Literal["none", "server", "global"]


@dataclass(frozen=True, kw_only=True)
class Characteristics:
    """The characteristics of an attribute, with the defaults of RFC 7643 section 2.2."""

    type: Type = "string"
    multi_valued: bool = False
    required: bool = False
    case_exact: bool = False
    mutability: Mutability = "readWrite"
    returned: Returned = "default"
    uniqueness: Uniqueness = "none"
    canonical_values: tuple[str, ...] = ()
    reference_types: tuple[str, ...] = ()

    def but(self, **changes: Any) -> "Characteristics":
        """The same, with every change that is not None."""
        named: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in changes.items()
            if value is not None
        }
        return replace(self, **named)


COMMON = {
    "id": Characteristics(
        required=True,
        case_exact=True,
        mutability="readOnly",
        returned="always",
        uniqueness="server",
    ),
    "externalid": Characteristics(case_exact=True),
    "meta.resourcetype": Characteristics(case_exact=True, mutability="readOnly"),
    "meta.created": Characteristics(type="dateTime", mutability="readOnly"),
    "meta.lastmodified": Characteristics(type="dateTime", mutability="readOnly"),
    "meta.location": Characteristics(type="reference", case_exact=True, mutability="readOnly"),
    "meta.version": Characteristics(case_exact=True, mutability="readOnly"),
}
"""The attributes of RFC 7643 section 3.1, which every resource has and no schema lists."""

MODELS: dict[str, type[Resource[Any]] | type[Extension]] = {
    str(model.__schema__): model for model in (User, Group, EnterpriseUser)
}
"""The schemas of RFC 7643 section 4."""

DISCOVERY: dict[str, type[Resource[Any]]] = {
    str(model.__schema__): model for model in (ServiceProviderConfig, ResourceType, Schema)
}
"""The schemas of RFC 7643 sections 5, 6 and 7, in which a service describes itself."""


@cache
def attributes(schema: str) -> dict[str, Characteristics]:
    """The attributes of a schema of RFC 7643 by path: ``{"userName": …, "name.givenName": …}``."""
    found: dict[str, Characteristics] = {}
    model = MODELS.get(schema) or DISCOVERY[schema]
    for attribute in model.to_schema().attributes or []:
        name = attribute.name or ""
        found[name] = _characteristics(attribute)
        for sub in attribute.sub_attributes or []:
            found[f"{name}.{sub.name}"] = _characteristics(sub)
    return found


def _characteristics(attribute: SchemaAttribute) -> Characteristics:
    return Characteristics().but(
        type=attribute.type and attribute.type.value,
        multi_valued=attribute.multi_valued,
        required=bool(attribute.required),
        case_exact=bool(attribute.case_exact),
        mutability=attribute.mutability and attribute.mutability.value,
        returned=attribute.returned and attribute.returned.value,
        uniqueness=attribute.uniqueness and attribute.uniqueness.value,
        canonical_values=attribute.canonical_values,
        reference_types=attribute.reference_types,
    )
