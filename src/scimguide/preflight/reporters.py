"""What a run prints: a line a check with progress on a terminal, JSON, JUnit."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import asdict
from typing import Any, TextIO

from scimguide.preflight.check import FAIL, PASS, SKIP, WARN, Check, CheckResult
from scimguide.preflight.facts import Facts
from scimguide.preflight.runner import PreflightReport

COLOURS = {PASS: "32", FAIL: "31", WARN: "33", SKIP: "90"}


class TerminalReporter:
    """Prints results as they arrive; on a terminal also the check that is running."""

    def __init__(self, stream: TextIO, quiet: bool) -> None:
        self.stream = stream
        self.quiet = quiet
        self.live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.coloured = self.live and not os.environ.get("NO_COLOR")

    def start(self, check: Check, number: int, of: int) -> None:
        """Show the check that runs, in place of the one before."""
        if self.live:
            text = f"{number:>2}/{of}  {check.id:<18} {check.tried} …"
            self._write(f"\r\x1b[2K{text[: self._width()]}")

    def result(self, result: CheckResult) -> None:
        """Show a result; when quiet, only one that matters."""
        if self.live:
            self._write("\r\x1b[2K")
        if not self.quiet or result.status in (FAIL, WARN):
            for line in lines(result):
                self._write(f"{self.paint(line, result.status)}\n")

    def end(self, report: PreflightReport) -> None:
        """Show what is left at the service, and the sum."""
        for text in report.left:
            self._write(self.paint(f"left    {text}", WARN) + "\n")
        if report.interrupted:
            self._write(self.paint("interrupted before the last check", FAIL) + "\n")
        if not self.quiet:
            bad = FAIL if report.status else PASS
            self._write(self.paint(summary(report.results), bad) + "\n")

    def paint(self, text: str, status: str) -> str:
        """A string in the colour of a status, where there are colours."""
        return f"\x1b[{COLOURS[status]}m{text}\x1b[0m" if self.coloured else text

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

    def _width(self) -> int:
        try:
            return max(20, os.get_terminal_size(self.stream.fileno()).columns - 1)
        except OSError:
            return 79


def lines(result: CheckResult) -> list[str]:
    """A result as text: one line, two more when something is wrong."""
    first = f"{result.status:<5} {result.id:<20} {result.tried}: {result.got}"
    if result.status not in (FAIL, WARN):
        return [first]
    where = [result.step] if result.step else []
    where += [f"problem {result.problem}"] if result.problem else []
    more = [f"      expected ({result.level}): {result.expected}"]
    return [first, *more, *([f"      see {', '.join(where)}"] if where else [])]


def summary(results: list[CheckResult]) -> str:
    """The numbers of results: ``20 pass, 1 fail, 0 warn, 3 skip``."""
    counts = Counter(result.status for result in results)
    return ", ".join(f"{counts[status]} {status}" for status in (PASS, FAIL, WARN, SKIP))


def data(report: PreflightReport, facts: Facts, base_url: str, wrote: bool) -> dict[str, Any]:
    """The report as JSON has it."""
    counts = Counter(result.status for result in report.results)
    return {
        "service": facts.service,
        "base_url": base_url,
        "wrote": wrote,
        "exit_status": report.status,
        "interrupted": report.interrupted,
        "counts": {status: counts[status] for status in (PASS, FAIL, WARN, SKIP)},
        "results": [asdict(result) for result in report.results],
        "left": report.left,
    }


def json_text(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def junit(report: PreflightReport) -> str:
    """The report as JUnit's XML: a warning is a test that passed, with output."""
    failed = [result for result in report.results if result.status == FAIL]
    skipped = [result for result in report.results if result.status == SKIP]
    suite = ET.Element("testsuite", name="preflight", tests=str(len(report.results)), errors="0")
    suite.set("failures", str(len(failed)))
    suite.set("skipped", str(len(skipped)))
    for result in report.results:
        case = ET.SubElement(suite, "testcase", classname="preflight", name=result.id)
        case.set("time", f"{result.seconds:.3f}")
        text = "\n".join(lines(result))
        if result.status == FAIL:
            ET.SubElement(case, "failure", message=result.got).text = text
        elif result.status == SKIP:
            ET.SubElement(case, "skipped", message=result.got)
        else:
            ET.SubElement(case, "system-out").text = text
    root = ET.Element("testsuites")
    root.append(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"
