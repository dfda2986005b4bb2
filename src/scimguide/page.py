"""A page as text: its front matter, and the marks that a writer types into it."""

import re
from typing import Any

import yaml

MARK = re.compile(
    r"^(?P<indent>[ \t]*)<!--[ \t]*(?P<verb>generated|given|end)\b:?[ \t]*"
    r"(?P<rest>.*?)[ \t]*-->[ \t]*$",
    re.MULTILINE,
)
"""
A line that is nothing but one of our comments.

``generated: KIND NAME`` opens a region and ``end CHECKSUM`` closes it;
``given: OPERATION`` stands for what the reader has done in Okta by then.
"""

EXCUSE = re.compile(
    r"^[ \t]*<!--[ \t]*excused:[ \t]*(?P<reason>\S.*?)[ \t]*-->[ \t]*\n(?:[ \t]*\n)*\Z",
    re.MULTILINE,
)
"""The reason why the fence that follows is not executed."""


def front_matter(text: str) -> dict[str, Any]:
    """The page's own settings, from the YAML between its first two ``---`` lines."""
    if not text.startswith("---\n"):
        return {}
    try:
        found = yaml.safe_load(text[4:].partition("\n---\n")[0])
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
