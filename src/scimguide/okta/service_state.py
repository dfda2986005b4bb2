"""What a SCIM service contains, read by somebody who is not Okta."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Self

import httpx

from scimguide.mapping import Spec
from scimguide.okta.requests import equals

DETAILS = ("value", "member", "no")
"""Entries about a part of a user or group."""


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

    def users(self) -> list[tuple[str, str]]:
        """Every user: ``userName``, and ``active`` or ``inactive``."""
        return [_user(found) for found in self._all(self.spec.users.endpoint, {})]

    def groups(self) -> list[str]:
        """Every group by its ``displayName``."""
        return [found["displayName"] for found in self._all(self.spec.groups.endpoint, {})]

    def read(self, wanted: Iterable[str] = ()) -> list[str]:
        """All users and groups, and the values and members that are ``wanted``, as they are."""
        users = [f"user {name} {state}" for name, state in self.users()]
        groups = [f"group {name}" for name in self.groups()]
        return users + groups + [self._detail(e) for e in wanted if e.split()[0] in DETAILS]

    def contains(self, entry: str) -> bool:
        """Whether the service contains one entry as it says."""
        kind, _, rest = entry.partition(" ")
        if kind in DETAILS:
            return self._detail(entry) == entry
        if kind == "group":
            return bool(self._named(self.spec.groups.endpoint, "displayName", rest))
        name, _, state = rest.rpartition(" ")
        users = self._named(self.spec.users.endpoint, "userName", name)
        return (name, state) in map(_user, users)

    def _detail(self, entry: str) -> str:
        """The entry as it is now."""
        kind, name, rest = entry.removeprefix("no ").split(" ", 2)
        users = self._named(self.spec.users.endpoint, "userName", name)
        if kind == "value":
            path = rest.split(" ", 1)[0]
            value = json.dumps(_at(users[0] if users else {}, path), ensure_ascii=False)
            return f"value {name} {path} {value}"
        groups = self._named(self.spec.groups.endpoint, "displayName", rest)
        members = [each["value"] for group in groups for each in group.get("members") or []]
        inside = any(user["id"] in members for user in users)
        return f"{'' if inside else 'no '}member {name} {rest}"

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


def _user(found: dict[str, Any]) -> tuple[str, str]:
    return found["userName"], "active" if found.get("active", True) else "inactive"


def _at(resource: dict[str, Any], path: str) -> Any:
    """The value at an attribute path, None when there is none."""
    urn, _, name = path.rpartition(":")
    found: Any = resource.get(urn) if urn else resource
    for key in name.split("."):
        found = found[0] if isinstance(found, list) and found else found
        found = found.get(key) if isinstance(found, dict) else None
    return found
