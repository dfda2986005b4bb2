"""When, at which commit and with what a run executes pages."""

import platform
from datetime import UTC, datetime
from pathlib import Path

from scimguide import __version__
from scimguide.programs import git, output
from scimguide.verify.log import Provenance


def provenance(root: Path) -> Provenance:
    """The provenance of a run of the guide at ``root`` that begins now."""
    commit = git(root, "rev-parse", "--short=7", "HEAD")
    curl = output("curl", "--version").split()
    return Provenance(
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        commit=commit,
        changed=bool(commit and git(root, "status", "--porcelain", "-uno")),
        curl=curl[1] if len(curl) > 1 else "",
        python=platform.python_version(),
        engine=__version__,
    )
