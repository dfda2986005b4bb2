"""What came of an action: the requests, and what the admin sees."""

from dataclasses import dataclass, field
from typing import Any, Literal

from scimguide.okta.exchange import Sent

Result = Literal["SUCCESS", "FAILURE"]

EVENTS = {
    "application.appuser.mapping.invalid.expression": (
        "App user property mapping has invalid expressions."
    ),
    "application.configuration.update": "Okta couldn't verify api credentials.",
    "application.integration.authentication_failure": "Error authenticating.",
    "application.integration.rate_limit_exceeded": "API rate limit exceeded.",
    "application.provision.user.verify_exists": "Verify user exists in external application.",
    "application.provision.user.push": "Push new user to external application.",
    "application.provision.user.push_profile": "Push user's profile to external application.",
    "application.provision.user.push_password": "Push user's password to application.",
    "application.provision.user.reactivate": "Push user reactivation in external application.",
    "application.provision.user.deactivate": "Push user deactivation to external application.",
    "application.provision.user.sync": "Sync user in external application.",
    "application.provision.user.import_profile": "Import profile from external application.",
    "application.provision.group_push.mapping.created": "A new mapping has been created.",
    "application.provision.group_push.pushed": "A group was pushed to an app.",
    "application.provision.group_push.removed": "A group was removed from an app.",
    "application.provision.group_push.push_memberships": "Group push pushed memberships.",
    "application.provision.group_push.activate_mapping": "Group push activated mappings.",
    "application.provision.group_push.deactivate_mapping": "Group push deactivated mappings.",
    "application.provision.group_push.delete_appgroup": "Group push deleted application group.",
    "application.provision.group_push.mapping.app.group.renamed": (
        "A mapped app group has been renamed because the source group was renamed."
    ),
    "application.provision.group_push.mapping.update.or.delete.failed.with.error": (
        "Group push mapping change failed and cannot be retried."
    ),
    "application.user_membership.add": "Add user to application membership.",
    "application.user_membership.remove": "Remove user's application membership.",
    "application.user_membership.change_username": "Change user's application username.",
    "group.lifecycle.create": "Create Okta group.",
    "group.lifecycle.delete": "Delete Okta group.",
    "group.profile.update": "Okta group profile updated.",
    "group.user_membership.add": "Add user to group membership.",
    "group.user_membership.remove": "Remove user from group membership.",
    "user.account.update_profile": "Update user profile for Okta.",
    "user.lifecycle.activate": "Activate Okta user.",
    "user.lifecycle.create": "Create Okta user.",
    "user.lifecycle.deactivate": "Deactivate Okta user.",
    "user.lifecycle.delete.completed": "Delete Okta user completed.",
    "user.lifecycle.suspend": "Suspend Okta user.",
    "user.lifecycle.unsuspend": "Unsuspend Okta user.",
}
"""
Types of System Log events with their texts (Okta's event type catalogue).

https://developer.okta.com/docs/reference/api/event-types/
"""


@dataclass(frozen=True)
class Event:
    """An entry of the System Log."""

    event_type: str
    result: Result
    target: str
    """The person or group concerned."""
    reason: str | None = None
    published: str = ""
    id: str = ""

    def shown(self, app_id: str, label: str) -> dict[str, Any]:
        """The event as the System Log API shows it."""
        return {
            "uuid": self.id,
            "published": self.published,
            "eventType": self.event_type,
            "displayMessage": EVENTS[self.event_type].rstrip("."),
            "severity": "INFO" if self.result == "SUCCESS" else "WARN",
            "outcome": {"result": self.result, "reason": self.reason},
            "actor": {"id": "unknown", "type": "SystemPrincipal", "displayName": "Okta System"},
            "target": [
                {"id": app_id, "type": "AppInstance", "displayName": label},
                {"id": self.target, "type": "AppUser", "displayName": self.target},
            ],
        }


@dataclass
class Report:
    """One action, from click to outcome."""

    action: str
    requests: list[Sent] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    """Texts on the admin's screen, letter for letter."""
    tasks: list[str] = field(default_factory=list)
    """New entries under *Dashboard › Tasks*."""
    events: list[Event] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    """What this rehearsal does without a published source."""
    failed: bool = False

    def assume(self, text: str) -> None:
        """Note an assumption, once."""
        if text not in self.assumptions:
            self.assumptions.append(text)

    def data(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "action": self.action,
            "failed": self.failed,
            "requests": [sent.data() for sent in self.requests],
            "messages": self.messages,
            "tasks": self.tasks,
            "events": [
                {
                    "eventType": e.event_type,
                    "outcome": e.result,
                    "target": e.target,
                    "reason": e.reason,
                }
                for e in self.events
            ],
            "assumptions": self.assumptions,
        }
