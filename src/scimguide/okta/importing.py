"""
What Import Now does: read every page of users, and of groups when they are imported.

Source: Okta's SCIM 2.0 reference (paging) and connect guide (import safeguard).
"""

from collections.abc import Iterator
from typing import Any

from scimguide.okta import messages, requests
from scimguide.okta.exchange import BadAnswer
from scimguide.okta.model import AppUser
from scimguide.okta.provisioning import Failed
from scimguide.okta.state import AppState

MAX_PAGES = 1000


def import_all(app: AppState) -> str:
    """
    Read users and groups, link those that belong to somebody, and say what was found.

    :raises Failed: when a page cannot be read, or when the safeguard stops the import.
    """
    resources = list(_pages(app, app.users))
    active = [r for r in resources if r.get("active", True)]
    for resource in active:
        _check_types(app, resource)
    groups = list(_pages(app, app.teams)) if app.settings.import_groups else []
    seen = {str(r.get("id")) for r in resources}
    linked = [user for user in app.app_users.values() if user.external_id]
    gone = [user for user in linked if user.external_id not in seen]
    _safeguard(app, len(gone), len(linked))
    for user in gone:
        del app.app_users[user.person.id]
    new = sum(_link(app, resource) for resource in active)
    app.known_groups = {str(g.get("displayName")): str(g.get("id")) for g in groups}
    app.event("application.provision.user.import_profile", app.settings.label)
    return messages.IMPORTED.format(
        users=messages.counted(len(active), "user"),
        new=messages.counted(new, "new user"),
        updated="0 existing users",
        unchanged=messages.counted(len(active) - new, "existing user"),
        removed=messages.counted(len(gone), "user"),
        groups=messages.counted(len(groups), "group"),
    )


def _pages(app: AppState, endpoint: str) -> Iterator[dict[str, Any]]:
    start = 1
    for _ in range(MAX_PAGES):
        sent = app.client.send(requests.list_page(endpoint, start, app.page))
        try:
            found = sent.json() if sent.ok else None
        except BadAnswer as error:
            raise Failed(str(error)) from None
        if not isinstance(found, dict):
            raise Failed(sent.problem if not sent.ok else messages.NO_RESULTS)
        resources = [r for r in found.get("Resources") or [] if isinstance(r, dict)]
        yield from resources
        start += app.page
        total = found.get("totalResults")
        if not resources or not isinstance(total, int) or start > total:
            return


def _check_types(app: AppState, resource: dict[str, Any]) -> None:
    """See that roles are texts, as the app's profile says (Okta Support, AuditBoard article)."""
    role, name = app.mapper.role, app.mapper.role_variable
    if role is None or name not in app.mapper.added:
        return
    holder = resource.get(role.urn, {}) if role.urn else resource
    values = holder.get(role.name) if isinstance(holder, dict) else None
    if any(not isinstance(value, str) for value in values or []):
        user = resource.get("userName", "")
        raise Failed(messages.VALUE_TYPE.format(user=user, property=name))


def _link(app: AppState, resource: dict[str, Any]) -> bool:
    """Link an account to the person of the same name; True when it was not linked before."""
    if any(user.external_id == str(resource.get("id")) for user in app.app_users.values()):
        return False
    username = str(resource.get("userName", "")).casefold()
    for person in app.people.values():
        if person.has_apps and username == person.login.casefold():
            user = app.app_users.setdefault(person.id, AppUser(person, "USER"))
            user.external_id = str(resource["id"])
    return True


def _safeguard(app: AppState, gone: int, linked: int) -> None:
    limit = app.spec.identity_provider.limits.import_safeguard.value
    if linked and 100 * gone > limit * linked:
        app.report.assume(messages.SAFEGUARD_ASSUMED)
        raise Failed(messages.SAFEGUARD.format(share=100 * gone // linked, limit=limit))
