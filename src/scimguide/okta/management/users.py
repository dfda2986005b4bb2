"""Users: create, read, change, lifecycle."""

from typing import Any

from starlette.requests import Request

from scimguide.okta.management import serializers
from scimguide.okta.management.errors import ApiError, invalid, not_found
from scimguide.okta.model import Person
from scimguide.okta.org import groups as org_groups
from scimguide.okta.org import users
from scimguide.okta.org.state import OrgState

REQUIRED = ("login", "email", "firstName", "lastName")


def find(org: OrgState, wanted: str) -> Person:
    """
    A person by id or login.

    :raises ApiError: when there is none.
    """
    for person in org.people.values():
        if wanted == person.id or wanted.casefold() == person.login.casefold():
            return person
    raise not_found(wanted, "User")


def _profile(
    org: OrgState, body: Any, before: dict[str, Any], own: Person | None
) -> dict[str, Any]:
    given = body.get("profile")
    if not isinstance(given, dict):
        raise invalid("profile", "The field cannot be left blank")
    profile = {**before, **given}
    for name in REQUIRED:
        if not isinstance(profile.get(name), str) or not profile[name]:
            raise invalid(name, "The field cannot be left blank")
    for other in org.people.values():
        if other is not own and other.login.casefold() == profile["login"].casefold():
            raise invalid(
                "login", "An object with this field already exists in the current organization"
            )
    return profile


def every(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /users``."""
    sought = request.query_params.get("q", "").casefold()
    return [
        serializers.user(person, org.now())
        for person in org.people.values()
        if any(sought in str(person.profile.get(name, "")).casefold() for name in REQUIRED)
    ]


def create(org: OrgState, request: Request, body: Any) -> Any:
    """``POST /users?activate=true``."""
    profile = _profile(org, body, {}, None)
    activate = request.query_params.get("activate", "true").lower() != "false"
    person = Person(org.ids.new("00u"), profile, "ACTIVE" if activate else "STAGED")
    users.create(org, person)
    for id_ in body.get("groupIds") or []:
        if id_ in org.groups:
            org_groups.add_member(org, person, org.groups[id_])
    return serializers.user(person, org.now())


def read(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /users/{id}``."""
    return serializers.user(find(org, request.path_params["id"]), org.now())


def replace(org: OrgState, request: Request, body: Any) -> Any:
    """``PUT /users/{id}``: the profile as given, and nothing else of it."""
    person = find(org, request.path_params["id"])
    users.change(org, person, _profile(org, body, {}, person))
    return serializers.user(person, org.now())


def change(org: OrgState, request: Request, body: Any) -> Any:
    """``POST /users/{id}``: the given attributes only."""
    person = find(org, request.path_params["id"])
    users.change(org, person, _profile(org, body, person.profile, person))
    return serializers.user(person, org.now())


def delete(org: OrgState, request: Request, _: Any) -> None:
    """``DELETE /users/{id}``: deactivates first, deletes when called again."""
    person = find(org, request.path_params["id"])
    if person.status == "DEPROVISIONED":
        users.delete(org, person)
    else:
        users.deactivate(org, person)


def groups(org: OrgState, request: Request, _: Any) -> Any:
    """``GET /users/{id}/groups``."""
    person = find(org, request.path_params["id"])
    found = [group for group in org.groups.values() if person.id in group.members]
    return [serializers.group(group, org.now()) for group in found]


_STEPS = {
    "activate": (("STAGED", "DEPROVISIONED"), users.activate),
    "deactivate": (
        ("STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "LOCKED_OUT"),
        users.deactivate,
    ),
    "suspend": (("ACTIVE",), users.suspend),
    "unsuspend": (("SUSPENDED",), users.unsuspend),
}


def lifecycle(org: OrgState, request: Request, _: Any) -> Any:
    """``POST /users/{id}/lifecycle/activate|deactivate|suspend|unsuspend``."""
    person = find(org, request.path_params["id"])
    name = request.path_params["step"]
    if name not in _STEPS:
        raise not_found(name, "Lifecycle operation")
    allowed, step = _STEPS[name]
    if person.status not in allowed:
        raise ApiError("E0000016" if name == "activate" else "E0000038")
    step(org, person)
    return {}
