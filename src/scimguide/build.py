"""The publishable site: generated, executed, built, audited, in this order or not at all."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scimguide.chromium import chromium
from scimguide.errors import UserError
from scimguide.generate import generate
from scimguide.generate.files import changed
from scimguide.mapping import load
from scimguide.pages.replace import replace_folder
from scimguide.playground.pack import prepare
from scimguide.project import Project
from scimguide.publish import copies, publish
from scimguide.publish import record_anchors as record
from scimguide.publish.pages import guide_of
from scimguide.publish.source_date import source_date_epoch
from scimguide.verify import log
from scimguide.verify.audit import Audit, audit
from scimguide.verify.run import verify

_NOT_WALKED = "steps not walked: no Chromium with Playwright here"


class BuildError(UserError):
    """The site cannot be published; the message says why."""


def build(project: Project, *, record_anchors: bool = False) -> Audit:
    """
    Build ``site/`` and return what the audit found; a site that is refused replaces none.

    ``record_anchors`` adds the anchors of the site to those that every later build must have.

    :raises SpecError: when the spec or a page cannot be used.
    :raises BuildError: when something is stale, fails, or was not executed.
    :raises AnchorError: when a URL that was published once is gone.
    """
    stale = changed(generate(project))
    if stale:
        names = ", ".join(project.shown(path) for path in sorted(stale)[:3])
        raise BuildError(
            f"{len(stale)} files are stale ({names}, …), expected what the spec says; "
            "run scripts/generate"
        )
    browser = chromium() is not None
    status = verify(project, quiet=True, browser=browser)
    if status == pytest.ExitCode.INTERRUPTED:
        raise BuildError("the pages were not executed to their end; what ended it stands above")
    if status:
        raise BuildError("a page failed, expected every part to pass; the failure stands above")
    prepare(project, load(project.spec_file))
    new = _mkdocs(project)
    left_out = publish(project, new, chromium())
    found = audit(new, project.shown(project.docs), log.read(project.log))
    if found.problems:
        raise BuildError("\n".join([*found.problems, str(found)]))
    replace_folder(project.site, new)
    if record_anchors:
        record(project.site, project.anchors)
    steps = _steps(log.read(project.steps_log)) if browser else _NOT_WALKED
    return replace(found, steps=f"{steps}\n{left_out}".rstrip())


def _steps(entries: list[log.Entry]) -> str:
    """How many steps were walked, and how many no machine can do."""
    by_hand = sum(entry.state == "excused" for entry in entries)
    return f"{len(entries)} steps, {len(entries) - by_hand} walked in a browser, {by_hand} by hand"


def _today() -> date:
    """The day of the build, UTC; ``SOURCE_DATE_EPOCH`` sets another one."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or time.time()
    return datetime.fromtimestamp(float(given), UTC).date()


def _mkdocs(project: Project) -> Path:
    """The site as MkDocs makes it, beside the published one."""
    new = project.root / ".scimguide" / "site"
    shutil.rmtree(new, ignore_errors=True)
    ran = subprocess.run(
        # Not --quiet: with it, --strict lets broken links pass.
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(new)],
        cwd=project.root,
        env={
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            # Facts age by the day of the build; everything else knows the moment of the commit.
            "SCIMGUIDE_TODAY": _today().isoformat(),
            "SOURCE_DATE_EPOCH": str(source_date_epoch(project)),
            "SCIMGUIDE_COPIES": " ".join(copies(guide_of(project), chromium() is not None)),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ran.returncode:
        raise BuildError(ran.stdout)
    return new
