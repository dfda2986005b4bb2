"""Accounts that somebody deleted at the service, while Okta still has their ids."""

from dataclasses import replace

from scimguide.reference.faults import lists
from scimguide.reference.faults.exchange import Request, Response, Serve, error


async def forget_inactive(request: Request, serve: Serve) -> Response:
    """
    Nothing is left of a deactivated user, so that the name can be given again.

    RFC 7644 section 3.5.2 wants a PATCH with an unknown member to fail as a whole
    (fleetdm/fleet#52600).
    """
    if request.groups:
        for id in _members(request):
            if await _is_gone(request, serve, id):
                return error(400, f"The member {id!r} does not exist")
        return await serve(request)
    if not request.users:
        return await serve(request)
    if request.creates:
        return await _create(request, serve)
    if request.lists:
        return await lists.hide_inactive(request, serve)
    id = request.path.removeprefix(request.spec.users.endpoint).strip("/")
    if await _is_gone(request, serve, id):
        return error(404, "User not found.")
    return await serve(request)


def _members(request: Request) -> list[str]:
    """The ids of members that a request sends."""
    sent = request.json if isinstance(request.json, dict) else {}
    values = [sent.get("members"), *(each.get("members") for each in request.pathless)]
    values += [each.get("value") for each in request.operations if each.get("path") == "members"]
    return [
        str(each["value"])
        for value in values
        if isinstance(value, list)
        for each in value
        if isinstance(each, dict) and "value" in each
    ]


async def _is_gone(request: Request, serve: Serve, id: str) -> bool:
    found = await serve(replace(request.read(), path=f"{request.spec.users.endpoint}/{id}"))
    return found.json.get("active") is False


async def _create(request: Request, serve: Serve) -> Response:
    """Create a user; a deactivated one of this name returns in its place."""
    response = await serve(request)
    if response.status != 409:
        return response
    name = str(request.json.get("userName")).replace('"', '\\"')
    lookup = replace(request.read(), query={"filter": f'userName eq "{name}"'})
    there = (await serve(lookup)).json["Resources"][0]
    if there.get("active") is not False:
        return response
    path = f"{request.path}/{there['id']}"
    made = await serve(replace(request, method="PUT", path=path))
    return replace(made, status=201 if made.status == 200 else made.status)
