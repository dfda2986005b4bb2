"""The command itself, and what all subcommands need."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import click

from scimguide import __version__
from scimguide.errors import UserError
from scimguide.project import Project

PORT = click.IntRange(0, 65535)
FILE = click.Path(dir_okay=False, path_type=Path)
INPUT = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
"""A file to read, where ``-`` is the standard input."""
FOLDER = click.Path(file_okay=False, path_type=Path)


def _faults() -> dict[str, str]:
    from scimguide.mapping.faults import FAULTS

    return FAULTS


def _variants() -> dict[str, str]:
    from scimguide.mapping.variants import VARIANTS

    return VARIANTS


class _Name(click.ParamType):  # type: ignore[type-arg]
    """A name of a vocabulary, which is loaded only when one is given."""

    name = "name"

    def __init__(self, names: Callable[[], dict[str, str]]) -> None:
        self.names = names

    def convert(self, value: Any, param: Any, context: Any) -> str:
        from scimguide.problem import expected

        if value not in self.names():
            self.fail(f"{value!r}, {expected(self.names(), value)}", param, context)
        return str(value)

    def shell_complete(self, context: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(each) for each in self.names() if each.startswith(incomplete)]


FAULT = _Name(_faults)
VARIANT = _Name(_variants)
DATABASE = click.option(
    "--database",
    metavar="URL",
    envvar="SCIM_DATABASE",
    help="sqlite:///FILE or postgresql://…, or the variable SCIM_DATABASE.",
)
DATABASE_PASSWORD = click.option(
    "--database-password-file", type=FILE, help="File with the password of the database."
)
HOST_NAMES = click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="A name by which clients may call it, beside loopback names. May be repeated.",
)
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Words(click.Group):
    """Prints an error of the user as its message, and exits with its status."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except UserError as error:
            click.echo(error, err=True)
            sys.exit(error.status)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EPIPE, errno.EIO):
                raise
            # What is still in the buffer would fail again when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            click.echo(f"the output: {error.strerror}, expected room for it", err=True)
            sys.exit(1)


class Renamed(click.Command):
    """A command with options that had other names: those keep working, and say the new one."""

    def __init__(self, *args: Any, renamed: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._renamed = renamed

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, the old names as the new ones."""
        for old in filter(self._renamed.__contains__, args):
            click.echo(f"{old}: an old name, expected {self._renamed[old]}", err=True)
        return super().parse_args(ctx, [self._renamed.get(each, each) for each in args])


class _NoGuide(UserError):
    status = 2


@click.group(cls=_Words, context_settings=HELP, no_args_is_help=True)
@click.version_option(__version__, "-V", "--version", prog_name="scimguide")
@click.option(
    "--guide",
    type=FOLDER,
    default=Path(),
    envvar="SCIMGUIDE",
    help="Folder of the guide, or the variable SCIMGUIDE. [this folder]",
)
@click.pass_context
def main(context: click.Context, guide: Path) -> None:
    """
    An executable guide: one mapping spec, the pages made from it, and their proof.

    \b
    A writer's loop:
      change docs/mapping.yaml or a page in docs/
      scimguide generate      tables, snippets and responses follow
      scimguide verify        every snippet of every page is executed
      scimguide build         the site, published only when all of it ran

    \b
    A SCIM server to try things on:
      SCIM_TOKEN=secret scimguide server --port 8000

    \b
    What Okta does, before you touch production:
      scimguide eval 'user.firstName + " " + user.lastName' --context FILE.json
      scimguide map --user FILE.json --group NAME
      scimguide rehearse

    \b
    What Okta will meet at the service, before provisioning is turned on:
      SCIM_TOKEN=secret scimguide preflight --base-url URL
    """
    context.obj = Project(guide.resolve())
    if os.environ.get("NO_COLOR"):
        context.color = False


def guide_of(project: Project) -> Project:
    """
    The guide, when there is one.

    :raises UserError: when there is none in the folder.
    """
    if not project.spec_file.is_file():
        accepted = "the folder of a guide (--guide DIR)"
        raise _NoGuide(f"{project.root}: no docs/mapping.yaml, expected {accepted}")
    return project


def database_of(
    context: click.Context,
    database: str | None,
    password_file: Path | None = None,
    variable: str = "SCIM_DATABASE",
) -> str | None:
    """
    The URL of the database of a command, None without one; ``variable`` may have it, too.

    :raises UserError: when its password is on the command line, or cannot be read.
    """
    from click.core import ParameterSource

    from scimguide.reference.database_url import database_url

    if database is None:
        return None
    typed = context.get_parameter_source("database") is ParameterSource.COMMANDLINE
    return database_url(database, password_file, variable if typed else None)


def end_on_signals() -> None:
    """Let SIGTERM and a closed terminal end the command as Ctrl-C does, cleaning up."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup sets it
            signal.signal(each, _end)


def _end(number: int, _: FrameType | None) -> None:
    if number == signal.SIGHUP:  # nobody reads what is printed from now on
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
            os.dup2(nowhere, stream.fileno())
    raise KeyboardInterrupt


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """
    Print the completion script of a SHELL.

    \b
    bash:  eval "$(scimguide completion bash)"
    zsh:   eval "$(scimguide completion zsh)"
    fish:  scimguide completion fish | source
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None
    click.echo(script(main, {}, "scimguide", "_SCIMGUIDE_COMPLETE").source())
