"""A resource as the document that is kept: its text, its version, and its unique values."""

import hashlib
import json
from typing import Any

from scim2_models import (
    AttributeBinding,
    Path,
    PreconditionFailedException,
    Resource,
    ScimFilter,
    Uniqueness,
)
from scim2_models.path import CompareOperator, Comparison


def content(resource: Resource[Any]) -> dict[str, Any]:
    """What a resource says, without what the server says about it."""
    return {key: value for key, value in resource.model_dump().items() if key != "meta"}


def seal(resource: Resource[Any]) -> str:
    """The text of a resource, after giving it the version that its state has.

    The version is a weak ETag (RFC 7644 section 3.14) made from the state, so
    that the same state has the same version everywhere.
    """
    assert resource.meta is not None
    resource.meta.version = None
    resource.meta.location = None
    text = json.dumps(resource.model_dump(), sort_keys=True)
    resource.meta.version = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:12]}"'
    return resource.model_dump_json()


def unique_of(resource: Resource[Any]) -> dict[str, str]:
    """The unique values of a resource by their attribute's URN, in the form they compare in."""
    found = {}
    for path in Path[type(resource)].iter_paths(  # type: ignore[misc]
        include_subattributes=False, uniqueness=[Uniqueness.server, Uniqueness.global_]
    ):
        binding = path.resolve()
        value = path.get(resource, strict=False)
        if binding is not None and binding.field_name != "id" and value is not None:
            found[binding.urn] = str(binding.comparable(value))
    return found


def equality(scim_filter: ScimFilter[Any] | None) -> tuple[str, str] | None:
    """URN and value of a filter that compares a unique attribute for equality, or None."""
    node = scim_filter.ast if scim_filter else None
    if scim_filter is None or not isinstance(node, Comparison) or node.op != CompareOperator.eq:
        return None
    try:
        binding: AttributeBinding | None = scim_filter.resolve_comparison(
            node.attr_path, strict=False
        )
    except TypeError:  # at the root, a filter is for several models
        return None
    if binding is None or not isinstance(node.value, str):
        return None
    model = binding.model
    unique = model.get_field_annotation(binding.field_name, Uniqueness)
    if unique is Uniqueness.none or binding.field_name == "id" or binding.sub_field_name:
        return None
    return binding.urn, str(binding.comparable(node.value))


def check_version(resource: Resource[Any], expected: str | None) -> None:
    """See that nobody changed a resource meanwhile (RFC 7644 section 3.14).

    :raises PreconditionFailedException: when somebody did.
    """
    assert resource.meta is not None
    if expected is not None and resource.meta.version != expected:
        raise PreconditionFailedException


def member_ids(resource: Resource[Any]) -> list[str]:
    """The ids of a group's members in their order; none for a user."""
    members = getattr(resource, "members", None) or []
    return [member.value for member in members if member.value is not None]


def drop_member(group: Resource[Any], member: str) -> None:
    """Take a member out of a group."""
    members: Any = group
    members.members = [each for each in members.members if each.value != member] or None
