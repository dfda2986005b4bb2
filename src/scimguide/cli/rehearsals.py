"""The words about Okta: eval, map, rehearse, okta."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from scimguide.cli.main import FILE, PORT, guide_of, main
from scimguide.cli.output import confirm, say, write_file
from scimguide.project import Project
from scimguide.refusal import Refusal


class _Usage(Refusal):
    status = 2


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
        raise _Usage("an expression and a batch, or neither, expected EXPRESSION or --batch FILE")
    if batch is not None:
        found = list(evaluate_lines(read_lines(batch), say_json))
        sys.exit(1 if any(found) else 0)
    try:
        assessed = assess(str(expression), read_context(context))
    except ExpressionError as error:
        raise Refusal(str(error)) from None
    say_json(assessed.value)
    for text in assessed.assumptions:
        click.echo(f"assumed: {text}", err=True)


def say_json(value: Any) -> None:
    """Print one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


@main.command("map")
@click.option("--user", type=FILE, required=True, help="Okta profile, or Okta user, as JSON.")
@click.option("--group", "groups", multiple=True, metavar="NAME", help="Okta group of the person.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def map_(project: Project, user: Path, groups: tuple[str, ...], as_json: bool) -> None:
    """
    Show the SCIM user that Okta would send for a person, with the source of each value.

    --group may be repeated; a group whose assignment carries a role gives it.
    """
    from scimguide.expression import ExpressionError
    from scimguide.expression.batch import read_json
    from scimguide.layout import json_text
    from scimguide.mapping import load
    from scimguide.okta import Mapper
    from scimguide.okta.preview import person_from, preview

    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    person = person_from(read_json(user), str(user))
    try:
        found = preview(Mapper(spec), person, groups)
    except ExpressionError as error:
        raise Refusal(str(error)) from None
    if as_json:
        sources = {each.path: each.source for each in found.values}
        say_json({"body": found.body, "sources": sources, "assumptions": found.assumptions})
        return
    click.echo(json_text(found.body))
    width = max((len(each.path) for each in found.values), default=0)
    for each in found.values:
        say(f"{each.path:<{width}}  {each.source}", "bright_black", err=True)
    for text in found.assumptions:
        say(f"assumed: {text}", "bright_black", err=True)


@main.command()
@click.argument("scenario", required=False)
@click.option("--base-url", metavar="URL", help="SCIM service.  [a fresh reference server]")
@click.option("--token-file", type=FILE, help="File that holds its token.  [SCIM_TOKEN]")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.option("--har", type=FILE, help="Also write all requests as an HTTP Archive.")
@click.option("--yes", is_flag=True, help="Do not ask before writing to --base-url.")
@click.pass_obj
def rehearse(
    project: Project,
    scenario: str | None,
    base_url: str | None,
    token_file: Path | None,
    as_json: bool,
    har: Path | None,
    yes: bool,
) -> None:
    """
    Carry out a SCENARIO, or all of them, and show each request and what the admin sees.

    The scenarios stand in docs/mapping.yaml. Exit status 1 when one does not go as it tells, or
    when the service holds something else at its end.
    """
    from scimguide.mapping import load
    from scimguide.okta.har import har as archive
    from scimguide.okta.messages import counted
    from scimguide.okta.rehearsal import Done
    from scimguide.okta.show import lines
    from scimguide.rehearse import chosen, play
    from scimguide.secret import token_from

    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    scenarios = chosen(spec, scenario)
    own = None
    if base_url:
        own = (base_url.rstrip("/"), token_from(token_file))
        confirm(f"The sample people of {spec.service.name} will be written to {base_url}.", yes)

    def tell(done: Done) -> None:
        for line in lines(done.report, done.as_told) if not as_json else ():
            say(*line)

    outcomes = []
    for each in scenarios:
        if not as_json:
            say(f"{each.name}: {each.title}", "cyan")
        outcome = play(spec, each, own, tell)
        outcomes.append(outcome)
        if not as_json:
            for problem in outcome.problems:
                say(f"  {problem}", "red")
    reports = [done.report for outcome in outcomes for done in outcome.done]
    assumptions = list(dict.fromkeys(text for report in reports for text in report.assumptions))
    wrong = [outcome for outcome in outcomes if outcome.problems]
    if har:
        sent = [(each.base_url, done.report) for each in outcomes for done in each.done]
        write_file(har, json.dumps(archive(sent), ensure_ascii=False, indent=1))
    if as_json:
        data = [outcome.data() for outcome in outcomes]
        say_json({"as_told": not wrong, "scenarios": data, "assumptions": assumptions})
    else:
        for text in assumptions:
            say(f"assumed: {text}", "bright_black")
        requests = sum(len(report.requests) for report in reports)
        parts = [
            counted(len(outcomes), "scenario"),
            counted(len(reports), "step"),
            counted(requests, "request"),
        ]
        told = f"{counted(len(wrong), 'scenario')} not as told" if wrong else "as told"
        say(f"{', '.join(parts)}: {told}", "red" if wrong else "green")
    sys.exit(1 if wrong else 0)


@main.command()
@click.option("--scim-base-url", metavar="URL", required=True, help="Where it provisions to.")
@click.option("--token-file", type=FILE, help="File that holds the SCIM token.  [SCIM_TOKEN]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8002, show_default=True, help="0 picks a free one.")
@click.pass_obj
def okta(
    project: Project, scim_base_url: str, token_file: Path | None, host: str, port: int
) -> None:
    """
    Serve a rehearsal Okta org with the part of Okta's Management API that lifecycle tests use.

    Prints its address, the app's id and its own token (SSWS …) when it answers. The app is
    connected, with the three switches of the guide on.
    """
    import secrets

    from scimguide.listen import serve
    from scimguide.mapping import load
    from scimguide.mapping.scenarios import CONNECTED
    from scimguide.okta import RealClock, Rehearsal
    from scimguide.okta.management import management_app
    from scimguide.secret import token_from

    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    base_url, scim_token = scim_base_url.rstrip("/"), token_from(token_file)
    rehearsal = Rehearsal(spec, base_url, scim_token, clock=RealClock())
    for line in CONNECTED:
        report = rehearsal.carry_out(line)
        if report.failed:
            raise Refusal(f"{base_url}: {'; '.join(report.messages)}")
    token = "00" + secrets.token_urlsafe(30)

    def announce(origin: str) -> None:
        click.echo(f"serving Okta at {origin}")
        click.echo(f"app {rehearsal.org.app_id}")
        click.echo(f"SSWS {token}")

    serve(management_app(rehearsal.org, token), host, port, announce)
