"""Snippets are ended at their limits, with all that they started, and leave nothing behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scimguide.verify.processes import descendants
from scimguide.verify.sandbox import OUTPUT_LIMIT, Sandbox
from scimguide.verify.script import Executed, run_script
from scimguide.verify.shell import Shell
from scimguide.verify.snippet import Origin, Ran

LIMIT = 0.6
"""Seconds that a snippet may take that does not end by itself."""
ENOUGH = 30.0
"""Seconds for one that does, on a busy machine."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all, as in a run."""
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()
    assert not sandbox.folder.exists()


@pytest.fixture
def shell(sandbox: Sandbox) -> Iterator[Shell]:
    """The bash of a page."""
    environment = {"PATH": os.environ["PATH"], "KEPT": "id-1"}
    shell = Shell(sandbox, environment, sandbox.new_folder())
    yield shell
    shell.close()


def typed(shell: Shell, text: str, line: int = 10, seconds: float = ENOUGH) -> Ran:
    """Run a bash snippet that stands on a line of a page."""
    return shell.run(text, Origin("docs/page.md", line, text.count("\n") + 1), seconds)


def executed(sandbox: Sandbox, text: str, seconds: float = ENOUGH, **environment: str) -> Executed:
    """Run a Python snippet that begins on line 10 of a page."""
    origin = Origin("docs/page.md", 10, text.count("\n") + 1)
    environment = {"PATH": os.environ["PATH"], **environment}
    return run_script(sandbox, text, origin, environment, sandbox.new_folder(), seconds)


def left(sandbox: Sandbox) -> list[int]:
    """What runs below the supervisor, the open shells aside."""
    assert sandbox._process
    below = list(descendants(sandbox._process.pid))
    return [pid for pid in below if pid not in sandbox._standing]


FAILING = {
    "in a function": ("f() {\n  false\n  true\n}\nf\ntrue", 11),
    "in a substitution": ("true\necho $(false)", 11),
    "in a subshell": ("(\nfalse\ntrue\n)", 11),
    "in a pipe": ("true\nfalse | true\ntrue", 11),
    "in a loop": ("for i in 1 2; do\n  false\ndone\ntrue", 11),
    "in a process that reads": ("echo a | while read x; do false; done\ntrue", 10),
    "under a trap of its own": ("trap 'echo own' ERR\nfalse\ntrue", 11),
    "after it took the trap away": ("trap - ERR\nfalse\ntrue", 11),
    "under a trap for its end": ("trap 'echo bye' EXIT\nfalse\ntrue", 11),
    "with set -e": ("set -e\nfalse\ntrue", 11),
    "as the last of a list": ("true\nfalse && true", 11),
    "unknown": ("true\nno-such-command\ntrue", 11),
}


@pytest.mark.parametrize("where", FAILING)
def test_a_command_that_fails_anywhere_fails_the_snippet_at_its_line(
    shell: Shell, where: str
) -> None:
    """Functions, subshells, pipes, loops and traps hide no failure."""
    text, line = FAILING[where]
    ran = typed(shell, text)
    assert ran.status != 0
    assert ran.line == line


HANDLED = [
    "if (false); then echo; fi",
    "(false) || true",
    "x=$(false) || true",
    "f() { false; true; }\nf || true",
    "while (false); do :; done",
    "! grep -q x /dev/null",
    'x=1\nif [ "$x" = 2 ]; then echo; fi\n[ "$x" = 2 ] || true',
    "trap 'echo own' ERR\ntrap - EXIT\ntrue",
    "cat <<-X\n\tindented with tabs\n\tX",
    "diff <(echo a) <(echo a)",
]


@pytest.mark.parametrize("text", HANDLED)
def test_a_failure_that_the_snippet_handles_is_none(shell: Shell, text: str) -> None:
    """What a script may do without stopping under set -e fails nothing here."""
    ran = typed(shell, text)
    assert (ran.status, ran.problem) == (0, "")


ENDED = {
    "exit 0": "it left the shell with exit status 0",
    "exec true": "it left the shell with exit status 0",
    "kill 0": "it left the shell with exit status 143",
    "return 0\nfalse": "it did not reach its end",
    "cat <<X\nwithout end": "it did not reach its end",
    "if true; then\n  echo": "it did not reach its end",
    "sleep 1000000": "still running after 0.6 s",
    "python3 -m http.server 0": "still running after 0.6 s",
    "trap '' TERM INT HUP\nwhile :; do :; done": "still running after 0.6 s",
    "kill -STOP $$": "still running after 0.6 s",
    "yes": f"more than {OUTPUT_LIMIT:,} bytes of output",
    "sleep 1000 &": "it left running: sleep 1000",
    "(setsid nohup sleep 1001 >/dev/null 2>&1 &)": "it left running: sleep 1001",
    "kill -9 $PPID": "it killed the process that runs snippets",
}


@pytest.mark.parametrize("text", ENDED)
def test_what_hangs_leaves_or_stays_is_ended_and_said(
    sandbox: Sandbox, shell: Shell, text: str
) -> None:
    """Each way not to end has its sentence, and the next snippet has a shell with the reader's ids."""
    began = time.monotonic()
    hangs = ENDED[text].startswith("still")
    ran = typed(shell, text, seconds=LIMIT if hangs else ENOUGH)
    assert ran.problem == ENDED[text]
    assert time.monotonic() - began < ENOUGH
    assert typed(shell, 'test "$KEPT" = id-1').status == 0
    assert left(sandbox) == []


def test_a_runner_that_is_stopped_is_replaced(sandbox: Sandbox, shell: Shell) -> None:
    """One that does not answer counts as killed, and the next snippet has another one."""
    typed(shell, "true")
    assert sandbox._socket
    sandbox._socket.settimeout(1)  # it waits for longer, which proves no more
    ran = typed(shell, "kill -STOP $PPID")
    assert ran.problem == "it killed the process that runs snippets"
    assert typed(shell, 'test "$KEPT" = id-1').status == 0
    assert left(sandbox) == []


def test_a_shell_says_where_it_had_to_be_started_anew(shell: Shell) -> None:
    """A variable that is missing afterwards has a reason."""
    assert shell.restarted_after == ""
    typed(shell, "exit 1", line=42)
    assert shell.restarted_after == "docs/page.md:42"


def test_what_one_snippet_sets_the_next_one_has(shell: Shell) -> None:
    """Variables, functions and folders last for the page, and exports reach an open shell."""
    typed(shell, 'NAME=x\ngreet() { echo "hello $1"; }\nmkdir -p in && cd in')
    shell.export({"USER_ID": "a'b"})
    ran = typed(shell, 'greet "$NAME"; basename "$PWD"; echo "$USER_ID"')
    assert ran.output.split("\n") == ["hello x", "in", "a'b"]


def test_messages_of_bash_name_page_and_line(shell: Shell) -> None:
    """No file of the runner stands in a message, also when the function is of another snippet."""
    typed(shell, "greet() {\n  no-such-command\n}", line=5)
    ran = typed(shell, "\ngreet", line=20)
    assert ran.output == "docs/page.md:6: no-such-command: command not found"
    assert ran.line == 6


def test_a_syntax_error_names_its_line(shell: Shell) -> None:
    """Bash's own line is the page's line."""
    ran = typed(shell, "echo a\necho b )\necho c")
    assert ran.line == 11
    assert "docs/page.md:11: syntax error" in ran.output


def test_snippets_do_not_reach_the_terminal(shell: Shell) -> None:
    """There is no controlling terminal, and standard input is empty."""
    ran = typed(shell, "read answer </dev/tty")
    assert ran.status != 0
    assert "/dev/tty: No such device" in ran.output


def test_snippets_see_the_environment_of_the_reader_alone(
    sandbox: Sandbox, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret of the writer is in no variable, of bash or Python, own or inherited."""
    monkeypatch.setenv("WRITERS_SECRET", "hunter2")
    assert "hunter2" not in typed(shell, "env; tr '\\0' '\\n' </proc/$PPID/environ").output
    found = executed(sandbox, "import os\nprint(os.environ.get('WRITERS_SECRET'))\n")
    assert [str(each) for each in found.printed] == ["None"]
    raw = executed(sandbox, "print('hunter2' in open('/proc/self/environ').read())\n")
    assert [str(each) for each in raw.printed] == ["False"]


PYTHON = {
    "import os\nos._exit(0)\n": ("it ended with status 0 before its end", 10),
    "import sys\nsys.exit(0)\n": ("SystemExit: 0", 11),
    "import sys\nsys.exit('no')\n": ("SystemExit: no", 11),
    "x = 1\n\nprint(1 / 0)\n": ("ZeroDivisionError: division by zero", 12),
    "def f():\n    return {}['a']\n\n\nf()\n": ("KeyError: 'a'", 11),
    "raise KeyboardInterrupt\n": ("KeyboardInterrupt", 10),
    "import os, signal\nos.kill(0, signal.SIGTERM)\n": (
        "it ended with status 143 before its end",
        10,
    ),
    "import time\ntime.sleep(10**6)\n": ("still running after 0.6 s", 10),
    "import threading, time\nthreading.Thread(target=time.sleep, args=[10**6]).start()\n": (
        "still running after 0.6 s",
        10,
    ),
    "while True:\n    pass\n": ("still running after 0.6 s", 10),
    "import sys\nwhile True:\n    sys.stdout.write('x' * 1000)\n": (
        f"more than {OUTPUT_LIMIT:,} bytes of output",
        10,
    ),
    "import subprocess\nsubprocess.Popen(['sleep', '1002'])\n": ("it left running: sleep 1002", 10),
    "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(1003)\n": (
        "it left running",
        10,
    ),
    "from http.server import *\nHTTPServer(('', 0), BaseHTTPRequestHandler).serve_forever()\n": (
        "still running after 0.6 s",
        10,
    ),
}


@pytest.mark.parametrize("text", PYTHON)
def test_python_that_does_not_reach_its_end_is_ended_and_said(sandbox: Sandbox, text: str) -> None:
    """Early exits, errors, threads, children and endless loops have page, line and reason."""
    problem, line = PYTHON[text]
    ran = executed(sandbox, text, LIMIT if problem.startswith("still") else ENOUGH).ran
    assert ran.problem.startswith(problem)
    assert ran.line == line
    assert left(sandbox) == []


@pytest.mark.parametrize(
    "text",
    [
        "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor(2).submit(abs, -1)\n",
        "import threading\nthreading.Thread(target=print).start()\n",
    ],
)
def test_threads_that_end_are_waited_for(sandbox: Sandbox, text: str) -> None:
    """What a script may leave to the end of its interpreter ends here, too."""
    assert executed(sandbox, text).ran.problem == ""


@pytest.mark.parametrize(
    ("end", "status"),
    [("", "0"), ("    raise SystemExit(3)\n", "3"), ("    x()\n", "1"), ("    os._exit(4)\n", "4")],
)
def test_a_child_that_ends_is_the_snippets_own(sandbox: Sandbox, end: str, status: str) -> None:
    """What a forked child does reports nothing of the snippet, and does not end it."""
    text = f"import os\npid = os.fork()\nif pid == 0:\n    x = 1\n{end}"
    text += "else:\n    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    done = executed(sandbox, text)
    assert done.ran.problem == ""
    assert [str(each) for each in done.printed] == [status]


def test_nobody_is_asked(sandbox: Sandbox) -> None:
    """``input`` finds the end of a file at once."""
    ran = executed(sandbox, "x = 1\ninput()\n").ran
    assert (ran.problem.partition(":")[0], ran.line) == ("EOFError", 11)


def test_printed_lines_are_output(sandbox: Sandbox) -> None:
    """``print`` has the same limit as everything else."""
    ran = executed(sandbox, "print('x' * 3_000_000)\n").ran
    assert ran.problem == f"more than {OUTPUT_LIMIT:,} bytes of output"


def test_a_syntax_error_in_python_names_its_line(sandbox: Sandbox) -> None:
    """Python's own line is the page's line."""
    ran = executed(sandbox, "x = 1\ny = (\nz = 3\n").ran
    assert "SyntaxError: '(' was never closed" in ran.problem
    assert "snippet.py" not in ran.problem
    assert ran.line == 11


def test_python_leaves_nothing_but_its_environment(sandbox: Sandbox) -> None:
    """Folder, patched modules and imported names end with the snippet; os.environ goes on."""
    text = "import os, json\njson.loads = json.dumps = None\nos.chdir('/')\nos.environ['USER_ID'] = '7'\n"
    found = executed(sandbox, text)
    assert found.environment["USER_ID"] == "7"
    text = "import os, json\nprint(json.loads('1'), os.getcwd() != '/', os.environ['USER_ID'])\n"
    after = executed(sandbox, text, **found.environment)
    assert [str(each) for each in after.printed] == ["1 True 7"]


def test_python_writes_into_its_own_folder(sandbox: Sandbox, tmp_path: Path) -> None:
    """A relative path is one of a throw-away folder, not of the guide."""
    before = sorted(Path.cwd().iterdir())
    found = executed(
        sandbox,
        "from pathlib import Path\nPath('README.md').write_text('gone')\nprint(Path.cwd())\n",
    )
    assert str(found.printed[0]).startswith(str(sandbox.folder))
    assert sorted(Path.cwd().iterdir()) == before


def test_python_runs_as_a_script_does(sandbox: Sandbox) -> None:
    """The name is __main__, dataclasses and pickle find it, and exit functions are called."""
    text = (
        "import atexit, dataclasses, pathlib, pickle\n\n\n@dataclasses.dataclass\nclass A:\n    x: int\n\n\n"
        "print(pickle.loads(pickle.dumps(A(1))), __name__)\n"
        "atexit.register(pathlib.Path('ended').touch)\n"
    )
    found = executed(sandbox, text)
    assert [str(each) for each in found.printed] == ["A(x=1) __main__"]
    assert found.ran.problem == ""
    assert list(sandbox.folder.glob("*/ended"))


def test_nothing_outlives_a_runner_that_is_killed(tmp_path: Path) -> None:
    """SIGKILL of the runner ends its snippets, and removes their folders."""
    code = (
        "from scimguide.verify.sandbox import Sandbox\n"
        "import os\n"
        "sandbox = Sandbox()\n"
        "folder = sandbox.new_folder()\n"
        "program = sandbox.open(dict(os.environ), folder, argv=['sleep', '1004'])\n"
        "print(sandbox.folder, program.pid, sandbox._process.pid, flush=True)\n"
        "input()\n"
    )
    runner = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert runner.stdout
    folder, *pids = runner.stdout.readline().split()
    runner.kill()
    runner.communicate()
    until = time.monotonic() + 5
    while time.monotonic() < until and (
        Path(folder).exists() or any(Path(f"/proc/{pid}").exists() for pid in pids)
    ):
        time.sleep(0.02)
    assert not Path(folder).exists()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
