"""
The two readers of a page: one follows it with curl, one with Python.

Each has a reference server of its own, fresh and empty, which only real HTTP
on loopback reaches.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

import certifi

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.okta import Rehearsal
from scimguide.okta.holdings import Holdings
from scimguide.okta.report import Report
from scimguide.preflight.bundle import bundle
from scimguide.reference import reference_app
from scimguide.reference.transcript import Exchange, Transcript
from scimguide.verify.shell import Ran, Shell

_COMMANDS = str(Path(sys.executable).parent)
"""Where ``scimguide`` itself is installed."""

CURL_FAILED = 22
"""curl's exit status for an answer of 400 and above, with --fail or --fail-with-body."""


class Reader:
    """What a reader needs at hand: a server, the two variables, and a folder."""

    def __init__(self, spec: Spec, stack: ExitStack) -> None:
        self.spec = spec
        token = secrets.token_urlsafe(16)
        self.app = app = reference_app(
            spec, token=token, public_url=spec.service.base_url, examples=True
        )
        stack.callback(app.close)
        self.stack = stack
        self._transcript = Transcript(app)
        origin = stack.enter_context(running(self._transcript))
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scimguide-")))
        (self.folder / ".curlrc").write_text("fail-with-body\n")
        self.environment = {
            "PATH": os.pathsep.join([_COMMANDS, os.environ.get("PATH", os.defpath)]),
            "HOME": str(self.folder),
            "CURL_HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "SCIM_BASE_URL": app.base_url_at(origin),
            "SCIM_TOKEN": token,
        }
        self._seen = 0

    def news(self) -> list[Exchange]:
        """What was said to the server since this was asked last."""
        said = self._transcript.exchanges[self._seen :]
        self._seen += len(said)
        return said

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """The Okta org that provisions to this reader's server."""
        url, token = self.environment["SCIM_BASE_URL"], self.environment["SCIM_TOKEN"]
        rehearsal = Rehearsal(self.spec, url, token)
        rehearsal.break_service = self.app.break_with
        self.stack.callback(rehearsal.close)
        return rehearsal

    def act(self, line: str) -> Report:
        """
        Carry out an action of the org, and keep the id that it captures.

        :raises ActionError: when the line is no action.
        """
        if line.split() == ["begin"]:
            self.app.break_with([])
            self.app.clear()
        report = self.rehearsal.carry_out(line)
        self.keep(self.rehearsal.captured(line))
        return report

    def keep(self, variables: dict[str, str]) -> None:
        """Set variables for the snippets that follow."""
        self.environment |= variables

    def left(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the server holds now, whatever its faults: ``user NAME active``, ``group NAME``."""
        url, token = self.environment["SCIM_BASE_URL"], self.environment["SCIM_TOKEN"]
        with self.app.mended(), Holdings(self.spec, url, token) as holdings:
            return holdings.everything(wanted)


class CurlReader(Reader):
    """Types the curl snippets into one bash, with the guide's folder at hand."""

    def __init__(self, spec: Spec, stack: ExitStack, root: Path) -> None:
        super().__init__(spec, stack)
        self.environment["SCIMGUIDE"] = str(root)

    @cached_property
    def shell(self) -> Shell:
        """The open bash, started with the first snippet."""
        (self.folder / "preflight.py").write_text(bundle(self.spec), "utf-8")  # as downloaded
        shell = Shell(self.environment, self.folder)
        self.stack.callback(shell.close)
        return shell

    def keep(self, variables: dict[str, str]) -> None:
        """Set variables in the bash that is open."""
        super().keep(variables)
        if "shell" in self.__dict__ and variables:
            self.shell.run("".join(f"export {name}={value}\n" for name, value in variables.items()))

    def run(self, text: str) -> Ran:
        """Carry out a snippet."""
        return self.shell.run(text)


class PythonReader(Reader):
    """Runs the Python snippets, each with the environment that the ones before left."""

    def __init__(self, spec: Spec, stack: ExitStack) -> None:
        super().__init__(spec, stack)
        # httpx loads its certificates for each client; nine tenths of a snippet's time.
        # One certificate instead of all leaves the published text as it is.
        one = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
        (self.folder / "ca.pem").write_text(one[0] + one[1] + "\n")
        self.environment["SSL_CERT_FILE"] = str(self.folder / "ca.pem")

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Makes the reader's environment the one of this process."""
        with patch.dict(os.environ, self.environment):
            yield
            kept = {
                variable for operation in self.spec.operations for variable in operation.captures
            }
            self.environment |= {name: os.environ[name] for name in kept if name in os.environ}
