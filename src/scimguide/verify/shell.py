"""
A bash that stays open for a whole page: what one snippet sets, the next one has.

When a snippet leaves it (``exit``, ``exec``), breaks it (``set -u`` and an unset
variable) or runs over its limit, the next one gets a new bash with the runner's
variables, the captured ids among them.
"""

import re
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from scimguide.verify.sandbox import Heard, Program, Sandbox, SandboxLost
from scimguide.verify.snippet import Origin, Ran, shortened

_PRELUDE = files("scimguide.verify").joinpath("prelude.bash").read_text("utf-8")
_ERROR = re.compile(
    r"^(?P<file>/\S*/(?P<name>snippet-\d+)\.sh): line (?P<line>\d+): ", re.MULTILINE
)


@dataclass
class Shell:
    """One bash process; ``environment`` is all that it inherits."""

    sandbox: Sandbox
    environment: Mapping[str, str]
    folder: Path
    restarted_after: str = ""
    """Where the snippet stands after which the bash had to be started anew."""
    _program: Program | None = None
    _origins: dict[str, Origin] = field(default_factory=dict)
    _exports: dict[str, str] = field(default_factory=dict)

    def export(self, variables: Mapping[str, str]) -> None:
        """Set variables for the snippets that follow."""
        self._exports |= variables

    def run(self, text: str, origin: Origin, seconds: float) -> Ran:
        """Carry out a snippet as it stands, for at most so many ``seconds``."""
        name, mark = f"snippet-{len(self._origins) + 1}", secrets.token_hex(8)
        self._origins[name] = origin
        file = self.folder / f"{name}.sh"
        # The mark is part of the file: a return, or a here-document without end, hides it.
        file.write_text(f"{text}\n\nbuiltin printf 'end %s %s\\n' {mark} $? >&9\n", "utf-8")
        try:
            program = self._program or self._start()
            self._type(program, f"source {shlex.quote(str(file))} </dev/null\n")
            self._type(program, f"builtin printf 'done %s\\n' {mark} >&9\n")
            heard = self.sandbox.listen(
                program, lambda said: f"done {mark}".encode() in said, seconds
            )
        except SandboxLost:
            self._leave(origin)
            return Ran(1, "it killed the process that runs snippets", origin.line, "")
        except BrokenPipeError:  # it was killed between two snippets
            self._leave(origin)
            return self.run(text, origin, seconds)
        if program.status is not None or heard.ended_for:
            self._leave(origin)
        return self._judge(heard, program, mark, origin)

    def close(self) -> None:
        """End the shell, and all that it started."""
        if self._program:
            self.sandbox.end(self._program)
            self._program = None

    def _start(self) -> Program:
        command = ["bash", "--noprofile", "--norc"]
        self._program = self.sandbox.open(dict(self.environment), self.folder, argv=command)
        self._type(self._program, _PRELUDE)
        return self._program

    def _type(self, program: Program, text: str) -> None:
        exports, self._exports = self._exports, {}
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in exports.items()]
        program.type("".join(lines) + text)

    def _leave(self, origin: Origin) -> None:
        self._program, self.restarted_after = None, str(origin)

    def _judge(self, heard: Heard, program: Program, mark: str, origin: Origin) -> Ran:
        said = heard.control.decode("utf-8", "replace").splitlines()
        failed = [line.split(" ", 3)[1:] for line in said if line.startswith("failed ")]
        # The shell's own lines fail with the snippet's last command, and stand in no file.
        failed = [each for each in failed if Path(each[-1]).stem in self._origins]
        ended = [line.split()[2] for line in said if line.startswith(f"end {mark} ")]
        output = self._placed(heard.output.decode("utf-8", "replace"))
        status, line = int(ended[0]) if ended else 1, origin.last
        if failed:
            status, line = int(failed[0][0]), self._line(failed[0], origin)
        problem = heard.ended_for
        if program.status is not None and not problem:
            problem = f"it left the shell with exit status {program.status}"
            status = program.status or status
        elif not ended and not problem:
            problem = "it did not reach its end"
        if problem and not failed:
            line = self._line_of_error(output, origin) or origin.line
        if heard.left and not problem:
            problem, line = f"it left running: {', '.join(heard.left)}", origin.line
        return Ran(status, problem, line, shortened(output), bool(heard.ended_for))

    def _line(self, failed: list[str], origin: Origin) -> int:
        """The line on which a command failed; that of the snippet when it is of another file."""
        its = self._origins[Path(failed[2]).stem]
        return its.at(int(failed[1])) if its.file == origin.file else origin.line

    def _placed(self, output: str) -> str:
        """Bash's own messages with page and line instead of file and line."""

        def place(found: re.Match[str]) -> str:
            its = self._origins.get(found["name"])
            return f"{its.file}:{its.at(int(found['line']))}: " if its else found[0]

        return _ERROR.sub(place, output)

    @staticmethod
    def _line_of_error(output: str, origin: Origin) -> int:
        """The line that bash itself complains about, 0 when it does not."""
        found = re.search(rf"^{re.escape(origin.file)}:(\d+): ", output, re.MULTILINE)
        return int(found[1]) if found else 0
