"""When, at which commit and with what a run executes pages."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from scimguide import __version__
from scimguide.verify.log import Circumstances

_GIT = ("git", "-c", "safe.directory=*")
"""In a container the checkout belongs to somebody else, which git alone refuses to read."""


def circumstances(root: Path) -> Circumstances:
    """The circumstances of a run of the guide at ``root`` that begins now."""
    commit = _said(*_GIT, "-C", str(root), "rev-parse", "--short=7", "HEAD")
    words = _said("curl", "--version").split()
    return Circumstances(
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        commit=commit,
        changed=bool(commit and _said(*_GIT, "-C", str(root), "status", "--porcelain", "-uno")),
        curl=words[1] if len(words) > 1 else "",
        python=platform.python_version(),
        engine=__version__,
    )


def _said(*command: str) -> str:
    """What a command prints; nothing when it is absent or fails."""
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""
