"""From the spec to ``snippets/``, to the regions of the pages, and to the editor's schema."""

from scimguide.generate.run import generate, update

__all__ = ["generate", "update"]
