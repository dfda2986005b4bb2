"""
An Okta org that provisions to a reference server in the same process, in virtual time.

The generator and ``scimguide rehearse`` both play stories here, so they cannot disagree. The
messages are those of HTTP; only sockets are missing, and a late response costs no time.
"""

import secrets
from collections.abc import Iterable
from typing import Self
from urllib.parse import unquote

import httpx

from scimguide.asgi import App, Message
from scimguide.mapping import Spec
from scimguide.okta.clock import Clock, VirtualClock
from scimguide.okta.service_state import ServiceState
from scimguide.reference import reference_app
from scimguide.reference.transcript import Transcript
from scimguide.rehearse.pair import OrgWithServer


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
    """
    Brings the requests of a synchronous client to an ASGI application, without a port.

    The application never waits for anything, so it needs no event loop.
    """

    def __init__(self, app: App, delays: Delays) -> None:
        self._app = app
        self._delays = delays

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Send one request, and receive the whole response.

        :raises httpx.TransportError: when the response is late, or ends before its end.
        """
        body = request.read()
        sent: list[Message] = []
        serving = _call(self._app, request, body, sent)
        try:
            serving.send(None)
        except StopIteration:
            pass
        else:
            serving.close()
            raise RuntimeError("the application waits, expected a response at once")
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


class LocalRehearsal(OrgWithServer):
    """
    A reference server in this process and the org that provisions to it, both as good as new.

    ``public_url`` is the base URL that requests and locations show; ``examples`` makes ids and
    times the same everywhere. A context manager.
    """

    def __init__(self, spec: Spec, public_url: str, *, examples: bool) -> None:
        token, clock = secrets.token_urlsafe(16), VirtualClock()
        app = reference_app(spec, token=token, public_url=public_url, examples=examples)
        delays = Delays(clock)
        app.sleep = delays.sleep
        self.transcript = Transcript(app)
        self.transport = InProcess(self.transcript, delays)
        """Brings requests to the server."""
        super().__init__(spec, app, public_url, token, clock=clock, transport=self.transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the service contains now, whatever its faults, without a request."""
        return ServiceState(self.spec, self.app.resources).read(wanted)
