"""A bash that stays open for a whole page: what one snippet sets, the next one has."""

import os
import secrets
import selectors
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 30.0

# Traps ERR, so that a command that fails in the middle of a snippet counts, with its line.
_PRELUDE = "set -o pipefail\n"
_RUN = """\
__status=0 __line=0
trap '__s=$?; if [ $__status = 0 ]; then __status=$__s __line=$LINENO; fi' ERR
source {file} </dev/null
trap - ERR
printf '\\n%s %s %s\\n' {mark} $__status $__line
"""


@dataclass(frozen=True)
class Ran:
    """How a snippet ended."""

    status: int
    """Exit status of the first command that failed, 0 when none did."""
    line: int
    """The line of that command in the snippet."""
    output: str


class Shell:
    """One bash process; ``environment`` is all that it inherits."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
        )
        self._send(_PRELUDE)

    def run(self, text: str) -> Ran:
        """Carry out a snippet as it stands."""
        file, mark = self.folder / "snippet.sh", secrets.token_hex(8)
        file.write_text(text, "utf-8")
        try:
            self._send(_RUN.format(file=file, mark=mark))
        except BrokenPipeError:
            return Ran(1, 0, "the shell is gone: an earlier snippet left it")
        return self._answer(mark)

    def close(self) -> None:
        """End the shell."""
        self.process.kill()
        self.process.communicate()

    def _send(self, text: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def _answer(self, mark: str) -> Ran:
        assert self.process.stdout
        output, until = b"", time.monotonic() + TIMEOUT
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while (end := output.find(f"\n{mark} ".encode())) < 0 or not output.endswith(b"\n"):
                if not selector.select(max(0.0, until - time.monotonic())):
                    self.process.kill()
                    return Ran(1, 0, f"{_text(output)}\nstill running after {TIMEOUT:.0f} s")
                chunk = os.read(self.process.stdout.fileno(), 65536)
                if not chunk:
                    return Ran(self.process.wait() or 1, 0, f"{_text(output)}\nit left the shell")
                output += chunk
        status, line = output[end:].split()[1:3]
        return Ran(int(status), int(line), _text(output[:end]))


def _text(output: bytes) -> str:
    return output.decode("utf-8", "replace").strip("\n")
