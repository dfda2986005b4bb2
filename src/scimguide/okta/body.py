"""The SCIM user as Okta's attribute mappings make it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scimguide.mapping.examples import place
from scimguide.okta.mapper import Mapped

if TYPE_CHECKING:
    from scimguide.mapping.attributes import ResourceKind


def mapped_user(kind: ResourceKind, values: Iterable[Mapped]) -> dict[str, Any]:
    """A user with its schemas and the mapped attributes, and nothing else."""
    made: dict[str, Any] = {"schemas": [kind.schema_]}
    for each in values:
        place(kind, made, kind.attribute(each.path), each.value)
    return made
