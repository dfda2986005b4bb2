"""A run on several cores reports what a run in one process reports."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers import Run, whole_page
from scimguide.project import Project
from scimguide.verify import log

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are forked on Linux alone")


@pytest.fixture(scope="module")
def failing(_shelfwise: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A guide in which some pages fail; its first page keeps a process busy until the others run."""
    project = Project(tmp_path_factory.mktemp("failing") / "guide")
    shutil.copytree(_shelfwise, project.root)
    (project.docs / "a.md").write_text(whole_page("```bash\nsleep 1\n```"))
    for number in (1, 2, 3):
        (project.docs / f"wrong-{number}.md").write_text(
            whole_page(f"```bash\necho {number}\nexit {number}\n```\n\n```bash\ntrue\n```")
        )
    return project


def test_results_and_their_order_are_the_same(scimguide: Run, failing: Project) -> None:
    """Every part with its outcome and message, the failed ones included."""
    alone, several = (
        json.loads(scimguide("verify", "--json", "--jobs", jobs, cwd=failing.root).stdout)
        for jobs in ("1", "2")
    )
    for each in (*alone["results"], *several["results"]):
        del each["seconds"]
    assert alone["failed"] >= 3
    assert several == alone


def test_the_terminal_and_the_log_are_the_same(scimguide: Run, failing: Project) -> None:
    """Failures and their summary in the order of the pages; what copies executed was executed."""
    outputs, logs = [], []
    for jobs in ("1", "3"):
        done = scimguide("verify", "--jobs", jobs, cwd=failing.root)
        assert done.returncode == 1
        outputs.append(re.sub(r" in [0-9.]+s", "", done.stdout))
        known = log.load(failing.log)
        logs.append(
            (
                {(each.page, each.line, each.digest, each.state) for each in known.entries},
                {name: (each.passed, each.parts, each.ran) for name, each in known.pages.items()},
            )
        )
    assert outputs[0] == outputs[1]
    assert logs[0] == logs[1]
    assert len(logs[0][0]) > 30


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
