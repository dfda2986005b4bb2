"""
Where snippets run: outside the runner, in sessions, folders and an environment of their own.

The runner talks to one supervisor process (``supervisor``), of which every snippet
is a child.  Whatever a snippet does, it is ended at its limit of time or output,
together with all that it started, and what it left running is reported.
"""

import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scimguide.verify.processes import command, descendants, end_all

OUTPUT_LIMIT = 1_000_000
"""Bytes that a snippet may print."""
_GRACE = 0.3
"""Seconds in which background processes of a snippet that has ended may still end by themselves."""
_CHUNK = 1 << 16
_ANSWER = 8.0
"""Seconds in which the supervisor answers, its start included, unless a snippet has stopped it."""


class SandboxLost(Exception):
    """The supervisor is gone: a snippet killed it."""


@dataclass
class Program:
    """A running child of the supervisor, and the runner's ends of its channels."""

    pid: int
    stdin: int
    output: int
    control: int
    status: int | None = None
    """Exit status, 128 + signal when one ended it; None while it runs."""

    def type(self, text: str) -> None:
        """
        Write to its standard input.

        :raises BrokenPipeError: when nobody reads there any more.
        """
        data = text.encode()
        while data:
            data = data[os.write(self.stdin, data) :]

    def close(self) -> None:
        """Close the runner's ends."""
        for file in (self.stdin, self.output, self.control):
            with suppress(OSError):
                os.close(file)


@dataclass(frozen=True)
class Heard:
    """What a program sent until it was done, ended, or was ended."""

    output: bytes
    control: bytes
    """What it said on its control channel."""
    ended_for: str = ""
    """Why the runner ended it: the limit that it reached."""
    left: tuple[str, ...] = ()
    """Command lines of processes that it left running; they are ended, too."""


@dataclass(eq=False)
class Sandbox:
    """The supervisor of one run; started when it is first needed, and anew when it was killed."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="scimguide-")))
    """Parent of every folder in which snippets run; it ends with the sandbox."""
    _process: "subprocess.Popen[bytes] | None" = None
    _socket: socket.socket | None = None
    _standing: dict[int, Program] = field(default_factory=dict)
    _used: bool = False

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load_python(self) -> None:
        """Have the supervisor load what Python needs, while this process goes on."""
        self.start()
        assert self._socket
        with suppress(OSError):  # who needs it next sees that the supervisor is gone
            self._socket.send(json.dumps({"load": True}).encode())

    def start(self) -> None:
        """Start the supervisor, unless it runs."""
        if self._process is not None:
            return
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(_ANSWER)
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "scimguide.verify.supervisor",
                    str(number),
                    self.folder,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[number],
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            )

    def new_folder(self) -> Path:
        """An empty folder for one runner of one page."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def open(self, environment: dict[str, str], folder: Path, **what: Any) -> Program:
        """
        Start a program (``argv=[…]``) or a Python file (``script="…"``).

        ``environment`` is all that it inherits, and ``folder`` where it runs.

        :raises SandboxLost: when the supervisor is gone.
        """
        self.start()
        pipes = [os.pipe() for _ in range(3)]
        (stdin, write_in), (output, write_out), (control, write_control) = pipes
        request = {**what, "environment": environment, "folder": str(folder)}
        try:
            self._send(request, [stdin, write_out, write_control])
        finally:
            for file in (stdin, write_out, write_control):
                os.close(file)
        program = Program(0, write_in, output, control)
        os.set_blocking(output, False)
        os.set_blocking(control, False)
        while not program.pid:
            self._hear(program)
        self._standing[program.pid] = program
        return program

    def listen(self, program: Program, done: Callable[[bytes], bool], seconds: float) -> Heard:
        """
        Read what a program says until ``done`` accepts its control channel, or until it ends.

        Over ``seconds`` or ``OUTPUT_LIMIT`` it is killed. What it left running is killed as well.

        :raises SandboxLost: when the supervisor is gone.
        """
        assert self._socket
        output, control, ended_for = bytearray(), bytearray(), ""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            open_ = {program.output: output, program.control: control}
            for file in (*open_, self._socket.fileno()):
                selector.register(file, selectors.EVENT_READ)
            while program.status is None and not done(bytes(control)):
                ready = selector.select(max(0.0, until - time.monotonic()))
                for key, _ in ready:
                    if key.fd == self._socket.fileno():
                        self._hear(program)
                    elif not _read(key.fd, open_[key.fd]):
                        selector.unregister(key.fd)
                if len(output) > OUTPUT_LIMIT or len(control) > OUTPUT_LIMIT * 4:
                    ended_for = f"more than {OUTPUT_LIMIT:,} bytes of output"
                elif time.monotonic() >= until:
                    ended_for = f"still running after {seconds:g} s"
                if ended_for:
                    break
        if ended_for:
            self.end(program)
            return Heard(bytes(output[:OUTPUT_LIMIT]), bytes(control), ended_for)
        left = self._leftovers()
        self._ping(program)
        for file, kept in open_.items():
            while len(kept) <= OUTPUT_LIMIT * 4 and _read(file, kept):
                pass
        if program.status is not None:
            self.end(program)
        return Heard(bytes(output[:OUTPUT_LIMIT]), bytes(control), "", left)

    def end(self, program: Program) -> None:
        """Kill a program with everything below it, and close its channels."""
        self._standing.pop(program.pid, None)
        program.close()
        if self._process is not None:
            _kill(program)
            self._kill_rest()

    def close(self) -> None:
        """End the supervisor with everything below it, and remove the folders."""
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stop(self) -> None:
        for program in self._standing.values():
            _kill(program)
            program.close()
        self._standing.clear()
        if self._process is None or self._socket is None:
            return
        self._socket.close()
        if not self._used:
            self._process.kill()  # it may still be loading, and has nothing to end
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            end_all(self._process.pid)
            self._process.kill()
            self._process.wait()
        self._process = self._socket = None

    def _leftovers(self) -> tuple[str, ...]:
        """End what runs below the supervisor and should not, and return what it was."""
        until = time.monotonic() + _GRACE
        while (left := self._strangers()) and time.monotonic() < until:
            time.sleep(0.01)
        commands = tuple(command(pid) for pid in left)
        if left:
            self._kill_rest()
        return commands

    def _strangers(self) -> list[int]:
        assert self._process
        return [pid for pid in descendants(self._process.pid) if pid not in self._standing]

    def _kill_rest(self) -> None:
        assert self._process
        end_all(self._process.pid, but=frozenset(self._standing))

    def _send(self, request: dict[str, Any], files: list[int]) -> None:
        assert self._socket
        self._used = True
        try:
            socket.send_fds(self._socket, [json.dumps(request).encode()], files)
        except OSError as error:
            self._stop()
            raise SandboxLost from error

    def _ping(self, program: Program) -> None:
        """See that the supervisor lives; a signal that has killed it may not have arrived yet."""
        self._send({"ping": program.pid}, [])
        while "ping" not in self._hear(program):
            pass

    def _hear(self, program: Program) -> dict[str, Any]:
        """Take one message of the supervisor."""
        assert self._socket
        try:
            data = self._socket.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._stop()
            raise SandboxLost
        said: dict[str, Any] = json.loads(data)
        program.pid = said.get("started", program.pid)
        number = said.get("ended", 0)
        ended = program if number == program.pid else self._standing.get(number)
        if ended:
            ended.status = said["status"]
        return said


def _kill(program: Program) -> None:
    """End a program that still runs, with its process group."""
    if program.status is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, signal.SIGKILL)


def _read(file: int, into: bytearray) -> bool:
    """Add what can be read now; False when nothing more can."""
    try:
        chunk = os.read(file, _CHUNK)
    except BlockingIOError:
        return False
    into += chunk
    return bool(chunk)
