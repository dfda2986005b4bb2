"""A page as text: its front matter, and the marks that a writer types into it."""

import re
from collections.abc import Sequence
from typing import Any

import yaml

MARK = re.compile(
    r"^(?P<indent>[ \t]*)<!--[ \t]*(?P<verb>generated|given|okta|holds|end)\b:?[ \t]*"
    r"(?P<rest>.*?)[ \t]*-->[ \t]*$",
    re.MULTILINE,
)
"""
A line that is nothing but one of our comments.

``generated: KIND NAME`` opens a region and ``end CHECKSUM`` closes it;
``given: OPERATION`` is carried out unseen; ``okta: ACTION`` is what the reader
does in Okta, carried out by the rehearsal org (``, fails`` behind it when Okta
reports a failure, ``, unseen`` when its requests are not shown);
``holds: ENTRY; ENTRY`` is what the service holds then.
"""

EXCUSE = re.compile(
    r"^[ \t]*<!--[ \t]*excused:[ \t]*(?P<reason>\S.*?)[ \t]*-->[ \t]*\n(?:[ \t]*\n)*\Z",
    re.MULTILINE,
)
"""The reason why the fence that follows is not executed."""


def okta_action(rest: str) -> tuple[str, set[str]]:
    """The action of an ``okta`` mark, and the words behind it: ``fails``, ``unseen``."""
    words = set()
    while (found := rest.rpartition(", "))[2] in ("fails", "unseen"):
        words.add(found[2])
        rest = found[0]
    return rest, words


def entries(rest: str) -> list[str]:
    """The entries of a ``holds`` mark; ``nothing`` stands for none."""
    return [entry.strip() for entry in rest.split(";") if entry.strip() not in ("", "nothing")]


def okta_actions(text: str) -> list[str]:
    """Every action of a page, in order, that does not fail."""
    marks = [okta_action(mark["rest"]) for mark in MARK.finditer(text) if mark["verb"] == "okta"]
    return [line for line, words in marks if "fails" not in words]


def closing(marks: Sequence[re.Match[str]], opening: int) -> int | None:
    """Where the ``end`` of a region stands among the marks, when it has one."""
    for index in range(opening + 1, len(marks)):
        if marks[index]["verb"] in ("generated", "end"):
            return index if marks[index]["verb"] == "end" else None
    return None


def front_matter(text: str) -> dict[str, Any]:
    """The page's own settings, from the YAML between its first two ``---`` lines."""
    if not text.startswith("---\n"):
        return {}
    try:
        found = yaml.safe_load(text[4:].partition("\n---\n")[0])
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
