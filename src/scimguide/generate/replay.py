"""
The reference server's handler, which carries out the same requests only once.

Stories and pages begin alike: an empty service, a connected app, the same first users. Ids and
times of examples are fixed, so a response follows from the request and from what the database
contains, and from nothing else.
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

Content = tuple[tuple[str, ...], ...]
"""The rows of the database, resources in the order of lists; none for an empty service."""
Key = tuple[object, ...]
"""Everything that the handler can see: the content, then the parts of a request."""


class ReplayHandler(Handler):
    """
    Stands behind authentication and faults, which happen at every request.

    The database stays behind while responses are replayed; the next request that is new gets the
    content that it must find.
    """

    def __init__(self, app: ReferenceApp) -> None:
        super().__init__(cast(Service, app.service), app.storage)
        self._outcomes: dict[Key, ScimResponse | Exception] = {}
        self._after: dict[Key, Content] = {}
        """What the database contains after each write that was carried out."""
        engine = cast(SqlStorage, cast(Any, app.storage).storage).engine
        with closing(engine.raw_connection()) as connection:
            self._database = cast(sqlite3.Connection, connection.driver_connection)
        self._content: Content = ()
        """What the next request must find."""
        self._present: Content = ()
        """What the database contains."""
        self._copies: dict[Content, bytes] = {(): self._database.serialize()}

    def start_over(self) -> None:
        """The database was emptied."""
        self._content = self._present = ()

    async def handle(self, request: ScimRequest) -> ScimResponse:
        """
        The response to a request, carried out or replayed.

        Raises what the handler raises.
        """
        key: Key = (
            self._content,
            request.method,
            request.path,
            tuple(request.query.items()),
            tuple(request.headers),
            request.body,
        )
        writes = request.method != "GET"
        if key not in self._outcomes:
            if self._present != self._content:
                self._database.deserialize(self._copies[self._content])
            self._outcomes[key] = await self._outcome(request)
            self._present = self._content
            if writes:
                self._present = self._after[key] = self._rows()
                self._copies.setdefault(self._present, self._database.serialize())
        if writes:
            self._content = self._after[key]
        outcome = self._outcomes[key]
        if isinstance(outcome, Exception):
            raise outcome.with_traceback(None)
        return replace(outcome, headers=dict(outcome.headers))

    def _rows(self) -> Content:
        read = self._database.execute
        return (
            *read("SELECT id, kind, version, body FROM resources ORDER BY number"),
            *read("SELECT urn, value, resource FROM unique_values ORDER BY urn, value"),
        )

    async def _outcome(self, request: ScimRequest) -> ScimResponse | Exception:
        try:
            return await super().handle(request)
        except Exception as error:
            return error
