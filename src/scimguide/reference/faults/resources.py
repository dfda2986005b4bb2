"""Faults in what is created, kept and changed."""

from typing import Any

from scimguide.reference.faults.exchange import Request, Response, Serve, each_resource, error

_PARTS = ("givenName", "familyName")


async def empty_created(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.3 wants the resource."""
    response = await serve(request)
    created = request.creates and request.users and response.status == 201
    return Response(201, {}, b"") if created else response


async def created_without_id(request: Request, serve: Serve) -> Response:
    """The resource without what identifies it."""
    response = await serve(request)
    if not request.creates or response.status != 201:
        return response
    return response.with_body({k: v for k, v in response.json.items() if k != "id"})


async def no_conflict(request: Request, serve: Serve) -> Response:
    """The resource that was there is returned as if it were new."""
    response = await serve(request)
    if not (request.creates and request.users and response.status == 409):
        return response
    name = str(request.json.get("userName")).replace('"', '\\"')
    lookup = Request(
        request.spec,
        "GET",
        request.spec.users.endpoint,
        {"filter": f'userName eq "{name}"'},
        request.accept,
        b"",
    )
    found = await serve(lookup)
    return Response(201, found.headers, b"").with_body(found.json["Resources"][0])


async def pathless_refused(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.5.2 allows replace and add without a path."""
    if request.users and any("path" not in each for each in request.operations):
        return error(400, "An operation needs a path")
    return await serve(request)


async def group_pathless_refused(request: Request, serve: Serve) -> Response:
    """The same for groups, whose name Okta changes like this."""
    if request.groups and any("path" not in each for each in request.operations):
        return error(400, "An operation needs a path")
    return await serve(request)


async def no_patch(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.5.2: 501 when it is not supported."""
    if request.method == "PATCH":
        return error(501, "PATCH is not supported")
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


async def keep_members(request: Request, serve: Serve) -> Response:
    """Whoever leaves the group in Okta stays in the team."""
    if any(each.get("op") == "remove" for each in _group(request)):
        return await serve(request.reading)
    return await serve(request)


async def ignore_patch(request: Request, serve: Serve) -> Response:
    """The resource is returned as it was; a deactivated person keeps access."""
    return await serve(request.reading if request.method == "PATCH" else request)


async def ignore_put(request: Request, serve: Serve) -> Response:
    """The resource is returned as it was."""
    return await serve(request.reading if request.method == "PUT" else request)


async def ignore_delete(request: Request, serve: Serve) -> Response:
    """The status of a deletion, and everything is still there."""
    return Response(204, {}, b"") if request.method == "DELETE" else await serve(request)


async def text_active(request: Request, serve: Serve) -> Response:
    """RFC 7643 section 4.1.1: active is a Boolean."""

    def change(resource: dict[str, Any]) -> None:
        if "active" in resource:
            resource["active"] = str(resource["active"]).lower()

    response = await serve(request)
    return each_resource(response, change) if request.users else response


async def no_meta(request: Request, serve: Serve) -> Response:
    """RFC 7643 section 3.1 requires it."""
    response = await serve(request)
    known = request.users or request.groups
    return (
        each_resource(response, lambda resource: resource.pop("meta", None)) if known else response
    )


async def lost_groups(request: Request, serve: Serve) -> Response:
    """Somebody deleted them at the service."""
    if request.groups and not request.creates and not request.lists:
        return error(404, "Group not found.")
    return await serve(request)


async def formatted_only(request: Request, serve: Serve) -> Response:
    """Only the full name counts, coming in and going out."""
    sent = request.json if request.users and request.method in ("POST", "PUT") else {}
    if isinstance(sent.get("name"), dict):
        _without_parts(sent)
        request = request.with_body(sent)
    response = await serve(request)
    return each_resource(response, _without_parts) if request.users else response


async def roles_as_objects(request: Request, serve: Serve) -> Response:
    """The form of RFC 7643 section 4.1.2, where the app's profile has strings."""

    def change(values: list[Any]) -> Any:
        return [{"value": value} for value in values]

    return _with_roles(request, await serve(request), change)


async def drop_roles(request: Request, serve: Serve) -> Response:
    """Okta sends back what it reads, so roles that are not returned are lost."""
    return _with_roles(request, await serve(request), lambda values: None)


def _group(request: Request) -> list[dict[str, Any]]:
    return request.operations if request.groups else []


def _without_parts(resource: dict[str, Any]) -> None:
    if isinstance(resource.get("name"), dict):
        for part in _PARTS:
            resource["name"].pop(part, None)


def _with_roles(request: Request, response: Response, change: Any) -> Response:
    role = request.spec.role_attribute
    if role is None or not request.users:
        return response

    def apply(resource: dict[str, Any]) -> None:
        holder = resource.get(role.urn) if role.urn else resource
        if isinstance(holder, dict) and isinstance(holder.get(role.name), list):
            changed = change(holder.pop(role.name))
            if changed is not None:
                holder[role.name] = changed

    return each_resource(response, apply)
