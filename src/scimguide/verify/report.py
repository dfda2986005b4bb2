"""The results of a run as data: every part with its page, line, outcome and message."""

from dataclasses import asdict, dataclass, field
from typing import Any

import pytest


@dataclass(frozen=True)
class Result:
    """How one part of a page went."""

    page: str
    line: int
    name: str
    """What is executed there, as in the names of the tests."""
    outcome: str
    """``passed``, ``failed`` or ``skipped``."""
    seconds: float
    message: str = ""
    """Why it failed or was skipped."""


@dataclass(eq=False)
class Report:
    """A plugin of pytest that keeps the results of a run."""

    chosen: int = 0
    """How many parts were to be executed."""
    results: list[Result] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """What stood in the way of the run: pages that cannot be read, or the spec."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count what is to be executed."""
        self.chosen = len(session.items)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what cannot be read."""
        if report.failed:
            self.errors.append(report.longreprtext.strip())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep how a part went."""
        if report.when != "call" and report.passed:
            return
        page, _, name = report.nodeid.partition("::")
        line, _, words = name.partition(" ")
        self.results.append(
            Result(
                page,
                int(line) if line.isdigit() else 0,
                words if line.isdigit() else name,
                report.outcome,
                round(report.duration, 3),
                _message(report),
            )
        )

    def document(self, status: int) -> dict[str, Any]:
        """One JSON document for the run that ended with an exit status."""
        counted = {
            outcome: sum(each.outcome == outcome for each in self.results)
            for outcome in ("passed", "failed", "skipped")
        }
        return {
            "success": status == 0,
            "parts": self.chosen,
            **counted,
            "errors": self.errors,
            "results": [asdict(each) for each in self.results],
        }


def _message(report: pytest.TestReport) -> str:
    """Why a part failed or was skipped, as pytest reports it."""
    if report.passed:
        return ""
    if report.skipped and isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return report.longreprtext.strip()
