"""Reference servers on loopback, for a rehearsal."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.reference import ReferenceApp, reference_app


class PracticeService:
    """A reference server on loopback, for one person's rehearsal in the console."""

    def __init__(self, spec: Spec) -> None:
        self._app = reference_app(spec, token=secrets.token_urlsafe(16))
        self._stack = ExitStack()
        self._stack.callback(self._app.close)
        self.base_url = self._app.base_url_at(self._stack.enter_context(running(self._app)))

    def issue(self) -> str:
        """A new token, which replaces the one before."""
        token = secrets.token_urlsafe(24)
        self._app.accept(token)
        return token

    def revoke(self) -> None:
        """Refuse every token from now on."""
        self._app.accept(secrets.token_urlsafe(24))

    def clear(self) -> None:
        """Forget every resource."""
        self._app.clear()

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()


@contextmanager
def fresh(spec: Spec, faults: Iterable[str] = ()) -> Iterator[tuple[ReferenceApp, str, str]]:
    """A fresh reference server with its base URL and its token."""
    token = secrets.token_urlsafe(16)
    app = reference_app(spec, token=token, faults=faults)
    with running(app) as origin:
        try:
            yield app, app.base_url_at(origin), token
        finally:
            app.close()
