"""The console of one page: a browser, and the org and server of the page's first reader."""

import secrets
from functools import cached_property
from typing import Any

from playwright.sync_api import Browser

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.actions import Action
from scimguide.okta.console.app import console_of
from scimguide.okta.console.session import OneSession, Session
from scimguide.verify.readers import Reader
from scimguide.verify.steps.walk import Walk


class ReadersService:
    """A reader's own server, as the console sees it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.base_url = reader.base_url

    def issue(self) -> str:
        """The reader's token, accepted again: the snippets of the page use it, too."""
        token = self._reader.token
        self._reader.app.accept(token)
        return token

    def revoke(self) -> None:
        """Refuse every token from now on."""
        self._reader.app.accept(secrets.token_urlsafe(16))

    def clear(self) -> None:
        """Left to the page."""

    def close(self) -> None:
        """Left to the reader."""


class Stage:
    """Where the steps of one page are carried out."""

    def __init__(self, spec: Spec, reader: Reader, browser: Browser, *, prepared: bool) -> None:
        self.spec = spec
        self.session = Session(spec, ReadersService(reader), reader.rehearsal)
        if prepared:
            self.session.admin.scim_enabled = True
            self.session.admin.token = reader.token
        self._browser = browser
        self._reader = reader

    @cached_property
    def _app(self) -> Any:
        return console_of(OneSession(self.session))

    @cached_property
    def walk(self) -> Walk:
        """The browser at the console, opened with the first step."""
        stack = self._reader.stack
        origin = stack.enter_context(running(self._app))
        context = self._browser.new_context()
        stack.callback(context.close)
        self.catch_up()
        return Walk(self.spec, context.new_page(), origin, self._value)

    def catch_up(self) -> None:
        """After actions without steps: the app is there when it is connected."""
        admin = self.session.admin
        if self.session.org.settings.enabled:
            admin.created = True
            admin.username_format = self.spec.identity_provider.username_format

    def _value(self, words: str) -> str:
        credentials = self.spec.service.credentials
        if words == credentials.base_url_label:
            return self.session.service.base_url
        known = (credentials.token_label, "new token")
        return self._reader.token if words in known else ""

    def next(self) -> Action | None:
        """The first action of the steps that no mark has told yet."""
        return self.session.done.pop(0) if self.session.done else None

    def done(self) -> list[Action]:
        """The actions that came of the steps since this was asked last."""
        found, self.session.done = self.session.done, []
        return found
