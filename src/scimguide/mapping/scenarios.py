"""Rehearsals: what somebody does in Okta, one action after the other."""

from pydantic import Field

from scimguide.mapping.base import Model, Slug, Text

CONNECTED = ["connect", "turn-on create-users", "turn-on update-users", "turn-on deactivate-users"]
"""Where a scenario begins: the guide's connection is made, and its three switches are on."""


class Step(Model):
    """One action, and whether Okta reports a failure for it."""

    do: Text
    """The action as a line: ``assign ada``."""
    fails: bool = False
    note: Text | None = None
    """What readers should notice."""


class Scenario(Model):
    """A story that is carried out against a SCIM service."""

    name: Slug
    title: Text
    summary: Text
    connected: bool = True
    """Whether it begins with the connection made and the three switches on."""
    given: list[Text] = []
    """Actions carried out before, which readers do not see."""
    steps: list[Step] = Field(min_length=1)
    leaves: list[Text] = []
    """What the service holds afterwards: ``user NAME active`` or ``group NAME``."""

    @property
    def before(self) -> list[str]:
        """All actions before the first step."""
        return [*(CONNECTED if self.connected else []), *self.given]
