"""What an Okta org keeps: people, groups, and the state of one app integration."""

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "LOCKED_OUT", "DEPROVISIONED"]
Scope = Literal["USER", "GROUP"]
TaskKind = Literal["provision", "update", "deprovision", "push"]
PushStatus = Literal["ACTIVE", "INACTIVE", "ERROR"]


@dataclass
class Person:
    """An Okta user."""

    id: str
    profile: dict[str, Any]
    status: Status = "ACTIVE"

    @property
    def login(self) -> str:
        """What the person signs in to Okta with."""
        return str(self.profile.get("login") or self.profile.get("email") or self.id)

    @property
    def name(self) -> str:
        """What lists of the console show: the display name, or else the login."""
        return str(self.profile.get("displayName") or self.login)

    @property
    def has_apps(self) -> bool:
        """A suspended person keeps all assignments; a staged or deactivated one has none."""
        return self.status not in ("STAGED", "DEPROVISIONED")


@dataclass
class Group:
    """An Okta group."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    """Ids of people, in the order of joining."""
    type: str = "OKTA_GROUP"
    description: str = ""


@dataclass
class AppUser:
    """A person's account in the app, as Okta sees it."""

    person: Person
    scope: Scope
    username: str | None = None
    """Typed for this person; the app's username format applies without it."""
    values: dict[str, Any] = field(default_factory=dict)
    """Typed in the assignment form, by variable name."""
    external_id: str | None = None
    """The service's ``id``, shown as External ID; no request is sent without it."""
    pushed: dict[str, Any] = field(default_factory=dict)
    """What was sent last, by attribute path."""
    error: str | None = None
    """What the red mark says."""


@dataclass
class GroupAssignment:
    """A group that gives the app to its members."""

    group: Group
    values: dict[str, Any] = field(default_factory=dict)
    """Typed in the assignment form, by variable name."""


@dataclass
class Push:
    """A group that is pushed to the app."""

    id: str
    group: Group
    external_id: str | None = None
    status: PushStatus = "ACTIVE"
    members: list[str] = field(default_factory=list)
    """Ids at the service that were sent last."""
    name: str = ""
    error: str | None = None


@dataclass
class Task:
    """An entry under *Dashboard › Tasks*, about a person or a pushed group."""

    id: str
    title: str
    kind: TaskKind
    subject: Person | Group
    external_id: str | None
    message: str

    @property
    def name(self) -> str:
        """The person or group."""
        subject = self.subject
        return subject.login if isinstance(subject, Person) else subject.name


@dataclass
class Settings:
    """What the admin chose under *Provisioning* and *Sign On*."""

    label: str
    base_url: str = ""
    token: str = ""
    enabled: bool = False
    """*Enable API integration*."""
    import_groups: bool = True
    create_users: bool = False
    update_users: bool = False
    deactivate_users: bool = False
    sync_password: bool = False
    combine: Literal["union", "priority"] = "union"
    """*Group priority* of array attributes."""
