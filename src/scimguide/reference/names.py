"""
A name and its parts say the same.

Okta echoes what it once read: after a rename it sends new parts beside the old
``name.formatted``.  A service that shows only the formatted name must see the
rename all the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """What a resource says of a person's name (RFC 7643 section 4.1.1)."""

    formatted: str | None = None
    given: str | None = None
    family: str | None = None

    @property
    def parts(self) -> tuple[str, str]:
        """The parts, nothing and empty being the same (RFC 7643 section 2.5)."""
        return self.given or "", self.family or ""

    def composed(self) -> "Name":
        """The same parts, with the formatted name made of them."""
        return Name(" ".join(filter(None, self.parts)) or None, self.given, self.family)

    def split(self) -> "Name":
        """The same formatted name, with its first word as given and the rest as family name."""
        given, _, family = (self.formatted or "").strip().partition(" ")
        return Name(self.formatted, given or None, family.strip() or None)


def reconcile_name(before: Name, after: Name) -> Name:
    """The name that a resource shall have, from what it had and what was requested.

    Parts that changed win over a formatted name that did not, and the other
    way round.  When both changed, both stay as they were sent.
    """
    moved = after.parts != before.parts
    renamed = (after.formatted or "") != (before.formatted or "")
    if not any(after.parts):
        return after.split()
    if not after.formatted or (moved and not renamed):
        return after.composed()
    return after.split() if renamed and not moved else after
