"""One run of the command: from options to an exit status."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scimguide.preflight.check import EXIT_STATUSES, CannotRun, CheckResult
from scimguide.preflight.facts import Facts
from scimguide.preflight.reporters import TerminalReporter, data, json_text, junit
from scimguide.preflight.runner import PreflightReport, run

STATUSES = f"Exit status: {'; '.join(f'{each}, {says}' for each, says in EXIT_STATUSES.items())}."


@dataclass(frozen=True)
class Options:
    """The options of the command line."""

    base_url: str
    write: bool
    as_json: bool
    junit: Path | None
    quiet: bool
    ca_file: str | None


def question(facts: Facts, base_url: str) -> str:
    """The question before anything is written."""
    kept = " The service keeps deleted accounts, deactivated." if facts.keeps_deleted else ""
    what = f"Two users and a group named scimguide-preflight-… will be written to {base_url}"
    return f"{what}, and removed again.{kept}"


def run_checks(facts: Facts, options: Options, token: str) -> int:
    """
    Check, print, write the files of the options, and return the exit status.

    :raises CannotRun: when it cannot be done.
    """
    if options.junit:
        write_text(options.junit, "")  # better known before than after
    reporter = TerminalReporter(sys.stderr if options.as_json else sys.stdout, options.quiet)
    shown: dict[str, Any] = {"on_start": reporter.start, "on_result": reporter.result}
    if options.as_json and not reporter.live:
        shown = {}
    with _stoppable():
        report = run(
            facts,
            options.base_url,
            token,
            write=options.write,
            ca_file=options.ca_file,
            **shown,
        )
    if not options.as_json or reporter.live:
        reporter.end(report)
    return _written(facts, options, report)


def write_report(facts: Facts, options: Options, results: list[CheckResult]) -> int:
    """
    Print and write results that are there already, and return the exit status.

    :raises CannotRun: when a file cannot be written.
    """
    report = PreflightReport(results, [], False)
    if not options.as_json:
        reporter = TerminalReporter(sys.stdout, options.quiet)
        for result in results:
            reporter.result(result)
        reporter.end(report)
    return _written(facts, options, report)


def _written(facts: Facts, options: Options, report: PreflightReport) -> int:
    if options.as_json:
        sys.stdout.write(json_text(data(report, facts, options.base_url, options.write)))
    if options.junit:
        write_text(options.junit, junit(report))
    return report.status


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM is as Ctrl-C: what was created is removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def write_text(path: Path, text: str) -> None:
    """
    Write a file beside its place, then move it there.

    :raises CannotRun: when it cannot be written.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_text(text, "utf-8")
        new.replace(path)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror}, expected a file to write") from None
