"""
The SCIM user as Okta writes it.

Key order: Okta's SCIM 2.0 reference, sample of *Create Users*.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scimguide.okta.mapper import Mapped

if TYPE_CHECKING:
    from scimguide.mapping.attributes import Attribute, ResourceKind

KEYS = ("schemas", "userName", "name", "emails", "displayName", "locale")
"""The keys that come first in a body; other mapped attributes follow them."""
LAST_KEYS = ("externalId", "groups", "password", "active")
SUB_KEYS = ("primary", "value", "type", "givenName", "familyName")


def create_body(kind: ResourceKind, values: Iterable[Mapped], password: str) -> dict[str, Any]:
    """The body that creates a user."""
    made: dict[str, Any] = {"schemas": [kind.schema_]}
    for each in values:
        place(kind, made, kind.attribute(each.path), each.value)
    made |= {"groups": [], "password": password, "active": True}
    extension = kind.extension or ""
    first = [key for key in KEYS if key in made]
    middle = [k for k in made if k not in (*KEYS, *LAST_KEYS, extension)]
    last = [key for key in (*LAST_KEYS, extension) if key in made]
    return {key: _ordered(made[key]) for key in (*first, *middle, *last)}


def place(kind: ResourceKind, body: dict[str, Any], attribute: Attribute, value: Any) -> None:
    """Write a value over what a resource has at the attribute's path; of several, the primary."""
    target = body
    if attribute.urn and attribute.urn != kind.schema_:
        target = body.setdefault(attribute.urn, {})
        if attribute.urn not in body.setdefault("schemas", []):
            body["schemas"].append(attribute.urn)
    name, _, sub = attribute.name.partition(".")
    if not sub:
        target[name] = value
    elif kind.is_multi_valued(name):
        several = target.get(name)
        if not isinstance(several, list) or not several:
            several = target[name] = [{}]
        first = next((e for e in several if isinstance(e, dict) and e.get("primary")), several[0])
        if isinstance(first, dict):
            first[sub] = value
    else:
        if not isinstance(target.get(name), dict):
            target[name] = {}
        target[name][sub] = value


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        first = [key for key in SUB_KEYS if key in value]
        return {key: value[key] for key in (*first, *(k for k in value if k not in first))}
    return value
