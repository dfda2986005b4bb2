"""Groups and memberships."""

from typing import Any

from starlette.requests import Request

from scimguide.okta.management import shapes, users
from scimguide.okta.management.errors import invalid, not_found
from scimguide.okta.model import Group
from scimguide.okta.org import Org


def find(org: Org, id_: str) -> Group:
    """
    A group by its id.

    :raises ApiError: when there is none.
    """
    if id_ not in org.groups:
        raise not_found(id_, "UserGroup")
    return org.groups[id_]


def _name(org: Org, body: Any, own: Group | None) -> str:
    profile = body.get("profile")
    name = profile.get("name") if isinstance(profile, dict) else None
    if not isinstance(name, str) or not name:
        raise invalid("name", "The field cannot be left blank")
    if any(other is not own and other.name == name for other in org.groups.values()):
        raise invalid("name", "An object with this field already exists")
    return name


def every(org: Org, request: Request, _: Any) -> Any:
    """``GET /groups?q=``."""
    sought = request.query_params.get("q", "").casefold()
    found = [g for g in org.groups.values() if g.name.casefold().startswith(sought)]
    return [shapes.group(group, org.now()) for group in found]


def create(org: Org, request: Request, body: Any) -> Any:
    """``POST /groups``."""
    group = Group(org.ids.new("00g"), _name(org, body, None))
    group.description = str(body["profile"].get("description") or "")
    org.add_group(group)
    return shapes.group(group, org.now())


def read(org: Org, request: Request, _: Any) -> Any:
    """``GET /groups/{id}``."""
    return shapes.group(find(org, request.path_params["id"]), org.now())


def replace(org: Org, request: Request, body: Any) -> Any:
    """``PUT /groups/{id}``."""
    group = find(org, request.path_params["id"])
    name = _name(org, body, group)
    group.description = str(body["profile"].get("description") or "")
    org.rename_group(group, name)
    return shapes.group(group, org.now())


def delete(org: Org, request: Request, _: Any) -> None:
    """``DELETE /groups/{id}``."""
    org.delete_group(find(org, request.path_params["id"]))


def members(org: Org, request: Request, _: Any) -> Any:
    """``GET /groups/{id}/users``."""
    group = find(org, request.path_params["id"])
    return [shapes.user(person, org.now()) for person in org.members(group)]


def add(org: Org, request: Request, _: Any) -> None:
    """``PUT /groups/{id}/users/{user}``."""
    group = find(org, request.path_params["id"])
    org.join(users.find(org, request.path_params["user"]), group)


def remove(org: Org, request: Request, _: Any) -> None:
    """``DELETE /groups/{id}/users/{user}``."""
    group = find(org, request.path_params["id"])
    org.leave(users.find(org, request.path_params["user"]), group)
