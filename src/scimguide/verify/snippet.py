"""What runs a snippet says of it: where it stands, and how it ended."""

from dataclasses import dataclass

LINES = 40
"""Lines of output that a message shows."""
WIDTH = 300
"""Characters of a line that a message shows."""


@dataclass(frozen=True)
class Origin:
    """Where a snippet stands: in a page, or in a file of ``snippets/``."""

    file: str
    """As messages name it."""
    line: int
    """The line of the file on which its first line stands."""
    lines: int
    """How many lines it has."""

    def at(self, line: int) -> int:
        """The line of the file for a line of the snippet, which is never behind its last one."""
        return self.line + max(0, min(line, self.lines) - 1)

    @property
    def last(self) -> int:
        """The line of the file on which the snippet ends."""
        return self.at(self.lines)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Ran:
    """How a snippet ended."""

    status: int
    """Exit status of the first command that failed, 0 when none did."""
    problem: str
    """Why it did not end as a snippet does, whatever the status; empty when it did."""
    line: int
    """The line of its file that is to blame."""
    output: str
    over_limit: bool = False
    """Whether it was ended at a limit."""


def shortened(output: str) -> str:
    """The beginning and end of an output, as much as somebody reads."""
    lines = [
        line if len(line) <= WIDTH else f"{line[:WIDTH]}…"
        for line in output.strip("\n").split("\n")
    ]
    if len(lines) <= LINES:
        return "\n".join(lines)
    half = LINES // 2
    return "\n".join([*lines[:half], f"… {len(lines) - LINES} more lines …", *lines[-half:]])
