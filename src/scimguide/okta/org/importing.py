"""
What Import Now does: read every page of users, and of groups when they are imported.

An import only proposes: accounts are linked by *Confirm Assignments*.

Sources: Okta's SCIM 2.0 reference (paging) and connect guide (import safeguard); captures
(what is counted, and when accounts are linked).
"""

from collections.abc import Iterator
from typing import Any

from scimguide.okta import messages, requests
from scimguide.okta.exchange import InvalidJson
from scimguide.okta.model import AppUser, Person
from scimguide.okta.org.provisioning import ProvisioningError
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult
from scimguide.scim.paths import value_at

MAX_PAGES = 1000
_SHORT_PAGE_ASSUMED = "After a page with fewer resources than requested, the next begins behind it."


def import_now(org: OrgState) -> ActionResult:
    """Select *Import Now*."""
    with org.action("Import Now") as report:
        try:
            report.messages.append(_import(org))
        except ProvisioningError as error:
            report.messages.append(str(error))
            report.failed = True
    return report


def confirm(org: OrgState) -> ActionResult:
    """
    Select *Confirm Assignments*, with every exact match ticked; nothing is sent.

    A person is linked to the account of the same name, also for what groups are pushed later.
    """
    with org.action("Confirm Assignments") as report:
        for resource in org.proposals:
            if person := match(org, resource):
                if person.id not in org.app_users:
                    org.app_users[person.id] = AppUser(person, "USER")
                    org.event("application.user_membership.add", person.login)
                org.app_users[person.id].external_id = str(resource["id"])
        org.proposals = []
    return report


def match(org: OrgState, resource: dict[str, Any]) -> Person | None:
    """The person to whom an account belongs by its name; without one, Okta proposes a new one."""
    username = str(resource.get("userName", "")).casefold()
    people = (each for each in org.people.values() if each.has_apps)
    return next((each for each in people if each.login.casefold() == username), None)


def read_groups(org: OrgState) -> list[dict[str, Any]]:
    """
    Read the groups of the app, which Okta then knows.

    :raises ProvisioningError: when a page cannot be read.
    """
    groups = list(_pages(org, org.groups_path))
    org.known_groups = {str(g.get("displayName")): str(g.get("id")) for g in groups}
    return groups


def _import(org: OrgState) -> str:
    """
    Read users and groups, propose accounts that nobody has, and say what was found.

    :raises ProvisioningError: when a page cannot be read, or when the safeguard stops the import.
    """
    resources = list(_pages(org, org.users_path))
    active = [r for r in resources if r.get("active", True)]
    for resource in active:
        _check_types(org, resource)
    groups = read_groups(org) if org.settings.import_groups else []
    seen = {str(r.get("id")) for r in resources}
    linked = [user for user in org.app_users.values() if user.external_id]
    gone = [user for user in linked if user.external_id not in seen]
    _safeguard(org, len(gone), len(linked))
    ended = {str(r.get("id")) for r in resources} - {str(r.get("id")) for r in active}
    if "inactive-removed" in org.variants:
        gone += [user for user in linked if user.external_id in ended]
        active = resources
    for user in gone:
        del org.app_users[user.person.id]
    taken = {user.external_id for user in linked}
    org.proposals = [r for r in active if r.get("id") and str(r["id"]) not in taken]
    pushed = {push.external_id for push in org.pushes.values()}
    org.event("application.provision.user.import_profile", org.settings.label)
    return messages.IMPORTED.format(
        users=messages.counted(len(active), "user"),
        new=messages.counted(len(org.proposals), "new user"),
        updated="0 existing users",
        unchanged=messages.counted(sum(u not in gone for u in linked), "existing user"),
        removed=messages.counted(len(gone), "user"),
        groups=messages.counted(sum(str(g.get("id")) not in pushed for g in groups), "group"),
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
        start += len(resources)
        total = found.get("totalResults")
        if not resources or not isinstance(total, int) or start > total:
            return
        if len(resources) < org.page_size:
            org.report.assume(_SHORT_PAGE_ASSUMED)


def _check_types(org: OrgState, resource: dict[str, Any]) -> None:
    """See that roles are strings, as the app's profile says (Okta Support, AuditBoard article)."""
    role, name = org.mapper.role, org.mapper.role_variable
    if role is None or name not in org.mapper.added:
        return
    values = value_at(resource, role.path, org.mapper.rules.schema)
    if any(not isinstance(value, str) for value in values or []):
        user = resource.get("userName", "")
        raise ProvisioningError(messages.VALUE_TYPE.format(user=user, property=name))


def _safeguard(org: OrgState, gone: int, linked: int) -> None:
    """Stop an import that would unassign too many; smaller apps have no safeguard (Okta help)."""
    limits = org.spec.identity_provider.limits
    share, smallest = limits.import_safeguard.value, limits.import_safeguard_users.value
    if linked > smallest and 100 * gone > share * linked:
        raise ProvisioningError(messages.SAFEGUARD)
