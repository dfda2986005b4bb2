"""Faults of lists and lookups (RFC 7644 section 3.4.2)."""

import re
from typing import Any

from scimguide.reference.faults.exchange import Request, Response, Serve, error, kept

_COUNTS = ("totalResults", "startIndex", "itemsPerPage")


async def empty(request: Request, serve: Serve) -> Response:
    """Nothing at all."""
    response = await serve(request)
    return Response(200, {}, b"") if request.lists else response


async def bare_array(request: Request, serve: Serve) -> Response:
    """The resources without the list around them."""
    response = await serve(request)
    return response.with_body(response.json.get("Resources", [])) if request.lists else response


async def no_resources(request: Request, serve: Serve) -> Response:
    """The list without the resources in it."""
    response = await serve(request)
    if not request.lists:
        return response
    return response.with_body({k: v for k, v in response.json.items() if k != "Resources"})


async def text_counts(request: Request, serve: Serve) -> Response:
    """Observed: Okta stops after such a lookup."""
    response = await serve(request)
    found = response.json
    if not request.lists or "Resources" not in found:
        return response
    return response.with_body(found | {name: str(found[name]) for name in _COUNTS if name in found})


async def no_counts(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.4.2.4 wants them in a page."""
    response = await serve(request)
    if not request.lists or "Resources" not in response.json:
        return response
    left = ("startIndex", "itemsPerPage")
    return response.with_body({k: v for k, v in response.json.items() if k not in left})


async def no_groups(request: Request, serve: Serve) -> Response:
    """A service for users alone."""
    return error(404, "No such path") if request.groups else await serve(request)


async def requested_count(request: Request, serve: Serve) -> Response:
    """itemsPerPage is the number of resources in the page, not the one that was requested."""
    response = await serve(request)
    if not request.lists or not request.query.get("count", "").isdigit():
        return response
    return response.with_body(response.json | {"itemsPerPage": int(request.query["count"])})


async def hide_inactive(request: Request, serve: Serve) -> Response:
    """The classic of soft deletion."""
    response = await serve(request)
    return kept(response, _active) if request.lists and request.users else response


async def hide_inactive_by_id(request: Request, serve: Serve) -> Response:
    """The record is there, and nobody may have it."""
    if request.users and not request.lists and not request.creates:
        found = await serve(request.read())
        if not _active(found.json):
            return error(404, "User not found.")
    return await serve(request)


async def case_sensitive(request: Request, serve: Serve) -> Response:
    """RFC 7643 section 4.1.1: caseExact is false for userName."""
    response = await serve(request)
    wanted = re.fullmatch(r'userName eq "(.*)"', request.query.get("filter", ""))
    if not wanted or not request.lists:
        return response
    return kept(response, lambda resource: resource.get("userName") == wanted[1])


async def ignore_filter(request: Request, serve: Serve) -> Response:
    """Whatever was requested."""
    if not request.lists:
        return await serve(request)
    return await serve(request.with_query(filter=""))


async def lost_users(request: Request, serve: Serve) -> Response:
    """As after a restored backup, or for a token of another company."""
    response = await serve(request)
    return kept(response, lambda resource: False) if request.lists and request.users else response


async def unstable_order(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.4.2.4 needs an order that stays."""
    if not request.lists or request.query.get("filter"):
        return await serve(request)
    request.turns["order"] += 1
    if request.turns["order"] % 2:
        return await serve(request)
    total = (await serve(request.with_query(startIndex="1", count="1"))).json.get("totalResults", 0)
    start = max(1, int(request.query.get("startIndex", 1)))
    last = total - start + 1
    first = max(1, last - int(request.query.get("count", total)) + 1)
    if last < 1:
        return await serve(request)
    mirrored = await serve(request.with_query(startIndex=str(first), count=str(last - first + 1)))
    found = mirrored.json
    return mirrored.with_body(found | {"startIndex": start, "Resources": found["Resources"][::-1]})


async def repeat_pages(request: Request, serve: Serve) -> Response:
    """The next page is the one before."""
    return await serve(request.with_query(startIndex="1") if request.lists else request)


async def ignore_count(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.4.2.4 allows fewer than requested, never more."""
    if not request.lists:
        return await serve(request)
    return await serve(request.with_query(count=""))


def _active(resource: dict[str, Any]) -> bool:
    return bool(resource.get("active", True))
