"""The command line of the file that readers download."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scimguide.errors import UserError
from scimguide.preflight.check import CannotRun
from scimguide.preflight.command import STATUSES, Options, question, run_checks
from scimguide.preflight.facts import Facts
from scimguide.secret import TOKEN_VARIABLE, token_from


def main(facts: Facts) -> int:
    """Read the command line, check, and give the exit status."""
    given = _parser(facts).parse_args()
    try:
        token = token_from(given.token_file, with_scheme=True)
        if given.write and not given.yes:
            _confirm(question(facts, given.base_url))
        options = Options(
            given.base_url,
            given.write,
            given.json,
            given.junit,
            given.quiet,
            given.ca_file,
        )
        return run_checks(facts, options, token)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.status


def _parser(facts: Facts) -> argparse.ArgumentParser:
    about = f"Check the SCIM service of {facts.service} before Okta meets it."
    parser = argparse.ArgumentParser(description=about, epilog=STATUSES)
    add = parser.add_argument
    add("--base-url", metavar="URL", required=True, help="the SCIM service")
    add("--token-file", type=Path, help=f"file with its token (otherwise {TOKEN_VARIABLE})")
    add("--write", action="store_true", help="also create, change and remove throw-away resources")
    add("--yes", action="store_true", help="write without confirmation")
    add("--json", action="store_true", help="one JSON document instead of lines")
    add("--junit", type=Path, metavar="FILE", help="also write the results as JUnit XML")
    add("--quiet", action="store_true", help="only problems")
    add("--ca-file", metavar="FILE", help="certificates to trust besides the system's")
    return parser


def _confirm(what: str) -> None:
    """
    Ask for confirmation before writing.

    :raises CannotRun: without a terminal, or when the user declines.
    """
    if not sys.stdin.isatty():
        raise CannotRun(f"{what} Expected --yes, because there is no terminal for the question.")
    sys.stderr.write(f"{what} Go on? [y/N]: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise CannotRun("nothing was done")
