"""Answers recorded from the reference server, for snippets alone and for pages in their order."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import httpx

from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation
from scimguide.okta.result import ActionResult
from scimguide.okta.story import Played
from scimguide.reference.transcript import Exchange
from scimguide.rehearse.local import LocalRehearsal

PlayedT = TypeVar("PlayedT", bound=Played)


class Recorder(LocalRehearsal):
    """One reference server in example mode, to which operations are played."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec, spec.service.base_url, examples=True)
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.transcript), trust_env=False
        )
        self._moved: list[Operation] = []
        """The operations that made the service what it is."""
        self._stories: dict[str, Played] = {}
        self._behind: Callable[[], Played] | None = None
        """Plays the story whose end is the state that the server should be in."""

    def story(self, name: str, play: Callable[[], PlayedT]) -> PlayedT:
        """
        What came of a scenario or problem, played once however many pages show it.

        The second time, the server gets into the state after it only when somebody asks.
        """
        if name not in self._stories:
            self._stories[name] = play()
        else:
            self.start_over()
            self._behind = play
        return cast(PlayedT, self._stories[name])

    def catch_up(self) -> None:
        """Bring the server into the state after the latest story."""
        play, self._behind = self._behind, None
        if play:
            play()

    def act(self, line: str) -> ActionResult:
        """Carry out an action of the org. Raises what the action raises."""
        self.catch_up()
        return super().act(line)

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service holds now, whatever its faults."""
        self.catch_up()
        return super().service_state(wanted)

    def play(self, operations: Iterable[Operation]) -> list[Exchange]:
        """Carry out operations, one after the other, and return what was said.

        :raises KeyError: when an operation uses an id that none of them captured.
        """
        self.catch_up()
        start = len(self.transcript.exchanges)
        asyncio.run(self._play(list(operations)))
        return self.transcript.exchanges[start:]

    def start_over(self) -> None:
        """An empty service without faults, a fresh org, no id captured, no operation played."""
        super().start_over()
        self._moved.clear()
        self._behind = None

    def alone(self, operation: Operation) -> Exchange:
        """The answer to an operation after those that it needs, and nothing else."""
        needed = self.spec.before(operation)
        if self._moved != needed:
            self.start_over()
            self.play(needed)
        return self.play([operation])[-1]

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
        headers = {"Authorization": f"Bearer {operation.token or self.token}"}
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
