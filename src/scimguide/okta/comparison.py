"""
What a service contains, compared with what the org has sent to it.

Okta itself never looks: a service that reports success and does something else is found here.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from scimguide.okta.model import AppUser, Push
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult
from scimguide.scim.paths import value_at

Find = Callable[[str, str], dict[str, Any] | None]
"""The resource below an endpoint that has an id; None when there is none."""

UNREADABLE = (
    httpx.HTTPError,
    httpx.InvalidURL,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What it raises to read a service that sends something else than SCIM."""


class Comparison:
    """Follows the requests of an org, and compares the service with them."""

    def __init__(self, org: OrgState, find: Find) -> None:
        self._org = org
        self._find = find
        self._ended: set[str] = set()
        """Ids of accounts that were deactivated."""

    def note(self, report: ActionResult) -> None:
        """Note which accounts an action deactivated or reactivated, as the service responded."""
        for sent in report.requests:
            path, _, id = sent.target.partition("?")[0].rpartition("/")
            if sent.ok and path.endswith(self._org.users_path) and sent.method in ("PATCH", "PUT"):
                active = _active(json.loads(sent.request_body))
                if active is not None:
                    (self._ended.discard if active else self._ended.add)(id)

    def differences(self) -> Iterator[str]:
        """What the service contains otherwise, as sentences; nothing when all is as it was sent."""
        try:
            yield from self._differences()
        except UNREADABLE as error:
            why = str(error) or type(error).__name__
            yield f"what the service contains cannot be read ({why}), expected SCIM resources"

    def _differences(self) -> Iterator[str]:
        org = self._org
        for user in org.app_users.values():
            if user.external_id and user.pushed and not user.error:
                yield from self._user(user, user.external_id)
        current = {user.external_id for user in org.app_users.values()}
        for id in sorted(self._ended - current):
            found = self._find(org.users_path, id)
            if found and found.get("active") is not False:
                yield f"the account {found.get('userName')!r} is active, expected inactive"
        for push in org.pushes.values():
            if push.external_id and not push.error:
                yield from self._group(push, push.external_id)

    def _user(self, user: AppUser, id: str) -> Iterator[str]:
        org, name = self._org, f"the account {self._org.username(user)!r}"
        found = self._find(org.users_path, id)
        if found is None:
            yield f"{name} is not there, expected the id {id}"
            return
        if found.get("active") is not True:
            yield f"{name} is inactive, expected active"
        for attribute in org.spec.users.attributes:
            sent = user.pushed.get(attribute.path)
            kept = attribute.is_.mutability == "readWrite" and attribute.is_.returned != "never"
            if not kept or sent in (None, "", []):
                continue
            value = value_at(found, attribute.path, org.spec.users.schema_)
            if _same(value, attribute.is_.case_exact) != _same(sent, attribute.is_.case_exact):
                yield f"{attribute.path} of {name} is {value!r}, expected {sent!r}"

    def _group(self, push: Push, id: str) -> Iterator[str]:
        name = f"the group {push.name!r}"
        found = self._find(self._org.groups_path, id)
        if found is None:
            yield f"{name} is not there, expected the id {id}"
            return
        if found.get("displayName") != push.name and "no-group-name" not in self._org.variants:
            yield f"the displayName of {name} is {found.get('displayName')!r}"
        members = sorted(str(each.get("value")) for each in found.get("members") or [])
        if members != sorted(push.members):
            shown = [self._names(ids) for ids in (members, push.members)]
            yield f"the members of {name} are {shown[0]}, expected {shown[1]}"

    def _names(self, ids: list[str]) -> str:
        org = self._org
        names = {each.external_id: org.username(each) for each in org.app_users.values()}
        return ", ".join(sorted(names.get(id, id) for id in ids)) or "none"


def _active(body: Any) -> bool | None:
    """What the body of a PATCH or a PUT says of ``active``; None when it says nothing."""
    values = [each.get("value") for each in body.get("Operations", [{"value": body}])]
    found = [each["active"] for each in values if isinstance(each, dict) and "active" in each]
    return found[-1] if found and isinstance(found[-1], bool) else None


def _same(value: Any, case_exact: bool) -> Any:
    """A value in a form that can be compared: lists in any order, strings as their case counts."""
    if isinstance(value, list):
        return sorted(str(_same(each, case_exact)) for each in value)
    return value.casefold() if isinstance(value, str) and not case_exact else value
