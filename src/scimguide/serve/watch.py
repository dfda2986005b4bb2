"""Which files of a guide have changed: what writers save, and not what is generated from it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from scimguide.pages.replace import content
from scimguide.project import Project

_Stamp = tuple[int, int, int]


class Watch:
    """All files from which a site is made, and what they contained at the last look."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.stamps: dict[Path, _Stamp] = {}
        self.contents: dict[Path, bytes | None] = {}
        self.changes()

    def changes(self) -> set[Path]:
        """The files that were saved, created or removed since the last call."""
        stamps = dict(self._stamps())
        before, self.stamps = self.stamps, stamps
        touched = {path for path in stamps.keys() | before if stamps.get(path) != before.get(path)}
        return {path for path in touched if self._is_new(path)}

    def expect(self, files: Mapping[Path, bytes | None]) -> None:
        """Files that were just written with these contents: they are no change."""
        self.contents.update(files)

    def _is_new(self, path: Path) -> bool:
        new = None
        with suppress(OSError):
            new = content(path)
        if path in self.contents and self.contents[path] == new:
            return False
        self.contents[path] = new
        return True

    def _stamps(self) -> Iterator[tuple[Path, _Stamp]]:
        for path in self._files():
            with suppress(OSError):
                stat = path.stat()
                if S_ISREG(stat.st_mode):
                    yield path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)

    def _files(self) -> Iterator[Path]:
        root = self.project.root
        yield from (path for path in root.iterdir() if path.suffix in (".yml", ".yaml", ".md"))
        for folder in (self.project.docs, root / "overrides"):
            for path in folder.rglob("*"):
                own = path.name.startswith(".") or path.name.endswith("~")  # of an editor
                if not own and not path.is_relative_to(self.project.playground):
                    yield path
