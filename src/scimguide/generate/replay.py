"""
The reference server's handler, which carries out the same requests only once.

Stories and pages begin alike: an empty service, a connected app, the same first users. With
examples, a response follows from the requests since the service was empty and from nothing else,
so a sequence that was carried out before has the responses that it had then.
"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any, cast

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scimguide.reference import ReferenceApp
from scimguide.reference.handler import Handler
from scimguide.reference.service import Service
from scimguide.reference.storage import SqlStorage

Key = tuple[object, ...]
"""All of a request that the handler can see, behind the state of the service."""


class ReplayHandler(Handler):
    """
    Stands behind authentication and faults, which happen at every request.

    The database stays behind while responses are replayed; the first request that is new gets the
    database as it was after the write before it.
    """

    def __init__(self, app: ReferenceApp) -> None:
        super().__init__(cast(Service, app.service), app.storage)
        self._state = 0
        """Stands for the sequence of writes since the service was empty; 0 for none."""
        self._states: dict[Key, int] = {}
        """The state after each write that was ever carried out."""
        self._outcomes: dict[Key, ScimResponse | Exception] = {}
        engine = cast(SqlStorage, cast(Any, app.storage).storage).engine
        with closing(engine.raw_connection()) as connection:
            self._database = cast(sqlite3.Connection, connection.driver_connection)
        self._contents = {0: self._database.serialize()}
        """The database in each state."""
        self._database_state = 0

    def start_over(self) -> None:
        """The database was emptied."""
        self._state = self._database_state = 0

    async def handle(self, request: ScimRequest) -> ScimResponse:
        """
        The response to a request, carried out or replayed.

        Raises what the handler raises.
        """
        key: Key = (
            self._state,
            request.method,
            request.path,
            tuple(request.query.items()),
            tuple(request.headers),
            request.body,
        )
        writes = request.method != "GET"
        if key not in self._outcomes:
            if self._database_state != self._state:
                self._database.deserialize(self._contents[self._state])
            self._outcomes[key] = await self._outcome(request)
            self._database_state = self._state
            if writes:
                self._database_state = self._states[key] = len(self._contents)
                self._contents[self._database_state] = self._database.serialize()
        if writes:
            self._state = self._states[key]
        outcome = self._outcomes[key]
        if isinstance(outcome, Exception):
            raise outcome.with_traceback(None)
        return replace(outcome, headers=dict(outcome.headers))

    async def _outcome(self, request: ScimRequest) -> ScimResponse | Exception:
        try:
            return await super().handle(request)
        except Exception as error:
            return error
