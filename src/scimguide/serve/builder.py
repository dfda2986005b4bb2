"""The sites that the desk shows, built by a process of its own, each in a folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from scimguide.project import Project
from scimguide.serve.mistakes import CONFIG


@dataclass(frozen=True)
class BuildResult:
    """What became of a build."""

    site: Path
    only: list[str] | None
    """The pages that it was about, by their paths below ``docs/``; None for the whole site."""
    files: list[str]
    """Where these pages stand below ``site``."""
    built: bool
    """Whether there is a site; there may be messages in spite of that, as of a broken link."""
    messages: list[str]


class Builder:
    """
    Builds sites in the background, one whole site and any number of pages at a time.

    ``finished`` gets every result, in a thread of the builder. A whole site that is requested
    before another one is finished replaces it.
    """

    def __init__(self, project: Project, url: str, finished: Callable[[BuildResult], None]) -> None:
        self.project, self.url, self.finished = project, url, finished
        self.folder = project.root / ".scimguide" / "preview"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.last = self._last()
        """The newest site that was finished in an earlier session."""
        self.numbers = count(1)
        self.closing = False
        self.wanted: dict[tuple[str, ...], str] = {}
        """The latest build of each set of pages, the whole site being that of none."""
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scimguide.serve.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.thread = threading.Thread(target=self._receive, args=[self.process], daemon=True)
        self.thread.start()

    def build(self, only: Iterable[str] = ()) -> None:
        """Build the site, or only these pages by their paths below ``docs/``."""
        pages = sorted(only)
        job = {
            "root": str(self.project.root),
            "url": self.url,
            "site": str(self.folder / f"new-{os.getpid()}-{next(self.numbers)}"),
            "only": pages or None,
        }
        self.wanted[tuple(pages)] = str(job["site"])
        self._send(job)

    def cancel(self) -> None:
        """Give up the whole site that is being built, because files have changed since."""
        self.wanted.pop((), None)
        self._send({"cancel": True})

    def _send(self, job: dict[str, Any]) -> None:
        if self.process.poll() is not None:
            self._start()
        assert self.process.stdin
        with suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(job).encode() + b"\n")
            self.process.stdin.flush()

    def keep(self, result: BuildResult) -> Path:
        """Keep a whole site as the newest one, remove all older ones, and return where it is."""
        kept = result.site.with_name(result.site.name.replace("new-", "site-"))
        result.site.rename(kept)
        before, self.last = self.last, kept
        for path in self.folder.glob("site-*"):
            if path not in (before, kept):
                shutil.rmtree(path, ignore_errors=True)
        return kept

    def close(self) -> None:
        """End the process and all builds."""
        assert self.process.stdin
        self.closing = True
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:  # it is filling its caches
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.thread.join()
        for path in self.folder.glob("new-*"):
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)

    def _receive(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout
        with process.stdout as results:
            for line in results:
                self._take(json.loads(line))
        if not self.closing:
            message = f"{CONFIG}: the process that builds the site has ended; save a file to retry"
            self.finished(BuildResult(self.folder / "new-none", None, [], False, [message]))

    def _take(self, data: dict[str, Any]) -> None:
        """Hand over one result, unless a newer build was requested meanwhile."""
        result = BuildResult(
            Path(data["site"]),
            data["only"],
            data.get("pages", []),
            data["built"],
            data["messages"],
        )
        if self.wanted.get(tuple(result.only or ())) == data["site"]:
            self.finished(result)
        shutil.rmtree(result.site, ignore_errors=True)

    def _last(self) -> Path | None:
        found = [path for path in self.folder.glob("site-*") if (path / "index.html").is_file()]
        return max(found, key=lambda path: path.stat().st_mtime, default=None)
