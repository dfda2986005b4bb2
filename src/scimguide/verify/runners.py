"""
The two runners of a page: one types its curl snippets into bash, one runs its Python.

Each has a reference server of its own, fresh and empty, which only real HTTP
on loopback reaches.
"""

import os
import secrets
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import certifi

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta import Rehearsal
from scimguide.okta.result import ActionResult
from scimguide.preflight.bundle import bundle
from scimguide.reference import reference_app
from scimguide.reference.transcript import ServedExchange, Transcript
from scimguide.rehearse.pair import OrgWithServer
from scimguide.verify.sandbox import Sandbox
from scimguide.verify.script import Executed, run_script
from scimguide.verify.shell import Shell
from scimguide.verify.snippet import Origin, Ran

_COMMANDS = str(Path(sys.executable).parent)
"""Where ``scimguide`` itself is installed."""

CURL_FAILED = 22
"""curl's exit status for a response of 400 and above, with --fail or --fail-with-body."""


class Runner:
    """What snippets need at hand: a server, the two variables, and a folder."""

    name: ClassVar[str]
    """What it runs, as messages say it."""

    def __init__(self, spec: Spec, sandbox: Sandbox, stack: ExitStack) -> None:
        self.spec = spec
        self.sandbox = sandbox
        self.token = secrets.token_urlsafe(16)
        self.app = reference_app(
            spec, token=self.token, public_url=spec.service.base_url, examples=True
        )
        stack.callback(self.app.close)
        self.stack = stack
        self._transcript = Transcript(self.app)
        self.base_url = self.app.base_url_at(stack.enter_context(running(self._transcript)))
        self.folder = sandbox.new_folder()
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {
            "PATH": os.pathsep.join([_COMMANDS, os.environ.get("PATH", os.defpath)]),
            "HOME": str(self.folder),
            "CURL_HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "SCIM_BASE_URL": self.base_url,
            "SCIM_TOKEN": self.token,
        }
        self._seen = 0

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The contents of the folder, by the names of its files."""
        return {".curlrc": "fail-with-body\n"}

    def write_files(self) -> None:
        """Write the files that the folder lacks, at first or after a snippet has removed one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            file = self.folder / name
            if not file.exists():
                file.write_text(text, "utf-8")

    def new_exchanges(self) -> list[ServedExchange]:
        """The exchanges with the server since the last call."""
        new = self._transcript.exchanges[self._seen :]
        self._seen += len(new)
        return new

    @cached_property
    def _pair(self) -> OrgWithServer:
        pair = OrgWithServer(self.spec, self.app, self.base_url, self.token)
        self.stack.callback(pair.rehearsal.close)
        return pair

    @property
    def rehearsal(self) -> Rehearsal:
        """The Okta org that provisions to this runner's server."""
        return self._pair.rehearsal

    def act(self, line: str) -> ActionResult:
        """
        Carry out an action of the org, and keep the id that it captures.

        :raises ActionError: when the line is no action.
        """
        report = self._pair.act(line)
        self.set_variables(self.rehearsal.captured(parse(line)))
        return report

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set variables for the snippets that follow."""
        self.environment.update(variables)

    def service_state(self, wanted: Iterable[str] = ()) -> list[str]:
        """What the server contains now, whatever its faults, as ``user NAME active``."""
        return self._pair.service_state(wanted)


class BashRunner(Runner):
    """Types the curl snippets into one bash, with the guide's folder at hand."""

    name = "curl"

    def __init__(self, spec: Spec, sandbox: Sandbox, stack: ExitStack, root: Path) -> None:
        super().__init__(spec, sandbox, stack)
        self.environment["SCIMGUIDE"] = str(root)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Preflight too, as somebody has downloaded it."""
        return {**super().files, "preflight.py": bundle(self.spec)}

    @cached_property
    def shell(self) -> Shell:
        """The bash of the page."""
        shell = Shell(self.sandbox, self.environment, self.folder)
        self.stack.callback(shell.close)
        return shell

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set variables in the bash that is open, and in those that follow it."""
        super().set_variables(variables)
        self.shell.export(variables)

    def run(self, text: str, origin: Origin, seconds: float) -> Ran:
        """Carry out a snippet, for at most so many ``seconds``."""
        self.write_files()
        return self.shell.run(text, origin, seconds)


class PythonRunner(Runner):
    """Runs the Python snippets, each with the environment that the ones before left."""

    name = "Python"

    def __init__(self, spec: Spec, sandbox: Sandbox, stack: ExitStack) -> None:
        super().__init__(spec, sandbox, stack)
        self.environment["SSL_CERT_FILE"] = str(self.folder / "ca.pem")

    @cached_property
    def files(self) -> Mapping[str, str]:
        """
        One certificate to trust, instead of all.

        httpx loads its certificates for each client, nine tenths of a snippet's time; with
        this, the published text stays as it is.
        """
        one = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
        return {**super().files, "ca.pem": f"{one[0]}{one[1]}\n"}

    def run(self, text: str, origin: Origin, seconds: float) -> Executed:
        """Carry out a snippet, for at most so many ``seconds``."""
        self.write_files()
        done = run_script(self.sandbox, text, origin, self.environment, self.folder, seconds)
        self.environment = done.environment
        return done
