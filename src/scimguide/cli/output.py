"""How the command speaks: colour where there is a terminal, files written whole."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from scimguide.errors import UserError
from scimguide.pages import replace


class UsageError(UserError):
    """The command was used wrongly."""

    status = 2


def say(text: str, colour: str = "", *, err: bool = False) -> None:
    """Print a line; ``colour`` is one of click's, or ``bold``."""
    if colour == "bold":
        text = click.style(text, bold=True)
    elif colour:
        text = click.style(text, fg=colour)
    click.echo(text, err=err)


def say_json(value: Any) -> None:
    """Print one line of JSON."""
    click.echo(json_line(value))


def json_line(value: Any) -> str:
    """One line of JSON (RFC 8259)."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def confirm(what: str, yes: bool) -> None:
    """
    Ask for confirmation before something that cannot be undone.

    :raises UserError: without a terminal, or when the user declines.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{what} Expected --yes, because there is no terminal for the question.")
    if not click.confirm(f"{what} Go on?", err=True):
        raise UserError("nothing was done")


def write_file(path: Path, text: str) -> None:
    """
    Write a file as a whole, or leave what stands there.

    :raises UserError: when it cannot be written.
    """
    try:
        replace.write(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}, expected a file that can be written") from None
