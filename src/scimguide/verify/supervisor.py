"""
The process that snippets are children of: it starts them, and lets nothing outlive the run.

``python -m scimguide.verify.supervisor SOCKET FOLDER`` is started once a run, with an
environment that contains nothing of the writer's.  It takes requests from the inherited
``SOCKET``, one datagram of JSON each:

- ``{"argv": […], "environment": {…}, "folder": "…"}`` starts a program,
- ``{"script": "x.py", "environment": {…}, "folder": "…"}`` runs a Python file in a fork of this
  process, which has loaded what takes long to load; ``{"load": true}`` does that beforehand,

with three file descriptors: standard input, output (and error), and a control channel.  It
answers ``{"started": PID}``, and later ``{"ended": PID, "status": STATUS}`` with an exit status
as the shell counts it (128 + signal).  ``{"ping": …}`` comes back as it is.

Each child leads a session of its own, so it has no terminal, and ``kill 0`` reaches nobody else.
Whatever a snippet detaches from itself becomes a child of this process
(``PR_SET_CHILD_SUBREAPER``), where it is found and ended.

When the runner is gone, however it went, the socket closes: everything below this process is
killed, and the run's FOLDER is removed.
"""

import atexit
import builtins
import ctypes
import gc
import inspect
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from scimguide.verify.processes import end_all

CONTROL = 9
"""The file descriptor of a program on which its control channel stands."""
_SIZE = 1 << 20
"""Bytes of the largest request."""
_dumps = json.dumps  # a snippet may replace it
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


def main(socket_number: int, folder: Path) -> None:
    """Serve requests until the other end of the socket closes."""
    os.setsid()
    _adopt_orphans()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # A handler and not SIG_IGN, which the programs would inherit.
        signal.signal(number, lambda *_: None)
    runner = socket.socket(fileno=socket_number)
    signals, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(runner, selectors.EVENT_READ)
            selector.register(signals, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if signals in ready:
                    signals.recv(4096)
                    _reap(runner)
                if runner in ready and not _serve(runner):
                    return
    except OSError:
        return  # the runner is gone in the middle of something
    finally:
        end_all(os.getpid())
        shutil.rmtree(folder, ignore_errors=True)


def _adopt_orphans() -> None:
    with suppress(OSError, AttributeError):  # Linux alone has it
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


@cache
def _load() -> None:
    """Load what published Python uses, and what records its output, once for all forks."""
    import httpx
    import pytest_examples.run_code  # noqa: F401

    with suppress(httpx.HTTPError), httpx.Client(verify=False) as client:
        client.get(
            "http://127.0.0.1:1/"
        )  # nobody listens there; loads what the first request loads
    inspect.stack()  # reads the files of all modules, as the recording of a first ``print`` does
    gc.collect()
    gc.freeze()


def _reap(runner: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        code = os.waitstatus_to_exitcode(status)
        ended = {"ended": pid, "status": 128 - code if code < 0 else code}
        runner.send(json.dumps(ended).encode())


def _serve(runner: socket.socket) -> bool:
    """Carry out one request; False when there are no more."""
    data, files, _, _ = socket.recv_fds(runner, _SIZE, 3)
    if not data:
        return False
    request = json.loads(data)
    if "ping" in request:
        runner.send(data)
        return True
    if "argv" not in request:
        _load()
    if "load" in request:
        return True
    pid = os.fork()
    if pid == 0:
        _child(request, files)
    for file in files:
        os.close(file)
    runner.send(json.dumps({"started": pid}).encode())
    return True


def _child(request: dict[str, Any], files: list[int]) -> NoReturn:
    """Become what is to be run; never returns to the supervisor."""
    status = 127
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            with suppress(OSError):
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        stdin, output, control = files
        for source, target in ((stdin, 0), (output, 1), (output, 2), (control, CONTROL)):
            os.dup2(source, target)
        os.closerange(3, CONTROL)  # the runner's socket among them
        os.closerange(CONTROL + 1, 4096)
        os.chdir(request["folder"])
        if "argv" in request:
            os.execvpe(request["argv"][0], request["argv"], request["environment"])
        status = _script(Path(request["script"]), request["environment"])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _script(path: Path, environment: dict[str, str]) -> int:
    """Run a Python file as ``__main__``, and report on the control channel how it went."""
    from pytest_examples.config import ExamplesConfig
    from pytest_examples.run_code import InsertPrintStatements

    os.set_inheritable(CONTROL, False)
    with Path(os.devnull).open("rb") as nothing:  # as bash has it: there is nobody to ask
        os.dup2(nothing.fileno(), 0)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.path[0] = [str(path)], str(path.parent)
    module = ModuleType("__main__")
    module.__file__ = str(path)
    module.__builtins__ = builtins  # type: ignore[attr-defined]
    sys.modules["__main__"] = module
    printed = InsertPrintStatements(path, ExamplesConfig(), True, None, None)
    report: dict[str, Any] = {}
    status, snippet = 0, os.getpid()
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        with printed:
            exec(code, module.__dict__)
        _finish()
    except BaseException as error:
        if os.getpid() != snippet and not isinstance(error, SystemExit):
            traceback.print_exc()
        ended = error.code if isinstance(error, SystemExit) else 1
        status = ended if isinstance(ended, int) else int(ended is not None)
        report["error"] = _message(error)
        report["lines"] = _lines(error, str(path))
    if os.getpid() != snippet:  # forked by the snippet, which goes on in its own process
        return status
    report["printed"] = [
        [each.line_no, each.sep, [[arg.data, arg.is_str] for arg in each.args]]
        for each in printed.print_statements()
    ]
    report["environment"] = dict(os.environ)
    with open(CONTROL, "wb", closefd=False) as control:
        control.write(_dumps(report).encode())
    return status


def _finish() -> None:
    """What an interpreter does at its end: wait for threads, call exit functions, flush."""
    for hook in reversed(getattr(threading, "_threading_atexits", [])):
        hook()  # as concurrent.futures has it, which lets its threads end
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    sys.stdout.flush()


def _message(error: BaseException) -> str:
    """An error without the place, which is given as a line of the page."""
    lines = "".join(traceback.format_exception_only(error)).strip("\n").split("\n")
    if isinstance(error, SyntaxError) and lines[0].startswith("  File "):
        del lines[0]
    return "\n".join(lines)


def _lines(error: BaseException, path: str) -> list[int]:
    """The lines of the file that led to an error, the outermost first."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return [error.lineno or 0]
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.lineno or 0 for frame in frames if frame.filename == path]


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
