"""Answers recorded from the reference server, for snippets alone and for pages in their order."""

import asyncio
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import httpx

from scimguide.asgi import App
from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation
from scimguide.okta import Rehearsal
from scimguide.okta.holdings import Holdings
from scimguide.okta.report import Report
from scimguide.reference import ReferenceApp, reference_app
from scimguide.reference.transcript import Exchange, Transcript

_TOKEN = "recorded"


class InProcess(httpx.BaseTransport):
    """Brings requests of a client that waits to an ASGI application, without a port."""

    def __init__(self, app: App) -> None:
        self._transport = httpx.ASGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, answered whole."""
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


class Recorder:
    """One reference server in example mode, to which operations are played."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.app: ReferenceApp = reference_app(
            spec, token=_TOKEN, public_url=spec.service.base_url, examples=True
        )
        self.transcript = Transcript(self.app)
        self.variables: dict[str, str] = {}
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.transcript), trust_env=False
        )
        self._moved: list[Operation] = []
        """The operations that made the service what it is."""

    def play(self, operations: Iterable[Operation]) -> list[Exchange]:
        """Carry out operations, one after the other, and return what was said.

        :raises KeyError: when an operation uses an id that none of them captured.
        """
        start = len(self.transcript.exchanges)
        asyncio.run(self._play(list(operations)))
        return self.transcript.exchanges[start:]

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """An Okta org that provisions to the same server."""
        base_url = self.spec.service.base_url
        made = Rehearsal(self.spec, base_url, _TOKEN, transport=InProcess(self.transcript))
        made.break_service = self.app.break_with
        return made

    def act(self, line: str) -> Report:
        """
        Carry out an action of the org; ``begin`` starts the service over, too.

        :raises ActionError: when the line is no action.
        """
        if line.split() == ["begin"]:
            self.start_over()
        report = self.rehearsal.carry_out(line)
        self.variables |= self.rehearsal.captured(line)
        return report

    def holdings(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service holds now, whatever its faults."""
        base_url = self.spec.service.base_url
        transport = InProcess(self.transcript)
        looking = Holdings(self.spec, base_url, _TOKEN, transport)
        with self.app.mended(), looking as holdings:
            return holdings.everything(wanted)

    def start_over(self) -> None:
        """An empty service, a fresh org, and no id captured."""
        if "rehearsal" in self.__dict__:
            self.rehearsal.begin()
        self.app.break_with([])
        self.app.clear()
        self.variables.clear()
        self._moved.clear()

    def alone(self, operation: Operation) -> Exchange:
        """The answer to an operation after those that it needs, and nothing else."""
        needed = self.spec.before(operation)
        if self._moved != needed:
            self.start_over()
            self.play(needed)
        return self.play([operation])[-1]

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        self.app.close()

    async def _play(self, operations: list[Operation]) -> None:
        for operation in operations:
            answer = await self._client.send(self._request(operation))
            if answer.is_error or operation.method == "GET":
                continue
            self._moved.append(operation)
            for variable, path in operation.captures.items():
                self.variables[variable] = answer.json()[path]

    def _request(self, operation: Operation) -> httpx.Request:
        service, send = self.spec.service, operation.send
        root = service.origin if operation.path == service.well_known else service.base_url
        headers = {"Authorization": f"Bearer {operation.token or _TOKEN}"}
        content = body = None
        if send:
            headers["Content-Type"] = "application/scim+json"
            if send.oversize:
                content = b" " * (service.limits.body_size.value + 1)
            elif send.text is not None:
                content = send.text.encode()
            else:
                body = self.body(operation)
        return self._client.build_request(
            operation.method,
            root + self._filled(operation.path),
            params=examples.fill(self.spec, operation.query) or None,
            headers=headers,
            content=content,
            json=body,
        )

    def body(self, operation: Operation) -> Any:
        """The JSON that an operation sends now, with the ids that were captured; None without."""
        return self._filled(examples.body(self.spec, operation))

    def _filled(self, item: Any) -> Any:
        """The same data with ``{USER_ID}`` replaced by the id that was captured."""
        if isinstance(item, str):
            return PLACEHOLDER.sub(lambda match: self.variables[match[1]], item)
        if isinstance(item, list):
            return [self._filled(each) for each in item]
        if isinstance(item, dict):
            return {key: self._filled(each) for key, each in item.items()}
        return item
