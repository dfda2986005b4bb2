"""
What Import Now does: read every page of users, and of groups when they are imported.

Source: Okta's SCIM 2.0 reference (paging) and connect guide (import safeguard).
"""

from collections.abc import Iterator
from typing import Any

from scimguide.okta import messages, requests
from scimguide.okta.exchange import InvalidJson
from scimguide.okta.model import AppUser
from scimguide.okta.org.provisioning import ProvisioningError
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult
from scimguide.scim.paths import value_at

MAX_PAGES = 1000


def import_now(org: OrgState) -> ActionResult:
    """Select *Import Now*."""
    with org.action("Import Now") as report:
        try:
            report.messages.append(_import(org))
        except ProvisioningError as error:
            report.messages.append(str(error))
            report.failed = True
    return report


def _import(org: OrgState) -> str:
    """
    Read users and groups, link those that belong to somebody, and say what was found.

    :raises ProvisioningError: when a page cannot be read, or when the safeguard stops the import.
    """
    resources = list(_pages(org, org.users_path))
    active = [r for r in resources if r.get("active", True)]
    for resource in active:
        _check_types(org, resource)
    groups = list(_pages(org, org.groups_path)) if org.settings.import_groups else []
    seen = {str(r.get("id")) for r in resources}
    linked = [user for user in org.app_users.values() if user.external_id]
    gone = [user for user in linked if user.external_id not in seen]
    _safeguard(org, len(gone), len(linked))
    for user in gone:
        del org.app_users[user.person.id]
    new = sum(_link(org, resource) for resource in active)
    org.known_groups = {str(g.get("displayName")): str(g.get("id")) for g in groups}
    org.event("application.provision.user.import_profile", org.settings.label)
    return messages.IMPORTED.format(
        users=messages.counted(len(active), "user"),
        new=messages.counted(new, "new user"),
        updated="0 existing users",
        unchanged=messages.counted(len(active) - new, "existing user"),
        removed=messages.counted(len(gone), "user"),
        groups=messages.counted(len(groups), "group"),
    )


def _pages(org: OrgState, endpoint: str) -> Iterator[dict[str, Any]]:
    start = 1
    for _ in range(MAX_PAGES):
        sent = org.client.send(requests.list_page(endpoint, start, org.page_size))
        try:
            found = sent.json() if sent.ok else None
        except InvalidJson as error:
            raise ProvisioningError(str(error)) from None
        if not isinstance(found, dict):
            raise ProvisioningError(sent.error_message if not sent.ok else messages.NO_RESULTS)
        resources = [r for r in found.get("Resources") or [] if isinstance(r, dict)]
        yield from resources
        start += org.page_size
        total = found.get("totalResults")
        if not resources or not isinstance(total, int) or start > total:
            return


def _check_types(org: OrgState, resource: dict[str, Any]) -> None:
    """See that roles are strings, as the app's profile says (Okta Support, AuditBoard article)."""
    role, name = org.mapper.role, org.mapper.role_variable
    if role is None or name not in org.mapper.added:
        return
    values = value_at(resource, role.path, org.mapper.rules.schema)
    if any(not isinstance(value, str) for value in values or []):
        user = resource.get("userName", "")
        raise ProvisioningError(messages.VALUE_TYPE.format(user=user, property=name))


def _link(org: OrgState, resource: dict[str, Any]) -> bool:
    """Link an account to the person of the same name; True when it was not linked before."""
    if any(user.external_id == str(resource.get("id")) for user in org.app_users.values()):
        return False
    username = str(resource.get("userName", "")).casefold()
    for person in org.people.values():
        if person.has_apps and username == person.login.casefold():
            user = org.app_users.setdefault(person.id, AppUser(person, "USER"))
            user.external_id = str(resource["id"])
    return True


def _safeguard(org: OrgState, gone: int, linked: int) -> None:
    limit = org.spec.identity_provider.limits.import_safeguard.value
    if linked and 100 * gone > limit * linked:
        org.report.assume(messages.SAFEGUARD_ASSUMED)
        raise ProvisioningError(messages.SAFEGUARD.format(share=100 * gone // linked, limit=limit))
