"""What the checks know of a guide and its service, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STAND_IN = "scimguide-preflight-0"
"""Stands in the bodies of ``Facts`` where a run puts a name of its own."""


@dataclass(frozen=True)
class Facts:
    """The part of the spec that the checks need; every value is JSON."""

    service: str
    """The service's name."""
    well_known: str | None
    """A second path of the configuration, at the root of the host."""
    users: str
    """Path of the users: ``/Users``."""
    groups: str
    methods: dict[str, list[str]]
    """The methods of ``users``, ``user``, ``groups``, ``group`` and ``config``."""
    filters: list[str]
    """What can be looked up by ``eq``: ``users userName``, ``groups displayName``."""
    user: dict[str, Any]
    """What the guide's mapping makes of a user, named by ``STAND_IN``."""
    renamed: dict[str, Any]
    """The same user with another family name."""
    unknown: list[str]
    """What of it the service need not keep: the template of the app sends it unasked."""
    group_schema: str
    """The schema URN of a group."""
    immutable: list[str]
    """What can never change, by kind and path: ``users userName``, ``groups displayName``."""
    role_path: str | None
    """The path of the attribute for roles, with its URN when that is an extension."""
    role_values: list[str]
    """Values to be set in a test; several only when the attribute takes several."""
    role_list: bool
    keeps_deleted: bool
    """Whether a deleted user stays, deactivated."""
    group_names_unique: bool
    answer_time: int
    """Seconds that Okta waits."""
    page_size: int
    """Resources that Okta requests in one page."""
    steps: dict[str, str]
    """Where the guide speaks of what a check looks at: ``page.md#anchor`` by check."""
    problems: list[str] | None
    """The entries of the guide's catalogue of problems; None when it has none."""
