"""Rehearsals: what somebody does in Okta, one action after the other."""

from pydantic import Field

from scimguide.mapping.base import Model, Slug, Text

FACTS = (
    "sends nothing",
    "sends POST /Users, PATCH /Users/{id}",
    "logs EVENT.TYPE",
    "task",
    "assumed",
)
"""The forms of a fact, beside those of ``expectations``: what Okta sends, logs and leaves to do."""


class Step(Model):
    """One action, and whether Okta reports a failure for it."""

    do: Text
    """The action as a line: ``assign ada``."""
    fails: bool = False
    note: Text | None = None
    """What readers should notice."""
    facts: dict[Text, Text] = {}
    """Words of the note, each with the fact that makes them true; see ``FACTS``."""


class Scenario(Model):
    """A story that is carried out against a SCIM service."""

    name: Slug
    title: Text
    summary: Text
    facts: dict[Text, Text] = {}
    """Words of the summary, each with its fact; ``2: sends nothing`` is about the second step."""
    connected: bool = True
    """Whether it begins with the configuration steps of the guide done."""
    given: list[Text] = []
    """Actions carried out before, which readers do not see."""
    steps: list[Step] = Field(min_length=1)
    leaves: list[Text] = []
    """What the service contains afterwards: ``user NAME active`` or ``group NAME``."""

    @property
    def before(self) -> list[str]:
        """All actions before the first step."""
        return [*(["set-up"] if self.connected else []), *self.given]
