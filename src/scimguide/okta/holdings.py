"""What a SCIM service holds, asked by somebody who is not Okta."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any

import httpx

from scimguide.mapping import Spec


class Holdings:
    """
    Looks at a service: ``user ada@example.com active``, ``group Checkout Team``.

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
        self._http = httpx.Client(
            base_url=base_url,
            headers=headers,
            verify=real,
            trust_env=real,
            timeout=60,
            transport=transport,
        )

    def __enter__(self) -> "Holdings":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.close()

    def everything(self) -> list[str]:
        """All users and groups."""
        users = [self._user(found) for found in self._all(self.spec.users.endpoint, {})]
        groups = self._all(self.spec.groups.endpoint, {})
        return users + [f"group {found['displayName']}" for found in groups]

    def holds(self, entry: str) -> bool:
        """Whether one entry is there as it says."""
        kind, _, rest = entry.partition(" ")
        if kind == "group":
            query = {"filter": f'displayName eq "{rest}"'}
            return any(True for _ in self._all(self.spec.groups.endpoint, query))
        query = {"filter": f'userName eq "{rest.rpartition(" ")[0]}"'}
        return entry in [self._user(each) for each in self._all(self.spec.users.endpoint, query)]

    def _user(self, found: dict[str, Any]) -> str:
        return f"user {found['userName']} {'active' if found.get('active', True) else 'inactive'}"

    def _all(self, endpoint: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        start = 1
        while True:
            answer = self._http.get(endpoint, params={**query, "startIndex": start})
            page = answer.raise_for_status().json()
            found = page.get("Resources") or []
            yield from found
            start += len(found)
            if not found or start > page["totalResults"]:
                return
