"""The users and groups that every example uses."""

from pydantic import Field

from scimguide.mapping.base import Model, Slug, Text


class SampleUser(Model):
    """A person in Okta, on an example domain."""

    name: Slug
    profile: dict[str, Text | None] = Field(min_length=1)
    """Attributes of the Okta profile by their variable names."""
    id: Text
    """Okta's id of the person, ``00u…``."""
    groups: list[Text] = []
    """The Okta groups of the person."""

    @property
    def full_name(self) -> str:
        """First and last name, or the name of the sample."""
        parts = (self.profile.get("firstName"), self.profile.get("lastName"))
        return " ".join(part for part in parts if part) or self.name


class SampleGroup(Model):
    """A group that Okta pushes."""

    name: Slug
    display_name: Text


class Samples(Model):
    """All of them. The first user is the one whose values the tables show."""

    users: list[SampleUser] = Field(min_length=1)
    groups: list[SampleGroup] = Field(min_length=1)
