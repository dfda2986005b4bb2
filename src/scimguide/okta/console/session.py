"""One person's rehearsal: an org, a service of its own, and what was done so far."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from scimguide.mapping import Spec
from scimguide.mapping.actions import Action
from scimguide.mapping.attributes import ProfileEditor
from scimguide.okta.exchange import Exchange
from scimguide.okta.mapper import Mapper
from scimguide.okta.model import Group, Person
from scimguide.okta.org.state import OrgState
from scimguide.okta.rehearsal import Rehearsal
from scimguide.okta.result import ActionResult

MAX_SESSIONS = 50
"""Rehearsals at once; the one that nobody used for longest makes room."""


class RehearsedService(Protocol):
    """The service's side of a rehearsal, whoever provides it."""

    base_url: str

    def issue(self) -> str:
        """A new token, which replaces the one before."""

    def revoke(self) -> None:
        """Refuse every token from now on."""

    def clear(self) -> None:
        """Forget every resource."""

    def close(self) -> None:
        """End the service."""


@dataclass
class AdminState:
    """What the console remembers of the admin's way, beyond what Okta keeps."""

    created: bool = False
    """Whether the app integration was added."""
    draft: dict[str, str] = field(default_factory=dict)
    """What was typed into General Settings."""
    hidden_icon: bool = False
    username_format: str = "Okta username"
    scim_enabled: bool = False
    """At the service."""
    token: str = ""
    """Shown once by the service, until it is replaced."""


class Session:
    """Carries out what is selected, and keeps the actions."""

    def __init__(
        self, spec: Spec, service: RehearsedService, rehearsal: Rehearsal | None = None
    ) -> None:
        """``rehearsal`` is one that has begun already."""
        self.spec = spec
        self.service = service
        self.lock = Lock()
        self.rehearsal = rehearsal or Rehearsal(spec, service.base_url, "")
        self._forget()
        if rehearsal is None:
            service.clear()
            service.revoke()

    def begin(self) -> None:
        """Start over: an empty service, a fresh org, no app."""
        self.service.clear()
        self.service.revoke()
        self.rehearsal.begin()
        self._forget()

    def _forget(self) -> None:
        self.admin = AdminState()
        self.done: list[Action] = []
        self.messages: list[tuple[str, str]] = []
        """Kind (success, error, refused) and text of the banners that the next page shows."""
        self.requests: list[tuple[str, Exchange]] = []
        """Each request with the action that caused it, the latest last."""

    def close(self) -> None:
        """End the rehearsal and its service."""
        self.rehearsal.close()
        self.service.close()

    @property
    def org(self) -> OrgState:
        """The state of the org."""
        return self.rehearsal.org

    @property
    def mapper(self) -> Mapper:
        """The app's mappings."""
        return self.org.mapper

    def run(self, action: Action) -> ActionResult:
        """Carry out an action, and keep what the admin sees of it."""
        self.done.append(action)
        return self.record(self.rehearsal.run(action))

    def record(self, report: ActionResult) -> ActionResult:
        """Keep the requests and messages of a report for the next page."""
        self.requests += [(report.action, sent) for sent in report.requests]
        kind = "error" if report.failed else "success"
        self.messages += [(kind, text) for text in report.messages]
        return report

    def flash(self, text: str, kind: str = "success") -> None:
        """Show a banner on the next page."""
        self.messages.append((kind, text))

    def refuse(self, text: str) -> None:
        """Show on the next page why a form was refused, in words that are not Okta's."""
        self.flash(text, "refused")

    def banners(self) -> list[tuple[str, str]]:
        """The banners, which are shown once."""
        shown, self.messages = self.messages, []
        return shown

    def name_of(self, subject: Person | Group) -> str:
        """The name that actions use for a person or a group."""
        if isinstance(subject, Person):
            return next(s.name for s in self.spec.samples.users if s.id == subject.id)
        return next(name for name, group in self.rehearsal.groups.items() if group is subject)

    @property
    def editors(self) -> dict[str, ProfileEditor]:
        """Attributes that the guide adds, by variable name."""
        return {each.variable_name: each for each in self.spec.editors}


class Sessions:
    """All rehearsals, by the secret in each visitor's cookie."""

    def __init__(self, spec: Spec, open_service: Callable[[], RehearsedService]) -> None:
        self.spec = spec
        self._open = open_service
        self._lock = Lock()
        self._all: OrderedDict[str, Session] = OrderedDict()

    def find(self, key: str) -> tuple[str, Session]:
        """The session of a key, or a new one with its key."""
        with self._lock:
            if key in self._all:
                self._all.move_to_end(key)
                return key, self._all[key]
            key = secrets.token_urlsafe(24)
            self._all[key] = session = Session(self.spec, self._open())
            if len(self._all) > MAX_SESSIONS:
                _, oldest = self._all.popitem(last=False)
                oldest.close()
            return key, session

    def close(self) -> None:
        """End every rehearsal."""
        for session in self._all.values():
            session.close()
        self._all.clear()


class OneSession(Sessions):
    """The same rehearsal for everybody who comes."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.spec, lambda: session.service)
        self._session = session

    def find(self, key: str) -> tuple[str, Session]:
        """The one session."""
        return "only", self._session
