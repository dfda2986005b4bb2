"""The SCIM user as Okta's attribute mappings make it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scimguide.mapping.examples import place
from scimguide.okta.mapper import Mapped
from scimguide.okta.requests import TEMPLATE_ATTRIBUTES

if TYPE_CHECKING:
    from scimguide.mapping.attributes import ResourceKind


_NOTHING: Mapping[str, Any] = {}


def template_values(kind: ResourceKind, profile: Mapping[str, Any]) -> dict[str, Any]:
    """What the app's template sends of an Okta profile although the service does not know it."""
    known = {each.path for each in kind.attributes}
    return {
        name: profile[name]
        for name in TEMPLATE_ATTRIBUTES
        if name not in known and profile.get(name) is not None
    }


def mapped_user(
    kind: ResourceKind, values: Iterable[Mapped], profile: Mapping[str, Any] = _NOTHING
) -> dict[str, Any]:
    """A user with its schemas, the mapped attributes, and what the template adds of a profile."""
    made: dict[str, Any] = {"schemas": [kind.schema_], **template_values(kind, profile)}
    for each in values:
        place(kind, made, kind.attribute(each.path), each.value)
    return made
