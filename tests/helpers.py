"""Small things that tests of several rooms use."""

import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def edit(path: Path, old: str, new: str, count: int = 1) -> int:
    """Replace a text in a file, and return the line on which it stands."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, count), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1
