"""
Processes below another one: found and ended, whatever they detached themselves from.

Linux lists the children of a process under ``/proc`` (proc(5), ``children``);
elsewhere ``pgrep -P`` does.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PATIENCE = 2.0
"""Seconds in which killed processes must be gone."""


def children(pid: int) -> list[int]:
    """The children of a process that still run; none when it is gone."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        listed = " ".join((thread / "children").read_text() for thread in threads)
    except OSError:
        listed = "" if Path("/proc/self/task").exists() else _pgrep(pid)
    return [child for child in map(int, listed.split()) if not _is_zombie(child)]


def descendants(pid: int) -> Iterator[int]:
    """Everything that still runs below a process, parents first."""
    for child in children(pid):
        yield child
        yield from descendants(child)


def command(pid: int) -> str:
    """The command line of a process, for a message; its number when it is gone."""
    with suppress(OSError):
        line = (
            Path(f"/proc/{pid}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
        )
        if line.strip():
            return line.strip()[:80]
    return f"process {pid}"


def end_all(pid: int, *, but: frozenset[int] = frozenset()) -> None:
    """Kill everything below a process, except ``but``, until nothing is left of it."""
    until = time.monotonic() + _PATIENCE
    while (left := [each for each in descendants(pid) if each not in but]) and (
        time.monotonic() < until
    ):
        for each in left:
            with suppress(OSError):
                os.kill(each, signal.SIGKILL)
        time.sleep(0.002)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    except OSError:
        return Path("/proc/self").exists()


def _pgrep(pid: int) -> str:
    return subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout
