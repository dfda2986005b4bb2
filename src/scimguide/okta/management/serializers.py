"""What the org keeps, in the shapes of Okta's API."""

from typing import Any

from scimguide.expression import ExpressionError
from scimguide.okta.model import AppUser, Group, GroupAssignment, Person, Push
from scimguide.okta.org.state import OrgState


def user(person: Person, when: str) -> dict[str, Any]:
    """A user (Okta, Users API)."""
    return {
        "id": person.id,
        "status": person.status,
        "created": when,
        "lastUpdated": when,
        "profile": person.profile,
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": f"/api/v1/users/{person.id}"}},
    }


def group(found: Group, when: str) -> dict[str, Any]:
    """A group (Okta, Groups API)."""
    return {
        "id": found.id,
        "created": when,
        "lastUpdated": when,
        "lastMembershipUpdated": when,
        "objectClass": ["okta:user_group"],
        "type": found.type,
        "profile": {"name": found.name, "description": found.description},
    }


def app(org: OrgState) -> dict[str, Any]:
    """The app integration (Okta, Applications API)."""
    settings = org.settings
    features = {
        "PUSH_NEW_USERS": settings.create_users,
        "PUSH_PROFILE_UPDATES": settings.update_users,
        "PUSH_USER_DEACTIVATION": settings.deactivate_users,
        "PUSH_PASSWORD_UPDATES": settings.sync_password,
        "GROUP_PUSH": settings.enabled,
    }
    return {
        "id": org.app_id,
        "label": settings.label,
        "status": "ACTIVE",
        "features": [name for name, on in features.items() if on],
        "_links": {"users": {"href": f"/api/v1/apps/{org.app_id}/users"}},
    }


def app_user(org: OrgState, found: AppUser, when: str) -> dict[str, Any]:
    """A person's assignment (Okta, Application Users API)."""
    try:
        kind = org.spec.users
        values = {kind.attribute(v.path).variable_name: v.value for v in org.values(found)}
        username = org.username(found)
    except ExpressionError:
        values, username = {}, found.person.login
    return {
        "id": found.person.id,
        "externalId": found.external_id,
        "created": when,
        "lastUpdated": when,
        "scope": found.scope,
        "status": "PROVISIONED" if found.external_id else "STAGED",
        "syncState": "ERROR" if found.error else "SYNCHRONIZED",
        "errorMessage": found.error,
        "credentials": {"userName": username},
        "profile": values | found.values,
    }


def app_group(org: OrgState, found: GroupAssignment, when: str) -> dict[str, Any]:
    """A group's assignment (Okta, Application Groups API)."""
    priority = list(org.assignments).index(found.group.id)
    return {
        "id": found.group.id,
        "lastUpdated": when,
        "priority": priority,
        "profile": found.values,
    }


def push(found: Push, when: str) -> dict[str, Any]:
    """A pushed group (Okta, Group Push Mappings API)."""
    return {
        "id": found.id,
        "sourceGroupId": found.group.id,
        "targetGroupId": found.external_id,
        "status": found.status,
        "errorSummary": found.error,
        "created": when,
        "lastUpdated": when,
    }
