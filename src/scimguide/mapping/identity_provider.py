"""Okta's side: the app integration, its limits, and the labels on its screens."""

from pydantic import Field

from scimguide.mapping.base import Model, Slug, Text
from scimguide.mapping.service import Limit

USERNAME_FORMATS = {
    "Okta username": "user.login",
    "Email": "user.email",
    "Email prefix": 'String.substringBefore(user.email, "@")',
    "Okta username prefix": 'String.substringBefore(user.login, "@")',
}
"""*Application username format*, with the expression of each."""


class Labels(Model):
    """The labels of one screen, letter for letter, and where they were checked."""

    screen: Text
    """The way to it, such as ``Provisioning › To App``."""
    names: list[Text] = Field(min_length=1)
    source: Slug

    @property
    def way(self) -> list[str]:
        """What is selected one after the other to get there."""
        return self.screen.split(" › ")

    @property
    def all_names(self) -> list[str]:
        """Its labels, and those on a way of several steps, without words such as "your company"."""
        way = self.way if len(self.way) > 1 else []
        return [*self.names, *(step for step in way if step[0].isupper())]


class OktaLimits(Model):
    """What Okta waits for, requests and tolerates."""

    answer_time: Limit
    page_size: Limit
    pause: Limit
    attempts: Limit
    members_per_request: Limit
    import_safeguard: Limit
    import_safeguard_users: Limit


class IdentityProvider(Model):
    """Okta, and the app integration that the guide sets up in it."""

    name: Text
    app: Text
    """The template in the app catalog."""
    siblings: list[Text] = []
    """Templates that stand beside it in the catalog."""
    app_label: Text
    username_format: Text
    limits: OktaLimits
    labels: list[Labels]

    @property
    def all_labels(self) -> set[str]:
        """Every label of every screen, and of the ways to them."""
        return {name for screen in self.labels for name in screen.all_names}
