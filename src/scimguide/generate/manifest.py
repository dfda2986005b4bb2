"""
Which files are generated as a whole: ``SHA256SUMS``, as ``sha256sum --check`` reads it.

Only what stands there with its digest is replaced or removed.  A file that
somebody else put in its place stays, and one that somebody edited is refused.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from scimguide.generate.files import Snapshot
from scimguide.mapping import Problem, SpecError
from scimguide.project import Project

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<name>.+)")


def owned(snapshot: Snapshot, wanted: Mapping[Path, str]) -> dict[Path, bytes | None]:
    """
    What the generated files must contain, with the list; None for one to be removed.

    ``wanted`` is the content that the spec asks for; each file keeps its line ends.

    :raises SpecError: for each file that is not as it was generated, and for a line of the list
        that is none.
    """
    file = snapshot.project.generated
    listed = _listed(snapshot, file)
    obsolete = [path for path in listed if path not in wanted and _exists(snapshot, path)]
    files = {path: snapshot.encoded(path, text) for path, text in wanted.items()}
    problems = [
        problem
        for path in [*files, *obsolete]
        if (problem := _foreign(snapshot, path, listed.get(path), files.get(path)))
    ]
    if problems:
        raise SpecError(problems)
    lines = "".join(_lines(snapshot.project, files))
    return {**dict.fromkeys(obsolete), **files, file: snapshot.encoded(file, lines)}


def _lines(project: Project, files: Mapping[Path, bytes]) -> Iterator[str]:
    for path, content in sorted(files.items()):
        yield f"{sha256(content).hexdigest()}  {project.shown(path)}\n"


def _listed(snapshot: Snapshot, file: Path) -> dict[Path, str]:
    """The digest of each file on the list."""
    found: dict[Path, str] = {}
    problems = []
    for number, line in enumerate((snapshot.text(file) or "").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match:
            found[file.parent / match["name"]] = match["digest"]
        elif line:
            message = (
                f"{line[:80]!r}, expected a line as sha256sum writes it; "
                "delete the file and run scripts/generate"
            )
            problems.append(Problem(snapshot.project.shown(file), number, 1, message))
    if problems:
        raise SpecError(problems)
    return found


def _exists(snapshot: Snapshot, path: Path) -> bool:
    """Whether a file is there, in a folder in which files are generated."""
    folders = (snapshot.project.snippets, snapshot.project.downloads)
    below = ".." not in path.parts and any(path.is_relative_to(each) for each in folders)
    return below and snapshot.content(path) is not None


def _foreign(
    snapshot: Snapshot, path: Path, digest: str | None, wanted: bytes | None
) -> Problem | None:
    """Why a file may not be replaced or removed; None when it may."""
    content = snapshot.content(path)
    if content is None or content == wanted or sha256(content).hexdigest() == digest:
        return None
    name = snapshot.project.generated.name
    what = (
        "edited by hand, expected the generated text"
        if digest
        else f"a file that was not generated, expected none or one listed in {name}"
    )
    remedy = (
        "change docs/mapping.yaml instead, then delete this file and run scripts/generate"
        if digest
        else "move or delete it, and run scripts/generate"
    )
    return Problem(snapshot.project.shown(path), 1, 1, f"{what}; {remedy}")
