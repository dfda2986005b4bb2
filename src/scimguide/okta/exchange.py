"""A request of Okta and its response, and how Okta words what is wrong with one."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from scimguide.reason_phrases import reason_phrase

NO_RESPONSE = "null"
"""What Okta shows when a service cannot be reached (captures)."""


class InvalidJson(ValueError):
    """A body that is not the JSON that was expected; the message is the one that Okta shows."""


@dataclass(frozen=True)
class Exchange:
    """A request and its response; ``status`` 0 without one."""

    method: str
    target: str
    """Path and query as they were sent."""
    request_headers: dict[str, str]
    request_body: bytes
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str = ""
    """Why there is no response."""
    waited: int = 0
    """Seconds that Okta paused before, because of a 429."""
    milliseconds: float = 0.0
    begun: str = ""
    """When it was sent, in the time of the org."""
    act: str = ""
    """The function of :mod:`scimguide.okta.requests` that made the request."""

    @property
    def ok(self) -> bool:
        """Whether the request succeeded."""
        return 200 <= self.status < 300

    @property
    def reason(self) -> str:
        """``Not Found``."""
        return reason_phrase(self.status) or self.error or str(self.status)

    def json(self) -> Any:
        """
        The body as JSON, None when there is none.

        :raises InvalidJson: with the words of the JSON parser that Okta uses.
        """
        try:
            return json.loads(self.body) if self.body.strip() else None
        except (ValueError, RecursionError):
            raise InvalidJson(_complaint(self.body)) from None

    @property
    def error_message(self) -> str:
        """
        What Okta writes after the step that failed: reason phrase, and the service's detail.

        Without a response it is ``null``, or what took too long.
        """
        if not self.status:
            return self.error if self.error.endswith("timed out") else NO_RESPONSE
        try:
            found = self.json()
            said = found.get("detail") or "" if isinstance(found, dict) else ""
        except InvalidJson as error:
            said = str(error)
        return f"{self.reason}. Errors reported by remote server: {said}".rstrip()

    def data(self) -> dict[str, Any]:
        """The exchange as JSON, without the token."""
        return {
            "method": self.method,
            "target": self.target,
            "headers": {**self.request_headers, "Authorization": "Bearer …"},
            "body": json.loads(self.request_body) if self.request_body else None,
            "status": self.status,
            "answer": self.body.decode("utf-8", "replace"),
            "waited": self.waited,
        }


def _complaint(body: bytes) -> str:
    """
    The words of the JSON parser of Okta for a body that is no JSON.

    Sources: Snowflake's documentation (a page of HTML), captures (a word). The column is the one
    behind what was not understood.
    """
    text = body.decode("utf-8", "replace").lstrip()
    word = re.match(r"\w+", text)
    bad = word[0] if word else text[:1]
    if word:
        accepted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        problem = f"Unrecognized token '{bad}': was expecting {accepted}"
    else:
        accepted = "(number, String, array, object, 'true', 'false' or 'null')"
        character = f"('{bad}' (code {ord(bad)}))"
        problem = f"Unexpected character {character}: expected a valid value {accepted}"
    place = f"line: 1, column: {len(bad) + 1}"
    return f"Invalid JSON: {problem} at [Source: java.io.StringReader@…; {place}]"
