"""The app integration: who has it, and which groups are pushed."""

from typing import Any

from starlette.requests import Request

from scimguide.okta.management import groups as group_routes
from scimguide.okta.management import shapes
from scimguide.okta.management import users as user_routes
from scimguide.okta.management.errors import invalid, not_found
from scimguide.okta.model import AppUser, GroupAssignment, Push
from scimguide.okta.org import Org


def _app(org: Org, request: Request) -> None:
    """
    See that the path names the app.

    :raises ApiError: when it names another.
    """
    if request.path_params["app"] != org.app_id:
        raise not_found(request.path_params["app"], "AppInstance")


def _app_user(org: Org, request: Request) -> AppUser:
    _app(org, request)
    id_ = request.path_params["id"]
    if id_ not in org.app_users:
        raise not_found(id_, "AppUser")
    return org.app_users[id_]


def _app_group(org: Org, request: Request) -> GroupAssignment:
    _app(org, request)
    id_ = request.path_params["id"]
    if id_ not in org.assignments:
        raise not_found(id_, "ApplicationGroupAssignment")
    return org.assignments[id_]


def _mapping(org: Org, request: Request) -> Push:
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


def every(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps``."""
    return [shapes.app(org)]


def read(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}``."""
    _app(org, request)
    return shapes.app(org)


def users(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/users``."""
    _app(org, request)
    return [shapes.app_user(org, user, org.now()) for user in org.app_users.values()]


def user(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/users/{id}``."""
    return shapes.app_user(org, _app_user(org, request), org.now())


def assign(org: Org, request: Request, body: Any) -> Any:
    """``POST /apps/{app}/users`` with ``id``, ``credentials.userName`` and ``profile``."""
    _app(org, request)
    person = user_routes.find(org, str(body.get("id", "")))
    if not person.has_apps:
        raise invalid("id", f"User '{person.id}' is {person.status}")
    username = _object(body, "credentials").get("userName")
    org.assign(person, _object(body, "profile"), str(username) if username else None)
    return shapes.app_user(org, org.app_users[person.id], org.now())


def change(org: Org, request: Request, body: Any) -> Any:
    """``POST /apps/{app}/users/{id}``: another name or other values."""
    found = _app_user(org, request)
    username = _object(body, "credentials").get("userName")
    found.username = str(username) if username else found.username
    found.values |= _object(body, "profile")
    org.update(found)
    return shapes.app_user(org, found, org.now())


def unassign(org: Org, request: Request, _: Any) -> None:
    """``DELETE /apps/{app}/users/{id}``."""
    org.unassign(_app_user(org, request).person)


def groups(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/groups``."""
    _app(org, request)
    return [shapes.app_group(org, found, org.now()) for found in org.assignments.values()]


def group(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/groups/{id}``."""
    return shapes.app_group(org, _app_group(org, request), org.now())


def assign_group(org: Org, request: Request, body: Any) -> Any:
    """``PUT /apps/{app}/groups/{id}`` with ``profile``."""
    _app(org, request)
    found = group_routes.find(org, request.path_params["id"])
    org.assign_group(found, _object(body, "profile"))
    return shapes.app_group(org, org.assignments[found.id], org.now())


def unassign_group(org: Org, request: Request, _: Any) -> None:
    """``DELETE /apps/{app}/groups/{id}``."""
    org.unassign_group(_app_group(org, request).group)


def pushes(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/group-push/mappings``."""
    _app(org, request)
    return [shapes.push(found, org.now()) for found in org.pushes.values()]


def pushed(org: Org, request: Request, _: Any) -> Any:
    """``GET /apps/{app}/group-push/mappings/{id}``."""
    return shapes.push(_mapping(org, request), org.now())


def push(org: Org, request: Request, body: Any) -> Any:
    """``POST /apps/{app}/group-push/mappings`` with ``sourceGroupId``."""
    _app(org, request)
    found = group_routes.find(org, str(body.get("sourceGroupId", "")))
    org.push(found)
    return shapes.push(org.pushes[found.id], org.now())


def set_push(org: Org, request: Request, body: Any) -> Any:
    """``PATCH /apps/{app}/group-push/mappings/{id}`` with ``status``."""
    found = _mapping(org, request)
    steps = {"ACTIVE": org.resume, "INACTIVE": org.pause}
    if body.get("status") not in steps:
        raise invalid("status", "The field must be ACTIVE or INACTIVE")
    steps[body["status"]](found.group)
    return shapes.push(found, org.now())


def unlink(org: Org, request: Request, _: Any) -> None:
    """``DELETE /apps/{app}/group-push/mappings/{id}?deleteTargetGroup=false``."""
    found = _mapping(org, request)
    delete = request.query_params.get("deleteTargetGroup", "false").lower() == "true"
    org.unlink(found.group, delete=delete)
