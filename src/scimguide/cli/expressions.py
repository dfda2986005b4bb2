"""The commands about mappings: eval and map."""

import re
import sys
from pathlib import Path

import click

from scimguide.cli.main import INPUT, guide_of, main
from scimguide.cli.output import UsageError, json_line, say, say_json
from scimguide.errors import UserError
from scimguide.project import Project

USES = ("mapping", "group-rule", "claim", "username")
"""Where an expression can run; a test holds it to the engine's list, which takes longer to load."""


class _Expression(click.Command):
    """A command whose argument may begin with a minus sign: ``-user.age``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put such an argument behind ``--``."""
        options = {name: each for each in self.params for name in each.opts}
        known, value = {*options, *ctx.help_option_names}, False
        rest: list[str] = []
        expressions: list[str] = []
        for place, arg in enumerate(args):
            if arg == "--":
                rest += args[place:]
                break
            minus = arg.startswith("-") and arg != "-" and not re.match("--[a-z]", arg)
            (expressions if minus and not value and arg not in known else rest).append(arg)
            value = arg in options
        return super().parse_args(ctx, [*rest, "--", *expressions] if expressions else rest)


@main.command("eval", cls=_Expression)
@click.argument("expression", required=False)
@click.option("--context", type=INPUT, help="JSON object of what the expression can refer to.")
@click.option("--batch", type=INPUT, help='Lines of {"expression": …, "context": …}.')
@click.option(
    "--as", "as_", type=click.Choice(USES), help="Where it is to run in Okta, which is checked."
)
def evaluate(
    expression: str | None, context: Path | None, batch: Path | None, as_: str | None
) -> None:
    """
    Evaluate an EXPRESSION of Okta's language, before you paste it.

    Prints the value as JSON, and on stderr what Okta does not document of the way to it. The
    context is a JSON object: user (profile), internal (id, status), groups (id, name, type,
    source), app, apps (by name), appuser, idpuser, source, org, session, access, now (ISO time),
    linked, managers, assistants, directory_users, workday_users. Users and groups can also have the
    form of Okta's API. A file - is the standard input.

    --batch prints a line {"value": …} or {"error": …} for each line, with "assumed" where something
    is; --context is then the default for all lines. Exit status 1 on an error.
    """
    from scimguide.expression import ExpressionError, assess, check
    from scimguide.expression.batch import read_context

    if (expression is None) == (batch is None):
        raise UsageError(
            "an expression and a batch, or neither, expected EXPRESSION or --batch FILE"
        )
    if batch is not None:
        sys.exit(_evaluate_lines(batch, context, as_))
    try:
        found = read_context(context)
        if as_:
            check(str(expression), found.get("user", ()), as_=as_)
        assessed = assess(str(expression), found)
    except ExpressionError as error:
        raise UserError(str(error)) from None
    say_json(assessed.value)
    for text in assessed.assumptions:
        click.echo(f"assumed: {text}", err=True)


def _evaluate_lines(batch: Path, context: Path | None, as_: str | None) -> int:
    """Print the outcome of each line of a batch, and return the exit status."""
    from scimguide.expression.batch import evaluate_lines, read_context, read_lines

    if str(batch) == str(context) == "-":
        raise UsageError("--context and --batch from the standard input, expected one of them")
    failed, made = False, list[str]()
    for outcome in evaluate_lines(read_lines(batch), str(batch), read_context(context), as_):
        failed = failed or "error" in outcome
        made.append(json_line(outcome))
        if len(made) == 1000:
            click.echo("\n".join(made))
            made.clear()
    if made:
        click.echo("\n".join(made))
    return int(failed)


@main.command("map")
@click.option("--user", type=INPUT, required=True, help="Okta profile, or Okta user, as JSON.")
@click.option("--group", "groups", multiple=True, metavar="NAME", help="Okta group of the person.")
@click.option(
    "--mapping", "mappings", multiple=True, metavar="PATH=EXPRESSION", help="Instead of the spec's."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def map_(
    project: Project, user: Path, groups: tuple[str, ...], mappings: tuple[str, ...], as_json: bool
) -> None:
    """
    Show the SCIM user that Okta would send for a person, with the source of each value.

    --group may be repeated; a group whose assignment carries a role gives it. --mapping tries
    another expression for an attribute, and may be repeated.
    """
    from scimguide.expression import ExpressionError
    from scimguide.expression.batch import read_json
    from scimguide.layout import json_text
    from scimguide.mapping import load
    from scimguide.okta.mapper import Mapper, MappingRules
    from scimguide.okta.preview import choose, person_from, preview

    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    person = person_from(read_json(user), str(user))
    mapper = Mapper(MappingRules.of(spec))
    for path, expression in map(_mapping, mappings):
        try:
            choose(mapper, path, expression, person)
        except ExpressionError as error:
            raise UserError(f"--mapping {path}: {error}") from None
    try:
        found = preview(mapper, person, groups)
    except ExpressionError as error:
        raise UserError(str(error)) from None
    if as_json:
        say_json(found.document())
        return
    click.echo(json_text(found.body))
    width = max((len(each.path) for each in found.values), default=0)
    for each in found.values:
        say(f"{each.path:<{width}}  {each.source}", "bright_black", err=True)
    for text in found.assumptions:
        say(f"assumed: {text}", "bright_black", err=True)


def _mapping(text: str) -> tuple[str, str]:
    path, equals, expression = text.partition("=")
    if not equals:
        raise UsageError(f"--mapping {text!r}: no mapping, expected PATH=EXPRESSION")
    return path.strip(), expression.strip()
