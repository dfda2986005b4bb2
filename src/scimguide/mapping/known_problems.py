"""Problems that admins really meet: what they read, why, what helps, and how to reproduce each."""

from typing import Literal

from pydantic import Field

from scimguide.mapping.base import Model, Slug, Text
from scimguide.mapping.evidence import Message
from scimguide.mapping.scenarios import Step

Stage = Literal["test", "person", "silent", "role", "team", "everything"]
"""When it shows: the part of the catalogue in which it stands."""


class TellApart(Model):
    """A line of a list: what is seen when it is this problem."""

    when: Text
    problem: Slug


class Reproducing(Model):
    """How a problem is reproduced against the reference server, and how it is fixed."""

    fault: Text | None = None
    """What is wrong with the service meanwhile."""
    also: list[Text] = []
    """Other faults with the same outcome."""
    connected: bool = True
    """Whether it begins with the configuration steps of the guide done."""
    given: list[Text] = []
    """Actions before the service breaks."""
    steps: list[Step] = Field(min_length=1)
    holds: list[Text] = []
    """What the service then contains."""
    fix: list[Step] = Field(min_length=1)
    """What helps; ``clear-faults`` where the service itself must be repaired for it."""
    fixed: list[Text] = []
    """What the service contains in the end."""

    @property
    def before(self) -> list[str]:
        """All actions before the service breaks."""
        return [*(["set-up"] if self.connected else []), *self.given]

    @property
    def repaired(self) -> bool:
        """Whether the fix includes that the service is repaired."""
        return any(step.do == "clear-faults" for step in self.fix)

    @property
    def faults(self) -> list[str | None]:
        """Each fault with which it can be reproduced; None when the service is healthy."""
        return [self.fault, *self.also]


class KnownProblem(Model):
    """An entry of the catalogue."""

    name: Slug
    title: Text
    stage: Stage
    messages: list[Message] = []
    """Messages on the screen. Each is seen while the problem is reproduced."""
    also_seen: list[Message] = []
    """Messages of the same problem that were published, and are not reproduced here."""
    tell_apart: list[TellApart] = []
    """How to find the cause when a message has several."""
    where: Text
    """Where in Okta it shows."""
    cause: Text
    fix: Text
    log: Text | None = None
    """The System Log query that finds it; ``{appInstanceId}`` stands for the app."""
    reproduce: Reproducing | None = None
    not_reproduced: Text | None = None
    """Why it cannot be reproduced here."""
    source: Slug

    @property
    def all_messages(self) -> list[Message]:
        """Those that are reproduced, and the others."""
        return [*self.messages, *self.also_seen]
