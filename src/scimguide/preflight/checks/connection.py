"""Checks of the connection: base URL, token, TLS, and Okta's test of the credentials."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from scimguide.okta.requests import Request, test_credentials
from scimguide.preflight.check import SHOULD, CannotRun, CheckContext, CheckFailed, Skip, check
from scimguide.preflight.http_client import NoResponse
from scimguide.preflight.queries import first_page
from scimguide.preflight.responses import expect_list
from scimguide.scim.messages import LIST_RESPONSE


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
