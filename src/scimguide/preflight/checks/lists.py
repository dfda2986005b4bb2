"""Checks of lists and pages (RFC 7644 section 3.4.2.4), which Okta reads at every import."""

from __future__ import annotations

from typing import Any

from scimguide.okta.requests import list_page
from scimguide.preflight.check import SHOULD, CheckContext, CheckFailed, Skip, check
from scimguide.preflight.responses import expect_list


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
