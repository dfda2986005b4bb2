"""The commands of bearer tokens: token add, list and revoke."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scimguide.cli.main import DATABASE, DATABASE_PASSWORD, main
from scimguide.cli.output import UsageError, say, say_json

if TYPE_CHECKING:
    from scimguide.reference.tokens import Tokens

_DAY = click.DateTime(["%Y-%m-%d"])


@main.group()
def token() -> None:
    """
    The bearer tokens of a server that keeps its data in a database.

    Several are valid at the same time: add one, let the client change to it, then revoke the other.
    """


@token.command()
@click.argument("label")
@DATABASE
@DATABASE_PASSWORD
@click.option("--expires", type=_DAY, metavar="YYYY-MM-DD", help="The day on which it ends.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days after which it ends.")
@click.pass_context
def add(
    context: click.Context,
    label: str,
    database: str | None,
    database_password_file: Path | None,
    expires: datetime | None,
    days: int | None,
) -> None:
    """Make a token with a LABEL, and print it: it is shown this once."""
    if expires and days:
        raise UsageError("--expires and --days, expected one of them")
    end = expires.replace(tzinfo=UTC) if expires else None
    if days:
        end = datetime.now(UTC) + timedelta(days=days)
    if end and end <= datetime.now(UTC):
        raise UsageError(f"--expires {end:%Y-%m-%d}, expected a day to come")
    if not (label.isprintable() and label.strip() == label and 0 < len(label) <= 60):
        raise UsageError(f"{label!r}, expected a label of 1 to 60 printable characters")
    say(_tokens(context, database, database_password_file).add(label, end))


@token.command("list")
@DATABASE
@DATABASE_PASSWORD
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.pass_context
def list_(
    context: click.Context,
    database: str | None,
    database_password_file: Path | None,
    as_json: bool,
) -> None:
    """Show labels, days and whether each token is valid; the tokens themselves are not kept."""
    found = _tokens(context, database, database_password_file).listed()
    now = datetime.now(UTC)
    if as_json:
        say_json(
            [
                {
                    "label": each.label,
                    "created": each.created.isoformat(timespec="seconds"),
                    "expires": each.expires.isoformat(timespec="seconds") if each.expires else None,
                    "valid": each.valid(now),
                }
                for each in found
            ]
        )
        return
    for each in found:
        end = f"until {each.expires:%Y-%m-%d}" if each.expires else "without an end"
        state = "valid" if each.valid(now) else "expired"
        say(f"{each.label}: {state}, {end}, added {each.created:%Y-%m-%d}")


@token.command()
@click.argument("label")
@DATABASE
@DATABASE_PASSWORD
@click.pass_context
def revoke(
    context: click.Context, label: str, database: str | None, database_password_file: Path | None
) -> None:
    """Refuse the token of a LABEL from now on; servers that run notice within a second."""
    _tokens(context, database, database_password_file).revoke(label)


def _tokens(context: click.Context, database: str | None, password_file: Path | None) -> "Tokens":
    from scimguide.cli.main import database_of
    from scimguide.reference.engine import engine_of
    from scimguide.reference.tokens import Tokens

    url = database_of(context, database, password_file)
    if url is None:
        raise UsageError("no database, expected --database URL or the variable SCIM_DATABASE")
    return Tokens(engine_of(url))
