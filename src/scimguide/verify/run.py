"""The run of some or all pages, as the command line starts it."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from scimguide.chromium import chromium
from scimguide.project import Project
from scimguide.refusal import Refusal


class NoBrowser(Refusal):
    """There is no browser; the text says which one is expected."""

    status = 2


def verify(
    project: Project,
    pages: Iterable[Path] = (),
    *,
    update: bool = False,
    quiet: bool = False,
    walk: bool = False,
) -> int:
    """
    Run pages, all of them by default, and return an exit status: 0 when every part holds.

    ``update`` rewrites the printed output of Python fences that are written by hand; ``walk``
    carries out the steps in a browser.

    :raises NoBrowser: when there is none to walk with.
    """
    if walk and not chromium():
        raise NoBrowser(
            "no Chromium with Playwright here, expected both to walk; run scripts/tools"
        )
    chosen = [str(page) for page in pages]
    if not chosen:
        project.log.unlink(missing_ok=True)
        project.steps_log.unlink(missing_ok=True)
    arguments = [
        "--disable-plugin-autoload",
        "-p", "pytest_examples",
        "-p", "scimguide.verify.plugin",
        "-p", "no:cacheprovider",
        "-p", "no:doctest",
        "-p", "no:logging",
        "-c", os.devnull,
        "--rootdir", str(project.root),
        "--guide", str(project.root),
        "--no-header",
        "--tb=short",
        "-q" if quiet else "--verbosity=0",
    ]  # fmt: skip
    if update:
        arguments.append("--update-examples")
    if walk:
        arguments.append("--walk")
    return int(pytest.main([*arguments, *(chosen or [str(project.docs)])]))
