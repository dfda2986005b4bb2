"""
Which people have the app, and what becomes of an account when that changes.

A request that fails leaves a message, a mark on the account and a task; it
never undoes what the admin did in Okta.
"""

from scimguide.expression import ExpressionError
from scimguide.okta import messages, provisioning
from scimguide.okta.model import AppUser, Group, Person, Task
from scimguide.okta.provisioning import Failed, Silent
from scimguide.okta.state import AppState

_MEMBERSHIP_ASSUMED = (
    "Joining or leaving an assigned group pushes the value of its assignment form. "
    "Okta documents this for an edited group assignment."
)
_EXPRESSION_ASSUMED = "The wording for an expression that cannot be evaluated."


class Accounts(AppState):
    """Gives, updates and takes accounts."""

    def members(self, group: Group) -> list[Person]:
        """The people of a group."""
        return [self.people[id_] for id_ in group.members if id_ in self.people]

    def reconcile(self, person: Person) -> None:
        """Give or take the app as status and groups of a person say."""
        user = self.app_users.get(person.id)
        given = any(person.id in a.group.members for a in self.assignments.values())
        if user is None and given and person.has_apps:
            user = self.app_users[person.id] = AppUser(person, "GROUP")
            self.event("application.user_membership.add", person.login)
            self.attempt(user, "provision")
        elif user and (not person.has_apps or (user.scope == "GROUP" and not given)):
            del self.app_users[person.id]
            self.end(user)

    def end(self, user: AppUser) -> None:
        """Take an account: one request, a task for the admin, or nothing without External ID."""
        self.event("application.user_membership.remove", user.person.login)
        if user.external_id is None or not self.settings.enabled:
            return
        if self.settings.deactivate_users:
            self.attempt(user, "deprovision")
        else:
            self._task(user, "deprovision", messages.NEEDS_DEPROVISIONING)

    def push_changes(self, user: AppUser, *, always: bool = False) -> None:
        """Push the profile when a mapped value differs from the one that was sent last."""
        if user.external_id is None or not self.settings.update_users:
            return
        try:
            now = {each.path: each.value for each in self.values(user)}
        except ExpressionError:
            now = {}
        if always or now != user.pushed:
            self.attempt(user, "update")

    def push_group_values(self, user: AppUser) -> None:
        """
        Push the profile when the groups give another role.

        A mapped role stays as it is: Okta does not evaluate expressions again
        when memberships change (Okta Expression Language, note on group functions).
        """
        role = self.mapper.role
        if role is None or any(row.attribute is role for row in self.mapper.rows):
            return
        now = next((each.value for each in self.assigned(user)), None)
        if now != user.pushed.get(role.path):
            self.report.assume(_MEMBERSHIP_ASSUMED)
            if self.settings.update_users:
                self.attempt(user, "update")

    def attempt(self, user: AppUser, kind: str) -> None:
        """Provision, update or deprovision; a failure is reported, never raised."""
        if not self.settings.enabled:
            user.error = messages.BEFORE_PROVISIONING
            return
        try:
            if kind == "provision":
                provisioning.provision(self, user)
                if self.settings.sync_password:
                    provisioning.push_password(self, user)
            elif kind == "update":
                provisioning.push_profile(self, user)
            else:
                provisioning.set_active(self, user, False)
        except Silent:
            self.report.failed = True
            self.event("application.provision.user.sync", user.person.login, failed=True)
        except Failed as error:
            self._failed(user, kind, str(error))
        except ExpressionError as error:
            name = "application.appuser.mapping.invalid.expression"
            self.event(name, user.person.login, failed=True, reason=error.message)
            self.report.assume(_EXPRESSION_ASSUMED)
            self._failed(user, kind, error.message)

    def _failed(self, user: AppUser, kind: str, problem: str) -> None:
        label = self.settings.label
        text = messages.USER_FAILED.format(login=user.person.login, label=label, problem=problem)
        user.error = text
        self.report.messages.append(text)
        self.report.failed = True
        self._task(user, kind, text)

    def _task(self, user: AppUser, kind: str, message: str) -> None:
        ending = kind == "deprovision"
        title = messages.NEEDS_DEPROVISIONING if ending else messages.ASSIGNMENT_ERRORS
        id_ = self.ids.new("tsk")
        self.tasks.append(Task(id_, title, kind, user.person, user.external_id, message))  # type: ignore[arg-type]
        self.report.tasks.append(f"{title}: {user.person.login}")
