"""Groups and memberships."""

from typing import Any

from starlette.requests import Request

from scimguide.okta.management import serializers, users
from scimguide.okta.management.errors import invalid, not_found
from scimguide.okta.model import Group
from scimguide.okta.org import groups
from scimguide.okta.org.state import OrgState


def find(org: OrgState, id_: str) -> Group:
    """
    A group by its id.

    :raises ApiError: when there is none.
    """
    if id_ not in org.groups:
        raise not_found(id_, "UserGroup")
    return org.groups[id_]


def _name(org: OrgState, body: Any, own: Group | None) -> str:
    profile = body.get("profile")
    name = profile.get("name") if isinstance(profile, dict) else None
    if not isinstance(name, str) or not name:
        raise invalid("name", "The field cannot be left blank")
    if any(other is not own and other.name == name for other in org.groups.values()):
        raise invalid("name", "An object with this field already exists")
    return name


def every(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /groups?q=``."""
    sought = request.query_params.get("q", "").casefold()
    found = [g for g in org.groups.values() if g.name.casefold().startswith(sought)]
    return [serializers.group(group, org.now()) for group in found]


def create(org: OrgState, request: Request, body: Any) -> Any:
    """``POST /groups``."""
    group = Group(org.ids.new("00g"), _name(org, body, None))
    group.description = str(body["profile"].get("description") or "")
    groups.create(org, group)
    return serializers.group(group, org.now())


def read(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /groups/{id}``."""
    return serializers.group(find(org, request.path_params["id"]), org.now())


def replace(org: OrgState, request: Request, body: Any) -> Any:
    """``PUT /groups/{id}``."""
    group = find(org, request.path_params["id"])
    name = _name(org, body, group)
    group.description = str(body["profile"].get("description") or "")
    groups.rename(org, group, name)
    return serializers.group(group, org.now())


def delete(org: OrgState, request: Request, _: Any) -> None:
    """``DELETE /groups/{id}``."""
    groups.delete(org, find(org, request.path_params["id"]))


def members(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /groups/{id}/users``."""
    group = find(org, request.path_params["id"])
    return [serializers.user(person, org.now()) for person in org.members(group)]


def add(org: OrgState, request: Request, _: Any) -> None:
    """``PUT /groups/{id}/users/{user}``."""
    group = find(org, request.path_params["id"])
    groups.add_member(org, users.find(org, request.path_params["user"]), group)


def remove(org: OrgState, request: Request, _: Any) -> None:
    """``DELETE /groups/{id}/users/{user}``."""
    group = find(org, request.path_params["id"])
    groups.remove_member(org, users.find(org, request.path_params["user"]), group)
