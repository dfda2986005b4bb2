#!/usr/bin/env python3
"""
Check the SCIM service of Testomat.io before Okta meets it.

    SCIM_TOKEN=… python3 preflight.py --base-url URL

Needs Python 3.9 or newer and nothing else. Generated; python3 preflight.py --help says more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from typing import TextIO
from urllib.parse import quote
from urllib.parse import urlencode
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
import sys
import threading
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET


# What the checks know of a guide and its service, as plain data.

STAND_IN = "scimguide-preflight-0"
"""Stands in the bodies of ``Facts`` where a run puts a name of its own."""


@dataclass(frozen=True)
class Facts:
    """The part of the spec that the checks need; every value is JSON."""

    service: str
    """The service's name."""
    well_known: str | None
    """A second address of the configuration, at the root of the host."""
    users: str
    """Path of the users: ``/Users``."""
    groups: str
    methods: dict[str, list[str]]
    """The methods of ``users``, ``user``, ``groups``, ``group`` and ``config``."""
    filters: list[str]
    """What can be looked up by ``eq``: ``users userName``, ``groups displayName``."""
    user: dict[str, Any]
    """A user as the guide's mapping makes it, named by ``STAND_IN``."""
    renamed: dict[str, Any]
    """The same user with another family name."""
    group: dict[str, Any]
    """A group as Okta creates it, named by ``STAND_IN``."""
    role_urn: str | None
    """The schema URN of the attribute that holds roles; None in the core schema."""
    role_name: str | None
    """The attribute that holds roles."""
    role_values: list[str]
    """Values to be set in a test; several only when the attribute takes several."""
    role_list: bool
    keeps_deleted: bool
    """Whether a deleted user stays, deactivated."""
    group_names_unique: bool
    answer_time: int
    """Seconds that Okta waits."""
    page_size: int
    """Resources that Okta asks for in one page."""
    steps: dict[str, str]
    """Where the guide speaks of what a check looks at: ``page.md#anchor`` by check."""
    problems: list[str] | None
    """The entries of the guide's catalogue of problems; None when it has none."""


# HTTP as the checks need it: one request, one answer, and why there was none.

MEDIA_TYPE = "application/scim+json"
ATTEMPTS = 3
"""How often a request is sent that is answered 429."""
LONGEST_PAUSE = 60
"""Seconds to wait at most after a 429."""
USUAL_PAUSE = 5
"""Seconds to wait after a 429 that does not say how long."""


class NoAnswer(Exception):
    """
    There was no whole answer.

    ``kind`` is ``unreachable``, ``certificate``, ``timeout`` or ``closed``.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Answer:
    """An answer, its headers by their lower-case names."""

    request: str
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    hide: Callable[[str], str] = str
    """Takes the token out of a text."""

    @property
    def json(self) -> Any:
        """The body as JSON, or None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def object(self) -> dict[str, Any]:
        """The body as a JSON object, empty when it is none."""
        found = self.json
        return found if isinstance(found, dict) else {}

    @property
    def said(self) -> str:
        """The status and what it is about, short: ``404, User not found``."""
        detail = self.object.get("detail") or self.body[:2000].decode("utf-8", "replace")
        text = " ".join(self.hide(str(detail)).split())[:120]
        return f"{self.status}, {text}" if text and self.status >= 400 else str(self.status)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer: the token goes nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""


class Wire:
    """
    Sends requests to one base URL with one token, and keeps all answers.

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
        self.answers: list[Answer] = []
        self._pause = pause
        context = ssl.create_default_context()
        if ca_file:
            context.load_verify_locations(ca_file)
        self._opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.HTTPSHandler(context=context)
        )

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        token: str | None = None,
    ) -> Answer:
        """
        Send a request; after a 429 wait and send it again, three times in all.

        :raises NoAnswer: when no whole answer came.
        """
        url = path if "://" in path else self.base_url + path
        url += "?" + urlencode(query, quote_via=quote) if query else ""
        headers = {"Accept": MEDIA_TYPE, "User-Agent": "scimguide-preflight"}
        headers["Authorization"] = f"Bearer {self.token if token is None else token}"
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
        for attempt in range(1, ATTEMPTS + 1):
            request = urllib.request.Request(url, data, headers, method=method)
            answer = self._once(request)
            self.answers.append(answer)
            if answer.status != 429 or attempt == ATTEMPTS:
                break
            self._pause(_retry_after(answer))
        return answer

    def _once(self, request: urllib.request.Request) -> Answer:
        started = time.monotonic()
        try:
            try:
                found = self._opener.open(request, timeout=self.timeout)
            except urllib.error.HTTPError as error:
                found = error
            with found:
                body = found.read()
        except (OSError, http.client.HTTPException) as error:
            raise _no_answer(error, self.timeout) from None
        headers = {name.lower(): value for name, value in found.headers.items()}
        what = f"{request.get_method()} {request.full_url}"
        seconds = time.monotonic() - started
        return Answer(what, found.status or 0, headers, body, seconds, self.hide)

    def hide(self, text: str) -> str:
        """A text without the token, in whatever form the service echoes it."""
        for form in (self.token, quote(self.token, safe=""), json.dumps(self.token)[1:-1]):
            text = text.replace(form, "‹token›")
        return text


def _retry_after(answer: Answer) -> float:
    text = answer.headers.get("retry-after", "")
    return min(int(text), LONGEST_PAUSE) if re.fullmatch("[0-9]{1,9}", text) else USUAL_PAUSE


def _no_answer(error: Exception, timeout: float) -> NoAnswer:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or reason
        return NoAnswer("certificate", f"no trusted TLS connection: {why}")
    if isinstance(reason, (TimeoutError, socket.timeout)):
        return NoAnswer("timeout", f"no answer within {timeout:g} seconds")
    if isinstance(reason, (http.client.HTTPException, ConnectionResetError)):
        return NoAnswer("closed", "the connection ended before the whole answer was there")
    return NoAnswer("unreachable", str(getattr(reason, "strerror", None) or reason))


# What a check is, and what it finds: data, so that every output is made from the same.

MUST, SHOULD = "MUST", "SHOULD"
PASS, FAIL, WARN, SKIP = "pass", "fail", "warn", "skip"


class CannotRun(Exception):
    """The checks cannot be made; the text says why, and what is accepted."""


class Wrong(Exception):
    """
    What came is not what was expected.

    ``problem`` names the catalogue entry. ``mild`` makes it a warning, whatever the check.
    """

    def __init__(self, got: str, problem: str = "", mild: bool = False) -> None:
        super().__init__(got)
        self.problem = problem
        self.mild = mild


class Skip(Exception):
    """The check cannot be made here; the text says why."""


@dataclass(frozen=True)
class Made:
    """Something that this run created, or tried to create."""

    kind: str
    """``user`` or ``group``."""
    name: str
    id: str | None
    """None when the answer did not say."""


@dataclass
class Probe:
    """What one run knows: the facts, the connection, and what it has seen and made."""

    facts: Facts
    wire: Wire
    given_url: str
    given_token: str
    name: str
    """The random name of what this run makes."""
    users: list[dict[str, Any]] = field(default_factory=list)
    """The users of the first list."""
    groups: list[dict[str, Any]] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    first: Answer | None = None
    """The answer to the credentials test."""

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

    def short(self, value: Any) -> str:
        """A value of the service as a message shows it."""
        return self.wire.hide(str(value))[:80]

    def ids(self, kind: str) -> list[str]:
        """The ids of the users or groups that this run made."""
        return [made.id for made in self.made if made.kind == kind and made.id]


@dataclass(frozen=True)
class Check:
    """One thing that is looked at."""

    id: str
    tried: str
    expected: str
    level: str
    """``MUST``: provisioning breaks without it. ``SHOULD``: something is lost or slow."""
    run: Callable[[Probe], str]
    """Looks, and says what it saw."""
    needs: tuple[str, ...]
    """Checks without which this one says nothing."""
    writes: bool


CHECKS: list[Check] = []
"""All checks, in the order in which they are made."""


def check(
    id: str,
    tried: str,
    expected: str,
    *,
    level: str = MUST,
    needs: tuple[str, ...] = ("credentials",),
    writes: bool = False,
) -> Callable[[Callable[[Probe], str]], Callable[[Probe], str]]:
    """Make a function a check."""

    def enter(run: Callable[[Probe], str]) -> Callable[[Probe], str]:
        CHECKS.append(Check(id, tried, expected, level, run, needs, writes))
        return run

    return enter


@dataclass(frozen=True)
class Result:
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


# The form of answers: lists and errors as RFC 7644 wants them, and what came instead.

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def listed(answer: Answer, problem: str = "no-results") -> list[dict[str, Any]]:
    """
    The resources of a list.

    :raises Wrong: when it is no ListResponse (RFC 7644 section 3.4.2).
    """
    if answer.status != 200:
        raise Wrong(answer.said, problem_of(answer) or problem)
    found = answer.json
    if not isinstance(found, dict):
        raise Wrong(form(answer), problem)
    if not isinstance(found.get("Resources"), list):
        raise Wrong("a JSON object without the array Resources", problem)
    return [each for each in found["Resources"] if isinstance(each, dict)]


def form(answer: Answer) -> str:
    """What a body is that is no JSON object."""
    kind = answer.headers.get("content-type", "no type").partition(";")[0]
    if not answer.body:
        return f"{answer.status} without a body"
    if isinstance(answer.json, list):
        return f"{answer.status} with a bare JSON array"
    if b"<html" in answer.body[:500].lower() or kind == "text/html":
        return f"{answer.status} with an HTML page"
    return f"{answer.status} with {kind} instead of a JSON object"


def problem_of(answer: Answer) -> str:
    """The catalogue entry that a status speaks of."""
    known = {401: "unauthorized", 403: "unauthorized", 406: "not-acceptable", 429: "rate-limit"}
    return known.get(answer.status, "no-answer" if answer.status >= 500 else "")


def as_error(answer: Answer, status: int, problem: str = "") -> str:
    """
    An error of a status in the form of RFC 7644 section 3.12.

    :raises Wrong: when it is another status, or another form.
    """
    if answer.status != status:
        raise Wrong(answer.said, problem)
    found = answer.object
    if not found:
        raise Wrong(f"{form(answer)}, no SCIM error", "text-errors", mild=True)
    if ERROR not in (found.get("schemas") or []) or str(found.get("status")) != str(status):
        got = f"{status} with JSON that is no SCIM error (schemas, status)"
        raise Wrong(got, "text-errors", mild=True)
    if not isinstance(found.get("detail"), str):
        raise Wrong(f"{status} with a SCIM error without detail", "text-errors", mild=True)
    return f"{status} with a SCIM error"


# Questions that several checks ask: lookups as Okta makes them, and the form of roles.

def first_page(probe: Probe, path: str, **query: str) -> Answer:
    """The first resources of a list, as many as Okta asks for in one page."""
    page = {"startIndex": 1, "count": probe.facts.page_size}
    return probe.wire.send("GET", path, {**query, **page})


def find(probe: Probe, kind: str, attribute: str, value: str, problem: str) -> list[Any]:
    """
    Look up by ``eq``, as Okta does.

    :raises Wrong: when the answer is no list.
    """
    path = probe.facts.users if kind == "users" else probe.facts.groups
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return listed(first_page(probe, path, filter=f'{attribute} eq "{escaped}"'), problem)


def only(found: list[Any], attribute: str, value: str) -> bool:
    """Whether a lookup found the one that it should, and nothing else."""
    return [str(each.get(attribute)).lower() for each in found] == [value.lower()]


def role_of(probe: Probe, user: dict[str, Any]) -> Any:
    """What a user has in the attribute that holds roles, None without it."""
    urn, name = probe.facts.role_urn, probe.facts.role_name
    holder = user.get(urn) if urn else user
    return holder.get(name) if name and isinstance(holder, dict) else None


def well_formed(probe: Probe, value: Any) -> None:
    """
    Accept roles that are texts, in a list when there may be several.

    :raises Wrong: otherwise.
    """
    values = value if probe.facts.role_list and isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        kind = "objects" if any(isinstance(each, dict) for each in values) else "no texts"
        raise Wrong(f"{kind}: {probe.short(value)}", "roles-as-objects")
    if probe.facts.role_list and not isinstance(value, list):
        raise Wrong("one text instead of a list", "roles-as-objects")


def still_there(probe: Probe, name: str, id: str) -> str:
    """
    Accept a deactivated user who is found both ways.

    :raises Wrong: when one way misses.
    """
    found = find(probe, "users", "userName", name, "rehired")
    if not only(found, "userName", name) or found[0].get("active") is not False:
        raise Wrong("not in the lookup, so that nobody can come back", "rehired")
    if probe.offers("user", "GET"):
        answer = probe.wire.send("GET", f"{probe.facts.users}/{id}")
        if answer.status != 200 or answer.object.get("active") is not False:
            raise Wrong(f"by id: {answer.said}", "rehired")
    return "found"


# What a run creates, and how it takes all of it away again.

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
PATIENCE = 3
"""How many deletions may stay without an answer before the rest is only reported."""


def named(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A body of the facts with a name of this run in it."""
    made: dict[str, Any] = json.loads(json.dumps(body).replace(STAND_IN, name))
    return made


def create(probe: Probe, kind: str, body: dict[str, Any]) -> Answer:
    """
    Create a user or group, and remember it before it is known whether that worked.

    :raises NoAnswer: when no whole answer came; what was perhaps made is remembered.
    """
    name = str(body["userName" if kind == "user" else "displayName"])
    path = probe.facts.users if kind == "user" else probe.facts.groups
    probe.made.append(Made(kind, name, None))
    answer = probe.wire.send("POST", path, body=body)
    if answer.status >= 300:
        probe.made.pop()  # nothing was made
    elif isinstance(answer.object.get("id"), str):
        probe.made[-1] = Made(kind, name, answer.object["id"])
        if probe.ids(kind).count(answer.object["id"]) > 1:
            probe.made.pop()  # answered with one that was made before
    return answer


def created(answer: Answer, problem: str) -> str:
    """
    The id of what was created.

    :raises Wrong: when the answer is not 201 with the resource (RFC 7644 section 3.3).
    """
    if answer.status != 201:
        raise Wrong(answer.said, problem_of(answer) or problem)
    if not answer.object:
        raise Wrong(form(answer), problem)
    if not isinstance(answer.object.get("id"), str):
        raise Wrong("201 with a resource that has no id", problem)
    return str(answer.object["id"])


def patch(probe: Probe, path: str, operation: dict[str, Any], problem: str) -> None:
    """
    Send one operation.

    :raises Wrong: when it is refused.
    """
    body = {"schemas": [PATCH], "Operations": [operation]}
    answer = probe.wire.send("PATCH", path, body=body)
    if answer.status not in (200, 204):
        users = path.startswith(f"{probe.facts.users}/")
        known = {429: "rate-limit", 404: "no-external-id" if users else "team-gone"}
        if users:
            known |= {405: "no-patch", 501: "no-patch"}
        raise Wrong(answer.said, known.get(answer.status, problem))


def read(probe: Probe, path: str, problem: str) -> dict[str, Any]:
    """
    A resource as it is now.

    :raises Wrong: when it cannot be read.
    """
    answer = probe.wire.send("GET", path)
    if answer.status != 200 or not answer.object:
        raise Wrong(f"afterwards by id: {answer.said}", problem)
    return answer.object


def clean(probe: Probe) -> list[str]:
    """
    Take away what this run made, and say what is left of it.

    Goes on after a failure; after an interrupt it only says what is left.
    """
    left: list[str] = []
    silent = 0
    for made in sorted(probe.made, key=lambda made: made.kind != "group"):
        what = f"{made.kind} {made.name}" + (f" (id {made.id})" if made.id else "")
        if silent >= PATIENCE:
            left.append(f"{what}: not tried; delete it at the service")
            continue
        try:
            said = _remove_made(probe, made)
        except NoAnswer as error:
            silent += 1
            said = f"perhaps there, {error}; look for it and delete it at the service"
        except KeyboardInterrupt:
            silent = PATIENCE
            said = "interrupted; delete it at the service"
        if said:
            left.append(f"{what}: {said}")
    probe.made.clear()
    return left


def _remove_made(probe: Probe, made: Made) -> str:
    """Delete one, and say what is left of it; nothing when it is gone."""
    ids = [made.id] if made.id else _ids(probe, made)
    for id in ids:
        path = f"{probe.facts.users if made.kind == 'user' else probe.facts.groups}/{id}"
        answer = probe.wire.send("DELETE", path)
        after = probe.wire.send("GET", path)
        if answer.status in (200, 204, 404) and after.status in (404, 405, 410, 501):
            continue
        if made.kind == "group":
            return f"not deleted ({answer.said}); delete it at the service"
        if after.object.get("active") is not False:
            off = {"op": "replace", "value": {"active": False}}
            probe.wire.send("PATCH", path, body={"schemas": [PATCH], "Operations": [off]})
            after = probe.wire.send("GET", path)
        if after.object.get("active") is False:
            return f"deactivated; {probe.facts.service} keeps the record, which has no access"
        return f"still active ({answer.said}); deactivate or delete it at the service"
    return ""


def _ids(probe: Probe, made: Made) -> list[str]:
    """The ids of those with exactly the name that this run made up."""
    kind, attribute = ("users", "userName") if made.kind == "user" else ("groups", "displayName")
    try:
        found = find(probe, kind, attribute, made.name, "")
    except Wrong:
        return []
    return [
        str(each["id"])
        for each in found
        if str(each.get(attribute)).lower() == made.name.lower() and each.get("id")
    ]


# Checks of the way to the service: address, token, TLS, and the test that Okta makes.

def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@check("https", "the scheme of the base URL", "https, except on this machine", needs=())
def _https(probe: Probe) -> str:
    parts = urlsplit(probe.given_url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise Wrong("http, so the token would travel readable; nothing was sent", "no-answer")
    return parts.scheme


@check("address", "the base URL", "no underscore, no slash at the end", needs=())
def _address(probe: Probe) -> str:
    parts = urlsplit(probe.given_url)
    if "_" in probe.given_url:
        raise Wrong("an underscore, which Okta does not accept", "no-answer")
    if probe.given_url.endswith("/"):
        raise Wrong("a slash at the end, so that every path has two", "no-results")
    if parts.query or parts.fragment:
        raise Wrong("a query or fragment behind the path", "no-results")
    return "as Okta accepts it"


@check("token", "the token", "the token alone: Okta puts Bearer in front", needs=())
def _token(probe: Probe) -> str:
    if re.match(r"bearer(\s|$)", probe.given_token, re.IGNORECASE):
        raise Wrong("the word Bearer in front; checked without it from here", "unauthorized")
    return "one word"


@check("connect", "the connection", "an answer, by trusted TLS", needs=("https",))
def _connect(probe: Probe) -> str:
    try:
        probe.first = probe.wire.send("GET", probe.facts.users, {"startIndex": 1, "count": 2})
    except NoAnswer as error:
        if error.kind == "unreachable":
            accepted = "a service that answers there"
            raise CannotRun(f"{probe.given_url}: {error}, expected {accepted}") from None
        raise Wrong(str(error), "no-answer") from None
    return f"an answer after {probe.first.seconds:.2f} s"


@check(
    "credentials",
    "Test API Credentials: two users",
    "200 with a ListResponse",
    needs=("connect",),
)
def _credentials(probe: Probe) -> str:
    assert probe.first is not None
    probe.users = listed(probe.first)
    return f"200, {len(probe.users)} users in it"


@check("groups-list", "Test API Credentials: a page of groups", "200 with a ListResponse")
def _groups(probe: Probe) -> str:
    probe.allows("groups", "GET")
    probe.groups = listed(first_page(probe, probe.facts.groups))
    return f"200, {len(probe.groups)} groups in it"


@check(
    "list-shape",
    "the numbers of a list",
    "whole numbers; itemsPerPage is the number of Resources",
)
def _shape(probe: Probe) -> str:
    answer = first_page(probe, probe.facts.users)
    probe.users, found = listed(answer), answer.object
    if LIST not in (found.get("schemas") or []):
        raise Wrong("no schema URN of a ListResponse in schemas", "no-results")
    total, items = found.get("totalResults"), found.get("itemsPerPage", len(probe.users))
    for name in ("totalResults", "itemsPerPage", "startIndex"):
        if isinstance(found.get(name, 1), bool) or not isinstance(found.get(name, 1), int):
            raise Wrong(f"{name} is {probe.short(repr(found[name]))}", "counts-as-text")
    if total is None or total < len(probe.users):
        raise Wrong(f"totalResults is {total} with {len(probe.users)} Resources", "no-results")
    if items != len(probe.users):
        raise Wrong(f"itemsPerPage is {items} with {len(probe.users)} Resources", "counts-as-text")
    return f"{total} users, {items} in the page"


@check(
    "discovery",
    "the configuration at the address of RFC 7644 section 4",
    "200 with patch and filter",
    level=SHOULD,
)
def _discovery(probe: Probe) -> str:
    probe.allows("config", "GET")
    return _configuration(probe, "/ServiceProviderConfig")


@check(
    "discovery-well-known",
    "the configuration at the documented address",
    "200 with patch and filter",
    level=SHOULD,
)
def _well_known(probe: Probe) -> str:
    if probe.facts.well_known is None:
        raise Skip(f"{probe.facts.service} documents no other address")
    parts = urlsplit(probe.wire.base_url)
    return _configuration(probe, f"{parts.scheme}://{parts.netloc}{probe.facts.well_known}")


def _configuration(probe: Probe, address: str) -> str:
    answer = probe.wire.send("GET", address)
    if answer.status != 200 or not {"patch", "filter"} <= set(answer.object):
        raise Wrong(answer.said if answer.status != 200 else "no patch or filter in it")
    return "200"


# Checks of lists and pages (RFC 7644 section 3.4.2.4), which Okta reads at every import.

def _page(probe: Probe, start: int, count: int) -> tuple[list[str], Any]:
    """The ids of a page, and the total."""
    query = {"startIndex": start, "count": count}
    answer = probe.wire.send("GET", probe.facts.users, query)
    ids = [str(each.get("id")) for each in listed(answer, "unstable-order")]
    return ids, answer.object.get("totalResults")


@check("order", "the same list twice", "the same order")
def _order(probe: Probe) -> str:
    size = probe.facts.page_size
    first, _ = _page(probe, 1, size)
    if len(first) < 2:
        raise Skip("there are fewer than two users")
    for _again in range(2):
        if _page(probe, 1, size)[0] != first:
            raise Wrong("another order the second time", "unstable-order")
    return f"the same {len(first)} users"


@check("paging", "two pages of one user", "two different users")
def _paging(probe: Probe) -> str:
    one, total = _page(probe, 1, 1)
    if not isinstance(total, int) or total < 2:
        raise Skip("there are fewer than two users")
    two, _ = _page(probe, 2, 1)
    if len(one) != 1 or len(two) != 1:
        raise Wrong(f"{len(one)} and {len(two)} users with count=1", "unstable-order")
    if one == two:
        raise Wrong("the same user on both pages", "unstable-order")
    return "two users"


@check("past-the-end", "a page behind the last user", "no users")
def _past(probe: Probe) -> str:
    _, total = _page(probe, 1, 1)
    if not isinstance(total, int):
        raise Skip("totalResults is no number")
    beyond, _ = _page(probe, total + 1, 1)
    if beyond:
        raise Wrong(f"{len(beyond)} users, so that an import never ends", "unstable-order")
    return "no users"


@check(
    "count-zero",
    "a list with count=0",
    "the number and no users",
    level=SHOULD,
)
def _zero(probe: Probe) -> str:
    found, total = _page(probe, 1, 0)
    if found:
        raise Wrong(f"{len(found)} users")
    return f"{total} users, none returned"


# Checks of lookups and of what a resource holds: how Okta finds people again.

KEYS = ("schemas", "id", "userName", "active", "meta")
"""What every user must have for Okta or RFC 7643 section 3.1."""


def somebody(probe: Probe) -> dict[str, Any]:
    """
    A user of the service.

    :raises Skip: when there is none.
    """
    for user in probe.users:
        if user.get("userName") and user.get("id"):
            return user
    raise Skip("there are no users")


@check("unknown-user", "the lookup of a userName that nobody has", "200 without users")
def _unknown(probe: Probe) -> str:
    probe.filters("users userName")
    name = f"nobody-{probe.name}@example.com"
    found = _nobody(probe, "users", "userName", name, "no-match")
    if found:
        raise Wrong(f"{len(found)} users: the filter is not applied", "no-match")
    return "200 without users"


def _nobody(probe: Probe, kind: str, attribute: str, value: str, problem: str) -> list[Any]:
    """A lookup that finds nothing; Okta takes a 404 for the same."""
    try:
        return find(probe, kind, attribute, value, problem)
    except Wrong as wrong:
        if str(wrong).startswith("404"):
            raise Wrong(f"{wrong}; Okta takes it for nobody", mild=True) from None
        raise


@check("known-user", "the lookup of a user by userName", "this user alone")
def _known(probe: Probe) -> str:
    probe.filters("users userName")
    name = str(somebody(probe)["userName"])
    found = find(probe, "users", "userName", name, "no-match")
    if not only(found, "userName", name):
        raise Wrong(f"{len(found)} users", "no-match")
    return "the user"


@check("other-case", "the lookup of a user in other case", "the same user", needs=("known-user",))
def _other_case(probe: Probe) -> str:
    name = str(somebody(probe)["userName"])
    found = find(probe, "users", "userName", name.swapcase(), "no-match")
    if not only(found, "userName", name):
        raise Wrong(f"{len(found)} users: the lookup minds the case", "no-match")
    return "the user"


@check("read-user", "a user by id", "the listed user, with all that it needs")
def _read_user(probe: Probe) -> str:
    probe.allows("user", "GET")
    user = somebody(probe)
    answer = probe.wire.send("GET", f"{probe.facts.users}/{user['id']}")
    if answer.status != 200:
        raise Wrong(answer.said, problem_of(answer) or "no-external-id")
    found = answer.object
    missing = [key for key in KEYS if key not in found]
    if missing:
        raise Wrong(f"no {', '.join(missing)}", "empty-user")
    for key in ("id", "userName", "active"):
        if found[key] != user.get(key):
            raise Wrong(f"another {key} than in the list", "no-external-id")
    return "the same user"


@check("roles-form", "the roles of the listed users", "texts in the form that the guide maps")
def _roles(probe: Probe) -> str:
    if probe.facts.role_name is None:
        raise Skip("the guide maps no roles")
    found = [value for user in probe.users if (value := role_of(probe, user)) is not None]
    if not found:
        raise Skip("no user has roles")
    for value in found:
        well_formed(probe, value)
    return f"texts, for {len(found)} users"


@check("inactive-user", "a deactivated user in a lookup and by id", "found, with active false")
def _inactive_user(probe: Probe) -> str:
    probe.filters("users userName")
    gone = [user for user in probe.users if user.get("active") is False and user.get("id")]
    if not gone:
        raise Skip("there are no deactivated users in the list")
    return still_there(probe, str(gone[0]["userName"]), str(gone[0]["id"]))


@check("unknown-group", "the lookup of a group that is not there", "200 without groups")
def _unknown_group(probe: Probe) -> str:
    probe.filters("groups displayName")
    found = _nobody(probe, "groups", "displayName", f"Nobody {probe.name}", "team-exists")
    if found:
        raise Wrong(f"{len(found)} groups: the filter is not applied", "team-exists")
    return "200 without groups"


@check("known-group", "the lookup of a group by displayName, and by id", "this group")
def _known_group(probe: Probe) -> str:
    probe.filters("groups displayName")
    group = next((g for g in probe.groups if g.get("displayName") and g.get("id")), None)
    if group is None:
        raise Skip("there are no groups")
    found = find(probe, "groups", "displayName", str(group["displayName"]), "team-exists")
    if group["id"] not in [each.get("id") for each in found]:
        raise Wrong("not found by displayName", "team-exists")
    if probe.offers("group", "GET"):
        answer = probe.wire.send("GET", f"{probe.facts.groups}/{group['id']}")
        if answer.status != 200 or answer.object.get("id") != group["id"]:
            raise Wrong(f"by id: {answer.said}", "team-gone")
    return "the group"


@check(
    "user-types",
    "active in the listed users",
    "true or false, not a text",
    level=SHOULD,
)
def _types(probe: Probe) -> str:
    user = somebody(probe)
    if not isinstance(user.get("active"), bool):
        raise Wrong(probe.short(repr(user.get("active"))))
    return "true or false"


# Checks of errors, speed and rate limits: what becomes of a request that goes wrong.

@check("not-found", "a user id that does not exist", "404 with a SCIM error", level=SHOULD)
def _not_found(probe: Probe) -> str:
    probe.allows("user", "GET")
    answer = probe.wire.send("GET", f"{probe.facts.users}/00000000-{probe.name}")
    return as_error(answer, 404, "no-external-id")


@check("wrong-token", "a token that is wrong", "401 with a SCIM error", level=SHOULD)
def _wrong_token(probe: Probe) -> str:
    query = {"startIndex": 1, "count": 2}
    answer = probe.wire.send("GET", probe.facts.users, query, token=f"wrong-{probe.name}")
    return as_error(answer, 401, "unauthorized")


@check("open", "a request with a wrong token", "no data")
def _open(probe: Probe) -> str:
    query = {"startIndex": 1, "count": 2}
    answer = probe.wire.send("GET", probe.facts.users, query, token=f"wrong-{probe.name}")
    if answer.status < 300:
        raise Wrong(f"{answer.status}: the service is open to everybody")
    return str(answer.status)


@check(
    "speed",
    "the time of all answers",
    "a tenth of what Okta waits, or less",
    level=SHOULD,
    needs=("connect",),
)
def _speed(probe: Probe) -> str:
    slowest = max(probe.wire.answers, key=lambda answer: answer.seconds)
    said = f"{slowest.seconds:.2f} s at most"
    if slowest.seconds > probe.facts.answer_time / 10:
        raise Wrong(f"{said}; Okta waits {probe.facts.answer_time} s", "no-answer")
    return said


@check("rate-limit", "all answers", "no 429", level=SHOULD, needs=("connect",))
def _rate(probe: Probe) -> str:
    refused = [answer for answer in probe.wire.answers if answer.status == 429]
    if not refused:
        return f"none in {len(probe.wire.answers)} requests"
    after = refused[0].headers.get("retry-after")
    form = "without Retry-After, so Okta pauses for minutes"
    if after and re.fullmatch("[0-9]+", after):
        form = f"with Retry-After: {after}, which Okta follows"
    elif after:
        form = "with a date in Retry-After, which Okta does not read: it pauses for minutes"
    raise Wrong(
        f"429 to {len(refused)} of {len(probe.wire.answers)} requests, {form}", "rate-limit"
    )


# Checks that create a person and do to it what Okta does; see RFC 7644 section 3.

CREATED = ("create-user",)


def _path(probe: Probe) -> str:
    return f"{probe.facts.users}/{probe.ids('user')[0]}"


def _name(probe: Probe) -> str:
    return str(named(probe.facts.user, probe.name)["userName"])


@check("create-user", "a new user", "201 with the user and its id", writes=True)
def _create_user(probe: Probe) -> str:
    probe.allows("users", "POST")
    created(create(probe, "user", named(probe.facts.user, probe.name)), "empty-user")
    second = named(probe.facts.user, f"{probe.name}-2")
    created(create(probe, "user", second), "empty-user")
    if probe.offers("users", "GET"):
        probe.users = listed(first_page(probe, probe.facts.users))
    return "201, twice"


@check("find-created", "the new user in a lookup", "this user", needs=CREATED, writes=True)
def _find_created(probe: Probe) -> str:
    probe.filters("users userName")
    for name in (_name(probe), _name(probe).upper()):
        found = find(probe, "users", "userName", name, "no-match")
        if not only(found, "userName", name):
            raise Wrong(f"{len(found)} users for {name}", "no-match")
        if found[0].get("id") != probe.ids("user")[0]:
            raise Wrong("another id than the one that was answered", "no-external-id")
    return "the user, in both cases"


@check("list-created", "the new users in the list", "both of them", needs=CREATED, writes=True)
def _list_created(probe: Probe) -> str:
    probe.allows("users", "GET")
    query = {"startIndex": 1, "count": 1}
    total = probe.wire.send("GET", probe.facts.users, query).object.get("totalResults")
    if not isinstance(total, int) or total < 2:
        raise Wrong(f"{total} users in the list", "no-match")
    return f"{total} users"


@check("keep-user", "the new user by id", "what was sent", needs=CREATED, writes=True)
def _keep(probe: Probe) -> str:
    probe.allows("user", "GET")
    found = read(probe, _path(probe), "empty-user")
    lost = _different(named(probe.facts.user, probe.name), found)
    if "name.formatted" in lost or "userName" in lost or "active" in lost:
        raise Wrong(f"lost or changed: {', '.join(lost)}", "stale-name")
    return f"not kept: {', '.join(lost)}" if lost else "all of it"


def _different(sent: dict[str, Any], found: dict[str, Any], before: str = "") -> list[str]:
    """The paths of what is not as it was sent; a password never comes back."""
    paths: list[str] = []
    for key, value in sent.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            paths += _different(value, found[key], f"{path}.")
        elif key not in ("schemas", "password") and isinstance(value, (str, bool)):
            paths += [path] if found.get(key) != value else []
    return paths


@check("conflict", "a user with the same name", "409 with a SCIM error", needs=CREATED, writes=True)
def _conflict(probe: Probe) -> str:
    return as_error(create(probe, "user", named(probe.facts.user, probe.name)), 409, "conflict")


def _put(probe: Probe, body: dict[str, Any], problem: str) -> dict[str, Any]:
    """Replace the user, and read it again."""
    probe.allows("user", "PUT")
    answer = probe.wire.send("PUT", _path(probe), body={**body, "id": probe.ids("user")[0]})
    if answer.status not in (200, 204):
        raise Wrong(answer.said, "rate-limit" if answer.status == 429 else problem)
    return read(probe, _path(probe), problem)


@check("rename-user", "a new name by PUT", "the new name", needs=CREATED, writes=True)
def _rename(probe: Probe) -> str:
    body = named(probe.facts.renamed, probe.name)
    lost = _different(body, _put(probe, body, "bad-request"))
    wrong = [path for path in lost if path.startswith(("name.formatted", "displayName"))]
    if wrong or "userName" in lost:
        raise Wrong(f"unchanged: {', '.join(wrong or lost)}", "stale-name")
    return "the new name"


@check(
    "stale-name",
    "new name parts with the old full name, as an unmapped full name is sent",
    "a full name that follows the parts",
    level=SHOULD,
    needs=CREATED,
    writes=True,
)
def _stale_name(probe: Probe) -> str:
    body = named(probe.facts.user, probe.name)
    new = named(probe.facts.renamed, probe.name)
    if not isinstance(body.get("name"), dict) or not {"formatted", "familyName"} <= set(
        body["name"]
    ):
        raise Skip("the guide maps no full name with its parts")
    _put(probe, body, "bad-request")
    old = body["name"]["formatted"]
    body["name"] = {**new["name"], "formatted": old}
    name = _put(probe, body, "bad-request").get("name")
    if not isinstance(name, dict) or name.get("formatted") == old:
        raise Wrong("the old full name", "stale-name")
    return "the new full name"


@check("set-roles", "roles by PUT", "the same roles, as texts", needs=CREATED, writes=True)
def _set_roles(probe: Probe) -> str:
    facts = probe.facts
    if facts.role_name is None:
        raise Skip("the guide maps no roles")
    body = named(facts.user, probe.name)
    value: Any = facts.role_values if facts.role_list else facts.role_values[0]
    holder = body.setdefault(facts.role_urn, {}) if facts.role_urn else body
    holder[facts.role_name] = value
    if facts.role_urn and facts.role_urn not in body["schemas"]:
        body["schemas"].append(facts.role_urn)
    found = role_of(probe, _put(probe, body, "bad-request"))
    if found is None:
        raise Wrong("no roles in the answer, so that Okta loses them", "no-namespace")
    well_formed(probe, found)
    if (sorted(found) if facts.role_list else found) != (
        sorted(value) if facts.role_list else value
    ):
        raise Wrong(f"other roles: {probe.short(found)}", "no-namespace")
    return "the same roles"


def _active(probe: Probe, active: bool) -> None:
    """Set active without a path, the only way in which Okta does it."""
    probe.allows("user", "PATCH")
    operation = {"op": "replace", "value": {"active": active}}
    patch(probe, _path(probe), operation, "pathless-refused")


@check("deactivate", "PATCH active false, without path", "accepted", needs=CREATED, writes=True)
def _deactivate(probe: Probe) -> str:
    _active(probe, False)
    return "accepted"


@check(
    "inactive-found",
    "the deactivated user in a lookup and by id",
    "found, with active false",
    needs=("deactivate",),
    writes=True,
)
def _inactive_found(probe: Probe) -> str:
    probe.filters("users userName")
    return still_there(probe, _name(probe), probe.ids("user")[0])


@check(
    "inactive-conflict",
    "a new user with the name of the deactivated one",
    "409 with a SCIM error",
    needs=("deactivate",),
    writes=True,
)
def _inactive_conflict(probe: Probe) -> str:
    return as_error(create(probe, "user", named(probe.facts.user, probe.name)), 409, "rehired")


@check(
    "reactivate",
    "PATCH active true, without path",
    "active again",
    needs=("deactivate",),
    writes=True,
)
def _reactivate(probe: Probe) -> str:
    _active(probe, True)
    if not probe.offers("user", "GET"):
        return "accepted"
    if read(probe, _path(probe), "rehired").get("active") is not True:
        raise Wrong("accepted, and still not active", "rehired")
    return "active"


# Checks that push a group as Okta does: created, filled, renamed, emptied and deleted.

FILLED = ("create-group", "create-user")


def _group_path(probe: Probe) -> str:
    probe.allows("group", "PATCH")
    return f"{probe.facts.groups}/{probe.ids('group')[0]}"


def _holds(probe: Probe, expected: list[str]) -> str:
    """Accept a group with these members, read again."""
    if not probe.offers("group", "GET"):
        return f"accepted; {probe.facts.service} offers no GET to prove it"
    found = read(probe, _group_path(probe), "team-gone").get("members") or []
    ids = [str(each.get("value")) for each in found if isinstance(each, dict)]
    if sorted(ids) != sorted(expected):
        raise Wrong(f"accepted, and the group has {len(ids)} members", "empty-team")
    return f"{len(ids)} members"


@check("create-group", "a new group", "201 with the group and its id", writes=True)
def _group_create(probe: Probe) -> str:
    probe.allows("groups", "POST")
    created(create(probe, "group", named(probe.facts.group, probe.name)), "team-gone")
    if probe.offers("groups", "GET"):
        probe.groups = listed(first_page(probe, probe.facts.groups))
    return "201"


@check(
    "find-group",
    "the new group in a lookup",
    "this group",
    needs=("create-group",),
    writes=True,
)
def _group_find(probe: Probe) -> str:
    probe.filters("groups displayName")
    name = str(named(probe.facts.group, probe.name)["displayName"])
    found = find(probe, "groups", "displayName", name, "team-exists")
    if [each.get("id") for each in found] != probe.ids("group")[:1]:
        raise Wrong(f"{len(found)} groups", "team-exists")
    return "the group"


@check(
    "group-conflict",
    "a group with the same name",
    "409 with a SCIM error",
    level=SHOULD,
    needs=("create-group",),
    writes=True,
)
def _group_conflict(probe: Probe) -> str:
    if not probe.facts.group_names_unique:
        raise Skip("names of groups may be the same")
    body = named(probe.facts.group, probe.name)
    return as_error(create(probe, "group", body), 409, "team-exists")


@check("add-member", "a member by PATCH add", "this member", needs=FILLED, writes=True)
def _group_add(probe: Probe) -> str:
    one = probe.ids("user")[0]
    operation = {"op": "add", "path": "members", "value": [{"value": one}]}
    patch(probe, _group_path(probe), operation, "members-refused")
    return _holds(probe, [one])


@check(
    "rename-group",
    "a new name by PATCH, without path",
    "the new name",
    needs=("create-group",),
    writes=True,
)
def _group_rename(probe: Probe) -> str:
    name = f"{probe.name} renamed"
    value = {"id": probe.ids("group")[0], "displayName": name}
    patch(probe, _group_path(probe), {"op": "replace", "value": value}, "rename-refused")
    if not probe.offers("group", "GET"):
        return "accepted"
    if read(probe, _group_path(probe), "team-gone").get("displayName") != name:
        raise Wrong("accepted, and the old name is still there", "rename-refused")
    return "the new name"


@check("remove-member", "a member by its value", "no members", needs=("add-member",), writes=True)
def _group_remove(probe: Probe) -> str:
    path = f'members[value eq "{probe.ids("user")[0]}"]'
    patch(probe, _group_path(probe), {"op": "remove", "path": path}, "members-refused")
    return _holds(probe, [])


@check(
    "replace-members",
    "all members at once, as Push now does",
    "these members",
    needs=FILLED,
    writes=True,
)
def _group_replace(probe: Probe) -> str:
    ids = probe.ids("user")
    value = [{"value": each} for each in ids]
    operation: dict[str, Any] = {"op": "replace", "path": "members", "value": value}
    patch(probe, _group_path(probe), operation, "members-refused")
    return _holds(probe, ids)


@check(
    "unknown-member",
    "a member that is no user",
    "refused",
    level=SHOULD,
    needs=("create-group",),
    writes=True,
)
def _group_unknown(probe: Probe) -> str:
    value = [{"value": f"00000000-{probe.name}"}]
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "add", "path": "members", "value": value}],
    }
    answer = probe.wire.send("PATCH", _group_path(probe), body=body)
    if not 400 <= answer.status < 500:
        raise Wrong(answer.said, "members-refused")
    return str(answer.status)


@check(
    "delete-group",
    "the group deleted",
    "204, then gone",
    needs=("create-group",),
    writes=True,
)
def _group_delete(probe: Probe) -> str:
    probe.allows("group", "DELETE")
    path = f"{probe.facts.groups}/{probe.ids('group')[0]}"
    answer = probe.wire.send("DELETE", path)
    if answer.status not in (200, 204):
        raise Wrong(answer.said, "team-gone")
    if probe.offers("group", "GET"):
        after = probe.wire.send("GET", path)
        if after.status != 404:
            raise Wrong(f"{answer.status}, and by id still {after.said}", "team-gone")
    return f"{answer.status}, then gone"


# Makes the checks one after another, and takes away what they made, whatever happens.

FIRST = ("https", "address", "token", "connect", "credentials", "groups-list", "list-shape")
"""Checks that come before anything is written."""
LAST = ("speed", "rate-limit")
"""Checks that look back on all others."""


@dataclass(frozen=True)
class Report:
    """What a run found."""

    results: list[Result]
    left: list[str]
    """What is left at the service of what the run made, and what to do about it."""
    interrupted: bool

    @property
    def status(self) -> int:
        """The exit status: 0 fine, 1 problems, 2 not carried out to the end."""
        if self.interrupted:
            return 2
        return 1 if any(result.status == FAIL for result in self.results) else 0


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
    starts: Callable[[Check, int, int], None] = lambda check, number, of: None,
    tell: Callable[[Result], None] = lambda result: None,
) -> Report:
    """
    Check a service.

    ``starts`` is told of each check before it is made, ``tell`` of its result.

    :raises CannotRun: when the address is none, or nothing can be reached there.
    """
    probe = _probe(facts, base_url, token, ca_file, pause)
    results: dict[str, Result] = {}
    interrupted = False
    try:
        checks = ordered(write)
        for number, each in enumerate(checks, 1):
            starts(each, number, len(checks))
            results[each.id] = _result(each, probe, results)
            tell(results[each.id])
    except KeyboardInterrupt:
        interrupted = True
    finally:
        left = [_clean(line, probe) for line in clean(probe)]
    return Report(list(results.values()), left, interrupted)


def _probe(
    facts: Facts, base_url: str, token: str, ca_file: str | None, pause: Callable[[float], None]
) -> Probe:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username:
        accepted = "an address such as https://scim.example.com/scim/v2"
        raise CannotRun(f"--base-url {base_url}: no web address, expected {accepted}")
    word = token.split(None, 1)[-1] if token.lower().startswith("bearer ") else token
    try:
        wire = Wire(base_url.rstrip("/"), word, facts.answer_time, ca_file, pause)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no certificates in it"
        raise CannotRun(f"--ca-file {ca_file}: {why}, expected certificates in PEM") from None
    name = f"scimguide-preflight-{secrets.token_hex(4)}"
    return Probe(facts, wire, base_url, token, name)


def _result(check: Check, probe: Probe, so_far: dict[str, Result]) -> Result:
    started = time.monotonic()
    status, got, problem = PASS, "", ""
    missing = [
        need for need in check.needs if need in so_far and so_far[need].status in (FAIL, SKIP)
    ]
    try:
        if missing:
            raise Skip(f"it says nothing without {missing[0]}")
        got = check.run(probe)
    except Skip as skip:
        status, got = SKIP, str(skip)
    except Wrong as wrong:
        status = FAIL if check.level == MUST and not wrong.mild else WARN
        got = str(wrong)
        problem = wrong.problem
    except NoAnswer as error:
        status, got, problem = FAIL, str(error), "no-answer"
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # a service may answer anything
        status, got = FAIL, f"an answer in a form that nobody expects ({type(error).__name__})"
    known = probe.facts.problems
    return Result(
        check.id,
        check.tried,
        check.expected,
        _clean(got, probe),
        check.level,
        status,
        probe.facts.steps.get(check.id, ""),
        problem if known is None or problem in known else "",
        round(time.monotonic() - started, 3),
    )


def _clean(text: str, probe: Probe) -> str:
    """A text without the token, in whatever form the service echoed it."""
    text = probe.wire.hide(text)
    return "".join(letter if letter.isprintable() else "?" for letter in text)


# What a run prints: a line a check with progress on a terminal, JSON, JUnit.

COLOURS = {PASS: "32", FAIL: "31", WARN: "33", SKIP: "90"}


class Screen:
    """Shows results as they come; on a terminal also what is being done."""

    def __init__(self, stream: TextIO, quiet: bool) -> None:
        self.stream = stream
        self.quiet = quiet
        self.live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.coloured = self.live and not os.environ.get("NO_COLOR")

    def starts(self, check: Check, number: int, of: int) -> None:
        """Show the check that is being made, in place of the one before."""
        if self.live:
            text = f"{number:>2}/{of}  {check.id:<18} {check.tried} …"
            self._write(f"\r\x1b[2K{text[: self._width()]}")

    def tell(self, result: Result) -> None:
        """Show a result; when quiet, only one that matters."""
        if self.live:
            self._write("\r\x1b[2K")
        if not self.quiet or result.status in (FAIL, WARN):
            for line in lines(result):
                self._write(f"{self.paint(line, result.status)}\n")

    def end(self, report: Report) -> None:
        """Show what is left at the service, and the sum."""
        for text in report.left:
            self._write(self.paint(f"left    {text}", WARN) + "\n")
        if report.interrupted:
            self._write(self.paint("interrupted before the last check", FAIL) + "\n")
        if not self.quiet:
            bad = FAIL if report.status else PASS
            self._write(self.paint(summary(report.results), bad) + "\n")

    def paint(self, text: str, status: str) -> str:
        """A text in the colour of a status, where there are colours."""
        return f"\x1b[{COLOURS[status]}m{text}\x1b[0m" if self.coloured else text

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

    def _width(self) -> int:
        try:
            return max(20, os.get_terminal_size(self.stream.fileno()).columns - 1)
        except OSError:
            return 79


def lines(result: Result) -> list[str]:
    """A result as text: one line, two more when something is wrong."""
    first = f"{result.status:<5} {result.id:<20} {result.tried}: {result.got}"
    if result.status not in (FAIL, WARN):
        return [first]
    where = [result.step] if result.step else []
    where += [f"problem {result.problem}"] if result.problem else []
    more = [f"      expected ({result.level}): {result.expected}"]
    return [first, *more, *([f"      see {', '.join(where)}"] if where else [])]


def summary(results: list[Result]) -> str:
    """The numbers of results: ``20 pass, 1 fail, 0 warn, 3 skip``."""
    counts = Counter(result.status for result in results)
    return ", ".join(f"{counts[status]} {status}" for status in (PASS, FAIL, WARN, SKIP))


def data(report: Report, facts: Facts, base_url: str, wrote: bool) -> dict[str, Any]:
    """The report as JSON has it."""
    counts = Counter(result.status for result in report.results)
    return {
        "service": facts.service,
        "base_url": base_url,
        "wrote": wrote,
        "exit_status": report.status,
        "interrupted": report.interrupted,
        "counts": {status: counts[status] for status in (PASS, FAIL, WARN, SKIP)},
        "results": [vars(result) for result in report.results],
        "left": report.left,
    }


def json_text(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def junit(report: Report) -> str:
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

VARIABLE = "SCIM_TOKEN"
STATUSES = """Exit status: 0 fine, 1 problems, 2 not carried out."""


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    base_url: str
    token_file: Path | None
    write: bool
    as_json: bool
    junit: Path | None
    quiet: bool
    ca_file: str | None


def question(facts: Facts, base_url: str) -> str:
    """What is asked before anything is written."""
    kept = " The service keeps deleted people, deactivated." if facts.keeps_deleted else ""
    what = f"Two people and a group named scimguide-preflight-… will be written to {base_url}"
    return f"{what}, and removed again.{kept}"


def token_of(file: Path | None) -> str:
    """
    The token in a file, or in the environment without one.

    :raises CannotRun: when there is none that can be sent.
    """
    if file is None:
        token = os.environ.get(VARIABLE, "").strip()
    else:
        try:
            token = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            what = getattr(error, "strerror", None) or "not UTF-8"
            raise CannotRun(f"--token-file {file}: {what}, expected a text file") from None
    bare = re.sub(r"^bearer\s+", "", token, flags=re.IGNORECASE)
    if not re.fullmatch(r"[!-~]+", bare):
        accepted = f"one word of ASCII in {VARIABLE} or in the file of --token-file"
        raise CannotRun(f"no usable token, expected {accepted}")
    return token


def perform(facts: Facts, options: Options, token: str) -> int:
    """
    Check, print, write what was asked for, and give the exit status.

    :raises CannotRun: when it cannot be done.
    """
    if options.junit:
        write_text(options.junit, "")  # better known before than after
    screen = Screen(sys.stderr if options.as_json else sys.stdout, options.quiet)
    shown: dict[str, Any] = {"starts": screen.starts, "tell": screen.tell}
    if options.as_json and not screen.live:
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
    if not options.as_json or screen.live:
        screen.end(report)
    return _written(facts, options, report)


def hand_over(facts: Facts, options: Options, results: list[Result]) -> int:
    """
    Print and write results that are there already, and give the exit status.

    :raises CannotRun: when a file cannot be written.
    """
    report = Report(results, [], False)
    if not options.as_json:
        screen = Screen(sys.stdout, options.quiet)
        for result in results:
            screen.tell(result)
        screen.end(report)
    return _written(facts, options, report)


def _written(facts: Facts, options: Options, report: Report) -> int:
    if options.as_json:
        sys.stdout.write(json_text(data(report, facts, options.base_url, options.write)))
    if options.junit:
        write_text(options.junit, junit(report))
    return report.status


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM is as Ctrl-C: what was made is removed."""
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
        token = token_of(given.token_file)
        if given.write and not given.yes:
            _confirm(question(facts, given.base_url))
        options = Options(
            given.base_url,
            given.token_file,
            given.write,
            given.json,
            given.junit,
            given.quiet,
            given.ca_file,
        )
        return perform(facts, options, token)
    except CannotRun as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser(facts: Facts) -> argparse.ArgumentParser:
    about = f"Check the SCIM service of {facts.service} before Okta meets it."
    parser = argparse.ArgumentParser(description=about, epilog=STATUSES)
    add = parser.add_argument
    add("--base-url", metavar="URL", required=True, help="the SCIM service")
    add("--token-file", type=Path, help=f"file that holds its token (otherwise {VARIABLE})")
    add("--write", action="store_true", help="also create, change and remove throw-away resources")
    add("--yes", action="store_true", help="do not ask before writing")
    add("--json", action="store_true", help="one JSON document instead of lines")
    add("--junit", type=Path, metavar="FILE", help="also write the results as JUnit XML")
    add("--quiet", action="store_true", help="only problems")
    add("--ca-file", metavar="FILE", help="certificates to trust besides the system's")
    return parser


def _confirm(what: str) -> None:
    """
    Ask before writing.

    :raises CannotRun: when nobody can be asked, or when the answer is no.
    """
    if not sys.stdin.isatty():
        raise CannotRun(f"{what} Expected --yes, because nobody can be asked here.")
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
          'active': True},
 'renamed': {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:User'],
             'externalId': 'scimguide-preflight-0',
             'userName': 'scimguide-preflight-0@example.com',
             'name': {'formatted': 'Preflight Renamed',
                      'givenName': 'Preflight',
                      'familyName': 'Renamed'},
             'emails': [{'value': 'scimguide-preflight-0@example.com',
                         'type': 'work',
                         'primary': True}],
             'active': True},
 'group': {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:Group'],
           'displayName': 'scimguide-preflight-0',
           'members': []},
 'role_urn': 'urn:ietf:params:scim:schemas:extension:testomat:2.0:User',
 'role_name': 'testomat_roles',
 'role_values': ['manager', 'billing'],
 'role_list': True,
 'keeps_deleted': True,
 'group_names_unique': True,
 'answer_time': 60,
 'page_size': 100,
 'steps': {'https': 'prerequisites.md#get-the-base-url-and-the-token',
           'address': 'prerequisites.md#get-the-base-url-and-the-token',
           'token': 'configure.md#step-2-connect-the-api',
           'connect': 'configure.md#step-2-connect-the-api',
           'credentials': 'configure.md#step-2-connect-the-api',
           'groups-list': 'configure.md#step-2-connect-the-api',
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
           'stale-name': 'mappings.md#the-full-name-needs-an-attribute-of-its-own',
           'set-roles': 'users.md#set-roles',
           'deactivate': 'users.md#deactivate-and-reactivate',
           'inactive-found': 'users.md#deactivate-and-reactivate',
           'inactive-conflict': 'users.md#deactivate-and-reactivate',
           'reactivate': 'users.md#deactivate-and-reactivate',
           'create-group': 'groups.md#create-a-group',
           'find-group': 'groups.md#find-by-displayname',
           'group-conflict': 'limits.md#409-the-name-is-taken',
           'add-member': 'groups.md#add-a-member',
           'rename-group': 'groups.md#rename-a-group',
           'remove-member': 'groups.md#remove-a-member',
           'replace-members': 'groups.md#replace-all-members',
           'unknown-member': 'limits.md#400-the-member-does-not-exist',
           'delete-group': 'groups.md#delete-a-group',
           'mapping-rows': 'configure.md#step-4-map-the-attributes',
           'mapping-schema': 'configure.md#add-the-attributes'},
 'problems': ['unauthorized',
              'no-results',
              'no-answer',
              'assigned-too-early',
              'no-match',
              'conflict',
              'rehired',
              'empty-user',
              'counts-as-text',
              'no-external-id',
              'pathless-refused',
              'no-patch',
              'suspended',
              'stale-name',
              'no-namespace',
              'attribute-refused',
              'roles-as-objects',
              'bad-request',
              'stale-roles',
              'group-value-ignored',
              'empty-team',
              'team-exists',
              'rename-refused',
              'members-refused',
              'team-gone',
              'text-errors',
              'rate-limit',
              'not-acceptable',
              'unstable-order',
              'second-account',
              'mastered-elsewhere',
              'token-replaced']}

if __name__ == "__main__":
    sys.exit(main(Facts(**FACTS)))
