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


async def no_patch(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.5.2: 501 when it is not supported."""
    if request.method == "PATCH":
        return error(501, "PATCH is not supported")
    return await serve(request)


async def patch_not_allowed(request: Request, serve: Serve) -> Response:
    """What a framework answers that has no such route (RFC 9110 section 15.5.6)."""
    if request.method == "PATCH":
        return error(405, "Method Not Allowed", allow="GET, PUT, DELETE")
    return await serve(request)


async def no_put(request: Request, serve: Serve) -> Response:
    """Apps of the wizard deactivate with it, too."""
    if request.users and request.method == "PUT":
        return error(501, "PUT is not supported")
    return await serve(request)


async def unread_media_type(request: Request, serve: Serve) -> Response:
    """A parser that knows application/json alone sees an empty body."""
    if request.content_type.startswith("application/scim+json"):
        request = request.with_body({})
    return await serve(request)


async def ignore_patch(request: Request, serve: Serve) -> Response:
    """The resource is returned as it was; a deactivated person keeps access."""
    return await serve(request.read() if request.method == "PATCH" else request)


async def ignore_put(request: Request, serve: Serve) -> Response:
    """The resource is returned as it was."""
    return await serve(request.read() if request.method == "PUT" else request)


async def put_appends(request: Request, serve: Serve) -> Response:
    """RFC 7644 section 3.5.1: a PUT replaces; here, each one makes the user longer."""
    if request.users and request.method == "PUT" and isinstance(request.json, dict):
        there = (await serve(request.read())).json.get("emails") or []
        added = [{**each, "primary": False} for each in (request.json.get("emails") or [])[:1]]
        emails = [*there, *added]
        return await serve(request.with_body({**request.json, "emails": emails}))
    return await serve(request)


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


async def password_rule(request: Request, serve: Serve) -> Response:
    """The placeholder of Okta has eight characters."""
    password = request.json.get("password") if request.creates and request.users else None
    if password is not None and len(str(password)) < 12:
        return error(400, "Password must contain 12 characters")
    return await serve(request)


async def ignore_deactivation(request: Request, serve: Serve) -> Response:
    """The leaver keeps the access."""
    return await _ignore_active(request, serve, False)


async def ignore_reactivation(request: Request, serve: Serve) -> Response:
    """The account stays deactivated."""
    return await _ignore_active(request, serve, True)


async def _ignore_active(request: Request, serve: Serve, active: bool) -> Response:
    if request.users and any(each.get("active") is active for each in request.pathless):
        return await serve(request.read())
    return await serve(request)


async def refuse_after_return(request: Request, serve: Serve) -> Response:
    """The profile of an account that was just reactivated."""
    returned = request.memory.setdefault("returned", set())
    if any(each.get("active") is True for each in request.pathless):
        returned.add(request.path)
    if request.method == "PUT" and request.path in returned:
        return error(400, "The profile of this account cannot change")
    return await serve(request)


async def refuse_null(request: Request, serve: Serve) -> Response:
    """What the service itself sends comes back in a PUT."""
    if request.users and request.method == "PUT" and None in request.json.values():
        return error(400, "Expecting string but instead got: null")
    response = await serve(request)
    if not request.users:
        return response
    return each_resource(response, lambda resource: resource.setdefault("nickName"))


async def lost_user_ids(request: Request, serve: Serve) -> Response:
    """Somebody deleted them at the service."""
    if request.users and not request.lists and not request.creates:
        return error(404, "User not found.")
    return await serve(request)


async def no_user_schemas(request: Request, serve: Serve) -> Response:
    """RFC 7643 section 3 wants the URNs."""
    response = await serve(request)
    if not request.users or request.lists:
        return response
    return each_resource(response, lambda resource: resource.pop("schemas", None))


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
