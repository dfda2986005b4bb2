"""Attribute paths (RFC 7644 section 3.10): taken apart, read, written, and compared in filters."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple


class AttributePath(NamedTuple):
    """The parts of ``urn:…:User:name.givenName``."""

    urn: str
    """The schema URN in front, empty without one."""
    name: str
    """The rest: ``name.givenName``."""

    @property
    def keys(self) -> list[str]:
        """The attribute and, when there is one, its sub-attribute."""
        return self.name.split(".")


def split_path(path: str) -> AttributePath:
    """The schema URN of a path, which ends at its last colon, and the name behind it."""
    urn, _, name = path.rpartition(":")
    return AttributePath(urn, name)


def value_at(resource: Any, path: str, schema: str = "") -> Any:
    """
    The value at a path, None when there is none; of several values, the first one counts.

    ``schema`` is the URN of the resource's core schema, whose attributes stand at the top.
    """
    urn, name = split_path(path)
    found = resource
    for key in [*([urn] if urn and urn != schema else []), *name.split(".")]:
        found = found[0] if isinstance(found, list) and found else found
        found = found.get(key) if isinstance(found, dict) else None
    return found


def set_value(
    resource: dict[str, Any],
    path: str,
    value: Any,
    *,
    schema: str = "",
    multi_valued: Collection[str] = (),
) -> None:
    """
    Set the value at a path, and name the schema of an extension in ``schemas``.

    A sub-attribute of a ``multi_valued`` attribute goes to its one value. ``schema`` is as for
    ``value_at``.
    """
    target, found = resource, split_path(path)
    if found.urn and found.urn != schema:
        target = resource.setdefault(found.urn, {})
        schemas = resource.setdefault("schemas", [])
        if found.urn not in schemas:
            schemas.append(found.urn)
    name, *sub = found.keys
    if not sub:
        target[name] = value
    elif name in multi_valued:
        target.setdefault(name, [{}])[0][sub[0]] = value
    else:
        target.setdefault(name, {})[sub[0]] = value


def equals(path: str, value: str) -> str:
    """A filter for one value, quoted as RFC 7644 section 3.4.2.2 says: as a JSON string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{path} eq "{escaped}"'
