"""The server as a worker process begins it: from options alone, which it is sent."""

import gc
import sys
from dataclasses import dataclass
from pathlib import Path

from scimguide.mapping import load
from scimguide.reference import reference_app
from scimguide.reference.operations import OperatedApp, log_to


@dataclass(frozen=True)
class ServerOptions:
    """What a server is; called, it begins."""

    spec_file: Path
    shown: str
    """The file as messages name it."""
    token: str | None
    database: str | None
    hosts: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    log_requests: bool = False

    def __call__(self) -> OperatedApp:
        """
        The application, whose log goes to the standard error.

        :raises DatabaseError: when the database cannot be used.
        """
        log_to(sys.stderr)
        app = reference_app(
            load(self.spec_file, self.shown),
            token=self.token,
            database=self.database,
            hosts=self.hosts,
            faults=self.faults,
        )
        gc.collect()
        gc.freeze()  # what stays is not looked through again, which would delay every request
        return OperatedApp(app, log_requests=self.log_requests)
