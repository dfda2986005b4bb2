"""
Generated files: compared with what is on disk, and written without losing what others save.

A plan knows what every file contained when the plan was made.  A file that
somebody has saved since then is not replaced; the plan is made again instead.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from scimguide.errors import UserError
from scimguide.mapping import Problem, SpecError
from scimguide.pages import replace, source
from scimguide.project import Project


class ChangedMeanwhile(UserError):
    """Files are no longer what the plan was made from; ``paths`` names them."""

    def __init__(self, project: Project, paths: list[Path]) -> None:
        self.paths = paths
        names = ", ".join(map(project.shown, paths[:3])) + (", …" if len(paths) > 3 else "")
        super().__init__(
            f"{names}: saved again and again while text was generated, expected a file that stays "
            "as it is for a moment; nothing of it was overwritten, run scripts/generate again"
        )


class FileError(UserError):
    """A file cannot be read or written; the message says which and why."""


@dataclass
class Snapshot:
    """The files of a guide as they are read: each once, and the same for all who ask."""

    project: Project
    pages: list[Path] = field(init=False)
    """All pages, in the order of their names."""
    _contents: dict[Path, bytes | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.pages = self.project.pages

    def content(self, path: Path) -> bytes | None:
        """The bytes of a file, or None when it does not exist.

        :raises FileError: when it cannot be read.
        """
        if path not in self._contents:
            self._contents[path] = _content(self.project, path)
        return self._contents[path]

    def text(self, path: Path) -> str | None:
        r"""The text of a file with ``\n`` at each line's end, or None when it does not exist.

        :raises SpecError: with the place of the first byte that is not UTF-8.
        """
        content = self.content(path)
        if content is None:
            return None
        try:
            return source.decode(content).text
        except source.NotUtf8Error as error:
            shown = self.project.shown(path)
            raise SpecError([Problem(shown, error.line, error.column, str(error))]) from None

    def encoded(self, path: Path, text: str) -> bytes:
        """The bytes that give a file a new text; its line ends and byte order mark stay."""
        try:
            return source.decode(self.content(path) or b"").encode(text)
        except source.NotUtf8Error:
            return text.encode()

    def changed(self) -> list[Path]:
        """The files that were saved, created or removed since they were read."""
        pages = set(self.pages) ^ set(self.project.pages)
        return sorted(
            pages | {path for path in self._contents if not self.is_current(path)},
        )

    def is_current(self, path: Path) -> bool:
        """Whether a file that was read still is, byte for byte, what it was."""
        return _content(self.project, path) == self._contents[path]


@dataclass(frozen=True)
class Plan:
    """What each generated file and each page must contain."""

    snapshot: Snapshot
    """What the plan was made from."""
    files: dict[Path, bytes | None]
    """The bytes of each file; None for a file to be removed."""


def changed(plan: Plan) -> dict[Path, bytes | None]:
    """The part of a plan that differs from what was read."""
    return {path: new for path, new in plan.files.items() if plan.snapshot.content(path) != new}


def diff(plan: Plan, root: Path) -> Iterator[str]:
    """The lines of a unified diff from what is there to what must be."""
    for path, new in sorted(changed(plan).items()):
        name = str(path.relative_to(root))
        yield from unified_diff(
            _lines(plan.snapshot.content(path)),
            _lines(new),
            f"{name} (as it is)",
            f"{name} (as generated)",
        )


def write(plan: Plan) -> list[Path]:
    """
    Bring the files into the state of the plan, and return those that changed.

    Every file is written beside its place before the first one is moved there, and only a file
    that is still what was read is replaced. Links are followed, modes stay.

    :raises ChangedMeanwhile: when a file is no longer what the plan was made from.
    :raises FileError: when a file cannot be written; nothing has changed then.
    """
    if stale := plan.snapshot.changed():
        raise ChangedMeanwhile(plan.snapshot.project, stale)
    work = changed(plan)
    beside: dict[Path, Path] = {}
    try:
        for path, new in work.items():
            if new is not None:
                beside[path] = _write_beside(plan.snapshot.project, path, new)
        _replace_all(plan, work, beside)
    finally:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)
    return sorted(work)


def _content(project: Project, path: Path) -> bytes | None:
    try:
        return replace.content(path)
    except OSError as error:
        raise _refused(project, path, error, "read") from None


def _refused(project: Project, path: Path, error: OSError, verb: str) -> FileError:
    reason = (error.strerror or str(error)).lower()
    return FileError(f"{project.shown(path)}: {reason}, expected a file that can be {verb}")


def _write_beside(project: Project, path: Path, new: bytes) -> Path:
    try:
        return replace.write_beside(path.resolve(), new)
    except OSError as error:
        raise _refused(project, path, error, "written") from None


def _replace_all(plan: Plan, work: Iterable[Path], beside: dict[Path, Path]) -> None:
    replaced: dict[Path, Path] = {}
    try:
        for path in work:
            _replace(plan.snapshot, path, beside.get(path))
            if path in beside:
                replaced[path] = beside[path]
    finally:
        _confirm(plan, replaced)


def _replace(snapshot: Snapshot, path: Path, temporary: Path | None) -> None:
    """Move a file to its place, or remove it, if it still is what was read."""
    old = snapshot.content(path)
    try:
        if temporary:
            done = replace.replace(path.resolve(), temporary, old)
        else:
            done = old is None or replace.remove(path, old)
            _remove_empty(path.parent, snapshot.project.root)
    except OSError as error:
        raise _refused(snapshot.project, path, error, "written") from None
    if not done:
        raise ChangedMeanwhile(snapshot.project, [path])


def _confirm(plan: Plan, displaced: dict[Path, Path]) -> None:
    """Put back what an editor wrote into a file while it was being replaced."""
    project = plan.snapshot.project
    if displaced:
        time.sleep(replace.GRACE)
    saved = [
        path
        for path, old in displaced.items()
        if not replace.unsaved(path.resolve(), old, plan.snapshot.content(path), plan.files[path])
    ]
    if saved:
        raise ChangedMeanwhile(project, saved)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder without content, and those around it, below the second level of a guide."""
    while folder.parent not in (root, folder):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _lines(content: bytes | None) -> list[str]:
    text = (content or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    return source.lines(text.replace("\r", "\n"))
