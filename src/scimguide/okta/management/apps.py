"""The app integration: who has it, and which groups are pushed."""

from typing import Any

from starlette.requests import Request

from scimguide.okta.management import groups as group_routes
from scimguide.okta.management import serializers
from scimguide.okta.management import users as user_routes
from scimguide.okta.management.errors import invalid, not_found
from scimguide.okta.model import AppUser, GroupAssignment, Push
from scimguide.okta.org import assignments, push_groups
from scimguide.okta.org.state import OrgState


def _app(org: OrgState, request: Request) -> None:
    """
    See that the path names the app.

    :raises ApiError: when it names another.
    """
    if request.path_params["app"] != org.app_id:
        raise not_found(request.path_params["app"], "AppInstance")


def _app_user(org: OrgState, request: Request) -> AppUser:
    _app(org, request)
    id_ = request.path_params["id"]
    if id_ not in org.app_users:
        raise not_found(id_, "AppUser")
    return org.app_users[id_]


def _app_group(org: OrgState, request: Request) -> GroupAssignment:
    _app(org, request)
    id_ = request.path_params["id"]
    if id_ not in org.assignments:
        raise not_found(id_, "ApplicationGroupAssignment")
    return org.assignments[id_]


def _mapping(org: OrgState, request: Request) -> Push:
    _app(org, request)
    id_ = request.path_params["id"]
    found = next((mapping for mapping in org.pushes.values() if mapping.id == id_), None)
    if found is None:
        raise not_found(id_, "GroupPushMapping")
    return found


def _object(body: Any, key: str) -> dict[str, Any]:
    found = body.get(key) or {}
    if not isinstance(found, dict):
        raise invalid(key, "The field must be an object")
    return found


def every(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps``."""
    return [serializers.app(org)]


def read(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}``."""
    _app(org, request)
    return serializers.app(org)


def users(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/users``."""
    _app(org, request)
    return [serializers.app_user(org, user, org.now()) for user in org.app_users.values()]


def user(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/users/{id}``."""
    return serializers.app_user(org, _app_user(org, request), org.now())


def assign(org: OrgState, request: Request, body: Any) -> Any:
    """``POST /apps/{app}/users`` with ``id``, ``credentials.userName`` and ``profile``."""
    _app(org, request)
    person = user_routes.find(org, str(body.get("id", "")))
    if not person.has_apps:
        raise invalid("id", f"User '{person.id}' is {person.status}")
    username = _object(body, "credentials").get("userName")
    assignments.assign(org, person, _object(body, "profile"), str(username) if username else None)
    return serializers.app_user(org, org.app_users[person.id], org.now())


def change(org: OrgState, request: Request, body: Any) -> Any:
    """``POST /apps/{app}/users/{id}``: another name or other values."""
    found = _app_user(org, request)
    username = _object(body, "credentials").get("userName")
    found.username = str(username) if username else found.username
    found.values |= _object(body, "profile")
    assignments.update(org, found)
    return serializers.app_user(org, found, org.now())


def unassign(org: OrgState, request: Request, _: Any) -> None:
    """``DELETE /apps/{app}/users/{id}``."""
    assignments.unassign(org, _app_user(org, request).person)


def groups(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/groups``."""
    _app(org, request)
    return [serializers.app_group(org, found, org.now()) for found in org.assignments.values()]


def group(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/groups/{id}``."""
    return serializers.app_group(org, _app_group(org, request), org.now())


def assign_group(org: OrgState, request: Request, body: Any) -> Any:
    """``PUT /apps/{app}/groups/{id}`` with ``profile``."""
    _app(org, request)
    found = group_routes.find(org, request.path_params["id"])
    assignments.assign_group(org, found, _object(body, "profile"))
    return serializers.app_group(org, org.assignments[found.id], org.now())


def unassign_group(org: OrgState, request: Request, _: Any) -> None:
    """``DELETE /apps/{app}/groups/{id}``."""
    assignments.unassign_group(org, _app_group(org, request).group)


def pushes(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/group-push/mappings``."""
    _app(org, request)
    return [serializers.push(found, org.now()) for found in org.pushes.values()]


def pushed(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/group-push/mappings/{id}``."""
    return serializers.push(_mapping(org, request), org.now())


def push(org: OrgState, request: Request, body: Any) -> Any:
    """``POST /apps/{app}/group-push/mappings`` with ``sourceGroupId``."""
    _app(org, request)
    found = group_routes.find(org, str(body.get("sourceGroupId", "")))
    push_groups.push(org, found)
    return serializers.push(org.pushes[found.id], org.now())


def set_push(org: OrgState, request: Request, body: Any) -> Any:
    """``PATCH /apps/{app}/group-push/mappings/{id}`` with ``status``."""
    found = _mapping(org, request)
    steps = {"ACTIVE": push_groups.resume, "INACTIVE": push_groups.pause}
    if body.get("status") not in steps:
        raise invalid("status", "The field must be ACTIVE or INACTIVE")
    steps[body["status"]](org, found.group)
    return serializers.push(found, org.now())


def unlink(org: OrgState, request: Request, _: Any) -> None:
    """``DELETE /apps/{app}/group-push/mappings/{id}?deleteTargetGroup=false``."""
    found = _mapping(org, request)
    delete = request.query_params.get("deleteTargetGroup", "false").lower() == "true"
    push_groups.unlink(org, found.group, delete=delete)
