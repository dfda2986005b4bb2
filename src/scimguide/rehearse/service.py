"""Reference servers on loopback, for a rehearsal."""

import secrets
from contextlib import ExitStack

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.reference import reference_app


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
