"""
The person's own id and status, other people, and accounts in directories.

A change of manager alone does not make Okta evaluate a mapping again (Okta's
reference, note).
"""

from typing import Any

from scimguide.expression.errors import Wrong
from scimguide.expression.signature import function
from scimguide.expression.values import Scope, did_you_mean

SOURCE = "active_directory"
_BY = {"managers": "a function of the manager", "assistants": "a function of the assistant"}


@function("user.getInternalProperty(String name): String")
def get_internal_property(scope: Scope, name: str | None) -> Any:
    """The person's ``id`` or ``status``."""
    if name not in ("id", "status"):
        raise Wrong(f"the internal property {name!r}" + did_you_mean(str(name), ("id", "status")))
    known = scope.needed("internal", "user.getInternalProperty")
    if name not in known:
        raise Wrong(f"no {name!r} under 'internal' in the context, expected it there")
    if known.get(name) == "DEPROVISIONED":
        raise Wrong("the status DEPROVISIONED, which Okta's function does not support")
    return known.get(name)


@function("user.getLinkedObject(String primaryName): User")
def get_linked_object(scope: Scope, name: str | None) -> Any:
    """The person whom a relationship links to this one."""
    return scope.needed("linked", "user.getLinkedObject").get(name)


@function("getManagerUser(String managerSource): User")
def get_manager_user(scope: Scope, source: str | None) -> Any:
    """The manager's Okta profile."""
    return _relation(scope, "managers", source, None)


@function("getManagerAppUser(String managerSource, String attributeSource): User")
def get_manager_app_user(scope: Scope, source: str | None, app: str | None) -> Any:
    """The manager's account in an app."""
    return _relation(scope, "managers", source, app)


@function("getAssistantUser(String assistantSource): User")
def get_assistant_user(scope: Scope, source: str | None) -> Any:
    """The assistant's Okta profile."""
    return _relation(scope, "assistants", source, None)


@function("getAssistantAppUser(String assistantSource, String attributeSource): User")
def get_assistant_app_user(scope: Scope, source: str | None, app: str | None) -> Any:
    """The assistant's account in an app."""
    return _relation(scope, "assistants", source, app)


def _relation(scope: Scope, key: str, source: str | None, app: str | None) -> Any:
    """``{"active_directory": {"user": {…}, "apps": {"google": {…}}}}`` in the context."""
    if source != SOURCE:
        raise Wrong(f"the source {source!r}, expected {SOURCE!r}, the only one that Okta supports")
    found = scope.needed(key, _BY[key]).get(source)
    if found is None:
        return None
    return found.get("user") if app is None else found["apps"].get(app)


@function("hasDirectoryUser(): Boolean")
def has_directory_user(scope: Scope) -> bool:
    """Whether the person has exactly one account in Active Directory."""
    return _only(scope, "directory_users", "hasDirectoryUser") is not None


@function("findDirectoryUser(): User")
def find_directory_user(scope: Scope) -> Any:
    """The one account in Active Directory; null for none or several."""
    return _only(scope, "directory_users", "findDirectoryUser")


@function("hasWorkdayUser(): Boolean")
def has_workday_user(scope: Scope) -> bool:
    """Whether the person has an account in Workday."""
    found = scope.needed("workday_users", "hasWorkdayUser")
    if len(found) > 1:
        scope.assume("hasWorkdayUser is true for several accounts; findWorkdayUser gives null.")
    return bool(found)


@function("findWorkdayUser(): User")
def find_workday_user(scope: Scope) -> Any:
    """The one account in Workday; null for none or several."""
    return _only(scope, "workday_users", "findWorkdayUser")


def _only(scope: Scope, key: str, by: str) -> Any:
    found = scope.needed(key, by)
    return found[0] if len(found) == 1 else None
