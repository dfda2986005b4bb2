"""Questions that several checks ask: lookups as Okta makes them, and the form of roles."""

from __future__ import annotations

from typing import Any

from scimguide.preflight.check import Probe, Wrong
from scimguide.preflight.form import listed
from scimguide.preflight.wire import Answer


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
