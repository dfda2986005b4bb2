"""Parts of pages are chosen as pytest's users expect, and results come as data."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from helpers import Run, whole_page
from scimguide.project import Project
from scimguide.verify import log

PAGE = """\
---
title: New
description: A page of a guide for no service at all that is made to be run in parts.
leaves: [user lin@shelfwise.example active]
---

# New

```bash
NAME=x
```

```bash
test "$NAME" = x
```

<!-- given: add-reader -->

```bash
exit 0
```

```bash
echo "$READER" | grep .
```
"""
LINE = {text: PAGE[: PAGE.index(text)].count("\n") + 1 for text in ("NAME=x", "test", "exit")}


@pytest.fixture
def page(guide: Project) -> Path:
    """A page on which one snippet leaves the shell."""
    page = guide.docs / "new.md"
    page.write_text(PAGE)
    return page


def counted(output: str) -> str:
    """The last line of a run: ``1 passed, 9 deselected``."""
    return re.sub(r" in .*|=+ ?", "", output.strip().splitlines()[-1])


def test_a_line_is_run_after_those_above_it(scimguide: Run, guide: Project, page: Path) -> None:
    """PAGE:LINE runs one part, which finds what the parts above it have set."""
    done = scimguide("verify", f"docs/new.md:{LINE['test']}", cwd=guide.root)
    assert done.returncode == 0
    assert counted(done.stdout).startswith("1 passed")


def test_a_line_that_fails_because_of_one_above_it_says_so(
    scimguide: Run, guide: Project, page: Path
) -> None:
    """A part cannot be green when what it needs is red."""
    last = PAGE.count("\n") - 1
    done = scimguide("verify", f"docs/new.md:{last}", cwd=guide.root)
    assert done.returncode == 1
    assert f"needs line {LINE['exit'] - 1}, which failed" in done.stdout


def test_what_does_not_depend_on_a_lost_shell_still_runs(
    scimguide: Run, guide: Project, page: Path
) -> None:
    """After ``exit`` the next snippet has a new shell with the captured id; one failure in all."""
    done = scimguide("verify", "docs/new.md", cwd=guide.root)
    assert counted(done.stdout).startswith("1 failed")
    assert f"docs/new.md:{LINE['exit']}: a fence (bash)" in done.stdout


def test_names_and_failures_choose_parts(scimguide: Run, guide: Project, page: Path) -> None:
    """``-k`` is pytest's, ``-x`` ends early and red, ``--last-failed`` runs what failed."""
    chosen = scimguide("verify", "-k", "bash and not 17", "docs/new.md", cwd=guide.root)
    assert "failed" in chosen.stdout
    first = scimguide("verify", "-x", "docs/new.md", cwd=guide.root)
    assert first.returncode == 1
    assert "stopping after 1 failures" in first.stdout
    again = scimguide("verify", "--last-failed", "docs/new.md", cwd=guide.root)
    assert counted(again.stdout).startswith("1 failed")


def test_a_place_that_is_no_page_is_refused(scimguide: Run, guide: Project) -> None:
    """A typo in a name is a wrong use, told in one line."""
    done = scimguide("verify", "docs/none.md:3", cwd=guide.root)
    assert done.returncode == 2
    assert "expected PAGE or PAGE:LINE" in done.stderr


def test_results_are_data(scimguide: Run, guide: Project, page: Path, tmp_path: Path) -> None:
    """``--json`` prints one document with every part, ``--junit`` writes the usual file."""
    junit = tmp_path / "results.xml"
    done = scimguide("verify", "--json", "--junit", str(junit), "docs/new.md", cwd=guide.root)
    document = json.loads(done.stdout)
    assert done.returncode == 1
    assert document["success"] is False
    assert document["parts"] == document["passed"] + document["failed"] + document["skipped"]
    failed = next(each for each in document["results"] if each["outcome"] == "failed")
    assert (failed["page"], failed["line"]) == ("docs/new.md", LINE["exit"] - 1)
    assert f"docs/new.md:{LINE['exit']}" in failed["message"]
    suite = ElementTree.parse(junit).getroot().find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "1"


def test_plain_pytest_is_the_same_run(scimguide: Run, guide: Project) -> None:
    """A ``conftest.py`` of one line makes ``pytest docs`` run the pages, here on several processes."""
    (guide.root / "conftest.py").write_text('pytest_plugins = ["scimguide.verify.plugin"]\n')
    (guide.root / "pytest.ini").write_text("[pytest]\n")
    pages = ["docs/one.md", "docs/two.md"]
    for page in pages:
        (guide.root / page).write_text(whole_page("```bash\ntrue\n```\n\n```json\n1\n```"))
    words = ["-q", "-p", "no:cacheprovider", "--numprocesses=2", *pages]
    logs = []
    for run in (
        lambda: scimguide("verify", *pages, cwd=guide.root),
        lambda: subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=guide.root,
            capture_output=True,
            text=True,
            timeout=120,
        ),
    ):
        done = run()
        assert done.returncode == 0, done.stdout + done.stderr
        written = log.load(guide.log)
        logs.append(
            (
                {name: (each.parts, each.ran, each.passed) for name, each in written.pages.items()},
                sorted((entry.page, entry.line, entry.digest) for entry in written.entries),
            )
        )
        guide.log.unlink()
    assert logs[0] == logs[1]
    assert logs[0][0] == dict.fromkeys(pages, (3, 3, True))


def test_a_run_that_does_not_reach_its_end_is_red(scimguide: Run, guide: Project) -> None:
    """A snippet that ends its process with 0 turns neither ``verify`` nor ``build`` green."""
    page = guide.docs / "index.md"
    page.write_text(page.read_text() + "\n```python\nimport os\n\nos._exit(0)\n```\n")
    for words in (["verify"], ["build"]):
        done = scimguide(*words, cwd=guide.root)
        assert done.returncode == 1
        assert "it ended with status 0 before its end" in done.stdout
    written = log.load(guide.log).pages["docs/index.md"]
    assert written.ran < written.parts
    assert not written.passed
    assert not guide.site.exists()


def test_a_page_over_its_limit_is_ended(scimguide: Run, guide: Project) -> None:
    """``page_timeout`` bounds the page; what follows is skipped, and says why."""
    page = guide.docs / "new.md"
    page.write_text(
        "---\ntitle: New\ndescription: Slow.\nleaves: []\npage_timeout: 0.5\n---\n\n# New\n"
        + "\n```bash\nsleep 0.3\n```\n" * 4
    )
    done = scimguide("verify", "docs/new.md", cwd=guide.root)
    assert done.returncode == 1
    assert "the page has taken more than 0.5 s" in done.stdout or "still running" in done.stdout
    assert "skipped" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(guide: Project, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, SIGTERM and a closed terminal end snippets and folders with the run, and it is red."""
    (guide.docs / "new.md").write_text("# New\n\n```bash\nsleep 1005 &\nsleep 1006\n```\n")
    folders = tmp_path / "tmp"
    folders.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "scimguide", "verify", "docs/new.md"],
        cwd=guide.root,
        env={**os.environ, "TMPDIR": str(folders)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until = time.monotonic() + 60
    while len(_sleeping(folders)) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert len(_sleeping(folders)) == 2
    run.send_signal(number)
    output, _ = run.communicate(timeout=30)
    assert run.returncode not in (0, None)
    assert "Traceback" not in output
    assert _sleeping(folders) == []
    assert list(folders.iterdir()) == []


def _sleeping(folders: Path) -> list[str]:
    """The processes that sleep in a folder below this one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve().is_relative_to(folders) and b"sleep" in (
                process / "cmdline"
            ).read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def test_a_run_that_loses_parts_is_red(guide: Project) -> None:
    """Parts that nobody ran are missed, although every part that ran has passed."""
    code = (
        "import pytest, sys\n"
        "from pathlib import Path\n"
        "from scimguide.project import Project\n"
        "from scimguide.verify import run\n"
        "class Thief:\n"
        "    @pytest.hookimpl(trylast=True)\n"
        "    def pytest_collection_modifyitems(self, items):\n"
        "        del items[-3:]\n"
        "main = pytest.main\n"
        "pytest.main = lambda words, plugins=(): main(words, [Thief(), *plugins])\n"
        "try:\n"
        "    sys.exit(run.verify(Project(Path.cwd())))\n"
        "except run.Unfinished as refusal:\n"
        "    sys.exit(str(refusal))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=guide.root, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert "docs/index.md: not executed, expected all of its parts" in done.stderr


def test_the_parts_of_a_page_are_listed_in_order(
    page: Path, guide: Project, scimguide: Run
) -> None:
    """Headings and parts with their lines, as a run has them, and nothing is executed."""
    done = scimguide("--guide", guide.root, "verify", "--list", str(page))
    assert done.returncode == 0, done.stderr
    assert [line.removeprefix("docs/new.md:") for line in done.stdout.splitlines()] == [
        "7: # New",
        "9: fence bash",
        "13: fence bash",
        "17: given add-reader",
        "19: fence bash",
        "23: fence bash",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\n", "docs/new.md: "),
        (
            b"# A\n\n1. Open {{ nothing.here }}.\n",
            "docs/new.md: 'nothing' is undefined, expected a macro",
        ),
    ],
)
def test_a_page_that_cannot_be_listed_is_named(
    page: Path, guide: Project, scimguide: Run, content: bytes, message: str
) -> None:
    """One line with the name of the page, and exit code 1."""
    page.write_bytes(content)
    done = scimguide("--guide", guide.root, "verify", "--list", str(page))
    assert done.returncode == 1, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith(message)
