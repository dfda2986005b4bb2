"""Directory › People: the lifecycle of an Okta user, and what it means for the app."""

from typing import Any

from scimguide.okta.model import Person, Status
from scimguide.okta.org import assignments
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult


def create(org: OrgState, person: Person) -> ActionResult:
    """Create somebody in Okta."""
    with org.action("Create person") as report:
        org.people[person.id] = person
        org.event("user.lifecycle.create", person.login)
        assignments.reconcile(org, person)
    return report


def change(org: OrgState, person: Person, profile: dict[str, Any]) -> ActionResult:
    """Save a profile; what changed in mapped attributes is pushed."""
    with org.action("Edit profile") as report:
        person.profile = profile
        org.event("user.account.update_profile", person.login)
        if user := org.app_users.get(person.id):
            before = user.pushed
            assignments.push_changes(org, user)
            if before and user.pushed.get("userName") != before.get("userName"):
                org.event("application.user_membership.change_username", person.login)
    return report


def suspend(org: OrgState, person: Person) -> ActionResult:
    """Suspend: assignments stay, and nothing is sent."""
    return _set_status(org, person, "SUSPENDED", "suspend")


def unsuspend(org: OrgState, person: Person) -> ActionResult:
    """The end of a suspension; nothing is sent."""
    return _set_status(org, person, "ACTIVE", "unsuspend")


def deactivate(org: OrgState, person: Person) -> ActionResult:
    """Deactivate: all assignments end."""
    return _set_status(org, person, "DEPROVISIONED", "deactivate")


def activate(org: OrgState, person: Person) -> ActionResult:
    """Activate: what groups give comes back, an individual assignment does not."""
    return _set_status(org, person, "ACTIVE", "activate")


def _set_status(org: OrgState, person: Person, status: Status, event: str) -> ActionResult:
    with org.action(event.capitalize()) as report:
        person.status = status
        org.event(f"user.lifecycle.{event}", person.login)
        if event in ("activate", "deactivate"):
            assignments.reconcile(org, person)
    return report


def delete(org: OrgState, person: Person) -> ActionResult:
    """Delete somebody who was deactivated; nothing is sent."""
    with org.action("Delete person") as report:
        org.people.pop(person.id, None)
        for group in org.groups.values():
            if person.id in group.members:
                group.members.remove(person.id)
        org.event("user.lifecycle.delete.completed", person.login)
    return report
