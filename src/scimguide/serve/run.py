"""
The loop of the desk: after each change, generate, build, and show what is wrong.

A saved page is built at once and alone, so that its writer sees it within two
seconds; text is generated and the whole site is built after that.
"""

import _thread
import os
import queue
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from scimguide.errors import UserError
from scimguide.generate import update
from scimguide.generate.files import ChangedMeanwhile
from scimguide.generate.kept import Kept
from scimguide.listen import running
from scimguide.mapping import Spec, load
from scimguide.okta.console.app import console_app
from scimguide.playground.pack import prepare
from scimguide.project import Project
from scimguide.reference import reference_app
from scimguide.rehearse.service import PracticeService
from scimguide.serve.builder import Builder, BuildResult
from scimguide.serve.preview import SitePreview
from scimguide.serve.watch import Watch

Say = Callable[[str], None]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

PAUSE = 0.1
"""Seconds between two looks at the files."""

_SITE = "  the guide        {site}"
_SERVERS = """\
  the SCIM server  {base_url}
  the rehearsal    {console}

The rehearsal is a practice Admin Console: walk the guide in it before you touch production.

Try it:

  export SCIM_BASE_URL={base_url}
  export SCIM_TOKEN={token}
  curl --header "Authorization: Bearer $SCIM_TOKEN" "$SCIM_BASE_URL/Users?startIndex=1&count=2"
"""
_LOOP = "Changes of the guide show at once. Ctrl-C ends all."


def serve(project: Project, site_port: int, scim_port: int, console_port: int, say: Say) -> None:
    """Serve until Ctrl-C, SIGTERM or the end of the terminal, whatever mistakes the guide has."""

    def say_if_possible(text: str) -> None:
        with suppress(OSError):  # a terminal that was closed
            say(text)

    with ExitStack() as stack:
        closing = threading.Event()
        try:
            _end_on_signals(closing)
            desk = Desk(project, stack, (site_port, scim_port, console_port), say_if_possible)
            desk.start()
            desk.run()
        except KeyboardInterrupt:
            closing.set()
            for each in _SIGNALS:
                signal.signal(each, signal.SIG_IGN)  # once is enough: it ends now


def _end_on_signals(closing: threading.Event) -> None:
    """
    Raise KeyboardInterrupt for each signal that ends the desk, until ``closing`` is set.

    Python drops an exception that a signal raises in a finalizer, hence more than once.
    """
    signalled = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        signalled.set()
        raise KeyboardInterrupt

    def insist() -> None:
        signalled.wait()
        while not closing.wait(0.2):
            _thread.interrupt_main()

    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup sets it
            signal.signal(each, end)
    threading.Thread(target=insist, daemon=True).start()


class Desk:
    """Everything that runs for a writer, and what is wrong with the guide at the moment."""

    def __init__(
        self, project: Project, stack: ExitStack, ports: tuple[int, int, int], say: Say
    ) -> None:
        self.project, self.stack, self.ports, self.say = project, stack, ports, say
        self.watch = Watch(project)
        self.changes: queue.SimpleQueue[set[Path]] = queue.SimpleQueue()
        """What was saved and is not generated from yet."""
        self.preview = SitePreview()
        self.servers: _Servers | None = None
        self.behind = False
        """Whether the spec has changed since the servers began with it."""
        self.kept = Kept()
        self.lock = threading.Lock()
        self.generating: list[str] = []
        self.building: list[str] = []
        """Messages of the last build of the whole site, and of single pages since."""
        self.said: list[str] = []
        self.first = threading.Event()
        self.origin = stack.enter_context(running(self.preview, port=_free(ports[0])))
        self.builder = Builder(project, f"{self.origin}/", self.finished)
        stack.callback(self.builder.close)

    def start(self) -> None:
        """Generate and build for the first time, and say where everything is."""
        if self.builder.last:
            self.preview.show(self.builder.last)
        self.say("\n" + _SITE.format(site=f"{self.origin}/"))
        self.builder.build()  # on a second core, in case that the text is up to date
        if self.generate(spec=True):
            self.builder.build()
        self.first.wait()
        self.say(_LOOP)
        ended = threading.Event()
        watcher = threading.Thread(target=self._look, args=[ended], daemon=True)
        watcher.start()
        self.stack.callback(watcher.join)
        self.stack.callback(ended.set)

    def run(self) -> None:
        """Follow changes, until an exception."""
        while True:
            self.follow()

    def follow(self) -> None:
        """Wait for changes; generate and build the whole site from them."""
        changes = self.changes.get()
        while not self.changes.empty():
            changes |= self.changes.get()
        if any(path.is_relative_to(self.project.docs) for path in changes):
            self.generate(spec=self.project.spec_file in changes)
        if self.changes.empty():
            self.builder.build()

    def _look(self, ended: threading.Event) -> None:
        """Look for changes again and again, and build pages that were saved at once."""
        while not ended.wait(PAUSE):
            changes = self.watch.changes()
            if not changes:
                continue
            self.builder.cancel()
            pages = {path for path in changes if path.suffix == ".md" and path.exists()}
            if pages == changes and (names := self._names(pages)):
                self.builder.build(names)
            self.changes.put(changes)

    def _names(self, pages: set[Path]) -> list[str]:
        """Pages by their paths below ``docs/``; none when the change log is among them."""
        docs = self.project.docs
        if not all(page.is_relative_to(docs) for page in pages):
            return []
        return [page.relative_to(docs).as_posix() for page in pages]

    def generate(self, spec: bool) -> bool:
        """
        Bring the generated text up to date, and after a change of the ``spec`` the servers.

        Returns whether the site is another one now.
        """
        self.behind |= spec
        try:
            written, plan = update(self.project, kept=self.kept)
            self.watch.expect({path: plan.files[path] for path in written})
            packed = self.behind and self._follow_spec()
            self.behind = False
            self._now(generating=[])
        except ChangedMeanwhile:
            return False  # what was saved is among the changes to come
        except UserError as error:
            self._now(generating=str(error).splitlines())
            return False
        if written:
            self.say(f"{len(written)} {'file' if len(written) == 1 else 'files'} generated")
        return packed or bool(written)

    def _follow_spec(self) -> bool:
        """Start the servers, or start them over; return whether the playground is new."""
        before = self.project.playground.exists()
        loaded = load(self.project.spec_file, self.project.shown(self.project.spec_file))
        packed = prepare(self.project, loaded) and not before
        if self.servers:
            self.servers.follow(loaded)
            self.say("the SCIM server and the rehearsal start over with the new spec")
            return packed
        self.servers = _Servers(self.stack, loaded, self.ports[1:])
        self.say(_SERVERS.format(**self.servers.addresses()))
        return packed

    def finished(self, result: BuildResult) -> None:
        """Show what was built; called in the builder's thread."""
        if result.only is None and result.built:
            self.preview.show(self.builder.keep(result))
        elif result.built and self.preview.site:
            for page in result.files:
                target = self.preview.site / page
                target.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    (result.site / page).replace(target)
        if result.only is None:
            self._now(building=result.messages)
            self.first.set()
            return
        own = tuple(f"docs/{page}:" for page in result.only)
        others = [line for line in self.building if not line.startswith(own)]
        self._now(building=[*others, *result.messages])

    def _now(
        self,
        generating: list[str] | None = None,
        building: list[str] | None = None,
    ) -> None:
        """Say what is wrong now, once, and when nothing is any more."""
        with self.lock:
            if generating is not None:
                self.generating = generating
            if building is not None:
                self.building = building
            messages = list(self.generating)
            places = {_place(line) for line in messages}
            for line in self.building:
                if _place(line) not in places and line not in messages:
                    messages.append(line)
            self.preview.messages = messages
            if new := [line for line in messages if line not in self.said]:
                self.say("\n".join(new))
            elif self.said and not messages:
                self.say("all is well again")
            self.said = messages


def _place(message: str) -> str:
    """``FILE:LINE`` at the beginning of a message."""
    return ":".join(message.split(":", 2)[:2])


class _Servers:
    """The SCIM server and the rehearsal console, which start over with each new spec."""

    def __init__(self, stack: ExitStack, spec: Spec, ports: tuple[int, ...]) -> None:
        self.token = os.environ.get("SCIM_TOKEN") or secrets.token_urlsafe(12)
        self.scim = _Current(reference_app(spec, token=self.token))
        self.console = _Current(console_app(spec, lambda: PracticeService(spec)))
        self.scim_origin = stack.enter_context(running(self.scim, port=_free(ports[0])))
        self.console_origin = stack.enter_context(running(self.console, port=_free(ports[1])))

    def addresses(self) -> dict[str, str]:
        """What a writer must know to use them."""
        return {
            "base_url": self.scim.app.base_url_at(self.scim_origin),
            "console": f"{self.console_origin}/",
            "token": self.token,
        }

    def follow(self, spec: Spec) -> None:
        """Start over with another spec."""
        old, self.scim.app = self.scim.app, reference_app(spec, token=self.token)
        old.close()
        past = self.console.app
        self.console.app = console_app(spec, lambda: PracticeService(spec))
        past.state.sessions.close()


class _Current:
    """Whatever application is the current one."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def _free(port: int) -> int:
    """The port, or any free one when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
