"""
The log of what was executed: written by the run, read by the audit and the stamps of the site.

Each page has the provenance of the run that last executed it, because a writer
runs single pages; nothing that the site says of a run comes from anywhere else.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from scimguide.pages import replace

State = Literal["executed", "excused"]


@dataclass(frozen=True)
class Entry:
    """A block or step of a page that was executed, or excused with a reason."""

    page: str
    line: int
    digest: str
    state: State
    reason: str = ""
    seconds: float = 0.0
    """How long it took."""


@dataclass(frozen=True)
class Provenance:
    """When, at which commit and with what a page was executed."""

    at: str
    """Start of the run, UTC: ``2026-11-25T17:05:00Z``."""
    commit: str = ""
    """The commit, seven digits; empty where git cannot tell."""
    changed: bool = False
    """Whether files of the commit had been changed."""
    curl: str = ""
    python: str = ""
    engine: str = ""
    """Version of the reference server and of the rehearsal org."""
    browser: str = ""
    """Version of Chromium, when steps were walked."""
    passed: bool = True
    """Whether every part of the page passed, its end included."""
    parts: int = 0
    """How many parts the page has."""
    ran: int = 0
    """How many of them were carried out, and passed."""


@dataclass(frozen=True)
class Log:
    """Everything that is known of the last runs."""

    entries: list[Entry] = field(default_factory=list)
    pages: dict[str, Provenance] = field(default_factory=dict)


def digest(source: str) -> str:
    """What identifies a block: its text, without the white space around it."""
    return hashlib.sha256(source.strip().encode()).hexdigest()


def write(path: Path, entries: Iterable[Entry], pages: Mapping[str, Provenance]) -> None:
    """Replace what the log says of these pages."""
    before = load(path)
    content: dict[str, Any] = {
        "pages": {name: asdict(each) for name, each in {**before.pages, **pages}.items()},
        "entries": [asdict(e) for e in before.entries if e.page not in pages]
        + [asdict(entry) for entry in entries],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    replace.write(path, json.dumps(content, indent=1).encode())


def load(path: Path) -> Log:
    """The whole log; an empty one when nothing was ever run, or another version wrote it."""
    try:
        content = json.loads(path.read_text())
        pages = {name: Provenance(**each) for name, each in content["pages"].items()}
        return Log([Entry(**entry) for entry in content["entries"]], pages)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return Log()


def read(path: Path) -> list[Entry]:
    """All entries; none when nothing was ever run."""
    return load(path).entries


def incomplete(path: Path, pages: Iterable[str]) -> list[str]:
    """Which of the pages were not executed to their end, and how far they came."""
    known = load(path).pages
    found = []
    for page in pages:
        each = known.get(page)
        if each is None:
            found.append(f"{page}: not executed, expected all of its parts to be")
        elif not each.passed or each.ran != each.parts:
            found.append(f"{page}: {each.ran} of {each.parts} parts passed, expected all")
    return found
