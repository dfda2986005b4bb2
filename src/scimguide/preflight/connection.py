"""Checks of the way to the service: address, token, TLS, and the test that Okta makes."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from scimguide.preflight.asking import first_page
from scimguide.preflight.check import SHOULD, CannotRun, Probe, Skip, Wrong, check
from scimguide.preflight.form import LIST, listed
from scimguide.preflight.wire import NoAnswer


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
