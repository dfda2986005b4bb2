"""Checks of lists and pages (RFC 7644 section 3.4.2.4), which Okta reads at every import."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.check import SHOULD, Probe, Skip, Wrong, check
from scimguide.preflight.form import listed


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
