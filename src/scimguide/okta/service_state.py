"""What a SCIM service contains, read by somebody who is not Okta."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Self

import httpx

from scimguide.mapping import Spec
from scimguide.mapping.expectations import Expectation, parse
from scimguide.okta.requests import equals, set_active

DETAILS = ("value", "member")
"""Kinds of expectations about a part of a user or group."""


class ServiceState:
    """
    Reads a service: ``user ada@example.com active``, ``group Checkout Team``.

    It can also look up ``value ada@example.com name.formatted "Ada Quill"``,
    ``member ada@example.com Checkout Team`` and ``no member …``.

    A context manager; it raises what httpx raises.
    """

    def __init__(
        self,
        spec: Spec,
        base_url: str,
        token: str,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.spec = spec
        # On loopback, do not load certificates.
        real = base_url.startswith("https:") and transport is None
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/scim+json"}
        self._http = httpx.Client(base_url=base_url, headers=headers, verify=real, trust_env=real,
                                  timeout=60, transport=transport)  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def users(self) -> list[tuple[str, bool]]:
        """Every user: ``userName``, and whether active."""
        return [_user(found) for found in self._all(self.spec.users.endpoint, {})]

    def groups(self) -> list[str]:
        """Every group by its ``displayName``."""
        return [found["displayName"] for found in self._all(self.spec.groups.endpoint, {})]

    def read(self, wanted: Iterable[str] = ()) -> list[str]:
        """All users and groups, and the values and members that are ``wanted``, as they are."""
        users = [Expectation("user", name, active) for name, active in self.users()]
        groups = [Expectation("group", name) for name in self.groups()]
        details = [self._now(each) for each in map(parse, wanted) if each.kind in DETAILS]
        return [str(each) for each in (*users, *groups, *details)]

    def contains(self, entry: str) -> bool:
        """Whether the service contains one entry as it says."""
        wanted = parse(entry)
        if wanted.kind in DETAILS:
            return self._now(wanted) == wanted
        if wanted.kind == "group":
            return bool(self._named(self.spec.groups.endpoint, "displayName", wanted.name))
        users = self._named(self.spec.users.endpoint, "userName", wanted.name)
        return (wanted.name, wanted.active) in map(_user, users)

    def deactivate(self, name: str) -> None:
        """Deactivate a user by ``userName``, as an admin of the service does; nobody else."""
        for found in self._named(self.spec.users.endpoint, "userName", name):
            request = set_active(self.spec.users.endpoint, found["id"], False)
            self._http.patch(request.path, json=request.body).raise_for_status()

    def _now(self, wanted: Expectation) -> Expectation:
        """The value or the membership as it is."""
        users = self._named(self.spec.users.endpoint, "userName", wanted.name)
        if wanted.kind == "value":
            return replace(wanted, value=_at(users[0] if users else {}, wanted.path))
        groups = self._named(self.spec.groups.endpoint, "displayName", wanted.group)
        members = [each["value"] for group in groups for each in group.get("members") or []]
        return replace(wanted, inside=any(user["id"] in members for user in users))

    def _named(self, endpoint: str, attribute: str, name: str) -> list[dict[str, Any]]:
        return list(self._all(endpoint, {"filter": equals(attribute, name)}))

    def _all(self, endpoint: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        start = 1
        while True:
            response = self._http.get(endpoint, params={**query, "startIndex": start})
            page = response.raise_for_status().json()
            found = page.get("Resources") or []
            yield from found
            start += len(found)
            if not found or start > page["totalResults"]:
                return


def _user(found: dict[str, Any]) -> tuple[str, bool]:
    return found["userName"], bool(found.get("active", True))


def _at(resource: dict[str, Any], path: str) -> Any:
    """The value at an attribute path, None when there is none."""
    urn, _, name = path.rpartition(":")
    found: Any = resource.get(urn) if urn else resource
    for key in name.split("."):
        found = found[0] if isinstance(found, list) and found else found
        found = found.get(key) if isinstance(found, dict) else None
    return found
