"""The requests that become snippets, with the response that is expected."""

import re
from typing import Any, Literal

from pydantic import Field

from scimguide.mapping.base import Model, Request, Slug, Text, Variable

PLACEHOLDER = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")
"""``{USER_ID}``: an id that an earlier operation captured."""


class PatchOperation(Model):
    """One operation of a PATCH body (RFC 7644 section 3.5.2)."""

    op: Literal["add", "remove", "replace"]
    path: Text | None = None
    value: Any = None


class Send(Model):
    """The body of a request: exactly one kind of it."""

    user: Slug | None = None
    """A sample user, as the mapping renders it."""
    group: Slug | None = None
    """A sample group, without members, as Okta creates it."""
    patch: list[PatchOperation] | None = Field(None, min_length=1)
    text: str | None = None
    """Sent as it stands, for bodies that are meant to be wrong."""
    oversize: Literal[True] | None = None
    """One byte more than the service accepts."""
    with_: dict[str, Any] = Field({}, alias="with")
    """Attribute paths of the user or group, with other values."""


class Operation(Model):
    """One request, its expected status, and what later operations need of the response."""

    name: Slug
    title: Text
    request: Request
    """Method and path: ``GET /Users/{USER_ID}``."""
    query: dict[str, str | int] = {}
    send: Send | None = None
    token: Text | None = None
    """Sent instead of the real token."""
    status: int = Field(ge=200, le=599)
    captures: dict[Variable, Literal["id"]] = {}
    after: list[Slug] = []
    """Operations that must have been carried out before, beside those whose ids it uses."""
    shows: Text | None = None
    """The path in the response that the Python snippet prints."""
    expect: dict[str, Any] = {}
    """
    What the response contains, by attribute paths; null for an attribute that is not there.

    A list stands for all values of a multi-valued attribute, or for those of all ``Resources``.
    """
    leaves: list[Text] | None = None
    """What the service contains afterwards, as in a scenario: what a response cannot say."""

    @property
    def method(self) -> str:
        """``GET``."""
        return self.request.split(" ", 1)[0]

    @property
    def path(self) -> str:
        """``/Users/{USER_ID}``, below the base URL."""
        return self.request.split(" ", 1)[1]

    @property
    def uses(self) -> set[str]:
        """The captured variables that the request needs."""
        return set(PLACEHOLDER.findall(self.model_dump_json(include={"request", "query", "send"})))

    @property
    def fails(self) -> bool:
        """Whether it is there to show an error."""
        return self.status >= 400
