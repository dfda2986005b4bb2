"""A guide built as anybody builds it who knows nothing but MkDocs."""

import os
import subprocess
import sys
from pathlib import Path


def build(guide: Path, folder: Path, **environment: str) -> None:
    """Build the site of a guide into a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=guide,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
