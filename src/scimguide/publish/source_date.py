"""
The one time that a build knows: that of the commit.

Two builds of the same tree then give the same bytes
(https://reproducible-builds.org/specs/source-date-epoch/).
"""

import os

from scimguide.programs import git
from scimguide.project import Project


def source_date_epoch(project: Project) -> int:
    """Seconds since 1970: ``SOURCE_DATE_EPOCH``, or the commit, or the newest page."""
    if given := os.environ.get("SOURCE_DATE_EPOCH") or git(project.root, *_LAST, "--format=%ct"):
        return int(given)
    return int(max(path.stat().st_mtime for path in [project.spec_file, *project.pages]))


def commit(project: Project) -> str:
    """The short name of the commit, or nothing outside of a repository."""
    return git(project.root, *_LAST, "--format=%h")


_LAST = ("log", "-1")
