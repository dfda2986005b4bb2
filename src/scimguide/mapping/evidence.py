"""
On what everything rests that Okta sends and says.

Nothing here was recorded from a live organization, so each request and each message carries the
word for its evidence: one that was composed by analogy is never shown like one that was seen.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from scimguide.mapping.base import Model, Slug, Text

Basis = Literal["by analogy", "stated by vendors", "captured", "documented"]
"""Composed by us from other evidence; by a vendor; on the wire or the screen; by Okta itself."""

_STRENGTH: tuple[Basis, ...] = ("by analogy", "stated by vendors", "captured", "documented")


class Evidence(Model):
    """What a request or a message rests on."""

    basis: Basis
    source: Slug
    """Where it was published; with ``by analogy``, what it was composed from."""


class Message(Evidence):
    """A message of Okta."""

    text: Text
    """
    Letter for letter. ``‹user›`` stands for any string without a colon, ``‹detail›`` for what the
    service says, ``‹step›`` for what Okta tried, ``‹Forbidden|Conflict›`` for one of these, and
    ``…`` for anything.
    """


class OktaEvidence(Model):
    """The evidence for what Okta sends, and for messages that belong to no problem."""

    requests: dict[Text, Evidence] = {}
    """By the function of ``okta/requests.py`` that makes the request."""
    messages: list[Message] = []
    system_log: Evidence | None = None
    """For the types of events."""


def weakest(found: Iterable[Evidence]) -> Evidence | None:
    """The weakest of several, after which a block is called; None without any."""
    return min(found, key=lambda each: _STRENGTH.index(each.basis), default=None)


_PLACEHOLDERS = {
    "detail": r"(?!Invalid JSON: ).+",  # what follows these words is Okta's own complaint
    "step": r"Error while [^:]+",
    "reason": r"[A-Z][A-Za-z' -]*",
}


def seen(message: str, shown: Iterable[str]) -> bool:
    """Whether a message of the spec is one of those on a screen."""
    return any(_pattern(message).fullmatch(text) for text in shown)


@cache
def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"(‹[^›]*›|…)", message)
    return re.compile("".join(map(_part, parts)), re.DOTALL)


def _part(part: str) -> str:
    if part == "…":
        return ".*"
    if not part.startswith("‹"):
        return re.escape(part)
    name = part[1:-1]
    if "|" in name:
        return f"(?:{'|'.join(map(re.escape, name.split('|')))})"
    return _PLACEHOLDERS.get(name, "[^:]+?")
