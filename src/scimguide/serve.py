"""
The writer's desk: the reference SCIM server and the live-reloading site, side by side.

Every change of the spec or of a page is generated at once, and the server
serves the new spec from then on.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from scimguide.generate import generate
from scimguide.generate.files import write
from scimguide.listen import running
from scimguide.mapping import SpecError, load
from scimguide.okta.console import console_app
from scimguide.playground.pack import prepare
from scimguide.project import Project
from scimguide.reference import ReferenceApp, reference_app
from scimguide.rehearse import PracticeService

Say = Callable[[str], None]

_HELLO = """
  the guide        {site}
  the SCIM server  {base_url}
  the rehearsal    {console}

The rehearsal is a practice Admin Console: walk the guide in it before you touch production.

Try it:

  export SCIM_BASE_URL={base_url}
  export SCIM_TOKEN={token}
  curl --header "Authorization: Bearer $SCIM_TOKEN" "$SCIM_BASE_URL/Users?startIndex=1&count=2"

Changes of docs/ show at once. Ctrl-C ends both.
"""


def serve(project: Project, site_port: int, scim_port: int, console_port: int, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM.

    :raises SpecError: when the spec or a page cannot be used at the start.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the site's process must end too
    write(generate(project))
    prepare(project, load(project.spec_file))
    token = os.environ.get("SCIM_TOKEN") or secrets.token_urlsafe(12)
    current = _Current(_app(project, token))
    console = _Current(_console(project))
    site = f"http://127.0.0.1:{_free(site_port)}/"
    with (
        suppress(KeyboardInterrupt),
        running(current, port=_free(scim_port)) as origin,
        running(console, port=_free(console_port)) as rehearsal,
        _mkdocs(project, site),
    ):
        base_url = current.app.base_url_at(origin)
        say(_HELLO.format(site=site, base_url=base_url, console=f"{rehearsal}/", token=token))
        _follow(project, current, console, token, say)


class _Current:
    """Whatever application is the current one."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def _app(project: Project, token: str) -> ReferenceApp:
    return reference_app(load(project.spec_file, project.shown(project.spec_file)), token=token)


def _console(project: Project) -> Any:
    spec = load(project.spec_file, project.shown(project.spec_file))
    return console_app(spec, lambda: PracticeService(spec))


@contextmanager
def _mkdocs(project: Project, site: str) -> Iterator[None]:
    address = site.removeprefix("http://").rstrip("/")
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", address],
        cwd=project.root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SITE_URL": site},
    )
    try:
        _wait(site, process)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(site: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urlopen(site, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit(process.returncode)


def _follow(project: Project, current: _Current, console: _Current, token: str, say: Say) -> None:
    """Generate after every change, and say what is wrong when it cannot be done."""
    before = _times(project)
    while True:
        time.sleep(0.3)
        now = _times(project)
        if now == before:
            continue
        spec_changed = now.get(project.spec_file) != before.get(project.spec_file)
        before = now
        try:
            written = write(generate(project))
            if spec_changed:
                prepare(project, load(project.spec_file))
                old, current.app = current.app, _app(project, token)
                old.close()
                past, console.app = console.app, _console(project)
                past.state.sessions.close()
        except SpecError as error:
            say(str(error))
            continue
        before = _times(project)
        restarted = ", the server starts over with the new spec" if spec_changed else ""
        say(f"{len(written)} files generated{restarted}")


def _times(project: Project) -> dict[Path, int]:
    return {
        path: path.stat().st_mtime_ns
        for path in [project.spec_file, *project.pages]
        if path.exists()
    }


def _free(port: int) -> int:
    """The port, or any free one when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
