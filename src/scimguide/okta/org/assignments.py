"""
The tab *Assignments* and *Dashboard › Tasks*: who has the app, and what becomes of an account.

A request that fails leaves a message, a mark on the account and a task; it
never undoes what the admin did in Okta.

Sources: captures, and Okta Support on tasks of deprovisioning.
"""

from typing import Any

from scimguide.expression import ExpressionError
from scimguide.okta import messages
from scimguide.okta.model import AppUser, Group, GroupAssignment, Person, TaskKind
from scimguide.okta.org import provisioning, push_groups
from scimguide.okta.org.provisioning import ProvisioningError, SilentFailure
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult

_SUSPENDED_ASSUMED = "A change of a suspended person is pushed; only suspending sends nothing."
_MEMBERSHIP_ASSUMED = (
    "Joining or leaving an assigned group pushes the value of its assignment form. "
    "Okta documents this for an edited group assignment."
)
_EXPRESSION_ASSUMED = "The wording for an expression that cannot be evaluated."


# -- What an admin does --------------------------------------------------------


def assign(
    org: OrgState,
    person: Person,
    values: dict[str, Any] | None = None,
    username: str | None = None,
) -> ActionResult:
    """Assign somebody individually; ``values`` are those of the form, by variable name."""
    with org.action("Assign to People") as report:
        user = org.app_users.get(person.id)
        if user is None:
            user = org.app_users[person.id] = AppUser(person, "USER")
            org.event("application.user_membership.add", person.login)
        user.scope = "USER"
        user.username = username or user.username
        user.values |= values or {}
        _attempt(org, user, "provision")
    return report


def update(org: OrgState, user: AppUser) -> ActionResult:
    """Save an assignment that was edited."""
    with org.action("Edit assignment") as report:
        push_changes(org, user)
    return report


def unassign(org: OrgState, person: Person) -> ActionResult:
    """Remove somebody from the app, whoever assigned them."""
    with org.action("Unassign") as report:
        if user := org.app_users.pop(person.id, None):
            _end(org, user)
    return report


def assign_group(org: OrgState, group: Group, values: dict[str, Any] | None = None) -> ActionResult:
    """Assign a group, or edit the values of its assignment: members follow."""
    with org.action("Assign to Groups") as report:
        org.assignments[group.id] = GroupAssignment(group, values or {})
        for person in org.members(group):
            reconcile(org, person)
            follow_groups(org, person)
    return report


def unassign_group(org: OrgState, group: Group) -> ActionResult:
    """Remove a group from the app: members without another assignment lose access."""
    with org.action("Unassign group") as report:
        if org.assignments.pop(group.id, None):
            for person in org.members(group):
                reconcile(org, person)
                follow_groups(org, person)
    return report


def force_sync(org: OrgState) -> ActionResult:
    """
    Select *Force Sync*: apply every mapping again, and push each profile that this changes.

    Source: Okta Support, How to use the Force Sync option.
    """
    with org.action("Force Sync") as report:
        for user in list(org.app_users.values()):
            push_changes(org, user)
    return report


def retry(org: OrgState) -> ActionResult:
    """
    Select *Retry Selected* under *Tasks* for all of them.

    Tasks to deprovision have no such button (captures), unless the org differs in this.
    """
    with org.action("Retry Selected") as report:
        for task in list(org.tasks):
            if task.kind == "deprovision" and "deprovisioning-retry" not in org.variants:
                continue
            org.tasks.remove(task)
            if isinstance(task.subject, Group):
                push_groups.follow(org, task.subject)
            elif task.kind == "deprovision":
                ended = AppUser(task.subject, "USER", external_id=task.external_id)
                _attempt(org, ended, "deprovision")
            elif user := org.app_users.get(task.subject.id):
                _attempt(org, user, task.kind, again=True)
    return report


def mark_complete(org: OrgState) -> ActionResult:
    """Select *Mark All Complete* for the accounts to deprovision; nothing is sent."""
    with org.action("Mark All Complete") as report:
        org.tasks = [task for task in org.tasks if task.kind != "deprovision"]
    return report


# -- What follows from it ------------------------------------------------------


def reconcile(org: OrgState, person: Person) -> None:
    """Give or take the app as status and groups of a person say."""
    user = org.app_users.get(person.id)
    given = any(person.id in a.group.members for a in org.assignments.values())
    if user is None and given and person.has_apps:
        user = org.app_users[person.id] = AppUser(person, "GROUP")
        org.event("application.user_membership.add", person.login)
        _attempt(org, user, "provision")
    elif user and (not person.has_apps or (user.scope == "GROUP" and not given)):
        del org.app_users[person.id]
        _end(org, user)


def push_changes(org: OrgState, user: AppUser) -> None:
    """Push the profile when a mapped value differs from the one that was sent last."""
    if user.external_id is None or not org.settings.update_users:
        return
    try:
        now = org.filled(user)
    except ExpressionError:
        now = {}
    if now != user.pushed:
        _attempt(org, user, "update")


def follow_groups(org: OrgState, person: Person) -> None:
    """
    Push the profile when the groups of a person give another role.

    A mapped role stays as it is: Okta does not evaluate expressions again
    when memberships change (Okta Expression Language, note on group functions).
    """
    user, role = org.app_users.get(person.id), org.mapper.role
    if user is None or user.external_id is None or user.scope != "GROUP":
        return
    if role is None or any(row.attribute is role for row in org.mapper.rows):
        return
    now = next((each.value for each in org.assigned(user)), None)
    if now != user.pushed.get(role.path):
        org.report.assume(_MEMBERSHIP_ASSUMED)
        if org.settings.update_users:
            _attempt(org, user, "update")


def _end(org: OrgState, user: AppUser) -> None:
    """Take an account: one request, a task for the admin, or nothing without External ID."""
    org.event("application.user_membership.remove", user.person.login)
    if user.external_id is None or not org.settings.enabled:
        return
    if org.settings.deactivate_users:
        _attempt(org, user, "deprovision")
    else:
        title, text = messages.NEEDS_DEPROVISIONING, messages.DISABLE_BY_HAND
        org.add_task("deprovision", title, user, text)


def _attempt(org: OrgState, user: AppUser, kind: TaskKind, *, again: bool = False) -> None:
    """Provision, update or deprovision; a failure is reported, never raised."""
    if not org.settings.enabled:
        user.error = messages.BEFORE_PROVISIONING
        return
    try:
        if kind == "provision":
            provisioning.provision(org, user)
            if org.settings.sync_password:
                provisioning.push_password(org, user)
            push_groups.join(org, user.person)
        elif kind == "update":
            if user.person.status == "SUSPENDED":
                org.report.assume(_SUSPENDED_ASSUMED)
            provisioning.push_profile(org, user)
        else:
            provisioning.set_active(org, user, False)
    except SilentFailure:
        org.report.failed = True
        org.event("application.provision.user.sync", user.person.login, failed=True)
    except ProvisioningError as error:
        _failed(org, user, kind, str(error), again=again)
    except ExpressionError as error:
        name = "application.appuser.mapping.invalid.expression"
        org.event(name, user.person.login, failed=True, reason=error.message)
        org.report.assume(_EXPRESSION_ASSUMED)
        _failed(org, user, kind, error.message, again=again)


_TITLES: dict[TaskKind, str] = {
    "provision": messages.ASSIGNMENT_ERRORS,
    "update": messages.PROFILE_ERRORS,
    "deprovision": messages.NEEDS_DEPROVISIONING,
}


def _failed(org: OrgState, user: AppUser, kind: TaskKind, problem: str, *, again: bool) -> None:
    """Report a failure: a later change begins with other words than an assignment or a retry."""
    later = kind == "update" and not again
    text = (messages.PROFILE_FAILED if later else messages.USER_FAILED).format(
        login=user.person.login, label=org.settings.label, problem=problem
    )
    user.error = text
    org.report.messages.append(text)
    org.report.failed = True
    org.add_task(kind, _TITLES[kind], user, text)
