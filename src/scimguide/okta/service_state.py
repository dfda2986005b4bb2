"""What a SCIM service contains, read by somebody who is not Okta."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from scimguide.mapping import Spec
from scimguide.mapping.expectations import Expectation, parse
from scimguide.okta.requests import replace_active
from scimguide.okta.transport import HttpClient
from scimguide.scim.messages import MEDIA_TYPE
from scimguide.scim.paths import equals, value_at

DETAILS = ("value", "member")
"""Kinds of expectations about a part of a user or group."""

MAX_PAGES = 1000

Search = Callable[[str, str], Iterable[dict[str, Any]]]
"""Finds the resources below an endpoint that match a filter; all of them for an empty one."""


@contextmanager
def state_over_http(
    spec: Spec, base_url: str, token: str, transport: httpx.BaseTransport | None = None
) -> Iterator["ServiceState"]:
    """The state of the service at a base URL; it raises what httpx raises."""
    with _client(base_url, token, transport) as http:
        yield ServiceState(spec, lambda endpoint, text: _pages(http, endpoint, text))


def deactivate(
    spec: Spec, base_url: str, token: str, transport: httpx.BaseTransport | None, name: str
) -> None:
    """Deactivate a user by ``userName``, as an admin of the service does; raises as httpx does."""
    with _client(base_url, token, transport) as http:
        for found in _pages(http, spec.users.endpoint, equals("userName", name)):
            request = replace_active(spec.users.endpoint, found["id"], found, False)
            http.put(request.path, json=request.body).raise_for_status()


def resource_over_http(base_url: str, token: str, endpoint: str, id: str) -> dict[str, Any] | None:
    """The resource of an id, None when there is none; it raises what httpx raises."""
    with _client(base_url, token, None) as http:
        response = http.get(f"{endpoint}/{quote(id, safe='')}")
        if response.status_code == HTTPStatus.NOT_FOUND:
            return None
        found = response.raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError(f"{endpoint}/{id} is no JSON object")
    return found


def _client(base_url: str, token: str, transport: httpx.BaseTransport | None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}", "Accept": MEDIA_TYPE}
    return HttpClient(transport, base_url=base_url, headers=headers, timeout=60).at(base_url)


@dataclass(frozen=True)
class ServiceState:
    """
    Reads a service: ``user ada@example.com active``, ``group Checkout Team``.

    It can also look up ``value ada@example.com name.formatted "Ada Quill"``,
    ``member ada@example.com Checkout Team`` and ``no member …``.
    """

    spec: Spec
    search: Search

    def users(self) -> list[tuple[str, bool]]:
        """Every user: ``userName``, and whether active."""
        return [_user(found) for found in self.search(self.spec.users.endpoint, "")]

    def groups(self) -> list[str]:
        """Every group by its ``displayName``."""
        return [found["displayName"] for found in self.search(self.spec.groups.endpoint, "")]

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

    def _now(self, wanted: Expectation) -> Expectation:
        """The value or the membership as it is."""
        users = self._named(self.spec.users.endpoint, "userName", wanted.name)
        if wanted.kind == "value":
            value = value_at(users[0] if users else {}, wanted.path, self.spec.users.schema_)
            return replace(wanted, value=value)
        groups = self._named(self.spec.groups.endpoint, "displayName", wanted.group)
        members = [each["value"] for group in groups for each in group.get("members") or []]
        return replace(wanted, inside=any(user["id"] in members for user in users))

    def _named(self, endpoint: str, attribute: str, name: str) -> list[dict[str, Any]]:
        kind = "users" if endpoint == self.spec.users.endpoint else "groups"
        if (kind, attribute) in [
            (row.resource, row.attribute) for row in self.spec.service.filters
        ]:
            return list(self.search(endpoint, equals(attribute, name)))
        return [found for found in self.search(endpoint, "") if found.get(attribute) == name]


def _pages(http: httpx.Client, endpoint: str, text: str) -> Iterator[dict[str, Any]]:
    """The resources of a list, page after page."""
    query, start = {"filter": text} if text else {}, 1
    for _ in range(MAX_PAGES):
        response = http.get(endpoint, params={**query, "startIndex": start})
        page = response.raise_for_status().json()
        found = page.get("Resources") or []
        yield from found
        start += len(found)
        if not found or start > page["totalResults"]:
            return
    raise ValueError(f"{endpoint} has more than {MAX_PAGES} pages")


def _user(found: dict[str, Any]) -> tuple[str, bool]:
    return found["userName"], bool(found.get("active", True))
