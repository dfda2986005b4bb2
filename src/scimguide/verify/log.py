"""The log of what was executed: written by the run, read by the audit of the built site."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

State = Literal["executed", "excused"]


@dataclass(frozen=True)
class Entry:
    """A block of a page that was executed, or excused with a reason."""

    page: str
    line: int
    digest: str
    state: State
    reason: str = ""


def digest(source: str) -> str:
    """What identifies a block: its text, without the white space around it."""
    return hashlib.sha256(source.strip().encode()).hexdigest()


def write(path: Path, entries: Iterable[Entry], pages: Iterable[str]) -> None:
    """Replace what the log says of these pages."""
    kept = [entry for entry in read(path) if entry.page not in set(pages)]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps([asdict(entry) for entry in [*kept, *entries]], indent=1))
    beside.replace(path)


def read(path: Path) -> list[Entry]:
    """All entries; none when nothing was ever run."""
    try:
        return [Entry(**entry) for entry in json.loads(path.read_text())]
    except FileNotFoundError:
        return []
