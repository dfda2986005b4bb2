"""The console of one page: a browser, and the org and server of the page's first runner."""

import secrets
from collections.abc import Iterable
from functools import cached_property

from playwright.sync_api import Browser

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.actions import Action
from scimguide.okta.console.app import console_of
from scimguide.okta.console.session import OneSession, Session
from scimguide.verify.runners import Runner
from scimguide.verify.steps.console_driver import NEW_TOKEN, ConsoleDriver


class RunnerService:
    """A runner's own server, as the console sees it."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.base_url = runner.base_url

    def issue(self) -> str:
        """The runner's token, accepted again: the snippets of the page use it, too."""
        token = self._runner.token
        self._runner.app.accept(token)
        return token

    def revoke(self) -> None:
        """Refuse every token from now on."""
        self._runner.app.accept(secrets.token_urlsafe(16))

    def clear(self) -> None:
        """Left to the page."""

    def close(self) -> None:
        """Left to the runner."""


class ConsoleFixture:
    """The console in which the steps of one page are carried out."""

    def __init__(
        self,
        spec: Spec,
        runner: Runner,
        browser: Browser,
        text: str,
        *,
        prepared: bool,
        copied: Iterable[str],
    ) -> None:
        """``text`` is the page; ``copied`` and ``prepared``: what the page before it has done."""
        self.spec = spec
        self.session = Session(spec, RunnerService(runner), runner.rehearsal)
        if prepared:
            self.session.admin.scim_enabled = True
            self.session.admin.token = runner.token
        self._browser = browser
        self._runner = runner
        self._text = text
        self._copied = copied

    @cached_property
    def driver(self) -> ConsoleDriver:
        """The browser at the console, opened with the first step."""
        stack = self._runner.stack
        origin = stack.enter_context(running(console_of(OneSession(self.session))))
        context = self._browser.new_context()
        stack.callback(context.close)
        self.catch_up()
        page = context.new_page()
        return ConsoleDriver(self.spec, page, origin, self._value, self._text, self._copied)

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
        known = (credentials.token_label, NEW_TOKEN)
        return self._runner.token if words in known else ""

    def next(self) -> Action | None:
        """The first action of the steps that no mark has named yet."""
        return self.session.done.pop(0) if self.session.done else None

    def done(self) -> list[Action]:
        """The actions that the steps did since the last call."""
        found, self.session.done = self.session.done, []
        return found
