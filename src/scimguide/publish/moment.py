"""
The one moment that a build knows: that of the commit.

Two builds of the same tree then give the same bytes
(https://reproducible-builds.org/specs/source-date-epoch/).
"""

import os
import subprocess

from scimguide.project import Project


def moment(project: Project) -> int:
    """Seconds since 1970: ``SOURCE_DATE_EPOCH``, or the commit, or the newest page."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    if found := _git(project, "%ct"):
        return int(found)
    return int(max(path.stat().st_mtime for path in [project.spec_file, *project.pages]))


def commit(project: Project) -> str:
    """The short name of the commit, or nothing outside of a repository."""
    return _git(project, "%h")


def _git(project: Project, what: str) -> str:
    command = ["git", "-c", "safe.directory=*", "log", "-1", f"--format={what}"]
    try:
        done = subprocess.run(command, cwd=project.root, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip()
