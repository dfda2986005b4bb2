"""The result of an action: its requests, and what the admin sees."""

from dataclasses import dataclass, field
from typing import Any

from scimguide.okta.exchange import Exchange
from scimguide.okta.system_log import Event


@dataclass
class ActionResult:
    """One action, from click to outcome."""

    action: str = ""
    requests: list[Exchange] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    """Messages on the admin's screen, letter for letter."""
    tasks: list[str] = field(default_factory=list)
    """New entries under *Dashboard › Tasks*."""
    events: list[Event] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    """What this rehearsal does without a published source."""
    failed: bool = False

    def assume(self, text: str) -> None:
        """Note an assumption, once."""
        if text not in self.assumptions:
            self.assumptions.append(text)

    def data(self) -> dict[str, Any]:
        """The result as JSON."""
        return {
            "action": self.action,
            "failed": self.failed,
            "requests": [sent.data() for sent in self.requests],
            "messages": self.messages,
            "tasks": self.tasks,
            "events": [
                {
                    "eventType": e.event_type,
                    "outcome": e.result,
                    "target": e.target,
                    "reason": e.reason,
                }
                for e in self.events
            ],
            "assumptions": self.assumptions,
        }
