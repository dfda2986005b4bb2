"""Files that are written all or not at all, or only compared."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

Plan = Mapping[Path, str | None]
"""What each file shall hold; None for a file that shall not be there."""


def changed(plan: Plan) -> dict[Path, str | None]:
    """The part of a plan that differs from what is there."""
    return {path: text for path, text in plan.items() if _current(path) != text}


def diff(plan: Plan, root: Path) -> Iterator[str]:
    """The lines of a unified diff from what is there to what shall be."""
    for path, text in sorted(changed(plan).items()):
        name = str(path.relative_to(root))
        yield from unified_diff(
            (_current(path) or "").splitlines(keepends=True),
            (text or "").splitlines(keepends=True),
            f"{name} (as it is)",
            f"{name} (as generated)",
        )


def write(plan: Plan) -> list[Path]:
    """Bring the files into the state of the plan, and return those that changed.

    Every text is written beside its file before the first one is renamed, so
    that an error leaves everything as it was.
    """
    work = changed(plan)
    beside: dict[Path, Path] = {}
    try:
        for path, text in work.items():
            if text is not None:
                beside[path] = _beside(path, text)
    except OSError:
        for path in beside.values():
            path.unlink()
        raise
    for path in work:
        if path in beside:
            beside[path].replace(path)
        else:
            path.unlink()
    return sorted(work)


def _beside(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8", newline="\n")
    return beside


def _current(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
