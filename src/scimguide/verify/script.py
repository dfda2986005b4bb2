"""
Python snippets: each in a process of its own, linted and compared by pytest-examples.

The process is a fork of the supervisor, which has httpx loaded.  What a snippet
puts into ``os.environ`` the next one has; nothing else goes from one to the other.
"""

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_examples import CodeExample
from pytest_examples.config import ExamplesConfig
from pytest_examples.run_code import (
    Arg,
    InsertPrintStatements,
    PrintStatement,
    remove_old_print,
)

from scimguide.verify.sandbox import OUTPUT_LIMIT, Sandbox, SandboxLost
from scimguide.verify.snippet import Origin, Ran, shortened


@dataclass(frozen=True)
class Executed:
    """How a Python snippet ended, what it printed, and the environment that it left."""

    ran: Ran
    printed: list[PrintStatement]
    environment: dict[str, str]

    def prints(self, path: Path, config: ExamplesConfig) -> InsertPrintStatements:
        """What it printed, for pytest-examples to compare with what the page shows."""
        found = _Prints(path, config, True, None, None)
        assert found.print_func
        found.print_func.statements = self.printed
        return found


class _Prints(InsertPrintStatements):
    """Puts output behind a ``print`` wherever it stands: pytest-examples knows no ``match``."""

    def _insert_print_statements(self, example: CodeExample) -> str:
        lines = example.source.split("\n")[:-1]
        places = {
            call.lineno: (call.end_lineno or call.lineno, call.col_offset)
            for call in ast.walk(ast.parse(example.source))
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "print"
        }
        last = 0
        for printed in reversed(self.print_statements()):
            line, column = places.get(printed.line_no, (printed.line_no, 0))
            if printed.line_no != last:
                remove_old_print(lines, line - 1)
            self._insert_print_args(lines, printed, False, line - 1, column)
            last = printed.line_no
        return "\n".join(lines) + "\n"


def run_script(
    sandbox: Sandbox,
    source: str,
    origin: Origin,
    environment: Mapping[str, str],
    folder: Path,
    seconds: float,
) -> Executed:
    """Carry out a Python snippet as it stands, for at most so many ``seconds``."""
    file = folder / "snippet.py"
    file.write_text(source, "utf-8", newline="")
    before = dict(environment)
    try:
        program = sandbox.open(before, folder, script=str(file))
        heard = sandbox.listen(program, lambda _: False, seconds)
    except SandboxLost:
        lost = Ran(1, "it killed the process that runs snippets", origin.line, "")
        return Executed(lost, [], before)
    output = heard.output.decode("utf-8", "replace")
    report = _report(heard.control)
    problem, line = heard.ended_for, origin.line
    if not problem and not report:
        problem = f"it ended with status {program.status} before its end"
    elif not problem and report.get("error"):
        problem, line = report["error"], _innermost(report, origin)
    elif not problem and len(heard.control) > OUTPUT_LIMIT:
        problem = f"more than {OUTPUT_LIMIT:,} bytes of output"
    elif not problem and heard.left:
        problem = f"it left running: {', '.join(heard.left)}"
    printed = [
        PrintStatement(number, sep, [_arg(*each) for each in args])
        for number, sep, args in report.get("printed", [])
    ]
    ran = Ran(program.status or 0, problem, line, shortened(output), bool(heard.ended_for))
    return Executed(ran, printed, report.get("environment", before))


def _report(control: bytes) -> dict[str, Any]:
    """What the snippet's process reported at its end; nothing when it did not get there."""
    try:
        found = json.loads(control)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _innermost(report: dict[str, Any], origin: Origin) -> int:
    """The last line of the snippet on the way to its error."""
    return origin.at(report["lines"][-1]) if report["lines"] else origin.line


def _arg(data: str, is_str: bool) -> Arg:
    arg = Arg("")
    arg.data, arg.is_str = data, is_str
    return arg
