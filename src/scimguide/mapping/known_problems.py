"""Problems that admins really meet: what they read, why, what helps, and how to reproduce each."""

import re
from typing import Literal

from pydantic import Field

from scimguide.mapping.base import Model, Slug, Text
from scimguide.mapping.scenarios import Step

Stage = Literal["test", "person", "silent", "role", "team", "everything"]
"""When it shows: the part of the catalogue in which it stands."""


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
    """What helps, after the fault of the service is cleared."""
    fixed: list[Text] = []
    """What the service contains in the end."""

    @property
    def before(self) -> list[str]:
        """All actions before the service breaks."""
        return [*(["set-up"] if self.connected else []), *self.given]

    @property
    def faults(self) -> list[str | None]:
        """Each fault with which it can be reproduced; None when the service is healthy."""
        return [self.fault, *self.also]


class KnownProblem(Model):
    """An entry of the catalogue."""

    name: Slug
    title: Text
    stage: Stage
    messages: list[Text] = []
    """
    Messages on the screen, letter for letter. ``‹user›`` stands for any string, and ``…`` for the
    beginning or end that Okta adds. Each is seen while the problem is reproduced.
    """
    also_seen: list[Text] = []
    """Messages of the same problem that were published, and are not reproduced here."""
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


def seen(message: str, shown: list[str]) -> bool:
    """Whether a message of the catalogue is one of those on a screen."""
    pattern = "".join(
        ".+?" if part.startswith("‹") else ".*" if part == "…" else re.escape(part)
        for part in re.split(r"(‹[^›]*›|…)", message)
    )
    return any(re.fullmatch(pattern, text, re.DOTALL) for text in shown)
