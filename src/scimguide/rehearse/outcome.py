"""What came of a scenario or a problem."""

from dataclasses import dataclass, field
from typing import Any

from scimguide.okta.rehearsal import Done


@dataclass
class Outcome:
    """A story that was carried out; ``base_url`` is that of the service."""

    name: str
    title: str
    leaves: list[str]
    """What the service shall hold in the end."""
    base_url: str
    done: list[Done] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What went otherwise than the story tells."""

    def data(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "as_told": not self.problems,
            "problems": self.problems,
            "steps": [
                {"do": each.step.do, "as_told": each.as_told, **each.report.data()}
                for each in self.done
            ],
            "leaves": self.leaves,
        }
