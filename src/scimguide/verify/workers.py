"""
A run on all cores: copies of this process execute pages, too.

The pages are read once; then each process takes the next one until none is left.  What
pytest reports of them is replayed here in the order of the pages, as if one process had
done all.  (pytest-xdist would read every page, and load everything, once for each process.)
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import chain, groupby, zip_longest
from multiprocessing.connection import Connection, wait
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from sybil.integration.pytest import SybilItem

from scimguide.background import Numbers, can_fork
from scimguide.verify.sandbox import Sandbox

_ENOUGH = 100
"""How many parts make a copy worth its start."""

Reports = list[list[pytest.TestReport]]
"""The reports of a page: for each of its parts, what pytest reports in order."""


class Worker:
    """A copy of this process that executes pages."""

    def __init__(self, work: "Work") -> None:
        context = multiprocessing.get_context("fork")
        self.results, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=work.in_copy, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def close(self) -> None:
        """End it, whatever it does."""
        self.results.close()
        self._process.kill()
        self._process.join()
        self._process.close()


class Work:
    """The pages of a session, and what was done of them so far."""

    def __init__(self, session: pytest.Session, pages: Any) -> None:
        self.session = session
        self.pages = pages
        """The plugin's pages: it knows what a process has executed."""
        self.groups = [list(each) for _, each in groupby(session.items, lambda item: item.path)]
        self.reports: dict[int, Reports] = {}
        self.elsewhere: list[dict[str, Any]] = []
        """What each copy has executed, in the form of the log."""
        self._replayed = 0
        commands = [_commands(items) for items in self.groups]
        numbers = sorted(range(len(self.groups)), key=lambda number: -commands[number])
        self._long = Numbers(number for number in numbers if commands[number])
        self._short = Numbers(number for number in numbers if not commands[number])

    def run(self, copies: int) -> None:
        """Execute all pages, with the help of some copies."""
        with ExitStack() as stack:
            workers = [Worker(self) for _ in range(copies)]
            for worker in workers:
                stack.callback(worker.close)
            waiting = [worker.results for worker in workers]
            for number in chain(self._short, self._long):
                self.reports[number] = [*self._execute(number)]
                self._hear(waiting, 0)
                self._replay()
            self._short.close()
            self._long.close()
            while waiting:
                self._hear(waiting, None)
                self._replay()
        while (number := self._replayed) < len(self.groups):
            # The copy that had taken this page was ended by somebody.
            self.reports[number] = [*self._execute(number)]
            self._replay()

    def in_copy(self, results: Connection) -> None:
        """What a copy does: it sends the reports of each page, and at last what it executed."""
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # the other process decides when it is over
        config = self.session.config
        with suppress(BaseException), Sandbox() as sandbox, self.pages.stack:
            sandbox.load_python()
            self.pages.run_in(sandbox)
            for number in chain(self._long, self._short):
                results.send((number, [
                    [config.hook.pytest_report_to_serializable(config=config, report=each)
                     for each in reports]
                    for reports in self._execute(number)
                ]))  # fmt: skip
            results.send((-1, self.pages.done()))
        os._exit(0)  # what follows a run of pytest is for the process that began it

    def _execute(self, number: int) -> Iterator[list[pytest.TestReport]]:
        """Execute the parts of a page in order; yields the reports of each."""
        items = self.groups[number]
        for item, after in zip_longest(items, items[1:]):
            yield runtestprotocol(item, log=False, nextitem=after)

    def _hear(self, waiting: list[Connection], seconds: float | None) -> None:
        """Take what copies have sent; waits for it without limit when ``seconds`` is None."""
        config = self.session.config
        for connection in wait(waiting, seconds):
            assert isinstance(connection, Connection)
            try:
                number, found = connection.recv()
            except EOFError:  # it has ended
                waiting.remove(connection)
                continue
            if number < 0:
                self.elsewhere.append(found)
                continue
            self.reports[number] = [
                [config.hook.pytest_report_from_serializable(config=config, data=each)
                 for each in reports]
                for reports in found
            ]  # fmt: skip

    def _replay(self) -> None:
        """Report what is known, in the order of the pages."""
        hook = self.session.config.hook
        while (found := self.reports.pop(self._replayed, None)) is not None:
            for item, reports in zip(self.groups[self._replayed], found, strict=True):
                hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
                for report in reports:
                    hook.pytest_runtest_logreport(report=report)
                hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            self._replayed += 1


def _commands(items: list[pytest.Item]) -> int:
    """How many lines of commands a page has that somebody wrote by hand: these take longest."""
    parts = [item.example.parsed for item in items if isinstance(item, SybilItem)]
    by_hand = (part for part in parts if (part.kind, part.name) == ("fence", ""))
    return sum(part.source.count("\n") for part in by_hand if part.language == "bash")


def copies_for(session: pytest.Session, jobs: int | None) -> int:
    """
    How many copies of this process help with a run; none where it may end early.

    ``jobs`` is the number of processes that was asked for; None leaves it to the number of parts.
    """
    option = session.config.option
    if option.maxfail or option.capture == "fd" or not can_fork():
        return 0
    pages = len({item.path for item in session.items})
    if jobs is None:
        jobs = min(len(os.sched_getaffinity(0)), 1 + len(session.items) // _ENOUGH)
    return min(jobs, pages) - 1
