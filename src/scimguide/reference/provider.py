"""The spec as scim2-models understands it: schemas, resource types and configuration."""

from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    Filter,
    Patch,
    ResourceType,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)

from scimguide.mapping import Spec, rfc
from scimguide.mapping.attributes import ResourceKind
from scimguide.mapping.rfc import Characteristics


def provider_of(spec: Spec) -> ScimProvider:
    """What a service serves and announces, from its spec."""
    kinds = (("User", spec.users), ("Group", spec.groups))
    unknown = spec.service.behaviour.unknown_attributes
    return ScimProvider.from_discovery(
        [schema for name, kind in kinds for schema in _schemas(name, kind)],
        [_resource_type(name, kind) for name, kind in kinds],
        config=_config(spec),
        policy=ScimPolicy(
            unknown=ScimPolicy.Unknown.ignore if unknown == "ignore" else ScimPolicy.Unknown.forbid
        ),
    )


def _schemas(name: str, kind: ResourceKind) -> list[Schema]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for attribute in kind.attributes:
        if attribute.urn is None and attribute.path.casefold() in rfc.COMMON:
            continue  # RFC 7643 section 3.1: every resource has it, no schema lists it
        schema = attribute.urn or kind.schema_
        rows = found.setdefault(schema, {})
        head, _, sub = attribute.name.partition(".")
        row = _row(sub or head, attribute.is_, attribute.description)
        if sub:
            parent = rows.setdefault(head, _row(head, rfc.attributes(schema)[head], ""))
            parent.setdefault("subAttributes", []).append(row)
        else:
            rows[head] = row
    names = {kind.schema_: name}
    return [
        Schema.model_validate(
            {
                "id": urn,
                "name": names.get(urn, f"{name}Extension"),
                "description": f"{name}, as this service keeps it",
                "attributes": list(rows.values()),
            }
        )
        for urn, rows in found.items()
    ]


def _row(name: str, is_: Characteristics, description: str) -> dict[str, Any]:
    """An attribute of a Schema resource (RFC 7643 section 7)."""
    row: dict[str, Any] = {
        "name": name,
        "type": is_.type,
        "multiValued": is_.multi_valued,
        "required": is_.required,
        "caseExact": is_.case_exact,
        "mutability": is_.mutability,
        "returned": is_.returned,
        "uniqueness": is_.uniqueness,
    }
    if description:
        row["description"] = description
    if is_.canonical_values:
        row["canonicalValues"] = list(is_.canonical_values)
    if is_.reference_types:
        row["referenceTypes"] = list(is_.reference_types)
    return row


def _resource_type(name: str, kind: ResourceKind) -> ResourceType:
    row: dict[str, Any] = {
        "id": name,
        "name": name,
        "endpoint": kind.endpoint,
        "schema": kind.schema_,
    }
    if kind.extension:
        row["schemaExtensions"] = [{"schema": kind.extension, "required": False}]
    return ResourceType.model_validate(row)


def _config(spec: Spec) -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(
            supported=bool(spec.service.filters), max_results=spec.service.limits.page_size.value
        ),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="OAuth Bearer Token",
                description=f"The {spec.service.credentials.token_label}",
                primary=True,
            )
        ],
    )
