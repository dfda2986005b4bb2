"""Answers recorded from the reference server, for snippets alone and for pages in their order."""

import asyncio
from collections.abc import Iterable
from typing import Any

import httpx

from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation
from scimguide.reference import ReferenceApp, reference_app
from scimguide.reference.transcript import Exchange, Transcript

_TOKEN = "recorded"


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

    def start_over(self) -> None:
        """An empty service, and no id captured."""
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
                body = self._filled(examples.body(self.spec, operation))
        return self._client.build_request(
            operation.method,
            root + self._filled(operation.path),
            params=examples.fill(self.spec, operation.query) or None,
            headers=headers,
            content=content,
            json=body,
        )

    def _filled(self, item: Any) -> Any:
        """The same data with ``{USER_ID}`` replaced by the id that was captured."""
        if isinstance(item, str):
            return PLACEHOLDER.sub(lambda match: self.variables[match[1]], item)
        if isinstance(item, list):
            return [self._filled(each) for each in item]
        if isinstance(item, dict):
            return {key: self._filled(each) for key, each in item.items()}
        return item
