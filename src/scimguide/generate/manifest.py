"""
Which files in ``snippets/`` are ours: ``SHA256SUMS``, as ``sha256sum --check`` reads it.

Only what stands there with its digest is replaced or removed.  A file that
somebody else put there stays, and one that somebody edited is refused.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from scimguide.generate.files import Snapshot
from scimguide.mapping import Problem, SpecError

NAME = "SHA256SUMS"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<name>.+)")


def owned(snapshot: Snapshot, wanted: Mapping[Path, bytes]) -> dict[Path, bytes | None]:
    """
    What the files of ``snippets/`` must contain, with the list; None for one to be removed.

    ``wanted`` are the files that the spec asks for.

    :raises SpecError: for each file that is not as it was generated, and for a line of the list
        that is none.
    """
    folder = snapshot.project.snippets
    listed = _listed(snapshot, folder / NAME)
    obsolete = [path for path in listed if path not in wanted and _exists(snapshot, path, folder)]
    problems = [
        problem
        for path in [*wanted, *obsolete]
        if (problem := _foreign(snapshot, path, listed.get(path), wanted.get(path)))
    ]
    if problems:
        raise SpecError(problems)
    return {
        **dict.fromkeys(obsolete),
        **wanted,
        folder / NAME: "".join(_lines(folder, wanted)).encode(),
    }


def _lines(folder: Path, wanted: Mapping[Path, bytes]) -> Iterator[str]:
    for path, content in sorted(wanted.items()):
        yield f"{sha256(content).hexdigest()}  {path.relative_to(folder).as_posix()}\n"


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


def _exists(snapshot: Snapshot, path: Path, folder: Path) -> bool:
    """Whether a file is there, and below the folder."""
    below = ".." not in path.relative_to(folder).parts if path.is_relative_to(folder) else False
    return below and snapshot.content(path) is not None


def _foreign(
    snapshot: Snapshot, path: Path, digest: str | None, wanted: bytes | None
) -> Problem | None:
    """Why a file may not be replaced or removed; None when it may."""
    content = snapshot.content(path)
    if content is None or content == wanted or sha256(content).hexdigest() == digest:
        return None
    what = (
        "edited by hand, expected the generated text"
        if digest
        else f"a file that was not generated, expected none or one listed in {NAME}"
    )
    remedy = (
        "change docs/mapping.yaml instead, then delete this file and run scripts/generate"
        if digest
        else "move or delete it, or rename the operation in docs/mapping.yaml"
    )
    return Problem(snapshot.project.shown(path), 1, 1, f"{what}; {remedy}")
