"""Faults in what is created, kept and changed."""

from typing import Any

from scimguide.reference.faults.exchange import Answer, Asked, Serve, each_resource, error

_PARTS = ("givenName", "familyName")


async def empty_created(asked: Asked, serve: Serve) -> Answer:
    """RFC 7644 section 3.3 wants the resource."""
    answer = await serve(asked)
    created = asked.creates and asked.users and answer.status == 201
    return Answer(201, {}, b"") if created else answer


async def created_without_id(asked: Asked, serve: Serve) -> Answer:
    """The resource without what identifies it."""
    answer = await serve(asked)
    if not asked.creates or answer.status != 201:
        return answer
    return answer.saying({k: v for k, v in answer.json.items() if k != "id"})


async def no_conflict(asked: Asked, serve: Serve) -> Answer:
    """The resource that was there is answered as if it were new."""
    answer = await serve(asked)
    if not (asked.creates and asked.users and answer.status == 409):
        return answer
    name = str(asked.json.get("userName")).replace('"', '\\"')
    lookup = Asked(
        asked.spec,
        "GET",
        asked.spec.users.endpoint,
        {"filter": f'userName eq "{name}"'},
        asked.accept,
        b"",
    )
    found = await serve(lookup)
    return Answer(201, found.headers, b"").saying(found.json["Resources"][0])


async def pathless_refused(asked: Asked, serve: Serve) -> Answer:
    """RFC 7644 section 3.5.2 allows replace and add without a path."""
    if asked.users and any("path" not in each for each in asked.operations):
        return error(400, "An operation needs a path")
    return await serve(asked)


async def group_pathless_refused(asked: Asked, serve: Serve) -> Answer:
    """The same for groups, whose name Okta changes like this."""
    if asked.groups and any("path" not in each for each in asked.operations):
        return error(400, "An operation needs a path")
    return await serve(asked)


async def no_patch(asked: Asked, serve: Serve) -> Answer:
    """RFC 7644 section 3.5.2: 501 when it is not supported."""
    if asked.method == "PATCH":
        return error(501, "PATCH is not supported")
    return await serve(asked)


async def no_replace_members(asked: Asked, serve: Serve) -> Answer:
    """What Push now sends is refused."""
    if any((each.get("op"), each.get("path")) == ("replace", "members") for each in _group(asked)):
        return error(501, "Members cannot be replaced")
    return await serve(asked)


async def ignore_members(asked: Asked, serve: Serve) -> Answer:
    """The change is accepted, and nothing comes of it."""
    if any(str(each.get("path", "")).startswith("members") for each in _group(asked)):
        return Answer(204, {}, b"")
    return await serve(asked)


async def lost_groups(asked: Asked, serve: Serve) -> Answer:
    """Somebody deleted them at the service."""
    if asked.groups and not asked.creates and not asked.lists:
        return error(404, "Group not found.")
    return await serve(asked)


async def formatted_only(asked: Asked, serve: Serve) -> Answer:
    """Only the full name counts, coming in and going out."""
    sent = asked.json if asked.users and asked.method in ("POST", "PUT") else {}
    if isinstance(sent.get("name"), dict):
        _without_parts(sent)
        asked = asked.saying(sent)
    answer = await serve(asked)
    return each_resource(answer, _without_parts) if asked.users else answer


async def roles_as_objects(asked: Asked, serve: Serve) -> Answer:
    """The form of RFC 7643 section 4.1.2, where the app's profile has texts."""

    def change(values: list[Any]) -> Any:
        return [{"value": value} for value in values]

    return _with_roles(asked, await serve(asked), change)


async def drop_roles(asked: Asked, serve: Serve) -> Answer:
    """Okta sends back what it reads, so roles that are not returned are lost."""
    return _with_roles(asked, await serve(asked), lambda values: None)


def _group(asked: Asked) -> list[dict[str, Any]]:
    return asked.operations if asked.groups else []


def _without_parts(resource: dict[str, Any]) -> None:
    if isinstance(resource.get("name"), dict):
        for part in _PARTS:
            resource["name"].pop(part, None)


def _with_roles(asked: Asked, answer: Answer, change: Any) -> Answer:
    role = asked.spec.role_attribute
    if role is None or not asked.users:
        return answer

    def apply(resource: dict[str, Any]) -> None:
        holder = resource.get(role.urn) if role.urn else resource
        if isinstance(holder, dict) and isinstance(holder.get(role.name), list):
            changed = change(holder.pop(role.name))
            if changed is not None:
                holder[role.name] = changed

    return each_resource(answer, apply)
