"""Users: create, read, change, lifecycle."""

from typing import Any

from starlette.requests import Request

from scimguide.okta.management import shapes
from scimguide.okta.management.errors import ApiError, invalid, not_found
from scimguide.okta.model import Person
from scimguide.okta.org import Org

REQUIRED = ("login", "email", "firstName", "lastName")


def find(org: Org, wanted: str) -> Person:
    """
    A person by id or login.

    :raises ApiError: when there is none.
    """
    for person in org.people.values():
        if wanted == person.id or wanted.casefold() == person.login.casefold():
            return person
    raise not_found(wanted, "User")


def _profile(org: Org, body: Any, before: dict[str, Any], own: Person | None) -> dict[str, Any]:
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


def every(org: Org, request: Request, _: Any) -> Any:
    """``GET /users``."""
    sought = request.query_params.get("q", "").casefold()
    return [
        shapes.user(person, org.now())
        for person in org.people.values()
        if any(sought in str(person.profile.get(name, "")).casefold() for name in REQUIRED)
    ]


def create(org: Org, request: Request, body: Any) -> Any:
    """``POST /users?activate=true``."""
    profile = _profile(org, body, {}, None)
    activate = request.query_params.get("activate", "true").lower() != "false"
    person = Person(org.ids.new("00u"), profile, "ACTIVE" if activate else "STAGED")
    org.add_person(person)
    for id_ in body.get("groupIds") or []:
        if id_ in org.groups:
            org.join(person, org.groups[id_])
    return shapes.user(person, org.now())


def read(org: Org, request: Request, _: Any) -> Any:
    """``GET /users/{id}``."""
    return shapes.user(find(org, request.path_params["id"]), org.now())


def replace(org: Org, request: Request, body: Any) -> Any:
    """``PUT /users/{id}``: the profile as given, and nothing else of it."""
    person = find(org, request.path_params["id"])
    org.change(person, _profile(org, body, {}, person))
    return shapes.user(person, org.now())


def change(org: Org, request: Request, body: Any) -> Any:
    """``POST /users/{id}``: the given attributes only."""
    person = find(org, request.path_params["id"])
    org.change(person, _profile(org, body, person.profile, person))
    return shapes.user(person, org.now())


def delete(org: Org, request: Request, _: Any) -> None:
    """``DELETE /users/{id}``: deactivates first, deletes when called again."""
    person = find(org, request.path_params["id"])
    if person.status == "DEPROVISIONED":
        org.delete(person)
    else:
        org.deactivate(person)


def groups(org: Org, request: Request, _: Any) -> Any:
    """``GET /users/{id}/groups``."""
    person = find(org, request.path_params["id"])
    found = [group for group in org.groups.values() if person.id in group.members]
    return [shapes.group(group, org.now()) for group in found]


_STEPS = {
    "activate": (("STAGED", "DEPROVISIONED"), Org.activate),
    "deactivate": (("STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "LOCKED_OUT"), Org.deactivate),
    "suspend": (("ACTIVE",), Org.suspend),
    "unsuspend": (("SUSPENDED",), Org.unsuspend),
}


def lifecycle(org: Org, request: Request, _: Any) -> Any:
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
