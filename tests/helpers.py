"""Small things that tests of several rooms use."""

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUSY = 180_000
"""Milliseconds that a browser may take on a machine on which everything else runs as well."""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def edit(path: Path, old: str, new: str, count: int = 1) -> int:
    """Replace a string in a file, and return the line on which it stands."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, count), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def path_without(folder: Path, *programs: str) -> str:
    """A PATH, filled in this folder, on which all programs are but those whose names begin so."""
    folder.mkdir()
    for name in os.environ["PATH"].split(":"):
        for program in Path(name).iterdir() if Path(name).is_dir() else ():
            link = folder / program.name
            if not (program.name.startswith(programs) or link.is_symlink()):
                link.symlink_to(program)
    return str(folder)


def whole_page(body: str, leaves: str = "[]", **more: str) -> str:
    """A page with all that a page needs, around some text."""
    front = {
        "title": "New",
        "description": "A page of a guide that tests the engine, and is made for one test alone.",
    }
    lines = [f"{key}: {value}" for key, value in {**front, "leaves": leaves, **more}.items()]
    return "\n".join(["---", *lines, "---", "", "# New", "", body.strip("\n"), ""])


UNFINISHED = re.compile(
    r"^_+ [^\n]* _+\n\S+:\d+:\d+: no (?:front matter|title|description|leaves)[^\n]*\n",
    re.MULTILINE,
)
"""What ``verify`` says of the fragments of pages that most cases are."""


def told(scimguide: Run, root: Path, pages: Mapping[str, str], *words: str) -> dict[str, str]:
    """
    What one run of ``verify`` says of each page of a guide, nothing of one that holds.

    ``pages`` are texts by any name that a test likes, fragments of pages too: that these have no title
    is left out. The runner gives each page a server of its own, so many cases cost little more than
    one. In what is said, a page is called ``PAGE``.
    """
    files = {name: f"case-{at}.md" for at, name in enumerate(pages)}
    for name, file in files.items():
        (root / "docs" / file).write_text(pages[name], "utf-8")
    done = scimguide("verify", *words, *(f"docs/{file}" for file in files.values()), cwd=root)
    assert done.returncode == 1, done.stdout + done.stderr
    failures, _, summary = done.stdout.partition("short test summary")
    failures = UNFINISHED.sub("", failures)
    parts = re.split(r"^_+ (case-\d+\.md) .*_$", failures, flags=re.MULTILINE)
    said = dict.fromkeys(files.values(), "")
    for file, part in zip(parts[1::2], parts[2::2], strict=True):
        said[file] += part.replace(f"docs/{file}", "PAGE")
    assert {file for file, text in said.items() if text} <= set(
        re.findall(r"case-\d+\.md", summary)
    )
    return {name: said[file] for name, file in files.items()}
