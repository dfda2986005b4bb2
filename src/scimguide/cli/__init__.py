"""The ``scimguide`` command: one thin function for each subcommand."""

from scimguide.cli import expressions, guide, preflights, rehearsals, tokens
from scimguide.cli.main import main

__all__ = ["expressions", "guide", "main", "preflights", "rehearsals", "tokens"]
