"""The command about a live service: preflight."""

import sys
from pathlib import Path

import click

from scimguide.cli.main import FILE, guide_of, main
from scimguide.cli.output import UsageError, confirm
from scimguide.project import Project


@main.command()
@click.option("--base-url", metavar="URL", help="The SCIM service.")
@click.option("--token-file", type=FILE, help="File with its token.  [SCIM_TOKEN]")
@click.option("--write", is_flag=True, help="Also create, change and remove throw-away resources.")
@click.option("--yes", is_flag=True, help="Write without confirmation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.option("--junit", type=FILE, help="Also write the results as JUnit XML.")
@click.option("--quiet", is_flag=True, help="Only problems.")
@click.option("--ca-file", type=FILE, help="Certificates to trust besides the system's.")
@click.option(
    "--mapping",
    "exports",
    type=FILE,
    multiple=True,
    help="Compare an export of Okta's profile mapping or app user schema; may be repeated.",
)
@click.pass_obj
def preflight(
    project: Project,
    base_url: str | None,
    token_file: Path | None,
    write: bool,
    yes: bool,
    as_json: bool,
    junit: Path | None,
    quiet: bool,
    ca_file: Path | None,
    exports: tuple[Path, ...],
) -> None:
    """
    Check a live SCIM service, or exports of Okta's mapping, before provisioning is turned on.

    Only reads, unless --write is given. Exit status 1 when a MUST is not met, 2 when the checks
    cannot be carried out. Proxies come from HTTPS_PROXY and NO_PROXY.
    """
    from scimguide.mapping import load
    from scimguide.preflight.command import Options, question, run_checks, write_report
    from scimguide.preflight.okta_export import compare
    from scimguide.preflight.spec_facts import facts_of
    from scimguide.secret import token_from

    if bool(base_url) == bool(exports):
        raise UsageError("nothing to check, expected --base-url URL or --mapping FILE")
    spec = load(guide_of(project).spec_file, project.shown(project.spec_file))
    facts = facts_of(spec)
    file = str(ca_file) if ca_file else None
    options = Options(base_url or "", write, as_json, junit, quiet, file)
    if exports:
        sys.exit(write_report(facts, options, compare(spec, exports)))
    token = token_from(token_file, with_scheme=True)
    if write:
        confirm(question(facts, options.base_url), yes)
    sys.exit(run_checks(facts, options, token))
