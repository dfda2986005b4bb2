"""Directory › Groups: groups and memberships, and what they mean for the app."""

from scimguide.okta.model import Group, Person
from scimguide.okta.org import assignments, push_groups
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult


def create(org: OrgState, group: Group) -> ActionResult:
    """Create a group in Okta."""
    with org.action("Create group") as report:
        org.groups[group.id] = group
        org.event("group.lifecycle.create", group.name)
    return report


def rename(org: OrgState, group: Group, name: str) -> ActionResult:
    """Rename a group in Okta."""
    with org.action("Rename group") as report:
        group.name = name
        org.event("group.profile.update", name)
        push_groups.follow(org, group)
    return report


def delete(org: OrgState, group: Group) -> ActionResult:
    """Delete a group in Okta: what it gave ends, and its push with it."""
    with org.action("Delete group") as report:
        del org.groups[group.id]
        org.event("group.lifecycle.delete", group.name)
        assignments.unassign_group(org, group)
        org.pushes.pop(group.id, None)
        report.assume("A deleted group is left at the service; its push ends.")
    return report


def add_member(org: OrgState, person: Person, group: Group) -> ActionResult:
    """Add somebody to a group."""
    with org.action("Add to group") as report:
        if person.id not in group.members:
            group.members.append(person.id)
            org.event("group.user_membership.add", group.name)
            _membership_changed(org, person, group)
    return report


def remove_member(org: OrgState, person: Person, group: Group) -> ActionResult:
    """Remove somebody from a group."""
    with org.action("Remove from group") as report:
        if person.id in group.members:
            group.members.remove(person.id)
            org.event("group.user_membership.remove", group.name)
            _membership_changed(org, person, group)
    return report


def _membership_changed(org: OrgState, person: Person, group: Group) -> None:
    assignments.reconcile(org, person)
    if group.id in org.assignments:
        assignments.follow_groups(org, person)
    push_groups.follow(org, group)
