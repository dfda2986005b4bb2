"""
An org with the sample people of a spec, in which actions are carried out line by line.

Pages, scenarios and the command line all rehearse through this one class.
"""

from dataclasses import dataclass
from typing import Any

from scimguide.mapping import actions
from scimguide.mapping.scenarios import Step
from scimguide.okta.acts import Acts
from scimguide.okta.management.log_filter import log_filter
from scimguide.okta.report import Report


@dataclass(frozen=True)
class Done:
    """A step of a scenario, with its report."""

    step: Step
    sentence: str
    report: Report

    @property
    def as_told(self) -> bool:
        """Whether it failed exactly when the scenario says so."""
        return self.report.failed == self.step.fails


class Rehearsal(Acts):
    """A fresh org that provisions to one service."""

    def captured(self, line: str) -> dict[str, str]:
        """The variable that an action keeps, with the id at the service."""
        action = actions.parse(line)
        if not action.capture:
            return {}
        known: Any = None
        if action.person:
            known = self.org.app_users.get(self._person(action).id)
        elif action.group:
            known = self.org.pushes.get(self.groups[action.group].id)
        return {action.capture: known.external_id} if known and known.external_id else {}

    def shown(self, report: Report) -> list[str]:
        """Every text that the admin can see: of the action, under *Tasks*, and as red marks."""
        org = self.org
        marks = [user.error for user in org.app_users.values() if user.error]
        marks += [push.error for push in org.pushes.values() if push.error]
        tasks = [text for task in org.tasks for text in (task.title, task.message)]
        return [*report.messages, *tasks, *marks]

    def logged(self, query: str) -> list[dict[str, Any]]:
        """
        What a System Log query finds; ``{appInstanceId}`` stands for the app.

        :raises LogFilterError: when the query cannot be read.
        """
        org = self.org
        test = log_filter(query.strip().replace("{appInstanceId}", org.app_id))
        events = [event.shown(org.app_id, org.settings.label) for event in org.log]
        return [event for event in events if test(event)]

    def close(self) -> None:
        """Close the connection."""
        self.client.close()
