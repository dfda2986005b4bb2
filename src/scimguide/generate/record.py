"""Responses recorded from the reference server, for snippets alone and for pages in their order."""

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

import httpx

from scimguide.generate.recorded import RecordedOperation
from scimguide.mapping import Spec
from scimguide.mapping.operations import Operation
from scimguide.mapping.requests import ConcreteRequest, concrete_request
from scimguide.okta.result import ActionResult
from scimguide.okta.story import Played
from scimguide.rehearse.local import LocalRehearsal
from scimguide.scim.messages import MEDIA_TYPE

PlayedT = TypeVar("PlayedT", bound=Played)


class Recorder(LocalRehearsal):
    """
    One reference server in example mode, to which operations are played.

    ``stories`` are scenarios and problems by their names as they were played already.
    """

    def __init__(self, spec: Spec, stories: dict[str, Played] | None = None) -> None:
        super().__init__(spec, spec.service.base_url, examples=True)
        self._client = httpx.Client(transport=self.transport, trust_env=False, timeout=None)
        self._requests: dict[str, ConcreteRequest] = {}
        """By the names of their operations."""
        self._moved: list[Operation] = []
        """The operations that made the service what it is."""
        self.stories = {} if stories is None else stories
        """The stories that were played, by their names."""
        self._behind: Callable[[], Played] | None = None
        """Plays the story whose end is the state that the server should be in."""

    def story(self, name: str, play: Callable[[], PlayedT]) -> PlayedT:
        """
        A scenario or problem as it was played, once however many pages show it.

        The second time, the server gets into the state after it only when somebody asks.
        """
        if name not in self.stories:
            self.stories[name] = play()
        else:
            self.start_over()
            self._behind = play
        return cast(PlayedT, self.stories[name])

    def catch_up(self) -> None:
        """Bring the server into the state after the latest story."""
        play, self._behind = self._behind, None
        if play:
            play()

    def act(self, line: str) -> ActionResult:
        """Carry out an action of the org. Raises what the action raises."""
        if line == "begin":  # whatever was before, nothing is left of it
            self._behind = None
        self.catch_up()
        return super().act(line)

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains now, whatever its faults."""
        self.catch_up()
        return super().service_state(wanted)

    def play(self, operations: Iterable[Operation]) -> list[RecordedOperation]:
        """
        Carry out operations, one after the other, and return what was said.

        :raises KeyError: when an operation uses an id that none of them captured.
        """
        self.catch_up()
        return [self._play(operation) for operation in operations]

    def start_over(self) -> None:
        """An empty service without faults, a fresh org, no id captured, no operation played."""
        super().start_over()
        self._moved.clear()
        self._behind = None

    def alone(self, operation: Operation) -> RecordedOperation:
        """The response to an operation after those that it needs, and nothing else."""
        needed = self.spec.before(operation)
        if self._moved != needed:
            self.start_over()
            self.play(needed)
        return self.play([operation])[-1]

    def _play(self, operation: Operation) -> RecordedOperation:
        request = self._request(operation)
        sent = request.with_ids(self.variables)
        response = self._send(sent)
        recorded = RecordedOperation(request, sent, self.transcript.exchanges[-1])
        if not response.is_error and operation.method != "GET":
            self._moved.append(operation)
            self.variables |= recorded.captured
        return recorded

    def _request(self, operation: Operation) -> ConcreteRequest:
        if operation.name not in self._requests:
            self._requests[operation.name] = concrete_request(self.spec, operation)
        return self._requests[operation.name]

    def _send(self, request: ConcreteRequest) -> httpx.Response:
        service, operation = self.spec.service, request.operation
        headers = {"Authorization": f"Bearer {operation.token or self.token}"}
        if request.has_body:
            headers["Content-Type"] = MEDIA_TYPE
        return self._client.request(
            operation.method,
            (service.origin if request.at_origin else service.base_url) + request.path,
            params=request.query or None,
            headers=headers,
            content=request.content or None,
        )
