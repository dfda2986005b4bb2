"""What failed on a page, so that what depends on it is skipped instead of failing again."""

from dataclasses import dataclass, field

import pytest

from scimguide.mapping import Spec
from scimguide.verify.parts import Part


@dataclass
class Failures:
    """The failures of one page."""

    spec: Spec
    operations: dict[str, int] = field(default_factory=dict)
    """Operations that failed, with their lines."""
    any: bool = False
    """Whether anything failed at all."""
    action: int = 0
    """The line of the step or action that failed, until the page begins anew."""
    over_time: int = 0
    """The line at which the page had taken too long."""

    def keep(self, part: Part, line: int) -> None:
        """A part failed."""
        self.any = True
        if part.operation:
            self.operations.setdefault(part.operation.name, line)
        if part.kind in ("okta", "step"):
            self.action = line

    def skip(self, part: Part) -> None:
        """Skip a part that depends on one that failed."""
        if self.over_time:
            pytest.skip(f"the page had taken too long at line {self.over_time}")
        if part.kind == "okta" and part.name.startswith("begin"):
            self.action = 0
        if self.action and (part.kind in ("okta", "holds", "step") or part.shows_all_requests):
            pytest.skip(f"needs what line {self.action} does, which failed")
        if part.operation is None:
            return
        needed = [other.name for other in self.spec.before(part.operation)]
        if part.language == "http":
            needed.append(part.operation.name)
        for name in needed:
            if name in self.operations:
                pytest.skip(f"needs {name} of line {self.operations[name]}, which failed")
