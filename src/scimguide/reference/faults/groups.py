"""Faults in groups and their members, as they were reported of real services."""

import re
from dataclasses import replace
from typing import Any

from scimguide.reference.faults.exchange import Request, Response, Serve, error

_Operations = list[dict[str, Any]]


async def group_pathless_refused(request: Request, serve: Serve) -> Response:
    """The same for groups, whose name Okta changes like this."""
    if request.groups and any("path" not in each for each in request.operations):
        return error(400, "An operation needs a path")
    return await serve(request)


async def no_replace_members(request: Request, serve: Serve) -> Response:
    """What Push now sends is refused."""
    if any(
        (each.get("op"), each.get("path")) == ("replace", "members") for each in _group(request)
    ):
        return error(501, "Members cannot be replaced")
    return await serve(request)


async def ignore_members(request: Request, serve: Serve) -> Response:
    """The change is accepted, and nothing comes of it."""
    if any(str(each.get("path", "")).startswith("members") for each in _group(request)):
        return Response(204, {}, b"")
    return await serve(request)


async def lost_groups(request: Request, serve: Serve) -> Response:
    """Somebody deleted them at the service."""
    if request.groups and not request.creates and not request.lists:
        return error(404, "Group not found.")
    return await serve(request)


async def ignore_removal(request: Request, serve: Serve) -> Response:
    """goauthentik/authentik#24173: success, and the member stays."""
    left = [each for each in _group(request) if each.get("op") != "remove"]
    if len(left) == len(_group(request)):
        return await serve(request)
    return await serve(request.with_operations(left) if left else request.read())


async def remove_all(request: Request, serve: Serve) -> Response:
    """The filter in the path of a removal is not read (msaad00/agent-bom#3533)."""
    made = [
        {**each, "path": "members"} if each.get("op") == "remove" else each
        for each in _group(request)
    ]
    return await serve(request.with_operations(made) if made else request)


async def add_replaces(request: Request, serve: Serve) -> Response:
    """Those who are added are all that is left (msaad00/agent-bom#3533)."""
    made = [{**each, "op": "replace"} if _adds(each) else each for each in _group(request)]
    return await serve(request.with_operations(made) if made else request)


async def rename_empties(request: Request, serve: Serve) -> Response:
    """The value without members is taken for a group without members (langwatch#7131)."""
    named = [each for each in _values(request) if "members" not in each]
    if named:
        empty = {"op": "replace", "path": "members", "value": []}
        request = request.with_operations([*request.operations, empty])
    return await serve(request)


async def pathless_members_refused(request: Request, serve: Serve) -> Response:
    """In plain text (Metatavu/keycloak-scim-server#100)."""
    if any("members" in each for each in _values(request)):
        text = b"Unsupported path"
        return Response(400, {"content-type": "text/plain"}, text)
    return await serve(request)


async def empty_members_refused(request: Request, serve: Serve) -> Response:
    """Push now of an empty group (Captain-P-Goldfish/SCIM-SDK#757)."""
    if any(map(_empties, _group(request))):
        return error(400, "members has no value")
    return await serve(request)


async def empty_members_ignored(request: Request, serve: Serve) -> Response:
    """Everybody stays (jelhub/scimgateway#113)."""
    if any(map(_empties, _group(request))):
        return await serve(request.read())
    return await serve(request)


async def untyped_members_ignored(request: Request, serve: Serve) -> Response:
    """Okta sends no type (Captain-P-Goldfish/SCIM-SDK#419)."""
    left = [each for each in _group(request) if not (_adds(each) and _untyped(each))]
    if len(left) == len(_group(request)):
        return await serve(request)
    return await serve(request.with_operations(left) if left else request.read())


async def created_empty(request: Request, serve: Serve) -> Response:
    """The members in the creation are not read (bitwarden/server#2139)."""
    if request.groups and request.creates:
        request = request.with_body({**request.json, "members": []})
    return await serve(request)


async def put_empties(request: Request, serve: Serve) -> Response:
    """The members of a PUT are not kept (gravitational/teleport#67372)."""
    if request.groups and request.method == "PUT":
        request = request.with_body({**request.json, "members": []})
    return await serve(request)


async def one_group_put(request: Request, serve: Serve) -> Response:
    """The members cannot change any more (simpleidserver/SimpleIdServer#247)."""
    if request.groups and request.method == "PUT":
        request.turns[request.path] += 1
        if request.turns[request.path] > 1:
            return error(400, "members is immutable")
    return await serve(request)


async def unknown_member_error(request: Request, serve: Serve) -> Response:
    """The words of the database stand in the response (fleetdm/fleet#52593)."""
    response = await serve(request)
    if request.groups and response.status == 400 and b"ember" in response.body:
        return error(
            500, "Error 1452: Cannot add or update a child row: FOREIGN KEY (scim_user_id)"
        )
    return response


async def repeated_member_error(request: Request, serve: Serve) -> Response:
    """Okta adds the members of a new group twice (fleetdm/fleet#31085)."""
    added = {id for each in _group(request) if _adds(each) for id in _members(each)}
    if added and added & {*_members({"value": (await serve(request.read())).json.get("members")})}:
        return error(500, "Error 1062: Duplicate entry")
    return await serve(request)


async def stale_members(request: Request, serve: Serve) -> Response:
    """Changes start from a replica that has not seen the latest change (fleetdm/fleet#50724)."""
    if not _group(request):
        return await serve(request)
    now = (await serve(request.read())).json.get("members") or []
    members = [{"value": each["value"]} for each in request.memory.get(request.path, now)]
    request.memory[request.path] = now
    before = {"op": "replace", "path": "members", "value": members}
    return await serve(request.with_operations([before, *request.operations]))


async def slow_members(request: Request, serve: Serve) -> Response:
    """Statements for each member, so that many take longer than Okta waits (ory/polis#4080)."""
    changed = sum(len(_members(each)) for each in _group(request) if "members" in str(each))
    wait = request.spec.identity_provider.limits.answer_time.value
    return replace(await serve(request), late=wait * changed / 8)


async def group_needs_external_id(request: Request, serve: Serve) -> Response:
    """Okta sends none for groups."""
    if request.groups and request.creates and not request.json.get("externalId"):
        return error(400, "externalId is required")
    return await serve(request)


def _group(request: Request) -> _Operations:
    return request.operations if request.groups else []


def _values(request: Request) -> _Operations:
    return request.pathless if request.groups else []


def _adds(operation: dict[str, Any]) -> bool:
    return (operation.get("op"), operation.get("path")) == ("add", "members")


def _empties(operation: dict[str, Any]) -> bool:
    replaces = (operation.get("op"), operation.get("path")) == ("replace", "members")
    return replaces and not operation.get("value")


def _untyped(operation: dict[str, Any]) -> bool:
    value = operation.get("value")
    return isinstance(value, list) and any("type" not in each for each in value)


def _members(operation: dict[str, Any]) -> list[str]:
    """The ids in an operation: of its value, or of the filter in its path."""
    value = operation.get("value")
    if isinstance(value, list):
        return [str(each.get("value")) for each in value if isinstance(each, dict)]
    return re.findall(r'value eq "([^"]*)"', str(operation.get("path", "")))
