"""An org and the reference server that it provisions to, wherever that server runs."""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

import httpx

from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta import Rehearsal
from scimguide.okta.clock import Clock
from scimguide.okta.result import ActionResult
from scimguide.okta.service_state import state_over_http
from scimguide.reference import ReferenceApp


class OrgWithServer:
    """
    A rehearsal org and its reference server, ``app``, at a base URL.

    ``transport`` brings the org's requests there; None for real HTTP.
    """

    def __init__(
        self,
        spec: Spec,
        app: ReferenceApp,
        base_url: str,
        token: str,
        *,
        clock: Clock | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.spec = spec
        self.app = app
        self.base_url = base_url
        self.token = token
        self.rehearsal = Rehearsal(spec, base_url, token, clock=clock, transport=transport)
        """The Okta org."""
        self.rehearsal.break_service = app.set_faults
        self.variables: dict[str, str] = {}
        """Ids that actions captured, by the names of their variables."""

    def act(self, line: str) -> ActionResult:
        """
        Carry out an action of the org; ``begin`` starts the service over, too.

        :raises ActionError: when the line is no action.
        """
        action = parse(line)
        if action.verb == "begin":
            self.start_over()
        by_hand = action.verb == "disable-by-hand"  # not by Okta, for whom the service is broken
        with self.app.without_faults() if by_hand else nullcontext():
            report = self.rehearsal.run(action)
        self.variables |= self.rehearsal.captured(action)
        return report

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains now, whatever its faults, as ``user NAME active``."""
        reading = state_over_http(self.spec, self.base_url, self.token)
        with self.app.without_faults(), reading as state:
            return state.read(wanted)

    def resource(self, endpoint: str, id: str) -> dict[str, Any] | None:
        """The resource below an endpoint that has an id, whatever the faults."""
        return next((each for each in self.app.resources(endpoint) if each["id"] == id), None)

    def start_over(self) -> None:
        """An empty service without faults, a fresh org, and no id captured."""
        self.rehearsal.begin()
        self.app.set_faults([])
        self.app.clear()
        self.variables.clear()

    def close(self) -> None:
        """Close the database and connections."""
        self.rehearsal.close()
        self.app.close()
