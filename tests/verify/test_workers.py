"""A run on several cores reports what a run in one process reports."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from helpers import Run, whole_page
from scimguide.project import Project
from scimguide.verify import log

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are forked on Linux alone")


def untimed(output: str) -> str:
    """What a run prints, without how long it took."""
    return re.sub(r" in [0-9.]+s", "", output)


def results(scimguide: Run, root: Path, jobs: int) -> dict[str, Any]:
    """The results of a run as data, without times."""
    done = scimguide("verify", "--json", "--jobs", str(jobs), cwd=root)
    found: dict[str, Any] = json.loads(done.stdout)
    for each in found["results"]:
        del each["seconds"]
    return found


@pytest.fixture
def slow(guide: Project) -> Project:
    """A guide of which the first page keeps a process busy until the others have pages, too."""
    (guide.docs / "a.md").write_text(whole_page("```bash\nsleep 1\n```"))
    return guide


@pytest.fixture
def failing(slow: Project) -> Project:
    """A guide in which some pages fail."""
    for number in (1, 2, 3):
        (slow.docs / f"wrong-{number}.md").write_text(
            whole_page(f"```bash\necho {number}\nexit {number}\n```\n\n```bash\ntrue\n```")
        )
    return slow


@pytest.mark.parametrize("jobs", [2, 3])
def test_results_and_their_order_are_the_same(scimguide: Run, failing: Project, jobs: int) -> None:
    """Every part with its outcome and message, the failed ones included."""
    alone = results(scimguide, failing.root, 1)
    assert alone["failed"] >= 3
    assert results(scimguide, failing.root, jobs) == alone


def test_the_terminal_shows_the_same(scimguide: Run, failing: Project) -> None:
    """Failures, their summary and the count, in the order of the pages."""
    alone, several = (
        scimguide("verify", "--jobs", number, cwd=failing.root) for number in ("1", "3")
    )
    assert (alone.returncode, several.returncode) == (1, 1)
    assert untimed(several.stdout) == untimed(alone.stdout)


def test_the_log_is_the_same(scimguide: Run, slow: Project) -> None:
    """What copies have executed is published as executed."""
    logs = []
    for jobs in ("1", "3"):
        assert scimguide("verify", "--jobs", jobs, cwd=slow.root).returncode == 0
        known = log.load(slow.log)
        logs.append(
            (
                {(each.page, each.line, each.digest, each.state) for each in known.entries},
                {name: (each.passed, each.parts, each.ran) for name, each in known.pages.items()},
            )
        )
    assert logs[0] == logs[1]


def test_a_copy_that_is_killed_loses_nothing(guide: Project) -> None:
    """Its page is executed by the process that began the run."""
    for number in range(4):
        (guide.docs / f"slow-{number}.md").write_text(whole_page("```bash\nsleep 0.7\n```"))
    done = subprocess.Popen(
        [sys.executable, "-m", "scimguide", "verify", "--jobs", "2"],
        cwd=guide.root,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    killed = _kill_copy(done.pid)
    output, _ = done.communicate(timeout=120)
    assert killed
    assert done.returncode == 0, output
    assert not log.incomplete(guide.log, map(guide.shown, guide.pages))


def _kill_copy(pid: int) -> bool:
    """Kill the copy of a process as soon as it has one that runs snippets."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for child in _children(pid):
            supervisor = b"supervisor" in Path(f"/proc/{child}/cmdline").read_bytes()
            if not supervisor and any(map(_children, _children(child))):
                os.kill(child, signal.SIGKILL)
                return True
        time.sleep(0.02)
    return False


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def test_the_first_failure_ends_a_run_of_several(scimguide: Run, failing: Project) -> None:
    """-x is carried out in one process, which knows the order."""
    done = scimguide("verify", "-x", "--jobs", "3", cwd=failing.root)
    assert done.returncode == 1
    assert len(re.findall(r"^FAILED ", done.stdout, re.MULTILINE)) == 1


def test_a_number_of_processes_below_one_is_refused(scimguide: Run, guide: Project) -> None:
    """With the option and what is accepted."""
    done = scimguide("verify", "--jobs", "0", cwd=guide.root)
    assert done.returncode == 2
    assert "--jobs" in done.stderr
