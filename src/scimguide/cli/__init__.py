"""The ``scimguide`` command: one thin function for each of its words."""

from scimguide.cli import expressions, guide, preflights, rehearsals
from scimguide.cli.main import main

__all__ = ["expressions", "guide", "main", "preflights", "rehearsals"]
