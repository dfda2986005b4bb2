"""The commands about mappings: eval and map."""

import sys
from pathlib import Path

import click

from scimguide.cli.main import FILE, guide_of, main
from scimguide.cli.output import UsageError, say, say_json
from scimguide.errors import UserError
from scimguide.project import Project


@main.command("eval")
@click.argument("expression", required=False)
@click.option("--context", type=FILE, help="JSON object of what the expression can refer to.")
@click.option("--batch", type=FILE, help='Lines of {"expression": …, "context": …}.')
def evaluate(expression: str | None, context: Path | None, batch: Path | None) -> None:
    """
    Evaluate an EXPRESSION of Okta's language, before you paste it.

    Prints the value as JSON, and on stderr what Okta does not document of the way to it. The
    context is a JSON object: user (profile), internal (id, status), groups (id, name, type),
    app, apps (by name), appuser, idpuser, source, org, session, access, now (ISO time), linked,
    managers, assistants, directory_users, workday_users.

    --batch prints a line {"value": …} or {"error": …} for each line. Exit status 1 on an error.
    """
    from scimguide.expression import ExpressionError, assess
    from scimguide.expression.batch import evaluate_lines, read_context, read_lines

    if (expression is None) == (batch is None):
        raise UsageError(
            "an expression and a batch, or neither, expected EXPRESSION or --batch FILE"
        )
    if batch is not None:
        found = list(evaluate_lines(read_lines(batch), say_json))
        sys.exit(1 if any(found) else 0)
    try:
        assessed = assess(str(expression), read_context(context))
    except ExpressionError as error:
        raise UserError(str(error)) from None
    say_json(assessed.value)
    for text in assessed.assumptions:
        click.echo(f"assumed: {text}", err=True)


@main.command("map")
@click.option("--user", type=FILE, required=True, help="Okta profile, or Okta user, as JSON.")
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
    try:
        mapper = Mapper(MappingRules.of(spec))
        for path, expression in map(_mapping, mappings):
            choose(mapper, path, expression, person)
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
