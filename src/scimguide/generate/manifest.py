"""
Which files are generated as a whole: ``SHA256SUMS``, as ``sha256sum --check`` reads it.

Only what stands there with its digest is replaced or removed.  A file that
somebody else put in its place stays, and one that somebody edited is refused.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from scimguide.generate.files import Snapshot
from scimguide.mapping import Problem, SpecError

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}) [ *](?P<name>.+)")


def owned(
    snapshot: Snapshot, wanted: Mapping[Path, str], *, partly: bool = False
) -> dict[Path, bytes | None]:
    """
    What the generated files must contain, with the list; None for one to be removed.

    ``wanted`` is the content that the spec asks for; each file keeps its line ends.  With
    ``partly``, the other files of the list stay as they are.

    :raises SpecError: for each file that is not as it was generated, and for a line of the list
        that is none.
    """
    file = snapshot.project.generated
    listed = _listed(snapshot, file)
    others = [path for path in listed if path not in wanted]
    obsolete = [] if partly else [path for path in others if _exists(snapshot, path)]
    files = {path: snapshot.encoded(path, text) for path, text in wanted.items()}
    problems = [
        problem
        for path in [*files, *obsolete]
        if (problem := _foreign(snapshot, path, listed.get(path), files.get(path)))
    ]
    if problems:
        raise SpecError(problems)
    digests = {path: sha256(content).hexdigest() for path, content in files.items()}
    digests |= {path: listed[path] for path in others} if partly else {}
    lines = "".join(
        f"{digest}  {snapshot.project.shown(path)}\n" for path, digest in sorted(digests.items())
    )
    return {**dict.fromkeys(obsolete), **files, file: snapshot.encoded(file, lines)}


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
