"""What an admin does in the org, each action with its report."""

from typing import Any

from scimguide.okta.connecting import Connecting
from scimguide.okta.model import AppUser, Group, GroupAssignment, Person
from scimguide.okta.report import Report


class Org(Connecting):
    """
    A rehearsal Okta org.

    Every method that an admin would call a click returns the report of what
    came of it; none raises because the service answers badly.
    """

    # -- People --------------------------------------------------------------

    def add_person(self, person: Person) -> Report:
        """Create somebody in Okta."""
        with self.action("Create person") as report:
            self.people[person.id] = person
            self.event("user.lifecycle.create", person.login)
            self.reconcile(person)
        return report

    def change(self, person: Person, profile: dict[str, Any]) -> Report:
        """Save a profile; what changed in mapped attributes is pushed."""
        with self.action("Edit profile") as report:
            person.profile = profile
            self.event("user.account.update_profile", person.login)
            if user := self.app_users.get(person.id):
                before = user.pushed
                self.push_changes(user)
                if before and user.pushed.get("userName") != before.get("userName"):
                    self.event("application.user_membership.change_username", person.login)
        return report

    def suspend(self, person: Person) -> Report:
        """Suspend: assignments stay, and nothing is sent."""
        return self._status(person, "SUSPENDED", "suspend")

    def unsuspend(self, person: Person) -> Report:
        """The end of a suspension; nothing is sent."""
        return self._status(person, "ACTIVE", "unsuspend")

    def deactivate(self, person: Person) -> Report:
        """Deactivate: all assignments end."""
        return self._status(person, "DEPROVISIONED", "deactivate")

    def activate(self, person: Person) -> Report:
        """Activate: what groups give comes back, an individual assignment does not."""
        return self._status(person, "ACTIVE", "activate")

    def _status(self, person: Person, status: Any, event: str) -> Report:
        with self.action(event.capitalize()) as report:
            person.status = status
            self.event(f"user.lifecycle.{event}", person.login)
            if event in ("activate", "deactivate"):
                self.reconcile(person)
        return report

    def delete(self, person: Person) -> Report:
        """Delete somebody who was deactivated; nothing is sent."""
        with self.action("Delete person") as report:
            self.people.pop(person.id, None)
            for group in self.groups.values():
                if person.id in group.members:
                    group.members.remove(person.id)
            self.event("user.lifecycle.delete.completed", person.login)
        return report

    # -- Groups --------------------------------------------------------------

    def add_group(self, group: Group) -> Report:
        """Create a group in Okta."""
        with self.action("Create group") as report:
            self.groups[group.id] = group
            self.event("group.lifecycle.create", group.name)
        return report

    def delete_group(self, group: Group) -> Report:
        """Delete a group in Okta: what it gave ends, and its push with it."""
        with self.action("Delete group") as report:
            del self.groups[group.id]
            self.event("group.lifecycle.delete", group.name)
            self.unassign_group(group)
            self.pushes.pop(group.id, None)
            report.assume("A deleted group is left at the service; its push ends.")
        return report

    def join(self, person: Person, group: Group) -> Report:
        """Add somebody to a group."""
        with self.action("Add to group") as report:
            if person.id not in group.members:
                group.members.append(person.id)
                self.event("group.user_membership.add", group.name)
                self._membership_changed(person, group)
        return report

    def leave(self, person: Person, group: Group) -> Report:
        """Remove somebody from a group."""
        with self.action("Remove from group") as report:
            if person.id in group.members:
                group.members.remove(person.id)
                self.event("group.user_membership.remove", group.name)
                self._membership_changed(person, group)
        return report

    def _membership_changed(self, person: Person, group: Group) -> None:
        self.reconcile(person)
        if group.id in self.assignments:
            self._follow(person)
        self.push_group(group)

    # -- Assignments -----------------------------------------------------------

    def assign(
        self, person: Person, values: dict[str, Any] | None = None, username: str | None = None
    ) -> Report:
        """Assign somebody individually."""
        with self.action("Assign to People") as report:
            user = self.app_users.get(person.id)
            if user is None:
                user = self.app_users[person.id] = AppUser(person, "USER")
                self.event("application.user_membership.add", person.login)
            user.scope = "USER"
            user.username = username or user.username
            user.values |= values or {}
            self.attempt(user, "provision")
        return report

    def update(self, user: AppUser) -> Report:
        """Save an assignment that was edited."""
        with self.action("Edit assignment") as report:
            self.push_changes(user)
        return report

    def unassign(self, person: Person) -> Report:
        """Remove somebody from the app, whoever assigned them."""
        with self.action("Unassign") as report:
            if user := self.app_users.pop(person.id, None):
                self.end(user)
        return report

    def assign_group(self, group: Group, values: dict[str, Any] | None = None) -> Report:
        """Assign a group, or edit the values of its assignment: members follow."""
        with self.action("Assign to Groups") as report:
            self.assignments[group.id] = GroupAssignment(group, values or {})
            for person in self.members(group):
                self.reconcile(person)
                self._follow(person)
        return report

    def unassign_group(self, group: Group) -> Report:
        """Remove a group from the app: members without another assignment lose access."""
        with self.action("Unassign group") as report:
            if self.assignments.pop(group.id, None):
                for person in self.members(group):
                    self.reconcile(person)
                    self._follow(person)
        return report

    def _follow(self, person: Person) -> None:
        user = self.app_users.get(person.id)
        if user and user.external_id and user.scope == "GROUP":
            self.push_group_values(user)

    def retry(self) -> Report:
        """Select *Retry Selected* under *Tasks* for all of them."""
        with self.action("Retry Selected") as report:
            for task in list(self.tasks):
                self.tasks.remove(task)
                if task.kind == "deprovision":
                    ended = AppUser(task.person, "USER", external_id=task.external_id)
                    self.attempt(ended, "deprovision")
                elif user := self.app_users.get(task.person.id):
                    self.attempt(user, task.kind)
        return report
