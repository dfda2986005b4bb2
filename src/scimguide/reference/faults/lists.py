"""Faults of lists and lookups (RFC 7644 section 3.4.2)."""

import re
from typing import Any

from scimguide.reference.faults.exchange import Answer, Asked, Serve, error, kept

_COUNTS = ("totalResults", "startIndex", "itemsPerPage")


async def empty(asked: Asked, serve: Serve) -> Answer:
    """Nothing at all."""
    answer = await serve(asked)
    return Answer(200, {}, b"") if asked.lists else answer


async def bare_array(asked: Asked, serve: Serve) -> Answer:
    """The resources without the list around them."""
    answer = await serve(asked)
    return answer.saying(answer.json.get("Resources", [])) if asked.lists else answer


async def no_resources(asked: Asked, serve: Serve) -> Answer:
    """The list without the resources in it."""
    answer = await serve(asked)
    if not asked.lists:
        return answer
    return answer.saying({k: v for k, v in answer.json.items() if k != "Resources"})


async def text_counts(asked: Asked, serve: Serve) -> Answer:
    """Observed: Okta stops after such a lookup."""
    answer = await serve(asked)
    found = answer.json
    if not asked.lists or "Resources" not in found:
        return answer
    return answer.saying(found | {name: str(found[name]) for name in _COUNTS if name in found})


async def requested_count(asked: Asked, serve: Serve) -> Answer:
    """itemsPerPage is the number of resources in the page, not the one that was asked for."""
    answer = await serve(asked)
    if not asked.lists or not asked.query.get("count", "").isdigit():
        return answer
    return answer.saying(answer.json | {"itemsPerPage": int(asked.query["count"])})


async def hide_inactive(asked: Asked, serve: Serve) -> Answer:
    """The classic of soft deletion."""
    answer = await serve(asked)
    return kept(answer, _active) if asked.lists and asked.users else answer


async def hide_inactive_by_id(asked: Asked, serve: Serve) -> Answer:
    """The record is there, and nobody may have it."""
    if asked.users and not asked.lists and not asked.creates:
        found = await serve(_read(asked))
        if not _active(found.json):
            return error(404, "User not found.")
    return await serve(asked)


async def case_sensitive(asked: Asked, serve: Serve) -> Answer:
    """RFC 7643 section 4.1.1: caseExact is false for userName."""
    answer = await serve(asked)
    wanted = re.fullmatch(r'userName eq "(.*)"', asked.query.get("filter", ""))
    if not wanted or not asked.lists:
        return answer
    return kept(answer, lambda resource: resource.get("userName") == wanted[1])


async def ignore_filter(asked: Asked, serve: Serve) -> Answer:
    """Whatever was asked for."""
    if not asked.lists:
        return await serve(asked)
    return await serve(asked.asking(filter=""))


async def lost_users(asked: Asked, serve: Serve) -> Answer:
    """As after a restored backup, or for a token of another company."""
    answer = await serve(asked)
    return kept(answer, lambda resource: False) if asked.lists and asked.users else answer


async def unstable_order(asked: Asked, serve: Serve) -> Answer:
    """RFC 7644 section 3.4.2.4 needs an order that stays."""
    if not asked.lists or asked.query.get("filter"):
        return await serve(asked)
    asked.turns["order"] += 1
    if asked.turns["order"] % 2:
        return await serve(asked)
    total = (await serve(asked.asking(startIndex="1", count="1"))).json.get("totalResults", 0)
    start = max(1, int(asked.query.get("startIndex", 1)))
    last = total - start + 1
    first = max(1, last - int(asked.query.get("count", total)) + 1)
    if last < 1:
        return await serve(asked)
    mirrored = await serve(asked.asking(startIndex=str(first), count=str(last - first + 1)))
    found = mirrored.json
    return mirrored.saying(found | {"startIndex": start, "Resources": found["Resources"][::-1]})


async def repeat_pages(asked: Asked, serve: Serve) -> Answer:
    """The next page is the one before."""
    return await serve(asked.asking(startIndex="1") if asked.lists else asked)


def _active(resource: dict[str, Any]) -> bool:
    return bool(resource.get("active", True))


def _read(asked: Asked) -> Asked:
    """The same resource, only read."""
    return Asked(asked.spec, "GET", asked.path, {}, asked.accept, b"")
