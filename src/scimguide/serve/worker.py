"""
A process that has MkDocs loaded, and builds each site in a copy of itself.

A build that is no longer wanted is killed, one that goes wrong spoils nothing,
and none pays for loading MkDocs, its theme and its extensions.  Jobs come as
lines of JSON from standard input, whose end is the end of all builds; the
results go to standard output in the same way.
"""

import json
import logging
import os
import select
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.files import File

from scimguide.project import Project
from scimguide.serve import mistakes

_DIRTY = "A 'dirty' build is being performed"


def main() -> None:
    """Work until standard input ends."""
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # the parent decides when it is over
    # MkDocs and its plugins may print, and may close what they take for a terminal.
    jobs, results = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    _Worker(jobs, results).run()


class _Worker:
    def __init__(self, jobs: int, results: int) -> None:
        self.jobs, self.results = jobs, results
        self.running: dict[int, dict[str, Any]] = {}
        """Jobs by the id of their process."""
        self.warm = False

    def run(self) -> None:
        rest = b""
        try:
            while True:
                ready = select.select([self.jobs], [], [], 0.02 if self.running else None)[0]
                self._reap()
                if not ready:
                    continue
                data = os.read(self.jobs, 65536)
                if not data:
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._take(json.loads(line))
        finally:
            self._kill()

    def _take(self, job: dict[str, Any]) -> None:
        if not job.get("only"):
            self._kill(whole=True)
        if job.get("cancel"):
            return
        process = os.fork()
        if process:
            self.running[process] = job
            self._warm(job)
            return
        os.close(self.jobs)
        os.close(self.results)
        Path(f"{job['site']}.json").write_text(json.dumps(_messages(job)), "utf-8")
        os._exit(0)

    def _warm(self, job: dict[str, Any]) -> None:
        """Build once in this process itself, which fills the caches of all copies to come."""
        if self.warm:
            return
        self.warm = True
        site = f"{job['site']}.warm"
        with suppress(BaseException):
            _build({**job, "site": site, "only": None})
        shutil.rmtree(site, ignore_errors=True)

    def _reap(self) -> None:
        for process, job in list(self.running.items()):
            if os.waitpid(process, os.WNOHANG)[0]:
                del self.running[process]
                self._tell(job)

    def _tell(self, job: dict[str, Any]) -> None:
        file = Path(f"{job['site']}.json")
        try:
            found = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            found = {"built": False, "messages": ["mkdocs.yml: the build of the site broke off"]}
        file.unlink(missing_ok=True)
        line = json.dumps({**job, **found}).encode() + b"\n"
        while line:
            line = line[os.write(self.results, line) :]

    def _kill(self, whole: bool = False) -> None:
        """End all jobs, or those that build the whole site."""
        for process, job in list(self.running.items()):
            if not (whole and job.get("only")):
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
                del self.running[process]
                shutil.rmtree(job["site"], ignore_errors=True)


def _messages(job: dict[str, Any]) -> dict[str, Any]:
    """Build, and say whether that went well and what is wrong."""
    project = Project(Path(job["root"]))
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign, assignment]
    logging.getLogger("mkdocs").addHandler(handler)
    pages: list[str] = []
    error: BaseException | None = None
    try:
        pages = _build(job)
    except BaseException as caught:
        error = caught
    records = [each for each in records if not each.getMessage().startswith(_DIRTY)]
    found = list(mistakes.found(project, error, records))
    return {"built": error is None, "messages": list(dict.fromkeys(found)), "pages": pages}


def _build(job: dict[str, Any]) -> list[str]:
    """Build a site, or only some pages of it; return what was made of those."""
    only = job.get("only")
    root = Path(job["root"])
    os.chdir(root)
    os.environ |= {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": job["url"]}
    config = load_config(str(root / "mkdocs.yml"), site_dir=job["site"], site_url=job["url"])
    made: list[str] = []
    if only:
        config.theme.static_templates.clear()  # 404 and the like come with the whole site
    with _only(only, made):
        config.plugins.on_startup(command="serve", dirty=bool(only))
        build(config, dirty=bool(only))
    return sorted(set(made))


@contextmanager
def _only(pages: list[str] | None, made: list[str]) -> Iterator[None]:
    """Let MkDocs take only these pages for modified; ``made`` gets where they stand in the site."""
    original = File.is_modified

    def is_modified(file: File) -> bool:
        if file.src_uri not in (pages or ()):
            return False
        made.append(file.dest_uri)
        return True

    if pages:
        File.is_modified = is_modified  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        File.is_modified = original  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
    sys.exit(0)
