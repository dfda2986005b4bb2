"""The commands of the rehearsal org: rehearse and okta."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scimguide.cli.main import FAULT, FILE, HOST_NAMES, PORT, VARIANT, guide_of, main
from scimguide.cli.output import UsageError, confirm, say, say_json, write_file
from scimguide.errors import UserError
from scimguide.project import Project

if TYPE_CHECKING:
    from scimguide.mapping import Spec


@main.command()
@click.argument("scenario", required=False)
@click.option("--base-url", metavar="URL", help="SCIM service.  [a fresh reference server]")
@click.option("--token-file", type=FILE, help="File with its token.  [SCIM_TOKEN]")
@click.option("--fault", type=FAULT, help="Break the reference server on purpose.")
@click.option(
    "--vary", "variants", type=VARIANT, multiple=True, help="Do as another app or organization."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.option("--har", type=FILE, help="Also write all requests as an HTTP Archive.")
@click.option("--yes", is_flag=True, help="Write to --base-url without confirmation.")
@click.option("--open", "open_", is_flag=True, help="Open the rehearsal console in a browser.")
@click.pass_obj
def rehearse(
    project: Project,
    scenario: str | None,
    base_url: str | None,
    token_file: Path | None,
    fault: str | None,
    variants: tuple[str, ...],
    as_json: bool,
    har: Path | None,
    yes: bool,
    open_: bool,
) -> None:
    """
    Carry out a SCENARIO, or all of them, and show each request and what the admin sees.

    The scenarios stand in docs/mapping.yaml. SCENARIO can also be a problem of the page
    Troubleshoot, which is then reproduced and fixed. --fault shows what becomes of a scenario when
    the service is broken, or reproduces a problem in another way. --vary, which may be repeated,
    plays a scenario as another kind of app does it, for example wizard-app. Exit status 1 when a
    step does not go as expected, or when the service then contains something else than was sent.
    """
    from scimguide.mapping import load
    from scimguide.mapping.scenarios import Scenario
    from scimguide.okta.har import har as archive
    from scimguide.okta.messages import counted
    from scimguide.okta.rehearsal import Done
    from scimguide.okta.show import lines
    from scimguide.rehearse.scenarios import chosen, play, play_problem
    from scimguide.secret import token_from

    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    if open_:
        _open(spec)
        return
    stories = chosen(spec, scenario)
    own = None
    if base_url and (fault or not all(isinstance(story, Scenario) for story in stories)):
        raise UsageError(f"a fault of {base_url}, expected the reference server (no --base-url)")
    if variants and not all(isinstance(story, Scenario) for story in stories):
        raise UsageError("--vary with a problem, expected a scenario")
    if base_url:
        own = (base_url.rstrip("/"), token_from(token_file))
        confirm(f"The sample users of {spec.service.name} will be written to {base_url}.", yes)

    def show(done: Done) -> None:
        for line in lines(spec, done.report, done.as_expected) if not as_json else ():
            say(*line)

    outcomes = []
    for each in stories:
        if not as_json:
            say(f"{each.name}: {each.title}{f' ({fault})' if fault else ''}", "cyan")
        if isinstance(each, Scenario):
            outcome = play(spec, each, own, show, [fault] if fault else [], variants)
        else:
            outcome = play_problem(spec, each, fault, show)
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
        data = [outcome.data(spec) for outcome in outcomes]
        say_json({"as_expected": not wrong, "scenarios": data, "assumptions": assumptions})
    else:
        for text in assumptions:
            say(f"assumed: {text}", "bright_black")
        requests = sum(len(report.requests) for report in reports)
        parts = [
            counted(len(outcomes), "scenario"),
            counted(len(reports), "step"),
            counted(requests, "request"),
        ]
        verdict = f"{counted(len(wrong), 'scenario')} not as expected" if wrong else "as expected"
        say(f"{', '.join(parts)}: {verdict}", "red" if wrong else "green")
    sys.exit(1 if wrong else 0)


def _open(spec: "Spec") -> None:
    """Serve the console, and go there."""
    from scimguide.listen import serve
    from scimguide.okta.console.app import console_app
    from scimguide.rehearse.service import PracticeService

    def announce(origin: str) -> None:
        click.echo(f"the rehearsal is at {origin}/")
        click.launch(f"{origin}/")

    serve(console_app(spec, lambda: PracticeService(spec)), "127.0.0.1", 0, announce)


@main.command()
@click.option("--scim-base-url", metavar="URL", required=True, help="Where it provisions to.")
@click.option("--token-file", type=FILE, help="File with the SCIM token.  [SCIM_TOKEN]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=PORT, default=8002, show_default=True, help="0 picks a free one.")
@HOST_NAMES
@click.pass_obj
def okta(
    project: Project,
    scim_base_url: str,
    token_file: Path | None,
    host: str,
    port: int,
    host_names: tuple[str, ...],
) -> None:
    """
    Serve a rehearsal Okta org with the part of Okta's Management API that lifecycle tests use.

    Prints its URL, the app's id and its own token (SSWS …) when it is ready. The app is
    connected, with the three switches of the guide on.
    """
    import secrets

    from scimguide.listen import serve
    from scimguide.mapping import load
    from scimguide.mapping.actions import Action
    from scimguide.okta import RealClock, Rehearsal
    from scimguide.okta.management import management_app
    from scimguide.secret import token_from

    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    base_url, scim_token = scim_base_url.rstrip("/"), token_from(token_file)
    rehearsal = Rehearsal(spec, base_url, scim_token, clock=RealClock())
    report = rehearsal.run(Action("set-up"))
    if report.failed:
        causes = [sent.error for sent in report.requests if sent.error]
        raise UserError(f"{base_url}: {'; '.join([*causes, *report.messages])}")
    token = "00" + secrets.token_urlsafe(30)

    def announce(origin: str) -> None:
        click.echo(f"serving Okta at {origin}")
        click.echo(f"app {rehearsal.org.app_id}")
        click.echo(f"SSWS {token}")

    serve(management_app(rehearsal.org, token, [host, *host_names]), host, port, announce)
