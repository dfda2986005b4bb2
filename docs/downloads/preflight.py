#!/usr/bin/env python3
"""
Check the SCIM service of Testomat.io before Okta meets it.

    SCIM_TOKEN=… python3 preflight.py --base-url URL

Needs Python 3.9 or newer and nothing else. Generated; python3 preflight.py --help says more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import partial
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from typing import NamedTuple
from typing import TextIO
from typing import TypeVar
from typing import cast
from urllib.parse import quote
from urllib.parse import urlsplit
import argparse
import http.client
import json
import os
import re
import secrets
import signal
import socket
import ssl
import string
import sys
import threading
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
import zlib


# The one kind of error that users see: a message, and never a traceback.

"""The one kind of error that users see: a message, and never a traceback."""


class UserError(Exception):
    """
    Something cannot be done; the message says where, what it is, and what is accepted.

    ``status`` is the exit status of the command: 1 when what was read is
    wrong, 2 when the command was used wrongly.
    """

    status = 1


# Where a token comes from: the environment or a file, never the command line.

TOKEN_VARIABLE = "SCIM_TOKEN"


class TokenError(UserError):
    """There is no usable token; the message says what is accepted."""

    status = 2


def token_from(file: Path | None, *, with_scheme: bool = False) -> str:
    """
    The bearer token in a file, or in the environment without one.

    With ``with_scheme`` the scheme ``Bearer`` may stand in front of it, and stays there.

    :raises TokenError: when it is missing, or is not printable ASCII without spaces.
    """
    if file is None:
        token = os.environ.get(TOKEN_VARIABLE, "").strip()
    else:
        try:
            token = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            what = getattr(error, "strerror", None) or "not UTF-8"
            raise TokenError(f"--token-file {file}: {what}, expected a text file") from None
    scheme = r"(bearer\s+)?" if with_scheme else ""
    if not re.fullmatch(scheme + "[!-~]+", token, re.IGNORECASE):
        accepted = (
            f"printable ASCII without spaces in {TOKEN_VARIABLE} or in the file of --token-file"
        )
        raise TokenError(f"no usable token, expected {accepted}")
    return token


# The media type of SCIM (RFC 7644 section 8.1), and the URNs of its messages (section 8.2).

"""The media type of SCIM (RFC 7644 section 8.1), and the URNs of its messages (section 8.2)."""

MEDIA_TYPE = "application/scim+json"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:Error"


# Attribute paths (RFC 7644 section 3.10): taken apart, read, written, and compared in filters.

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


# What Okta sends: each request as data, with its headers and the bytes of its body.

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


# What the checks know of a guide and its service, as plain data.

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


# HTTP as the checks need it: one request, one response, and why there was none.

ATTEMPTS = 3
"""How often a request is sent that gets a 429."""
LONGEST_PAUSE = 60
"""Seconds to wait at most after a 429."""
USUAL_PAUSE = 5
"""Seconds to wait after a 429 that does not say how long."""
MOST_BYTES = 10_000_000
"""Bytes of a body at most, as it is sent and after decompression."""
MOST_DEPTH = 50
"""Levels of JSON in a body at most."""
_CHUNK = 65536
_WINDOWS = {"gzip": 31, "deflate": 15}
"""How zlib tells the encodings apart (RFC 9110 section 8.4.1)."""


class NoResponse(Exception):
    """
    There was no whole response.

    ``kind`` is ``unreachable``, ``certificate``, ``timeout`` or ``closed``.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Response:
    """A response, its headers by their lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    redact: Callable[[str], str] = str
    """Takes the token out of a string."""

    @property
    def json(self) -> Any:
        """The body as JSON, or None when it is none, or deeper than a service needs."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if _depth(found) <= MOST_DEPTH else None

    @property
    def object(self) -> dict[str, Any]:
        """The body as a JSON object, empty when it is none."""
        found = self.json
        return found if isinstance(found, dict) else {}

    @property
    def summary(self) -> str:
        """The status and what it is about, short: ``404, User not found``."""
        detail = self.object.get("detail") or self.body[:2000].decode("utf-8", "replace")
        text = " ".join(self.redact(str(detail)).split())[:120]
        return f"{self.status}, {text}" if text and self.status >= 400 else str(self.status)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is a response: the token goes nowhere else."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Follow none, and do not even read where it leads."""

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class _Deadline:
    """
    Ends the connection of a request that is not over in time, whatever the service sends meanwhile.

    A timeout of a socket begins anew with each byte, so a drip would never end by it.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._twins: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """End this connection, too, even when TLS takes the socket over."""
        self._twins.append(connection.dup())
        if self.passed:
            self._end()

    def _end(self) -> None:
        self.passed = True
        for twin in self._twins:
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for twin in self._twins:
            twin.close()


class _OktaHeaders(http.client.HTTPConnection):
    """A connection with a deadline, on which urllib does not replace Okta's ``Connection``."""

    deadline: _Deadline

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._create_connection = self._watched

    def _watched(self, *args: Any) -> socket.socket:
        connection = socket.create_connection(*args)
        self.deadline.watch(connection)
        return connection

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Send a header."""
        super().putheader(header, *([HEADERS["Connection"]] if header == "Connection" else values))


class _OktaHeadersOverTls(_OktaHeaders, http.client.HTTPSConnection):
    """The same, by TLS."""


class _Handler(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    """Opens both kinds of connection; certificates are those of an SSL context."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._tls = context
        self.deadline = _Deadline(0)
        """That of the request which is opened next."""

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Send a request in the clear."""
        return self.do_open(self._watched(_OktaHeaders), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Send a request by TLS."""
        return self.do_open(self._watched(_OktaHeadersOverTls), req, context=self._tls)

    def _watched(self, kind: type[_OktaHeaders]) -> Any:
        return type(kind.__name__, (kind,), {"deadline": self.deadline})


class HttpClient:
    """
    Sends requests to one base URL with one token, and keeps all responses.

    Proxies come from ``HTTPS_PROXY`` and ``NO_PROXY``; certificates from the
    system, ``SSL_CERT_FILE`` or ``ca_file``.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        timeout: float,
        ca_file: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url
        self.token = token
        self.timeout = timeout
        self.responses: list[Response] = []
        self._pause = pause
        context = ssl.create_default_context()
        if ca_file:
            context.load_verify_locations(ca_file)
        self._handler = _Handler(context)
        self._opener = urllib.request.build_opener(_NoRedirect, self._handler)

    def send(self, request: Request, token: str | None = None) -> Response:
        """
        Send a request; after a 429 wait and send it again, three times in all.

        The path of a request is below the base URL, or a URL of its own.

        :raises NoResponse: without a whole response.
        """
        target = request.target
        url = target if "://" in request.path else self.base_url + target
        headers = request.headers(self.token if token is None else token)
        for attempt in range(1, ATTEMPTS + 1):
            response = self._once(
                urllib.request.Request(url, request.content, headers, method=request.method)
            )
            self.responses.append(response)
            if response.status != 429 or attempt == ATTEMPTS:
                break
            self._pause(_retry_after(response))
        return response

    def _once(self, request: urllib.request.Request) -> Response:
        started = time.monotonic()
        self._handler.deadline = _Deadline(self.timeout)
        with self._handler.deadline as deadline:
            try:
                try:
                    found = self._opener.open(request, timeout=self.timeout)
                except urllib.error.HTTPError as error:
                    found = error
                with found:
                    body = _read(found)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise _no_response(error, self.timeout, deadline.passed) from None
            if deadline.passed:  # a body without a length ends where its connection does
                raise _no_response(TimeoutError(), self.timeout, True)
        headers = {name.lower(): value for name, value in found.headers.items()}
        seconds = time.monotonic() - started
        body = _decoded(body, headers.get("content-encoding", ""))
        return Response(found.status or 0, headers, body, seconds, self.redact)

    def redact(self, text: str) -> str:
        """A string without the token, in whatever form the service echoes it."""
        for form in (self.token, quote(self.token, safe=""), json.dumps(self.token)[1:-1]):
            text = text.replace(form, "‹token›")
        return text


def _read(response: Any) -> bytes:
    """
    The body of a response.

    :raises NoResponse: when it is larger than any that a service needs to send.
    """
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NoResponse("closed", f"a body of {MOST_BYTES:,} bytes or more")
    if response.length:  # reading piece by piece does not say so
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def _depth(value: Any) -> int:
    """Levels of JSON, without recursion."""
    deepest, level = 0, [value]
    while level:
        deepest += 1
        nested = [each for each in level if isinstance(each, (dict, list))]
        level = [
            item for each in nested for item in (each.values() if isinstance(each, dict) else each)
        ]
    return deepest


def _decoded(body: bytes, encoding: str) -> bytes:
    """
    A body without the compression that Okta's ``Accept-Encoding`` allows.

    :raises NoResponse: when it is not what ``Content-Encoding`` says, or too large to be read.
    """
    if encoding not in _WINDOWS:
        return body
    decoder = zlib.decompressobj(_WINDOWS[encoding])
    try:
        found = decoder.decompress(body, MOST_BYTES)
    except zlib.error:
        found = b""
    if len(found) == MOST_BYTES:
        raise NoResponse("closed", f"a body of {MOST_BYTES:,} bytes or more")
    if not decoder.eof:
        raise NoResponse("closed", f"a body that is not in {encoding}, as its header says")
    return found


def _retry_after(response: Response) -> float:
    text = response.headers.get("retry-after", "")
    return min(int(text), LONGEST_PAUSE) if re.fullmatch("[0-9]{1,9}", text) else USUAL_PAUSE


def _no_response(error: Exception, timeout: float, late: bool) -> NoResponse:
    reason = getattr(error, "reason", error)
    if late:
        return NoResponse("timeout", f"no whole response within {timeout:g} seconds")
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or reason
        return NoResponse("certificate", f"no trusted TLS connection: {why}")
    if isinstance(reason, (TimeoutError, socket.timeout)):
        return NoResponse("timeout", f"no response within {timeout:g} seconds")
    if isinstance(reason, socket.gaierror):
        return NoResponse("unreachable", "the name of the host cannot be resolved")
    if isinstance(reason, ValueError):
        return NoResponse("closed", "a response that is not HTTP")
    if isinstance(reason, (http.client.HTTPException, ConnectionResetError)):
        return NoResponse("closed", "the connection ended before the whole response was there")
    return NoResponse("unreachable", str(getattr(reason, "strerror", None) or reason))


# What a check is, and what it finds: data, from which every report is rendered.

MUST, SHOULD = "MUST", "SHOULD"
PASS, FAIL, WARN, SKIP = "pass", "fail", "warn", "skip"

FINE, MISSED, NOT_CARRIED_OUT = 0, 1, 2
EXIT_STATUSES = {
    FINE: "no MUST is missed",
    MISSED: "at least one MUST is missed",
    NOT_CARRIED_OUT: (
        "the checks were not carried out: no token, no service at this URL, wrong options, "
        "interrupted"
    ),
}
"""Every exit status of the command, and what it means."""


class CannotRun(UserError):
    """The checks cannot run; the message says why, and what is accepted."""

    status = NOT_CARRIED_OUT


class CheckFailed(Exception):
    """
    The response is not what was expected; the message says what it is.

    ``problem`` names an entry of the guide's known problems. ``mild`` makes it a warning, whatever
    the check.
    """

    def __init__(self, actual: str, problem: str = "", mild: bool = False) -> None:
        super().__init__(actual)
        self.problem = problem
        self.mild = mild


class Skip(Exception):
    """The check cannot run here; the message says why."""


@dataclass(frozen=True)
class CreatedResource:
    """Something that this run created, or tried to create."""

    kind: str
    """``user`` or ``group``."""
    name: str
    id: str | None
    """None when the response has none."""


@dataclass
class CheckContext:
    """What one run knows: the facts, the connection, and what it has seen and created."""

    facts: Facts
    client: HttpClient
    given_url: str
    given_token: str
    name: str
    """The random name of what this run creates."""
    users: list[dict[str, Any]] = field(default_factory=list)
    """The users of the first list."""
    groups: list[dict[str, Any]] = field(default_factory=list)
    created: list[CreatedResource] = field(default_factory=list)
    first: Response | None = None
    """The response to the credentials test."""

    def offers(self, where: str, method: str) -> bool:
        """Whether the service offers a method."""
        return method in self.facts.methods.get(where, [])

    def allows(self, where: str, method: str) -> None:
        """
        Go on only when the service offers a method.

        :raises Skip: otherwise.
        """
        if not self.offers(where, method):
            raise Skip(f"{self.facts.service} offers no {method} of this")

    def filters(self, what: str) -> None:
        """
        Go on only when the service offers a lookup.

        :raises Skip: otherwise.
        """
        if what not in self.facts.filters:
            raise Skip(f"{self.facts.service} offers no lookup of {what}")

    def changes(self, what: str) -> None:
        """
        Go on only when an attribute can change, by kind and path.

        :raises Skip: otherwise.
        """
        if what in self.facts.immutable:
            raise Skip(f"{self.facts.service} never changes {what.partition(' ')[2]}")

    def short(self, value: Any) -> str:
        """A value from the service as messages show it."""
        return self.client.redact(str(value))[:80]

    def send(self, request: Request, token: str | None = None) -> Response:
        """
        Send a request; ``token`` stands in for the own one.

        :raises NoResponse: without a whole response.
        """
        return self.client.send(request, token)

    def ids(self, kind: str) -> list[str]:
        """The ids of the users or groups that this run created."""
        return [each.id for each in self.created if each.kind == kind and each.id]

    @property
    def user_id(self) -> str:
        """The id of the first user that this run created."""
        return self.ids("user")[0]

    @property
    def group_id(self) -> str:
        """The id of the group that this run created."""
        return self.ids("group")[0]


@dataclass(frozen=True)
class Check:
    """One check of a service."""

    id: str
    tried: str
    expected: str
    level: str
    """``MUST``: provisioning breaks without it. ``SHOULD``: something is lost or slow."""
    run: Callable[[CheckContext], str]
    """Checks, and describes what it found."""
    needs: tuple[str, ...]
    """Checks that have to pass before this one can say anything."""
    writes: bool


CHECKS: list[Check] = []
"""All checks, in the order of their definition."""


def check(
    id: str,
    tried: str,
    expected: str,
    *,
    level: str = MUST,
    needs: tuple[str, ...] = ("credentials",),
    writes: bool = False,
) -> Callable[[Callable[[CheckContext], str]], Callable[[CheckContext], str]]:
    """Make a function a check."""

    def enter(run: Callable[[CheckContext], str]) -> Callable[[CheckContext], str]:
        CHECKS.append(Check(id, tried, expected, level, run, needs, writes))
        return run

    return enter


write_check = partial(check, writes=True)
"""Make a function a check that creates or changes something."""


@dataclass(frozen=True)
class CheckResult:
    """What a check found; every value is JSON."""

    id: str
    tried: str
    expected: str
    got: str
    level: str
    status: str
    """``pass``; ``fail`` for a MUST and ``warn`` for a SHOULD that is not met; ``skip``."""
    step: str
    """Where the guide speaks of it: ``page.md#anchor``, or nothing."""
    problem: str
    """The entry in the guide's catalogue of problems, or nothing."""
    seconds: float


# The form of responses: lists and errors of RFC 7644, and what a body is instead.

_ANYWHERE = {406: "not-acceptable", 415: "not-acceptable", 429: "rate-limit"}


def expect_list(response: Response) -> list[dict[str, Any]]:
    """
    The resources of a list that *Test API Credentials*, *Save* or an import reads.

    :raises CheckFailed: when it is no ListResponse (RFC 7644 section 3.4.2).
    """
    if response.status != 200:
        tested = "unauthorized" if response.status == 401 else "no-answer"
        raise CheckFailed(response.summary, problem_of(response, tested))
    found = response.json
    if not isinstance(found, dict):
        raise CheckFailed(describe_body(response), "no-results")
    if not isinstance(found.get("Resources"), list):
        raise CheckFailed("a JSON object without the array Resources", "no-results")
    return [each for each in found["Resources"] if isinstance(each, dict)]


def describe_body(response: Response) -> str:
    """What a body is that is no JSON object."""
    kind = response.headers.get("content-type", "no type").partition(";")[0]
    if not response.body:
        return f"{response.status} without a body"
    if isinstance(response.json, list):
        return f"{response.status} with a bare JSON array"
    if _is_page(response):
        return f"{response.status} with an HTML page"
    return f"{response.status} with {kind} instead of a JSON object"


def problem_of(response: Response, problem: str) -> str:
    """
    The catalogue entry for a response that was not expected.

    It is the one of its status, the one of an error that is an HTML page or no JSON, or the
    ``problem`` that the request then is.
    """
    if response.status in _ANYWHERE:
        return _ANYWHERE[response.status]
    if response.status < 400 or not response.body.strip() or response.json is not None:
        return problem
    return "firewall-page" if _is_page(response) else "text-errors"


def _is_page(response: Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0]
    return kind == "text/html" or b"<html" in response.body[:500].lower()


def expect_error(response: Response, status: int, problem: str = "") -> str:
    """
    An error of a status in the form of RFC 7644 section 3.12.

    :raises CheckFailed: when it is another status, or another form.
    """
    if response.status != status:
        refused = response.status >= 400
        raise CheckFailed(response.summary, problem_of(response, "") if refused else problem)
    found = response.object
    if not found:
        raise CheckFailed(f"{describe_body(response)}, no SCIM error", "text-errors", mild=True)
    schemas = found.get("schemas") or []
    if ERROR_RESPONSE not in schemas or str(found.get("status")) != str(status):
        got = f"{status} with JSON that is no SCIM error (schemas, status)"
        raise CheckFailed(got, "text-errors", mild=True)
    if not isinstance(found.get("detail"), str):
        raise CheckFailed(f"{status} with a SCIM error without detail", "text-errors", mild=True)
    return f"{status} with a SCIM error"


# What several checks look up, and the form of roles.

def first_page(context: CheckContext, path: str) -> Response:
    """The first resources of a list, as many as Okta requests in one page."""
    return context.send(list_page(path, 1, context.facts.page_size))


def look_up(context: CheckContext, kind: str, attribute: str, value: str) -> list[dict[str, Any]]:
    """
    Look up by ``eq``, as Okta does.

    :raises CheckFailed: when the response is no list.
    """
    path = context.facts.users if kind == "users" else context.facts.groups
    request = find(path, attribute, value, context.facts.page_size)
    response = context.send(request)
    if response.status != 200:
        raise CheckFailed(response.summary, problem_of(response, ""))
    return expect_list(response)


def expect_found(context: CheckContext, attribute: str, value: str) -> None:
    """
    Accept a user who is found alone by a lookup.

    :raises CheckFailed: when nobody or somebody else is found, too.
    """
    found = look_up(context, "users", attribute, value)
    if not only(found, attribute, value):
        # Who is not found is created again, and somebody else is taken for the person.
        problem = "wrong-account" if found else "conflict"
        raise CheckFailed(f"{len(found)} users for {context.short(value)}", problem)


def only(found: list[Any], attribute: str, value: str) -> bool:
    """Whether a lookup found the one that it should, and nothing else."""
    return [str(each.get(attribute)).lower() for each in found] == [value.lower()]


def role_of(context: CheckContext, user: dict[str, Any]) -> Any:
    """What a user has in the attribute for roles, None without it."""
    path = context.facts.role_path
    return value_at(user, path) if path else None


def expect_roles(context: CheckContext, value: Any) -> None:
    """
    Accept roles that are strings, in a list when there may be several.

    :raises CheckFailed: otherwise.
    """
    values = value if context.facts.role_list and isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        kind = "objects" if any(isinstance(each, dict) for each in values) else "no strings"
        raise CheckFailed(f"{kind}: {context.short(value)}", "roles-as-objects")
    if context.facts.role_list and not isinstance(value, list):
        raise CheckFailed("one string instead of a list", "roles-as-objects")


def expect_inactive(context: CheckContext, name: str, id: str) -> str:
    """
    Accept a deactivated user who is found both ways.

    :raises CheckFailed: when one way misses.
    """
    found = look_up(context, "users", "userName", name)
    if not only(found, "userName", name):
        raise CheckFailed("not in the lookup, so that nobody can come back", "conflict")
    if found[0].get("active") is not False:
        raise CheckFailed("in the lookup, not with active false", "ignored-change")
    if context.offers("user", "GET"):
        response = context.send(read(context.facts.users, id))
        if response.status != 200:
            raise CheckFailed(f"by id: {response.summary}", problem_of(response, "rehired"))
        if response.object.get("active") is not False:
            raise CheckFailed("by id, not with active false", "ignored-change")
    return "found"


# What a run creates, and how it removes all of it again.

PATIENCE = 3
"""How many deletions may stay without a response before the rest is only reported."""


def with_name(user: dict[str, Any], name: str) -> dict[str, Any]:
    """A user of the facts with a name of this run in it."""
    named: dict[str, Any] = json.loads(json.dumps(user).replace(STAND_IN, name))
    return named


def send_user(context: CheckContext, name: str) -> Response:
    """
    Create a user as Okta does, with a password of eight random characters.

    :raises NoResponse: as for ``_create``.
    """
    user = with_name(context.facts.user, name)
    password = "".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(8))
    request = create_user(context.facts.users, user, password)
    return _create(context, "user", user["userName"], request)


def send_group(
    context: CheckContext, name: str, members: Sequence[tuple[str, str]] = ()
) -> Response:
    """
    Create a group as Okta does, with its members, by ids with names.

    :raises NoResponse: as for ``_create``.
    """
    request = create_group(context.facts.groups, context.facts.group_schema, name, members)
    return _create(context, "group", name, request)


def _create(context: CheckContext, kind: str, name: str, request: Request) -> Response:
    """
    Create a resource, and remember it before it is known whether that worked.

    :raises NoResponse: without a whole response; what was perhaps created is remembered.
    """
    context.created.append(CreatedResource(kind, name, None))
    response = context.send(request)
    if response.status >= 300:
        context.created.pop()  # nothing was created
    elif isinstance(response.object.get("id"), str):
        context.created[-1] = CreatedResource(kind, name, response.object["id"])
        if context.ids(kind).count(response.object["id"]) > 1:
            context.created.pop()  # the id of one that was created before
    return response


def expect_created(response: Response, refused: str, empty: str = "") -> str:
    """
    The id of what was created; the entries are those of a refusal and of an empty response.

    :raises CheckFailed: when it is not 201 with the resource (RFC 7644 section 3.3).
    """
    if response.status != 201:
        raise CheckFailed(response.summary, problem_of(response, refused))
    if not response.object:
        raise CheckFailed(describe_body(response), empty)
    if not isinstance(response.object.get("id"), str):
        raise CheckFailed("201 with a resource that has no id", empty)
    if not response.object.get("schemas"):
        raise CheckFailed("201 with a resource without schemas, which Okta refuses", empty)
    return str(response.object["id"])


def send_change(
    context: CheckContext,
    request: Request,
    problem: str,
    *,
    missing: str = "",
    unsupported: str = "",
) -> Response:
    """
    Send a PATCH or a PUT.

    Its entry is ``missing`` for a 404 and ``unsupported`` for a service without this method.

    :raises CheckFailed: when it is refused.
    """
    response = context.send(request)
    if response.status not in (200, 204):
        if response.status in (405, 501):
            problem = unsupported or problem
        elif response.status == 404:
            problem = missing or problem
        raise CheckFailed(response.summary, problem_of(response, problem))
    return response


def read_back(context: CheckContext, request: Request, problem: str) -> dict[str, Any]:
    """
    A resource as it is now.

    :raises CheckFailed: when it cannot be read.
    """
    response = context.send(request)
    if response.status != 200:
        gone = problem if response.status == 404 else ""
        raise CheckFailed(f"by id: {response.summary}", problem_of(response, gone))
    if not response.object:
        raise CheckFailed(f"by id: {describe_body(response)}")
    return response.object


def clean_up(context: CheckContext) -> list[str]:
    """
    Remove what this run created, and return what is left of it.

    Goes on after a failure; after an interrupt it only names what is left.
    """
    left: list[str] = []
    silent = 0
    for each in sorted(context.created, key=lambda each: each.kind != "group"):
        what = f"{each.kind} {each.name}" + (f" (id {each.id})" if each.id else "")
        if silent >= PATIENCE:
            left.append(f"{what}: not tried; delete it at the service")
            continue
        try:
            rest = _remove(context, each)
        except NoResponse as error:
            silent += 1
            rest = f"perhaps there, {error}; look for it and delete it at the service"
        except KeyboardInterrupt:
            silent = PATIENCE
            rest = "interrupted; delete it at the service"
        if rest:
            left.append(f"{what}: {rest}")
    context.created.clear()
    return left


def _remove(context: CheckContext, created: CreatedResource) -> str:
    """Delete one, and return what is left of it; nothing when it is gone."""
    send, facts = context.send, context.facts
    for id in [created.id] if created.id else _ids(context, created):
        if created.kind == "group":
            response, after = send(delete_group(facts.groups, id)), send(read(facts.groups, id))
        else:
            # Okta never deletes a user
            response = send(Request("DELETE", f"{facts.users}/{id}"))
            after = send(read(facts.users, id))
        if response.status in (200, 204, 404) and after.status in (404, 405, 410, 501):
            continue
        if created.kind == "group":
            return f"not deleted ({response.summary}); delete it at the service"
        if after.object.get("active") is not False:
            send(set_active(facts.users, id, False))
            after = send(read(facts.users, id))
        if after.object.get("active") is False:
            return f"deactivated; {facts.service} keeps the record, which has no access"
        return f"still active ({response.summary}); deactivate or delete it at the service"
    return ""


def _ids(context: CheckContext, created: CreatedResource) -> list[str]:
    """The ids of the resources with exactly the name of this run."""
    user = created.kind == "user"
    kind, attribute = ("users", "userName") if user else ("groups", "displayName")
    try:
        found = look_up(context, kind, attribute, created.name)
    except CheckFailed:
        return []
    return [
        str(each["id"])
        for each in found
        if str(each.get(attribute)).lower() == created.name.lower() and each.get("id")
    ]


# Checks of the connection: base URL, token, TLS, and Okta's test of the credentials.

def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@check("https", "the scheme of the base URL", "https, except on this machine", needs=())
def _https(context: CheckContext) -> str:
    parts = urlsplit(context.given_url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise CheckFailed("http, so the token would travel readable; nothing was sent", "no-answer")
    return parts.scheme


@check("base-url", "the base URL", "no underscore, no slash at the end", needs=())
def _base_url(context: CheckContext) -> str:
    parts = urlsplit(context.given_url)
    if "_" in context.given_url:
        raise CheckFailed("an underscore, which Okta does not accept", "no-answer")
    if context.given_url.endswith("/"):
        raise CheckFailed("a slash at the end, so that every path has two", "no-results")
    if parts.query or parts.fragment:
        raise CheckFailed("a query or fragment behind the path", "no-results")
    return "as Okta accepts it"


@check("token", "the token", "the token alone: Okta puts Bearer in front", needs=())
def _token(context: CheckContext) -> str:
    if re.match(r"bearer(\s|$)", context.given_token, re.IGNORECASE):
        raise CheckFailed("Bearer in front; checked without it from here", "unauthorized")
    return "the token alone"


@check("connect", "the connection", "a response, by trusted TLS", needs=("https",))
def _connect(context: CheckContext) -> str:
    try:
        context.first = context.send(test_credentials(context.facts.users))
    except NoResponse as error:
        if error.kind == "unreachable":
            accepted = "a service that responds there"
            raise CannotRun(f"{context.given_url}: {error}, expected {accepted}") from None
        raise CheckFailed(str(error), "no-answer") from None
    return f"a response after {context.first.seconds:.2f} s"


@check(
    "credentials", "Test API Credentials: two users", "200 with a ListResponse", needs=("connect",)
)
def _credentials(context: CheckContext) -> str:
    assert context.first is not None
    context.users = expect_list(context.first)
    return f"200, {len(context.users)} users in it"


@check("groups-list", "Save under To App: a page of groups", "200 with a ListResponse")
def _groups(context: CheckContext) -> str:
    context.allows("groups", "GET")
    context.groups = expect_list(first_page(context, context.facts.groups))
    return f"200, {len(context.groups)} groups in it"


@check(
    "list-shape", "the numbers of a list", "whole numbers; itemsPerPage is the number of Resources"
)
def _shape(context: CheckContext) -> str:
    response = first_page(context, context.facts.users)
    context.users, found = expect_list(response), response.object
    if LIST_RESPONSE not in (found.get("schemas") or []):
        raise CheckFailed("no schema URN of a ListResponse in schemas", "no-results")
    for name in ("totalResults", "itemsPerPage", "startIndex"):
        if name not in found:
            raise CheckFailed(f"no {name}", "counts-as-text")
        if isinstance(found[name], bool) or not isinstance(found[name], int):
            raise CheckFailed(f"{name} is {context.short(repr(found[name]))}", "counts-as-text")
    total, items = found["totalResults"], found["itemsPerPage"]
    if total < len(context.users):
        raise CheckFailed(
            f"totalResults is {total} with {len(context.users)} Resources", "no-results"
        )
    if items != len(context.users):
        raise CheckFailed(
            f"itemsPerPage is {items} with {len(context.users)} Resources", "counts-as-text"
        )
    return f"{total} users, {items} in the page"


@check(
    "discovery",
    "the configuration at the path of RFC 7644 section 4",
    "200 with patch and filter",
    level=SHOULD,
)
def _discovery(context: CheckContext) -> str:
    context.allows("config", "GET")
    return _configuration(context, "/ServiceProviderConfig")


@check(
    "discovery-well-known",
    "the configuration at the documented path",
    "200 with patch and filter",
    level=SHOULD,
)
def _well_known(context: CheckContext) -> str:
    if context.facts.well_known is None:
        raise Skip(f"{context.facts.service} documents no other path")
    parts = urlsplit(context.client.base_url)
    return _configuration(context, f"{parts.scheme}://{parts.netloc}{context.facts.well_known}")


def _configuration(context: CheckContext, url: str) -> str:
    response = context.send(Request("GET", url))
    if response.status != 200 or not {"patch", "filter"} <= set(response.object):
        raise CheckFailed(
            response.summary if response.status != 200 else "no patch or filter in it"
        )
    return "200"


# Checks of lists and pages (RFC 7644 section 3.4.2.4), which Okta reads at every import.

def _page(context: CheckContext, start: int, count: int) -> tuple[list[str], Any]:
    """The ids of a page, and the total."""
    response = context.send(list_page(context.facts.users, start, count))
    ids = [str(each.get("id")) for each in expect_list(response)]
    return ids, response.object.get("totalResults")


@check("order", "the same list twice", "the same order")
def _order(context: CheckContext) -> str:
    size = context.facts.page_size
    first, _ = _page(context, 1, size)
    if len(first) < 2:
        raise Skip("there are fewer than two users")
    for _again in range(2):
        if _page(context, 1, size)[0] != first:
            raise CheckFailed("another order the second time", "unstable-order")
    return f"the same {len(first)} users"


@check("paging", "two pages of one user", "two different users")
def _paging(context: CheckContext) -> str:
    one, total = _page(context, 1, 1)
    if not isinstance(total, int) or total < 2:
        raise Skip("there are fewer than two users")
    two, _ = _page(context, 2, 1)
    if len(one) != 1 or len(two) != 1:
        raise CheckFailed(f"{len(one)} and {len(two)} users with count=1", "unstable-order")
    if one == two:
        raise CheckFailed("the same user on both pages", "unstable-order")
    return "two users"


@check("past-the-end", "a page past the last user", "no users")
def _past(context: CheckContext) -> str:
    _, total = _page(context, 1, 1)
    if not isinstance(total, int):
        raise Skip("totalResults is no number")
    beyond, _ = _page(context, total + 1, 1)
    if beyond:
        raise CheckFailed(f"{len(beyond)} users, so that an import never ends", "unstable-order")
    return "no users"


@check("count-zero", "a list with count=0", "the number and no users", level=SHOULD)
def _zero(context: CheckContext) -> str:
    found, total = _page(context, 1, 0)
    if found:
        raise CheckFailed(f"{len(found)} users")
    return f"{total} users, none returned"


# Checks of lookups, and of what a resource contains: how Okta finds accounts again.

KEYS = ("schemas", "id", "userName", "active", "meta")
"""What every user must have for Okta or RFC 7643 section 3.1."""


def somebody(context: CheckContext) -> dict[str, Any]:
    """
    A user of the service.

    :raises Skip: when there is none.
    """
    for user in context.users:
        if user.get("userName") and user.get("id"):
            return user
    raise Skip("there are no users")


@check("unknown-user", "the lookup of a userName that nobody has", "200 without users")
def _unknown(context: CheckContext) -> str:
    context.filters("users userName")
    name = f"nobody-{context.name}@example.com"
    found = _nobody(context, "users", "userName", name)
    if found:
        raise CheckFailed(f"{len(found)} users: the filter is not applied", "wrong-account")
    return "200 without users"


def _nobody(context: CheckContext, kind: str, attribute: str, value: str) -> list[Any]:
    """A lookup that finds nothing; Okta takes a 404 for the same."""
    try:
        return look_up(context, kind, attribute, value)
    except CheckFailed as failed:
        if str(failed).startswith("404"):
            raise CheckFailed(f"{failed}; Okta takes it for nobody", mild=True) from None
        raise


@check("known-user", "the lookup of a user by userName", "this user alone")
def _known(context: CheckContext) -> str:
    context.filters("users userName")
    name = str(somebody(context)["userName"])
    expect_found(context, "userName", name)
    return "the user"


@check("other-case", "the lookup of a user in another case", "the same user", needs=("known-user",))
def _other_case(context: CheckContext) -> str:
    name = str(somebody(context)["userName"])
    found = look_up(context, "users", "userName", name.swapcase())
    if not only(found, "userName", name):
        raise CheckFailed(f"{len(found)} users: the lookup minds the case", "conflict")
    return "the user"


@check("read-user", "a user by id", "the listed user, with all that it needs")
def _read_user(context: CheckContext) -> str:
    context.allows("user", "GET")
    user = somebody(context)
    response = context.send(read(context.facts.users, str(user["id"])))
    if response.status != 200:
        gone = "account-gone" if response.status == 404 else ""
        raise CheckFailed(response.summary, problem_of(response, gone))
    found = response.object
    missing = [key for key in KEYS if key not in found]
    if missing:
        raise CheckFailed(f"no {', '.join(missing)}")
    for key in ("id", "userName", "active"):
        if found[key] != user.get(key):
            raise CheckFailed(f"another {key} than in the list")
    return "the same user"


@check("roles-form", "the roles of the listed users", "strings in the form that the guide maps")
def _roles(context: CheckContext) -> str:
    if context.facts.role_path is None:
        raise Skip("the guide maps no roles")
    found = [value for user in context.users if (value := role_of(context, user)) is not None]
    if not found:
        raise Skip("no user has roles")
    for value in found:
        expect_roles(context, value)
    return f"strings, for {len(found)} users"


@check("inactive-user", "a deactivated user in a lookup and by id", "found, with active false")
def _inactive_user(context: CheckContext) -> str:
    context.filters("users userName")
    gone = [user for user in context.users if user.get("active") is False and user.get("id")]
    if not gone:
        raise Skip("there are no deactivated users in the list")
    return expect_inactive(context, str(gone[0]["userName"]), str(gone[0]["id"]))


@check("unknown-group", "the lookup of a group that is not there", "200 without groups")
def _unknown_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    found = _nobody(context, "groups", "displayName", f"Nobody {context.name}")
    if found:
        raise CheckFailed(f"{len(found)} groups: the filter is not applied")
    return "200 without groups"


@check("known-group", "the lookup of a group by displayName, and by id", "this group")
def _known_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    group = next((g for g in context.groups if g.get("displayName") and g.get("id")), None)
    if group is None:
        raise Skip("there are no groups")
    found = look_up(context, "groups", "displayName", str(group["displayName"]))
    if group["id"] not in [each.get("id") for each in found]:
        raise CheckFailed("not found by displayName", "team-exists")
    if context.offers("group", "GET"):
        response = context.send(read(context.facts.groups, str(group["id"])))
        if response.status != 200 or response.object.get("id") != group["id"]:
            gone = "linked-group-missing" if response.status == 404 else ""
            raise CheckFailed(f"by id: {response.summary}", problem_of(response, gone))
    return "the group"


@check("user-types", "active in the listed users", "true or false, not a string", level=SHOULD)
def _types(context: CheckContext) -> str:
    user = somebody(context)
    if not isinstance(user.get("active"), bool):
        raise CheckFailed(context.short(repr(user.get("active"))))
    return "true or false"


# Checks of errors, speed and rate limits: what becomes of a request that goes wrong.

@check("not-found", "a user id that does not exist", "404 with a SCIM error", level=SHOULD)
def _not_found(context: CheckContext) -> str:
    context.allows("user", "GET")
    response = context.send(read(context.facts.users, f"00000000-{context.name}"))
    return expect_error(response, 404)


@check("wrong-token", "a token that is wrong", "401 with a SCIM error", level=SHOULD)
def _wrong_token(context: CheckContext) -> str:
    request = test_credentials(context.facts.users)
    response = context.send(request, token=f"wrong-{context.name}")
    return expect_error(response, 401, "unauthorized")


@check("open", "a request with a wrong token", "no data")
def _open(context: CheckContext) -> str:
    request = test_credentials(context.facts.users)
    response = context.send(request, token=f"wrong-{context.name}")
    if response.status < 300:
        raise CheckFailed(f"{response.status}: the service is open to everybody")
    return str(response.status)


@check(
    "speed",
    "the time of all responses",
    "a tenth of what Okta waits, or less",
    level=SHOULD,
    needs=("connect",),
)
def _speed(context: CheckContext) -> str:
    slowest = max(context.client.responses, key=lambda response: response.seconds)
    slow = f"{slowest.seconds:.2f} s at most"
    if slowest.seconds > context.facts.answer_time / 10:
        raise CheckFailed(f"{slow}; Okta waits {context.facts.answer_time} s", "no-answer")
    return slow


@check("rate-limit", "all responses", "no 429", level=SHOULD, needs=("connect",))
def _rate(context: CheckContext) -> str:
    refused = [response for response in context.client.responses if response.status == 429]
    if not refused:
        return f"none in {len(context.client.responses)} requests"
    after = refused[0].headers.get("retry-after")
    form = "without Retry-After, so Okta pauses for minutes"
    if after and re.fullmatch("[0-9]+", after):
        form = f"with Retry-After: {after}, which Okta follows"
    elif after:
        form = "with a date in Retry-After, which Okta does not read: it pauses for minutes"
    raise CheckFailed(
        f"429 to {len(refused)} of {len(context.client.responses)} requests, {form}", "rate-limit"
    )


# Checks that create a user and do to it what Okta does; see RFC 7644 section 3.

CREATED = ("create-user",)


def _name(context: CheckContext) -> str:
    return str(with_name(context.facts.user, context.name)["userName"])


def _current(context: CheckContext) -> dict[str, Any]:
    """The user as it is now."""
    return read_back(context, read(context.facts.users, context.user_id), "account-gone")


@write_check("create-user", "a new user", "201 with the user and its id")
def _create_user(context: CheckContext) -> str:
    context.allows("users", "POST")
    for name in (context.name, f"{context.name}-2"):
        expect_created(send_user(context, name), "bad-request", "empty-user")
    if context.offers("users", "GET"):
        context.users = expect_list(first_page(context, context.facts.users))
    return "201, twice"


@write_check("find-created", "the new user in a lookup", "this user", needs=CREATED)
def _find_created(context: CheckContext) -> str:
    context.filters("users userName")
    for name in (_name(context), _name(context).upper()):
        expect_found(context, "userName", name)
        found = look_up(context, "users", "userName", name)
        if found[0].get("id") != context.user_id:
            raise CheckFailed("another id than the one that was returned")
    return "the user, in both cases"


@write_check("list-created", "the new users in the list", "both of them", needs=CREATED)
def _list_created(context: CheckContext) -> str:
    context.allows("users", "GET")
    response = context.send(list_page(context.facts.users, 1, 1))
    total = response.object.get("totalResults")
    if not isinstance(total, int):
        raise CheckFailed(f"{context.short(repr(total))} users in the list", "counts-as-text")
    if total < 2:
        raise CheckFailed(f"{total} users in the list", "unstable-order")
    return f"{total} users"


@write_check("keep-user", "the new user by id", "what was sent", needs=CREATED)
def _keep(context: CheckContext) -> str:
    context.allows("user", "GET")
    sent = {**with_name(context.facts.user, context.name), "active": True}
    found = _current(context)
    lost = _different(_kept(context, sent), found)
    if {"name.formatted", "userName", "active"} & set(lost):
        only_name = lost == ["name.formatted"]
        problem = "stale-name" if only_name else "ignored-change"
        raise CheckFailed(f"lost or changed: {', '.join(lost)}", problem)
    if "password" in found:
        raise CheckFailed("a password in it, which Okta then sends back", mild=True)
    return f"not kept: {', '.join(lost)}" if lost else "all of it"


def _kept(context: CheckContext, user: dict[str, Any]) -> dict[str, Any]:
    """The user without what the service need not keep."""
    return {key: value for key, value in user.items() if key not in context.facts.unknown}


def _different(sent: dict[str, Any], found: dict[str, Any], before: str = "") -> list[str]:
    """The paths of what is not as it was sent."""
    paths: list[str] = []
    for key, value in sent.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            paths += _different(value, found[key], f"{path}.")
        elif key != "schemas" and isinstance(value, (str, bool)):
            paths += [path] if found.get(key) != value else []
    return paths


@write_check("conflict", "a user with the same name", "409 with a SCIM error", needs=CREATED)
def _conflict(context: CheckContext) -> str:
    return expect_error(send_user(context, context.name), 409, "duplicates")


def _replace(context: CheckContext, mapped: dict[str, Any]) -> dict[str, Any]:
    """Push a profile as Okta does, read and replace; and read it again."""
    context.allows("user", "GET")
    context.allows("user", "PUT")
    resource = _current(context)
    request = replace_user(context.facts.users, context.user_id, resource, mapped)
    send_change(context, request, "profile-refused")
    return _current(context)


def _mapped(context: CheckContext, user: dict[str, Any]) -> dict[str, Any]:
    """A user of the facts, with the values of a new user where the service never changes them."""
    mapped, first = (with_name(each, context.name) for each in (user, context.facts.user))
    for path in _paths(context):
        set_value(mapped, path, value_at(first, path))
    return mapped


def _paths(context: CheckContext) -> list[str]:
    """The paths that Okta maps and the service never changes."""
    known = (each.partition(" ") for each in context.facts.immutable)
    user = context.facts.user
    return [path for kind, _, path in known if kind == "users" and value_at(user, path) is not None]


@write_check("rename-user", "a new name by PUT", "the new name", needs=CREATED)
def _rename(context: CheckContext) -> str:
    mapped = _mapped(context, context.facts.renamed)
    if mapped == with_name(context.facts.user, context.name):
        raise Skip(f"{context.facts.service} never changes the names that the guide maps")
    lost = _different(_kept(context, mapped), _replace(context, mapped))
    wrong = [path for path in lost if path.startswith(("name.formatted", "displayName"))]
    if wrong or "userName" in lost:
        problem = "stale-name" if lost == ["name.formatted"] else "ignored-change"
        raise CheckFailed(f"unchanged: {', '.join(wrong or lost)}", problem)
    return "the new name"


@write_check(
    "put-back",
    "the old name by PUT, with all that was read",
    "the user as before",
    needs=("rename-user",),
)
def _put_back(context: CheckContext) -> str:
    old, new = (_mapped(context, each) for each in (context.facts.user, context.facts.renamed))
    before = _replace(context, old)
    _replace(context, new)
    after = _replace(context, old)
    wrong = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    wrong = [key for key in wrong if key not in ("meta", "password")]
    if wrong:
        raise CheckFailed(f"lost or changed: {', '.join(wrong)}", "ignored-change")
    return "as before"


@write_check(
    "move-user", "a new userName by PUT", "found by the new one, not by the old", needs=CREATED
)
def _move(context: CheckContext) -> str:
    context.changes("users userName")
    moved = with_name(context.facts.user, f"{context.name}-moved")
    name = str(moved["userName"])
    if _replace(context, moved).get("userName") != name:
        raise CheckFailed("accepted, and the old userName is still there", "ignored-change")
    if "users userName" in context.facts.filters:
        expect_found(context, "userName", name)
        if look_up(context, "users", "userName", _name(context)):
            raise CheckFailed("still found by the old userName", "wrong-account")
    if _replace(context, _mapped(context, context.facts.user)).get("userName") != _name(context):
        raise CheckFailed("accepted, and the old userName does not return", "ignored-change")
    return "moved, and moved back"


@write_check(
    "stale-name",
    "new name parts with the old full name, as an unmapped full name is sent",
    "a full name that follows the parts",
    level=SHOULD,
    needs=CREATED,
)
def _stale_name(context: CheckContext) -> str:
    mapped = with_name(context.facts.user, context.name)
    name = mapped.get("name")
    if not isinstance(name, dict) or not {"formatted", "familyName"} <= set(name):
        raise Skip("the guide maps no full name with its parts")
    _replace(context, mapped)
    new = with_name(context.facts.renamed, context.name)["name"]
    mapped["name"] = {**new, "formatted": name["formatted"]}
    found = _replace(context, mapped).get("name")
    if not isinstance(found, dict) or found.get("formatted") == name["formatted"]:
        raise CheckFailed("the old full name", "stale-name")
    return "the new full name"


@write_check("set-roles", "roles by PUT", "the same roles, as strings", needs=CREATED)
def _set_roles(context: CheckContext) -> str:
    facts = context.facts
    if facts.role_path is None:
        raise Skip("the guide maps no roles")
    context.changes(f"users {facts.role_path}")
    value: Any = facts.role_values if facts.role_list else facts.role_values[0]
    mapped = with_name(facts.user, context.name)
    set_value(mapped, facts.role_path, value)
    found = role_of(context, _replace(context, mapped))
    if found is None:
        raise CheckFailed("no roles in the response, so that Okta loses them", "no-namespace")
    expect_roles(context, found)
    if (sorted(found) if facts.role_list else found) != (
        sorted(value) if facts.role_list else value
    ):
        raise CheckFailed(f"other roles: {context.short(found)}", "no-namespace")
    return "the same roles"


def _by_id(context: CheckContext) -> Response:
    return context.send(read(context.facts.users, context.user_id))


def _state(context: CheckContext) -> Any:
    """The ``active`` of the user by id or in a lookup; None when the user cannot be seen."""
    if context.offers("user", "GET"):
        return _by_id(context).object.get("active")
    if "users userName" not in context.facts.filters:
        return None
    found = look_up(context, "users", "userName", _name(context))
    return found[0].get("active") if found else None


def _expect_active(context: CheckContext, response: Response, active: bool) -> str:
    """
    Accept a change of ``active`` that shows in the response, if it has a user, and afterwards.

    :raises CheckFailed: when it does not.
    """
    word = "active" if active else "inactive"
    ignored = "reactivation-ignored" if active else "deactivation-ignored"
    if response.object.get("active", active) is not active:
        raise CheckFailed(f"accepted, and the response is not {word}", ignored)
    found = _state(context)
    if found is None:
        return "accepted; the next check looks for the user"
    if found is not active:
        raise CheckFailed(f"accepted, and the user is not {word}", ignored)
    return word


def _set_active(context: CheckContext, active: bool) -> str:
    """Set active without a path, the only way in which Okta does it; and look."""
    context.allows("user", "PATCH")
    request = set_active(context.facts.users, context.user_id, active)
    by_id = context.offers("user", "GET") and _by_id(context).status == 404
    absent = ("rehired" if active else "account-gone") if by_id else "no-patch"
    response = send_change(
        context, request, "pathless-refused", missing=absent, unsupported="no-patch"
    )
    return _expect_active(context, response, active)


@write_check("deactivate", "PATCH active false, without path", "inactive", needs=CREATED)
def _deactivate(context: CheckContext) -> str:
    return _set_active(context, False)


@write_check(
    "inactive-found",
    "the deactivated user in a lookup and by id",
    "found, with active false",
    needs=("deactivate",),
)
def _inactive_found(context: CheckContext) -> str:
    context.filters("users userName")
    return expect_inactive(context, _name(context), context.user_id)


@write_check(
    "inactive-conflict",
    "a new user with the name of the deactivated one",
    "409 with a SCIM error",
    needs=("deactivate",),
)
def _inactive_conflict(context: CheckContext) -> str:
    return expect_error(send_user(context, context.name), 409, "duplicates")


@write_check("reactivate", "PATCH active true, without path", "active again", needs=("deactivate",))
def _reactivate(context: CheckContext) -> str:
    if _set_active(context, True) == "active" or not context.offers("user", "GET"):
        return "active"
    raise CheckFailed("accepted, and the user cannot be read by id", "rehired")


@write_check(
    "return-profile",
    "the profile by PUT, after the return",
    "accepted, and still active",
    needs=("reactivate",),
)
def _return_profile(context: CheckContext) -> str:
    found = _replace(context, _mapped(context, context.facts.user))
    if found.get("active") is not True:
        raise CheckFailed("accepted, and the user is not active", "reactivation-ignored")
    return "active"


@write_check(
    "put-active",
    "active false and true by PUT, as an app of the wizard sends it",
    "inactive, then active",
    level=SHOULD,
    needs=CREATED,
)
def _put_active(context: CheckContext) -> str:
    context.allows("user", "GET")
    context.allows("user", "PUT")
    for active in (False, True):
        resource = _current(context)
        request = replace_active(context.facts.users, context.user_id, resource, active)
        response = send_change(context, request, "profile-refused")
        _expect_active(context, response, active)
    return "inactive, then active"


# Checks that push a group as Okta does: created, filled, renamed, emptied and deleted.

FILLED = ("create-group", "create-user")
Members = list[tuple[str, str]]
"""Ids with names."""
GONE = "linked-group-missing"


def _people(context: CheckContext) -> Members:
    """
    The users of this run.

    :raises Skip: when there are fewer than two.
    """
    users = [(each.id, each.name) for each in context.created if each.kind == "user" and each.id]
    if len(users) < 2:
        raise Skip("it needs two users with different ids")
    return users[:2]


def _read_group(context: CheckContext) -> Request:
    return read(context.facts.groups, context.group_id)


def _patch(context: CheckContext, request: Request) -> None:
    context.allows("group", "PATCH")
    _send(context, request)


def _send(context: CheckContext, request: Request) -> None:
    """
    Send a PATCH or a PUT of the group.

    :raises CheckFailed: when it is refused, with the entry that has the message of this status.
    """
    response = context.send(request)
    if response.status not in (200, 204):
        entry = {400: "rename-refused", 404: GONE}.get(response.status, "members-refused")
        raise CheckFailed(response.summary, problem_of(response, entry))


def _change(context: CheckContext, new: Members, gone: Members) -> None:
    """Change members in one PATCH."""
    ids = [id for id, _ in gone]
    _patch(context, change_members(context.facts.groups, context.group_id, gone=ids, new=new))


def _member_ids(context: CheckContext) -> list[str]:
    """The ids of the members that the group has now."""
    found = read_back(context, _read_group(context), GONE).get("members") or []
    return sorted(str(each.get("value")) for each in found if isinstance(each, dict))


def _expect(context: CheckContext, members: Members) -> str:
    """
    Accept a group with these members, read again.

    :raises CheckFailed: when it has others.
    """
    if not context.offers("group", "GET"):
        return f"accepted; {context.facts.service} offers no GET to prove it"
    found, expected = _member_ids(context), sorted(id for id, _ in members)
    if found != expected:
        lost, more = len(set(expected) - set(found)), len(set(found) - set(expected))
        twice = len(found) - len(set(found))
        wrong = {"missing": lost, "too many": more, "repeated": twice}
        text = ", ".join(f"{number} {name}" for name, number in wrong.items() if number)
        problem = "removal-ignored" if more and not lost else "team-differs"
        raise CheckFailed(f"accepted, and of the members are {text}", problem)
    return f"{len(found)} member{'s' * (len(found) != 1)}"


def _fill(context: CheckContext, members: Members) -> None:
    """
    Bring the group to these members, by whichever request does it.

    :raises Skip: when none does, which other checks find.
    """
    if not context.offers("group", "GET"):
        context.send(replace_members(context.facts.groups, context.group_id, members))
        return
    path, id, expected = context.facts.groups, context.group_id, sorted(id for id, _ in members)
    for attempt in range(3):
        found = _member_ids(context)
        if found == expected:
            return
        gone = [each for each in found if each not in expected]
        new = [each for each in members if each[0] not in found]
        if attempt % 2 or not (gone or new):
            context.send(replace_members(path, id, members))
        else:
            context.send(change_members(path, id, gone=gone, new=new))
    raise Skip("the group cannot be filled")


@write_check("create-group", "a new group with a member", "201 with the group and its id")
def _create_group(context: CheckContext) -> str:
    context.allows("groups", "POST")
    users = [(each.id, each.name) for each in context.created if each.kind == "user" and each.id]
    expect_created(send_group(context, context.name, users[:1]), "team-refused")
    if context.offers("groups", "GET"):
        context.groups = expect_list(first_page(context, context.facts.groups))
    return "201"


@write_check(
    "first-member",
    "the member of the new group",
    "the one that was sent",
    level=SHOULD,
    needs=FILLED,
)
def _first_member(context: CheckContext) -> str:
    return _expect(context, _people(context)[:1])


@write_check(
    "first-name",
    "the same name by PATCH, without path, right after the creation",
    "accepted, with the same members",
    needs=("create-group",),
)
def _first_name(context: CheckContext) -> str:
    before = _member_ids(context) if context.offers("group", "GET") else []
    request = rename_group(context.facts.groups, context.group_id, context.name)
    _patch(context, request)
    return _expect(context, [(id, "") for id in before])


@write_check(
    "repeat-member",
    "the same member by PATCH add, right after the creation",
    "this member, once",
    needs=FILLED,
)
def _repeat_member(context: CheckContext) -> str:
    first = _people(context)[:1]
    _change(context, first, [])
    return _expect(context, first)


@write_check("find-group", "the new group in a lookup", "this group", needs=("create-group",))
def _find_group(context: CheckContext) -> str:
    context.filters("groups displayName")
    found = look_up(context, "groups", "displayName", context.name)
    if [each.get("id") for each in found] != context.ids("group")[:1]:
        raise CheckFailed(f"{len(found)} groups", "team-exists")
    return "the group"


@write_check(
    "group-conflict",
    "a group with the same name",
    "409 with a SCIM error",
    level=SHOULD,
    needs=("create-group",),
)
def _group_conflict(context: CheckContext) -> str:
    if not context.facts.group_names_unique:
        raise Skip("names of groups may be the same")
    return expect_error(send_group(context, context.name), 409)


@write_check("add-member", "a second member by PATCH add", "both members", needs=FILLED)
def _add_member(context: CheckContext) -> str:
    first, second = _people(context)
    _fill(context, [first])
    _change(context, [second], [])
    return _expect(context, [first, second])


@write_check(
    "rename-group",
    "a new name by PATCH, without path",
    "the new name, with the same members",
    needs=("create-group",),
)
def _rename_group(context: CheckContext) -> str:
    context.changes("groups displayName")
    name = f"{context.name} renamed"
    before = _member_ids(context) if context.offers("group", "GET") else []
    request = rename_group(context.facts.groups, context.group_id, name)
    _patch(context, request)
    if not context.offers("group", "GET"):
        return "accepted"
    found = read_back(context, _read_group(context), GONE)
    if found.get("displayName") != name:
        raise CheckFailed("accepted, and the old name is still there", "team-differs")
    return f"the new name, {_expect(context, [(id, '') for id in before])}"


@write_check("remove-member", "one of two members by its value", "the other member", needs=FILLED)
def _remove_member(context: CheckContext) -> str:
    first, second = _people(context)
    _fill(context, [first, second])
    _change(context, [], [first])
    return _expect(context, [second])


@write_check(
    "change-members",
    "several members in one PATCH: one for another, both added, both removed",
    "these members each time",
    needs=FILLED,
)
def _change_members(context: CheckContext) -> str:
    first, second = _people(context)
    for before, after in (
        ([first], [second]),
        ([], [first, second]),
        ([first, second], []),
    ):
        _fill(context, before)
        _change(context, after, before)
        _expect(context, after)
    return "these members"


@write_check(
    "replace-members",
    "two members at once, then one of them, as Push now sends them",
    "these members each time",
    needs=FILLED,
)
def _replace_members(context: CheckContext) -> str:
    both = _people(context)
    for members in (both, both[:1]):
        _patch(context, replace_members(context.facts.groups, context.group_id, members))
        _expect(context, members)
    return "these members"


@write_check(
    "empty-group",
    "no members, as Push now of an empty group sends them",
    "no members",
    needs=FILLED,
)
def _empty_group(context: CheckContext) -> str:
    _fill(context, _people(context))
    _patch(context, replace_members(context.facts.groups, context.group_id, []))
    return _expect(context, [])


@write_check(
    "pathless-members", "all members by PATCH, without path", "these members", needs=FILLED
)
def _pathless_members(context: CheckContext) -> str:
    both = _people(context)
    _fill(context, both[:1])
    for members in (both, both[:1]):
        _patch(context, pathless_members(context.facts.groups, context.group_id, members))
        _expect(context, members)
    return "these members"


@write_check(
    "pathless-group",
    "id, name and all members by PATCH, without path",
    "these members each time",
    needs=FILLED,
)
def _pathless_group(context: CheckContext) -> str:
    both = _people(context)
    _fill(context, both[:1])
    name = context.name
    for members in (both, both[1:], []):
        _patch(context, pathless_members(context.facts.groups, context.group_id, members, name))
        _expect(context, members)
    return "these members"


@write_check(
    "put-group",
    "name and members by PUT, twice, as an app of the wizard sends them",
    "these members each time",
    level=SHOULD,
    needs=FILLED,
)
def _put_group(context: CheckContext) -> str:
    context.allows("group", "GET")
    context.allows("group", "PUT")
    both = _people(context)
    path, id = context.facts.groups, context.group_id
    for members in (both[:1], both):
        found = read_back(context, _read_group(context), GONE)
        _send(context, replace_group(path, id, found, str(found.get("displayName")), members))
        _expect(context, members)
    return "these members"


@write_check(
    "unknown-member", "a member that is no user", "refused", level=SHOULD, needs=("create-group",)
)
def _unknown_member(context: CheckContext) -> str:
    context.allows("group", "PATCH")
    nobody = with_name(context.facts.user, f"nobody-{context.name}")["userName"]
    new = [(f"00000000-{context.name}", nobody)]
    request = change_members(context.facts.groups, context.group_id, new=new)
    response = context.send(request)
    if response.status < 400:
        raise CheckFailed(response.summary, "team-differs")
    if response.status >= 500:
        raise CheckFailed(response.summary, problem_of(response, "members-refused"))
    return str(response.status)


@write_check("delete-group", "the group deleted", "204, then gone", needs=("create-group",))
def _delete_group(context: CheckContext) -> str:
    context.allows("group", "DELETE")
    request = delete_group(context.facts.groups, context.group_id)
    response = context.send(request)
    if response.status not in (200, 204):
        raise CheckFailed(response.summary, problem_of(response, ""))
    if context.offers("group", "GET"):
        after = context.send(_read_group(context))
        if after.status != 404:
            raise CheckFailed(f"{response.status}, and by id still {after.summary}", "team-exists")
    return f"{response.status}, then gone"


# Runs the checks one after another, and removes what they created, whatever happens.

FIRST = ("https", "base-url", "token", "connect", "credentials", "groups-list", "list-shape")
"""Checks that come before anything is written."""
LAST = ("speed", "rate-limit")
"""Checks that look back on all others."""


@dataclass(frozen=True)
class PreflightReport:
    """What a run found."""

    results: list[CheckResult]
    left: list[str]
    """What is left at the service of what the run created, and what to do about it."""
    interrupted: bool

    @property
    def status(self) -> int:
        """The exit status, one of ``EXIT_STATUSES``."""
        if self.interrupted:
            return NOT_CARRIED_OUT
        return MISSED if any(result.status == FAIL for result in self.results) else FINE


def ordered(write: bool) -> list[Check]:
    """The checks of a run; what is written comes early, so that lists have something in them."""
    chosen = [each for each in CHECKS if write or not each.writes]

    def rank(each: Check) -> int:
        if each.id in FIRST:
            return 0
        if each.id in ("create-user", "create-group"):
            return 1
        if each.id in LAST:
            return 4
        return 3 if each.writes else 2

    return sorted(chosen, key=rank)


def run(
    facts: Facts,
    base_url: str,
    token: str,
    *,
    write: bool = False,
    ca_file: str | None = None,
    pause: Callable[[float], None] = time.sleep,
    on_start: Callable[[Check, int, int], None] = lambda check, number, of: None,
    on_result: Callable[[CheckResult], None] = lambda result: None,
) -> PreflightReport:
    """
    Check a service.

    ``on_start`` is called before each check with its number and that of all, ``on_result`` after
    it.

    :raises CannotRun: when the base URL is none, or nothing can be reached there.
    """
    context = _context(facts, base_url, token, ca_file, pause)
    results: dict[str, CheckResult] = {}
    interrupted = False
    try:
        checks = ordered(write)
        for number, each in enumerate(checks, 1):
            on_start(each, number, len(checks))
            results[each.id] = _result(each, context, results)
            on_result(results[each.id])
    except KeyboardInterrupt:
        interrupted = True
    finally:
        left = [_printable(line, context) for line in clean_up(context)]
    return PreflightReport(list(results.values()), left, interrupted)


def _context(
    facts: Facts, base_url: str, token: str, ca_file: str | None, pause: Callable[[float], None]
) -> CheckContext:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username:
        accepted = "a URL such as https://scim.example.com/scim/v2"
        raise CannotRun(f"--base-url {base_url}: no URL, expected {accepted}")
    word = token.split(None, 1)[-1] if token.lower().startswith("bearer ") else token
    try:
        client = HttpClient(base_url.rstrip("/"), word, facts.answer_time, ca_file, pause)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no certificates in it"
        raise CannotRun(f"--ca-file {ca_file}: {why}, expected certificates in PEM") from None
    name = f"scimguide-preflight-{secrets.token_hex(4)}"
    return CheckContext(facts, client, base_url, token, name)


def _result(check: Check, context: CheckContext, so_far: dict[str, CheckResult]) -> CheckResult:
    started = time.monotonic()
    status, got, problem = PASS, "", ""
    missing = [
        need for need in check.needs if need in so_far and so_far[need].status in (FAIL, SKIP)
    ]
    try:
        if missing:
            raise Skip(f"it says nothing without {missing[0]}")
        got = check.run(context)
    except Skip as skip:
        status, got = SKIP, str(skip)
    except CheckFailed as failed:
        status = FAIL if check.level == MUST and not failed.mild else WARN
        got = str(failed)
        problem = failed.problem
    except NoResponse as error:
        status, got, problem = FAIL, str(error), "no-answer"
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # a service may answer anything
        status, got = FAIL, f"a response in a form that nobody expects ({type(error).__name__})"
    known = context.facts.problems
    return CheckResult(
        check.id,
        check.tried,
        check.expected,
        _printable(got, context),
        check.level,
        status,
        context.facts.steps.get(check.id, ""),
        problem if known is None or problem in known else "",
        round(time.monotonic() - started, 3),
    )


def _printable(text: str, context: CheckContext) -> str:
    """A string without the token and without control characters."""
    text = context.client.redact(text)
    return "".join(letter if letter.isprintable() else "?" for letter in text)


# What a run prints: a line a check with progress on a terminal, JSON, JUnit.

COLOURS = {PASS: "32", FAIL: "31", WARN: "33", SKIP: "90"}


class TerminalReporter:
    """Prints results as they arrive; on a terminal also the check that is running."""

    def __init__(self, stream: TextIO, quiet: bool) -> None:
        self.stream = stream
        self.quiet = quiet
        self.live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.coloured = self.live and not os.environ.get("NO_COLOR")

    def start(self, check: Check, number: int, of: int) -> None:
        """Show the check that runs, in place of the one before."""
        if self.live:
            text = f"{number:>2}/{of}  {check.id:<18} {check.tried} …"
            self._write(f"\r\x1b[2K{text[: self._width()]}")

    def result(self, result: CheckResult) -> None:
        """Show a result; when quiet, only one that matters."""
        if self.live:
            self._write("\r\x1b[2K")
        if not self.quiet or result.status in (FAIL, WARN):
            for line in lines(result):
                self._write(f"{self.paint(line, result.status)}\n")

    def end(self, report: PreflightReport) -> None:
        """Show what is left at the service, and the sum."""
        for text in report.left:
            self._write(self.paint(f"left    {text}", WARN) + "\n")
        if report.interrupted:
            self._write(self.paint("interrupted before the last check", FAIL) + "\n")
        if not self.quiet:
            bad = FAIL if report.status else PASS
            self._write(self.paint(summary(report.results), bad) + "\n")

    def paint(self, text: str, status: str) -> str:
        """A string in the colour of a status, where there are colours."""
        return f"\x1b[{COLOURS[status]}m{text}\x1b[0m" if self.coloured else text

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

    def _width(self) -> int:
        try:
            return max(20, os.get_terminal_size(self.stream.fileno()).columns - 1)
        except OSError:
            return 79


def lines(result: CheckResult) -> list[str]:
    """A result as text: one line, two more when something is wrong."""
    first = f"{result.status:<5} {result.id:<20} {result.tried}: {result.got}"
    if result.status not in (FAIL, WARN):
        return [first]
    where = [result.step] if result.step else []
    where += [f"problem {result.problem}"] if result.problem else []
    more = [f"      expected ({result.level}): {result.expected}"]
    return [first, *more, *([f"      see {', '.join(where)}"] if where else [])]


def summary(results: list[CheckResult]) -> str:
    """The numbers of results: ``20 pass, 1 fail, 0 warn, 3 skip``."""
    counts = Counter(result.status for result in results)
    return ", ".join(f"{counts[status]} {status}" for status in (PASS, FAIL, WARN, SKIP))


def data(report: PreflightReport, facts: Facts, base_url: str, wrote: bool) -> dict[str, Any]:
    """The report as JSON has it."""
    counts = Counter(result.status for result in report.results)
    return {
        "service": facts.service,
        "base_url": base_url,
        "wrote": wrote,
        "exit_status": report.status,
        "interrupted": report.interrupted,
        "counts": {status: counts[status] for status in (PASS, FAIL, WARN, SKIP)},
        "results": [asdict(result) for result in report.results],
        "left": report.left,
    }


def json_text(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def junit(report: PreflightReport) -> str:
    """The report as JUnit's XML: a warning is a test that passed, with output."""
    failed = [result for result in report.results if result.status == FAIL]
    skipped = [result for result in report.results if result.status == SKIP]
    suite = ET.Element("testsuite", name="preflight", tests=str(len(report.results)), errors="0")
    suite.set("failures", str(len(failed)))
    suite.set("skipped", str(len(skipped)))
    for result in report.results:
        case = ET.SubElement(suite, "testcase", classname="preflight", name=result.id)
        case.set("time", f"{result.seconds:.3f}")
        text = "\n".join(lines(result))
        if result.status == FAIL:
            ET.SubElement(case, "failure", message=result.got).text = text
        elif result.status == SKIP:
            ET.SubElement(case, "skipped", message=result.got)
        else:
            ET.SubElement(case, "system-out").text = text
    root = ET.Element("testsuites")
    root.append(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


# One run of the command: from options to an exit status.

STATUSES = f"Exit status: {'; '.join(f'{each}, {says}' for each, says in EXIT_STATUSES.items())}."


@dataclass(frozen=True)
class Options:
    """The options of the command line."""

    base_url: str
    write: bool
    as_json: bool
    junit: Path | None
    quiet: bool
    ca_file: str | None


def question(facts: Facts, base_url: str) -> str:
    """The question before anything is written."""
    kept = " The service keeps deleted accounts, deactivated." if facts.keeps_deleted else ""
    what = f"Two users and a group named scimguide-preflight-… will be written to {base_url}"
    return f"{what}, and removed again.{kept}"


def run_checks(facts: Facts, options: Options, token: str) -> int:
    """
    Check, print, write the files of the options, and return the exit status.

    :raises CannotRun: when it cannot be done.
    """
    if options.junit:
        write_text(options.junit, "")  # better known before than after
    reporter = TerminalReporter(sys.stderr if options.as_json else sys.stdout, options.quiet)
    shown: dict[str, Any] = {"on_start": reporter.start, "on_result": reporter.result}
    if options.as_json and not reporter.live:
        shown = {}
    with _stoppable():
        report = run(
            facts,
            options.base_url,
            token,
            write=options.write,
            ca_file=options.ca_file,
            **shown,
        )
    if not options.as_json or reporter.live:
        reporter.end(report)
    return _written(facts, options, report)


def write_report(facts: Facts, options: Options, results: list[CheckResult]) -> int:
    """
    Print and write results that are there already, and return the exit status.

    :raises CannotRun: when a file cannot be written.
    """
    report = PreflightReport(results, [], False)
    if not options.as_json:
        reporter = TerminalReporter(sys.stdout, options.quiet)
        for result in results:
            reporter.result(result)
        reporter.end(report)
    return _written(facts, options, report)


def _written(facts: Facts, options: Options, report: PreflightReport) -> int:
    if options.as_json:
        sys.stdout.write(json_text(data(report, facts, options.base_url, options.write)))
    if options.junit:
        write_text(options.junit, junit(report))
    return report.status


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM is as Ctrl-C: what was created is removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def write_text(path: Path, text: str) -> None:
    """
    Write a file beside its place, then move it there.

    :raises CannotRun: when it cannot be written.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_text(text, "utf-8")
        new.replace(path)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror}, expected a file to write") from None


# The command line of the file that readers download.

def main(facts: Facts) -> int:
    """Read the command line, check, and give the exit status."""
    given = _parser(facts).parse_args()
    try:
        token = token_from(given.token_file, with_scheme=True)
        if given.write and not given.yes:
            _confirm(question(facts, given.base_url))
        options = Options(
            given.base_url,
            given.write,
            given.json,
            given.junit,
            given.quiet,
            given.ca_file,
        )
        return run_checks(facts, options, token)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.status


def _parser(facts: Facts) -> argparse.ArgumentParser:
    about = f"Check the SCIM service of {facts.service} before Okta meets it."
    parser = argparse.ArgumentParser(description=about, epilog=STATUSES)
    add = parser.add_argument
    add("--base-url", metavar="URL", required=True, help="the SCIM service")
    add("--token-file", type=Path, help=f"file with its token (otherwise {TOKEN_VARIABLE})")
    add("--write", action="store_true", help="also create, change and remove throw-away resources")
    add("--yes", action="store_true", help="write without confirmation")
    add("--json", action="store_true", help="one JSON document instead of lines")
    add("--junit", type=Path, metavar="FILE", help="also write the results as JUnit XML")
    add("--quiet", action="store_true", help="only problems")
    add("--ca-file", metavar="FILE", help="certificates to trust besides the system's")
    return parser


def _confirm(what: str) -> None:
    """
    Ask for confirmation before writing.

    :raises CannotRun: without a terminal, or when the user declines.
    """
    if not sys.stdin.isatty():
        raise CannotRun(f"{what} Expected --yes, because there is no terminal for the question.")
    sys.stderr.write(f"{what} Go on? [y/N]: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise CannotRun("nothing was done")


FACTS = {'service': 'Testomat.io',
 'well_known': '/.well-known/scim-configuration',
 'users': '/Users',
 'groups': '/Groups',
 'methods': {'users': ['GET', 'POST'],
             'user': ['GET', 'PUT', 'PATCH', 'DELETE'],
             'groups': ['GET', 'POST'],
             'group': ['GET', 'PUT', 'PATCH', 'DELETE'],
             'config': ['GET']},
 'filters': ['users userName', 'groups displayName'],
 'user': {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:User'],
          'externalId': 'scimguide-preflight-0',
          'userName': 'scimguide-preflight-0@example.com',
          'name': {'formatted': 'Preflight Check', 'givenName': 'Preflight', 'familyName': 'Check'},
          'emails': [{'value': 'scimguide-preflight-0@example.com',
                      'type': 'work',
                      'primary': True}],
          'displayName': 'Preflight Check',
          'locale': 'en-US'},
 'renamed': {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:User'],
             'externalId': 'scimguide-preflight-0',
             'userName': 'scimguide-preflight-0@example.com',
             'name': {'formatted': 'Preflight Renamed',
                      'givenName': 'Preflight',
                      'familyName': 'Renamed'},
             'emails': [{'value': 'scimguide-preflight-0@example.com',
                         'type': 'work',
                         'primary': True}],
             'displayName': 'Preflight Renamed',
             'locale': 'en-US'},
 'unknown': ['displayName', 'locale'],
 'group_schema': 'urn:ietf:params:scim:schemas:core:2.0:Group',
 'immutable': ['groups members.value', 'groups members.$ref'],
 'role_path': 'urn:ietf:params:scim:schemas:extension:testomat:2.0:User:testomat_roles',
 'role_values': ['manager', 'billing'],
 'role_list': True,
 'keeps_deleted': True,
 'group_names_unique': True,
 'answer_time': 60,
 'page_size': 100,
 'steps': {'https': 'prerequisites.md#get-the-base-url-and-the-token',
           'base-url': 'prerequisites.md#get-the-base-url-and-the-token',
           'token': 'configure.md#step-2-connect-the-api',
           'connect': 'configure.md#step-2-connect-the-api',
           'credentials': 'configure.md#step-2-connect-the-api',
           'groups-list': 'configure.md#step-3-choose-what-okta-may-do',
           'list-shape': 'users.md#list-and-page',
           'discovery': 'reference.md#service-provider-configuration',
           'discovery-well-known': 'reference.md#service-provider-configuration',
           'order': 'users.md#list-and-page',
           'paging': 'users.md#list-and-page',
           'past-the-end': 'users.md#list-and-page',
           'count-zero': 'users.md#list-and-page',
           'unknown-user': 'users.md#find-by-username',
           'known-user': 'users.md#find-by-username',
           'other-case': 'users.md#find-by-username',
           'read-user': 'users.md#read',
           'roles-form': 'roles.md#see-what-arrives',
           'inactive-user': 'users.md#deactivate-and-reactivate',
           'unknown-group': 'groups.md#find-by-displayname',
           'known-group': 'groups.md#find-by-displayname',
           'user-types': 'users.md#read',
           'not-found': 'limits.md#404-the-id-does-not-exist',
           'wrong-token': 'limits.md#401-the-token-is-missing-or-wrong',
           'open': 'limits.md#401-the-token-is-missing-or-wrong',
           'speed': 'limits.md#limits',
           'rate-limit': 'limits.md#limits',
           'create-user': 'users.md#create',
           'find-created': 'users.md#find-by-username',
           'list-created': 'users.md#list-and-page',
           'keep-user': 'users.md#read',
           'conflict': 'limits.md#409-the-name-is-taken',
           'rename-user': 'users.md#change-a-name',
           'put-back': 'users.md#change-a-name',
           'move-user': 'users.md#change-a-name',
           'stale-name': 'mappings.md#the-full-name-needs-an-attribute-of-its-own',
           'set-roles': 'users.md#set-roles',
           'deactivate': 'users.md#deactivate-and-reactivate',
           'inactive-found': 'users.md#deactivate-and-reactivate',
           'inactive-conflict': 'users.md#deactivate-and-reactivate',
           'reactivate': 'users.md#deactivate-and-reactivate',
           'return-profile': 'users.md#change-a-name',
           'put-active': 'users.md#deactivate-and-reactivate',
           'create-group': 'groups.md#create-a-group',
           'first-member': 'groups.md#create-a-group',
           'first-name': 'groups.md#rename-a-group',
           'repeat-member': 'groups.md#add-a-member',
           'find-group': 'groups.md#find-by-displayname',
           'group-conflict': 'limits.md#409-the-name-is-taken',
           'add-member': 'groups.md#add-a-member',
           'rename-group': 'groups.md#rename-a-group',
           'remove-member': 'groups.md#remove-a-member',
           'replace-members': 'groups.md#replace-all-members',
           'change-members': 'groups.md#add-a-member',
           'empty-group': 'groups.md#replace-all-members',
           'pathless-members': 'groups.md#replace-all-members',
           'pathless-group': 'groups.md#replace-all-members',
           'put-group': 'groups.md#replace-all-members',
           'unknown-member': 'limits.md#400-the-member-does-not-exist',
           'delete-group': 'groups.md#delete-a-group',
           'mapping-rows': 'configure.md#step-4-map-the-attributes',
           'mapping-schema': 'configure.md#add-the-attributes'},
 'problems': ['unauthorized',
              'trailing-slash',
              'no-results',
              'no-answer',
              'timed-out',
              'test-refused',
              'firewall-page',
              'assigned-too-early',
              'no-match',
              'unreachable',
              'service-error',
              'conflict',
              'bad-request',
              'no-seat',
              'empty-user',
              'text-errors',
              'profile-refused',
              'account-gone',
              'inactive-account',
              'rehired',
              'half-returned',
              'needs-deprovisioning',
              'pathless-refused',
              'no-patch',
              'deactivation-failed',
              'delay',
              'counts-as-text',
              'no-external-id',
              'suspended',
              'deactivation-ignored',
              'reactivation-ignored',
              'stale-name',
              'not-acceptable',
              'no-namespace',
              'namespace-refused',
              'attribute-refused',
              'roles-as-objects',
              'stale-roles',
              'group-value-ignored',
              'empty-team',
              'leaver-in-team',
              'removal-ignored',
              'team-exists',
              'team-slow',
              'team-refused',
              'rename-refused',
              'stale-members',
              'members-refused',
              'linked-group-missing',
              'team-gone',
              'rate-limit',
              'unstable-order',
              'import-removes-people',
              'second-account',
              'mastered-elsewhere',
              'token-replaced',
              'ignored-change',
              'wrong-account',
              'duplicates',
              'team-differs']}

if __name__ == "__main__":
    sys.exit(main(Facts(**FACTS)))
