"""The run of some or all pages, as the command line starts it."""

import os
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from scimguide.chromium import chromium
from scimguide.errors import UserError
from scimguide.project import Project
from scimguide.reference import preload
from scimguide.verify import log
from scimguide.verify.report import Report
from scimguide.verify.sandbox import Sandbox


class NoBrowser(UserError):
    """There is no browser; the message says which one is expected."""

    status = 2


class Unfinished(UserError):
    """The run ended before its end; the message says which pages were not executed whole."""


@dataclass(frozen=True)
class Selection:
    """What of a guide is executed; everything by default."""

    pages: Sequence[Path] = ()
    lines: Sequence[tuple[Path, int]] = ()
    """Parts of pages by the lines on which they stand."""
    keyword: str = ""
    """pytest's ``-k``: an expression of names."""
    last_failed: bool = False
    first_failure: bool = False
    """Whether the run ends with the first failure."""

    @property
    def everything(self) -> bool:
        """Whether the run is one of the whole guide."""
        return not (self.pages or self.lines or self.keyword or self.last_failed)

    def arguments(self) -> list[str]:
        """The arguments of pytest that choose it, pages aside."""
        chosen = [f"--line={page}:{line}" for page, line in self.lines]
        chosen += ["-k", self.keyword] if self.keyword else []
        chosen += ["--last-failed"] if self.last_failed else []
        return chosen + (["--exitfirst"] if self.first_failure else [])


def verify(
    project: Project,
    selection: Selection = Selection(),
    *,
    update: bool = False,
    quiet: bool = False,
    browser: bool = False,
    jobs: int | None = None,
    junit: Path | None = None,
    report: Report | None = None,
) -> int:
    """
    Run pages, all of them by default, and return an exit status: 0 when every part passes.

    ``update`` rewrites the printed output of Python fences that are written by hand; ``browser``
    carries out the steps in one; ``jobs`` is the number of processes, by default as many as are
    worth it; ``junit`` is a file for the results as JUnit XML; a
    ``report`` takes them as data, and nothing is printed then.

    :raises NoBrowser: when there is none.
    :raises SpecError: when the spec cannot be used.
    :raises Unfinished: when parts were not executed, although nothing failed.
    """
    if browser and not chromium():
        raise NoBrowser(
            "no Chromium with Playwright here, expected both to carry out steps; run scripts/tools"
        )
    if selection.everything:
        project.log.unlink(missing_ok=True)
        project.steps_log.unlink(missing_ok=True)
    named = dict.fromkeys([*selection.pages, *(page for page, _ in selection.lines)])
    arguments = [
        "--disable-plugin-autoload",
        "--noconftest",
        "--assert=plain",  # pages assert nothing; rewriting takes time
        "-p", "pytest_examples",
        "-p", "scimguide.verify.plugin",
        "-p", "no:doctest",
        "-p", "no:logging",
        "-p", "no:unraisableexception",  # it collects garbage five times at the end
        "--capture=sys",  # what a page prints it prints elsewhere; copies would share a file
        "-c", os.devnull,
        "-o", f"cache_dir={project.log.parent / 'pytest'}",
        "--rootdir", str(project.root),
        "--guide", str(project.root),
        "--no-header",
        "--tb=short",
        "--force-short-summary",  # the same in CI, where pytest would report each failure twice
        "-q" if quiet else "--verbosity=0",
        *selection.arguments(),
    ]  # fmt: skip
    if update:
        arguments.append("--update-examples")
    if browser:
        arguments.append("--console-browser")
    if junit:
        arguments += ["--junit-xml", str(junit)]
    arguments += map(str, named or [project.docs])
    with Sandbox() as sandbox:
        sandbox.start()  # while this process loads the rest
        preload()
        from scimguide.mapping import load
        from scimguide.verify.plugin import Prepared

        spec = load(project.spec_file, project.shown(project.spec_file))
        prepared = Prepared(spec, sandbox, jobs)
        if report is None:
            status = int(pytest.main(arguments, plugins=[prepared]))
        else:
            with redirect_stdout(StringIO()):
                status = int(pytest.main(arguments, plugins=[prepared, report]))
    if status == 0 and selection.everything:
        return _whole(project)
    return status


def _whole(project: Project) -> int:
    """
    An exit status of 0 when the log says that every page was executed to its end.

    :raises Unfinished: when it does not, whatever ended the run.
    """
    left = log.incomplete(project.log, map(project.shown, project.pages))
    if left:
        raise Unfinished("\n".join(left))
    return 0
