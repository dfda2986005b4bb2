"""What other programs print: git, curl."""

import os
import subprocess
from pathlib import Path


def output(*command: str) -> str:
    """What a command prints on standard output; nothing when it is absent, fails or hangs."""
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        ran = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""


def git(root: Path, *arguments: str) -> str:
    """What git prints in the repository of a folder; nothing where there is none."""
    # In a container the checkout belongs to somebody else, which git alone refuses to read.
    return output("git", "-c", "safe.directory=*", "-C", str(root), *arguments)
