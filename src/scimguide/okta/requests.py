"""
What Okta sends: each request as data, with its headers and the bytes of its body.

The rehearsal org sends these requests, preflight sends the same, and the file
``preflight.py`` carries this module. So it imports nothing but the standard
library and ``scim/``, and runs on Python 3.9.

Sources, by the names that the docstrings use:

- *SCIM 2.0 reference*: Okta, "SCIM 2.0 reference"
  (https://developer.okta.com/docs/api/openapi/okta-scim/guides/scim-20/).
- *Concepts*: Okta, "Understanding SCIM" (https://developer.okta.com/docs/concepts/scim/).
- *Beta guide*: request dumps of Okta's SCIM beta guide of 2018
  (joelfranusic-okta/okta-scim-beta on GitHub).
- Captures in public issues, as ``owner/repository#number`` on GitHub.

Requests are those of the app *SCIM 2.0 Test App (OAuth Bearer Token)*. Apps that
the App Integration Wizard built send PUT where this one sends PATCH; they are at the end.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote

from scimguide.scim.messages import MEDIA_TYPE, PATCH_OP
from scimguide.scim.paths import equals

HEADERS = {
    "User-Agent": "Okta SCIM Client 1.0.0",
    "Accept": MEDIA_TYPE,
    "Accept-Charset": "utf-8",
    "Accept-Encoding": "gzip,deflate",
    "Connection": "Keep-Alive",
}
"""
Of every request; ``Authorization`` follows.

Sources: SCIM 2.0 reference (User-Agent, Accept); beta guide (the others).
"""
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8"
"""Of every request with a body (beta guide and later captures)."""
PASSWORD_CHARACTERS = string.ascii_letters + string.digits + "!#$%&*?@^_"
"""
What the throw-away password of a new user consists of, eight of them.

Symbols were seen (Okta blog, Flask SCIM server), and are not guaranteed (zitadel/zitadel#10009).
"""
TEMPLATE_ATTRIBUTES = ("displayName", "locale")
"""
Sent when the Okta profile has them, whether or not the service knows them: the app's template maps
them (SCIM 2.0 reference, sample of *Create Users*; Okta blog, Flask SCIM server).
"""


def template_values(known: Iterable[str], profile: Mapping[str, Any]) -> dict[str, Any]:
    """What the app's template sends of an Okta profile besides the attributes that are mapped."""
    mapped = set(known)
    return {
        name: profile[name]
        for name in TEMPLATE_ATTRIBUTES
        if name not in mapped and profile.get(name) is not None
    }


USER_KEYS = ("schemas", "userName", "name", "emails", "displayName", "locale")
"""The keys that come first in the body of a new user; other mapped attributes follow them."""
LAST_USER_KEYS = ("externalId", "groups", "password", "active")
"""The keys after the mapped attributes; the extension is the last of all."""
SUB_KEYS = ("primary", "value", "type", "givenName", "familyName")
"""The sub-attributes that come first (SCIM 2.0 reference, sample of *Create Users*)."""


@dataclass(frozen=True)
class Request:
    """One request, without the base URL and the token."""

    method: str
    path: str
    """Below the base URL, for example ``/Users``."""
    query: dict[str, object] = field(default_factory=dict)
    """Parameters in their order."""
    body: Any = None
    """What the body says, as JSON; None without a body."""
    act: str = field(default="", compare=False)
    """The function of this module that made it."""

    @property
    def target(self) -> str:
        """
        Path and query, with everything quoted but letters, digits and ``_.-~``.

        Source: SCIM 2.0 reference (``filter=userName%20eq%20%22test.user%40okta.local%22``).
        """
        pairs = [f"{name}={quote(str(value), safe='')}" for name, value in self.query.items()]
        return self.path + (f"?{'&'.join(pairs)}" if pairs else "")

    @property
    def content(self) -> bytes | None:
        """The bytes of the body: JSON in UTF-8 without blanks (captures); None without a body."""
        if self.body is None:
            return None
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()

    def headers(self, token: str) -> dict[str, str]:
        """The headers with a token: Okta puts ``Bearer`` in front (getsentry/sentry-docs#4165)."""
        headers = {**HEADERS, "Authorization": f"Bearer {token}"}
        return headers if self.body is None else {**headers, "Content-Type": CONTENT_TYPE}


Made = TypeVar("Made", bound=Callable[..., Request])


def _named(make: Made) -> Made:
    """Requests that a function makes carry its name."""

    @wraps(make)
    def named(*args: Any, **options: Any) -> Request:
        return replace(make(*args, **options), act=make.__name__)

    return cast("Made", named)


@_named
def test_credentials(users: str) -> Request:
    """*Test API Credentials*, and each save under *Integration*: two users (SCIM 1.1 reference)."""
    return list_page(users, 1, 2)


test_credentials.__test__ = False  # type: ignore[attr-defined]  # pytest takes it for a test


@_named
def list_page(endpoint: str, start: int, count: int) -> Request:
    """One page of an import, from the ``start``-th resource on (SCIM 2.0 reference)."""
    return Request("GET", endpoint, {"startIndex": start, "count": count})


@_named
def find(endpoint: str, attribute: str, value: str, count: int) -> Request:
    """
    The lookup before a user or a group is created, by ``userName`` or ``displayName``.

    Source: SCIM 2.0 reference.
    """
    query = {"filter": equals(attribute, value), "startIndex": 1, "count": count}
    return Request("GET", endpoint, query)


@_named
def read(endpoint: str, id: str) -> Request:
    """A resource by the id that the service gave it (SCIM 2.0 reference)."""
    return Request("GET", f"{endpoint}/{id}")


@_named
def create_user(users: str, mapped: dict[str, Any], password: str) -> Request:
    """
    A new user.

    ``mapped`` is the user as the attribute mappings make it: ``schemas`` and mapped attributes.

    Source: SCIM 2.0 reference.
    """
    return Request("POST", users, body=user_body(mapped, password))


def user_body(mapped: dict[str, Any], password: str) -> dict[str, Any]:
    """
    The body of a new user: the mapped attributes with empty groups and a throw-away password.

    Okta sends the password whether or not *Sync Password* is on. Source: SCIM 2.0 reference,
    sample of *Create Users*.
    """
    made = {**mapped, "groups": [], "password": password, "active": True}
    last = [key for key in made if key in LAST_USER_KEYS or key.startswith("urn:")]
    middle = [key for key in made if key not in last]
    keys = [*_first(USER_KEYS, middle), *_first(LAST_USER_KEYS, last)]
    return {key: _ordered(made[key]) for key in keys}


def _first(known: Iterable[str], keys: Iterable[str]) -> list[str]:
    """The same keys, the known ones first and in their order."""
    order = [*known]
    return sorted(keys, key=lambda key: order.index(key) if key in order else len(order))


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        return {key: value[key] for key in _first(SUB_KEYS, value)}
    return value


@_named
def replace_user(users: str, id: str, resource: dict[str, Any], mapped: dict[str, Any]) -> Request:
    """
    The push of a profile: what ``read`` returned, with the mapped attributes written over it.

    Everything else goes back as it was read, ``id``, ``meta`` and ``active`` too; ``groups`` is
    there even when it was not read. Sources: SCIM 2.0 reference (GET, then PUT); Firezone, README
    of its SCIM prototype (the body).
    """
    body = merged(resource, mapped)
    body.setdefault("groups", [])
    return Request("PUT", f"{users}/{id}", body=body)


def merged(resource: dict[str, Any], mapped: dict[str, Any]) -> dict[str, Any]:
    """
    A resource with mapped attributes written over it.

    Of a complex attribute only the mapped sub-attributes change; of several values, the primary
    one does, or the first (Firezone, as for ``replace_user``).
    """
    made = dict(resource)
    for key, value in mapped.items():
        old = made.get(key)
        if key == "schemas":
            continue
        if key.startswith("urn:"):
            known = made.get("schemas") or []
            made["schemas"] = known if key in known else [*known, key]
        if isinstance(value, dict):
            made[key] = merged(old if isinstance(old, dict) else {}, value)
        elif value and isinstance(value, list) and isinstance(value[0], dict):
            made[key] = _merged_values(old, value[0])
        else:
            made[key] = value
    return made


def _merged_values(old: Any, mapped: dict[str, Any]) -> list[Any]:
    values = list(old) if isinstance(old, list) and old else [{}]
    primary = (i for i, each in enumerate(values) if isinstance(each, dict) and each.get("primary"))
    at = next(primary, 0)
    if isinstance(values[at], dict):
        values[at] = {**values[at], **mapped}
    return values


@_named
def set_active(users: str, id: str, active: bool) -> Request:
    """
    The end of an account, or its return.

    Source: SCIM 2.0 reference: one ``replace`` without ``path``, its value a Boolean.
    """
    return patch(users, id, {"op": "replace", "value": {"active": active}})


@_named
def set_password(users: str, id: str, password: str) -> Request:
    """A new password, with *Sync Password* on; assumed from the other PATCH requests."""
    return patch(users, id, {"op": "replace", "value": {"password": password}})


@_named
def create_group(
    groups: str, schema: str, name: str, members: Iterable[tuple[str, str]] = ()
) -> Request:
    """
    A new group with its members, by ids with names; an empty list when there are none.

    Source: Okta blog, Flask SCIM server; bitwarden/server#2139. The SCIM 2.0 reference prints the
    empty list.
    """
    body = {"schemas": [schema], "displayName": name, "members": _members(members)}
    return Request("POST", groups, body=body)


@_named
def rename_group(groups: str, id: str, name: str) -> Request:
    """
    The name of a group, right after its creation and beside each change of members, too.

    Sources: Metatavu/keycloak-scim-server#113: without ``path``, the id in the value; SCIM 2.0
    reference (beside a change of members).
    """
    return patch(groups, id, {"op": "replace", "value": {"id": id, "displayName": name}})


@_named
def change_members(
    groups: str, id: str, *, gone: Iterable[str] = (), new: Iterable[tuple[str, str]] = ()
) -> Request:
    """
    The members that left a group, by ids, and those that joined it, by ids with names.

    Sources: goauthentik/authentik#24173 (remove), Captain-P-Goldfish/SCIM-SDK#419 (add).
    """
    operations: list[dict[str, Any]] = [
        {"op": "remove", "path": f'members[value eq "{member}"]'} for member in gone
    ]
    added = _members(new)
    if added:
        operations.append({"op": "add", "path": "members", "value": added})
    return patch(groups, id, *operations)


def member_changes(
    groups: str, id: str, gone: Iterable[str], new: Iterable[tuple[str, str]], size: int
) -> Iterator[Request]:
    """
    A change of many members in requests with at most ``size`` of them.

    Source: okta/okta-developer-docs#2105 (100 by default, up to 1000).
    """
    changes = [*((member, None) for member in gone), *new]
    for at in range(0, len(changes), size):
        part = changes[at : at + size]
        yield change_members(
            groups,
            id,
            gone=[member for member, name in part if name is None],
            new=[(member, name) for member, name in part if name is not None],
        )


@_named
def replace_members(groups: str, id: str, members: Iterable[tuple[str, str]]) -> Request:
    """*Push now*: all members of a group, by ids with names (Captain-P-Goldfish/SCIM-SDK#757)."""
    return patch(groups, id, {"op": "replace", "path": "members", "value": _members(members)})


def _members(members: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """``display`` is the userName, and there is no ``type`` (Captain-P-Goldfish/SCIM-SDK#419)."""
    return [{"value": id, "display": name} for id, name in members]


@_named
def pathless_members(
    groups: str, id: str, members: Iterable[tuple[str, str]], name: str | None = None
) -> Request:
    """
    All members in a value without ``path``, beside id and name when there is a ``name``.

    Sources: Metatavu/keycloak-scim-server#101; jelhub/scimgateway#113 (with id and name).
    """
    value: dict[str, Any] = {"id": id, "displayName": name} if name is not None else {}
    return patch(groups, id, {"op": "replace", "value": {**value, "members": _members(members)}})


@_named
def delete_group(groups: str, id: str) -> Request:
    """The end of a push with *Delete the group in the target app* (SCIM 2.0 reference)."""
    return Request("DELETE", f"{groups}/{id}")


def patch(endpoint: str, id: str, *operations: dict[str, Any]) -> Request:
    """A PATCH of a resource (RFC 7644 section 3.5.2)."""
    body = {"schemas": [PATCH_OP], "Operations": list(operations)}
    return Request("PATCH", f"{endpoint}/{id}", body=body)


# -- Apps of the App Integration Wizard ------------------------------------------


@_named
def replace_active(users: str, id: str, resource: dict[str, Any], active: bool) -> Request:
    """
    The end of an account, or its return: the service's own record with another ``active``.

    Source: Firezone, README of its SCIM prototype.
    """
    return Request("PUT", f"{users}/{id}", body={**resource, "active": active})


@_named
def replace_group(
    groups: str,
    id: str,
    resource: dict[str, Any],
    name: str,
    members: Iterable[tuple[str, str]],
) -> Request:
    """A group as it was read, with name and all members (jelhub/scimgateway#95)."""
    body = {**resource, "displayName": name, "members": _members(members)}
    return Request("PUT", f"{groups}/{id}", body=body)
