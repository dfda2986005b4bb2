"""
An Okta org that provisions to a reference server in the same process, in virtual time.

The generator and ``scimguide rehearse`` both play stories here, so they cannot disagree. The
messages are those of HTTP; only sockets are missing, and a late response costs no time.
"""

import asyncio
import secrets
from collections.abc import Iterable
from typing import Self
from urllib.parse import unquote

import httpx

from scimguide.asgi import App, Message
from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta import Rehearsal
from scimguide.okta.clock import Clock, VirtualClock
from scimguide.okta.result import ActionResult
from scimguide.okta.service_state import ServiceState
from scimguide.reference import ReferenceApp, reference_app
from scimguide.reference.transcript import Transcript


class Delays:
    """Late responses: they let virtual time pass, and time out as real ones do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._late = 0.0

    async def sleep(self, seconds: float) -> None:
        """Note that the response comes later; the server calls this instead of waiting."""
        self._late += seconds

    def elapse(self, request: httpx.Request) -> None:
        """
        Let the delay of a response pass.

        :raises httpx.ReadTimeout: when the client does not wait that long.
        """
        late, self._late = self._late, 0.0
        limit = request.extensions.get("timeout", {}).get("read")
        timed_out = limit is not None and late > limit
        self._clock.wait(limit if timed_out else late)
        if timed_out:
            raise httpx.ReadTimeout("timed out", request=request)


class InProcess(httpx.BaseTransport):
    """Brings the requests of a synchronous client to an ASGI application, without a port."""

    def __init__(self, app: App, delays: Delays, runner: asyncio.Runner) -> None:
        self._app = app
        self._delays = delays
        self._runner = runner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Send one request, and receive the whole response.

        :raises httpx.TransportError: when the response is late, or ends before its end.
        """
        body = request.read()
        sent: list[Message] = []
        self._runner.run(_call(self._app, request, body, sent))
        self._delays.elapse(request)
        if not sent or sent[-1].get("more_body") or len(sent) == 1:
            message = "peer closed connection without sending complete message body"
            raise httpx.RemoteProtocolError(message, request=request)
        start, *parts = sent
        content = b"".join(part.get("body", b"") for part in parts)
        return httpx.Response(start["status"], headers=start["headers"], content=content)


async def _call(app: App, request: httpx.Request, body: bytes, sent: list[Message]) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(_scope(request), receive, send)


def _scope(request: httpx.Request) -> Message:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 123),
    }


class LocalRehearsal:
    """
    One reference server and the org that provisions to it, both as good as new.

    ``public_url`` is the base URL that requests and locations show; ``examples`` makes ids and
    times the same everywhere. A context manager.
    """

    def __init__(self, spec: Spec, public_url: str, *, examples: bool) -> None:
        self.spec = spec
        self.base_url = public_url
        self.token = secrets.token_urlsafe(16)
        self.clock = VirtualClock()
        self._delays = Delays(self.clock)
        self._runner = asyncio.Runner()
        self.app: ReferenceApp = reference_app(
            spec, token=self.token, public_url=public_url, examples=examples
        )
        self.app.sleep = self._delays.sleep
        self.transcript = Transcript(self.app)
        self.rehearsal = Rehearsal(
            spec, public_url, self.token, clock=self.clock, transport=self._transport()
        )
        """The Okta org."""
        self.rehearsal.break_service = self.app.set_faults
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
        report = self.rehearsal.run(action)
        self.variables |= self.rehearsal.captured(action)
        return report

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains now, whatever its faults."""
        reader = ServiceState(self.spec, self.base_url, self.token, self._transport())
        with self.app.without_faults(), reader as state:
            return state.read(wanted)

    def start_over(self) -> None:
        """An empty service without faults, a fresh org, and no id captured."""
        self.rehearsal.begin()
        self.app.set_faults([])
        self.app.clear()
        self.variables.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and of connections."""
        self.rehearsal.close()
        self.app.close()
        self._runner.close()

    def _transport(self) -> InProcess:
        return InProcess(self.transcript, self._delays, self._runner)
