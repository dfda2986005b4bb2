"""The commands of writers and of CI: generate, verify, build, serve, server."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from scimguide.cli.main import (
    DATABASE,
    DATABASE_PASSWORD,
    FAULT,
    FILE,
    HOST_NAMES,
    PORT,
    Renamed,
    database_of,
    end_on_signals,
    guide_of,
    main,
)
from scimguide.cli.output import UsageError
from scimguide.errors import UserError
from scimguide.project import Project


class _Page(click.ParamType):  # type: ignore[type-arg]
    """A page of the guide: ``docs/verify.md``."""

    name = "page"

    def convert(self, value: Any, param: Any, context: Any) -> Path:
        page = Path(value).resolve()
        if page not in [each.resolve() for each in context.obj.pages]:
            self.fail(f"{value!r}: no such page, expected a page of the guide", param, context)
        return page


@main.command()
@click.argument("pages", nargs=-1, type=_Page(), metavar="[PAGE]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with a diff when stale.")
@click.pass_obj
def generate(project: Project, pages: Sequence[Path], check: bool) -> None:
    """
    Make everything that comes from docs/mapping.yaml.

    Writes snippets/, the marked regions of the pages in docs/, and the JSON Schema for editors;
    with a PAGE only the regions of that page, which is quicker. Nothing is written when anything
    is wrong.
    """
    gc.disable()  # a short run: collecting garbage would take a fifth of it
    from scimguide.generate import generate as plan_of
    from scimguide.generate import update
    from scimguide.generate.files import changed, diff
    from scimguide.generate.staleness import explain

    end_on_signals()  # so that no temporary file stays
    if check:
        plan = plan_of(guide_of(project), only=pages)
        click.echo("".join(diff(plan, project.root)), nl=False)
        click.echo("".join(f"{line}\n" for line in explain(plan, project)), nl=False)
        if stale := len(changed(plan)):
            accepted = "what docs/mapping.yaml says; run scripts/generate"
            raise UserError(f"{stale} files are stale, expected {accepted}")
        click.echo(f"{len(plan.files)} files are as docs/mapping.yaml says")
        return
    written, plan = update(guide_of(project), pages)
    for path in written:
        click.echo(f"wrote {project.shown(path)}")
    click.echo(f"{len(written)} of {len(plan.files)} files changed")


class _Place(click.ParamType):  # type: ignore[type-arg]
    """A page, or one of its lines: ``docs/verify.md:42``."""

    name = "page[:line]"

    def convert(self, value: Any, param: Any, context: Any) -> tuple[Path, int | None]:
        path, colon, line = str(value).rpartition(":")
        numbered = bool(colon) and line.isdigit() and not Path(value).exists()
        page = Path(path if numbered else value)
        if not page.exists():
            self.fail(f"{value!r}: no such page, expected PAGE or PAGE:LINE", param, context)
        return page.resolve(), int(line) if numbered else None


@main.command(cls=Renamed, renamed={"--walk": "--browser"})
@click.argument("places", nargs=-1, type=_Place(), metavar="[PAGE[:LINE]]...")
@click.option("-k", "keyword", metavar="EXPRESSION", default="", help="Only parts with such names.")
@click.option("-x", "--exitfirst", is_flag=True, help="End with the first failure.")
@click.option("--last-failed", is_flag=True, help="Only what failed last time; else everything.")
@click.option("--list", "listed", is_flag=True, help="List the parts in order; execute nothing.")
@click.option("--update", is_flag=True, help="Rewrite the output of Python that you typed.")
@click.option("--browser", is_flag=True, help="Carry out the steps in a browser, too.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), help="How many processes run pages.  [the cores]"
)
@click.option(
    "--database",
    metavar="URL",
    envvar="SCIMGUIDE_DATABASE",
    help="postgresql://…, in which each server has a schema.  [memory]",
)
@click.option("--junit", type=FILE, help="Also write the results as JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
@click.pass_context
def verify(
    context: click.Context,
    places: Sequence[tuple[Path, int | None]],
    keyword: str,
    exitfirst: bool,
    last_failed: bool,
    listed: bool,
    update: bool,
    browser: bool,
    jobs: int | None,
    database: str | None,
    junit: Path | None,
    as_json: bool,
) -> None:
    """
    Execute pages: every snippet, with real curl, bash and Python, against a fresh server.

    All pages when no PAGE is named. PAGE:LINE is the part on that line, after those above it. A
    failure names page and line, the expected and the actual result. -k, -x and --last-failed are
    pytest's, and so is plain "pytest docs".
    """
    gc.disable()  # as in generate
    end_on_signals()
    from scimguide.cli.output import say_json

    project: Project = context.obj
    if listed:
        _list(guide_of(project), [page for page, _ in places])
        return
    from scimguide.verify.report import Report
    from scimguide.verify.run import Selection
    from scimguide.verify.run import verify as run

    selection = Selection(
        pages=[page for page, line in places if line is None],
        lines=[(page, line) for page, line in places if line is not None],
        keyword=keyword,
        last_failed=last_failed,
        first_failure=exitfirst,
    )
    if url := database_of(context, database, variable="SCIMGUIDE_DATABASE"):
        os.environ["SCIMGUIDE_DATABASE"] = url
    report = Report() if as_json else None
    status = run(
        guide_of(project),
        selection,
        update=update,
        browser=browser,
        jobs=jobs,
        junit=junit,
        report=report,
    )
    if report:
        say_json(report.document(status))
    sys.exit(status)


def _list(project: Project, pages: Sequence[Path]) -> None:
    """Print the parts of pages with their lines, as editors and terminals follow them."""
    from scimguide.mapping import load
    from scimguide.verify.outline import outline

    spec = load(project.spec_file, project.shown(project.spec_file))
    every = project.pages
    for place in pages or [project.docs]:
        for page in [place] if place.is_file() else [p for p in every if place in p.parents]:
            for line, title in outline(page, project.shown(page), spec):
                click.echo(f"{project.shown(page)}:{line}: {title}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="0 picks a free one.")
@DATABASE
@DATABASE_PASSWORD
@click.option("--token-file", type=FILE, help="File with the token.")
@click.option("--fault", "faults", multiple=True, type=FAULT, help="Break it on purpose.")
@click.option("--export", "export_to", type=FILE, help="Write all resources there, and end.")
@click.option("--import", "import_from", type=FILE, help="Fill an empty database, and end.")
@HOST_NAMES
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes over one database.",
)
@click.option("--log-requests", is_flag=True, help="A JSON line for each request, on stderr.")
@click.pass_context
def server(
    context: click.Context,
    host: str,
    port: int,
    database: str | None,
    database_password_file: Path | None,
    token_file: Path | None,
    faults: tuple[str, ...],
    export_to: Path | None,
    import_from: Path | None,
    host_names: tuple[str, ...],
    workers: int,
    log_requests: bool,
) -> None:
    """
    Serve SCIM as docs/mapping.yaml says.

    The bearer token comes from --token-file or from the environment variable SCIM_TOKEN, never from
    the command line; with a database, also from "scimguide token add". Prints "serving SCIM at URL"
    when it is ready. --fault may be repeated; the page Troubleshoot shows the effect of each.
    Beside SCIM it serves /healthz, /readyz and, to whoever has a token, /metrics. Without a
    database, the data goes with the server.
    """
    from scimguide.listen import serve as run
    from scimguide.listen import serve_workers
    from scimguide.reference.worker import ServerOptions

    project: Project = context.obj
    url = database_of(context, database, database_password_file)
    if export_to or import_from:
        _transfer(guide_of(project), url, export_to, import_from)
        return
    if workers > 1 and faults:
        raise UsageError("--workers with --fault, expected one of them")
    with TemporaryDirectory(prefix="scimguide-server-") as folder:
        options = ServerOptions(
            spec_file=guide_of(project).spec_file,
            shown=project.shown(project.spec_file),
            token=_token_of(token_file, url),
            # Not in memory, where all threads share one connection and wait for one another.
            database=url or f"sqlite:///{folder}/scim.db",
            hosts=(host, *host_names),
            faults=faults,
            log_requests=log_requests,
        )
        app = options()  # a mistake is told once, also with several workers
        announce = partial(_announce, app.app.base_url_at)
        if workers == 1:
            run(app, host, port, announce)
            return
        limits = app.connection_limits
        app.app.close()
        metrics = Path(folder, "metrics")  # in which every file *.db is one of metrics
        metrics.mkdir()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)  # before a worker counts anything
        serve_workers(options, limits, host, port, workers, announce)


def _announce(base_url_at: Callable[[str], str], origin: str) -> None:
    click.echo(f"serving SCIM at {base_url_at(origin)}")


def _token_of(file: Path | None, database: str | None) -> str | None:
    """The token of the environment or a file; None where the database has one."""
    from scimguide.reference.engine import engine_of
    from scimguide.reference.tokens import Tokens
    from scimguide.secret import TokenError, token_from

    try:
        return token_from(file)
    except TokenError:
        if file or os.environ.get("SCIM_TOKEN") or not database:
            raise
    engine = engine_of(database)
    try:
        if Tokens(engine).listed():
            return None
    finally:
        engine.dispose()
    raise UsageError(
        "no token, expected one in SCIM_TOKEN, in the file of --token-file, or in the database "
        "(scimguide token add LABEL)"
    )


def _transfer(
    project: Project, database: str | None, export_to: Path | None, import_from: Path | None
) -> None:
    """Copy a directory between a database and a file; nothing is served, so no token is needed."""
    from scimguide.mapping import load
    from scimguide.reference import reference_app

    if not database or (export_to and import_from):
        raise UsageError("--export or --import, expected one of them with --database URL")
    spec = load(project.spec_file, project.shown(project.spec_file))
    app = reference_app(spec, token="", database=database)
    try:
        if export_to:
            click.echo(f"{export_to}: {app.export_to(export_to)} resources")
        elif import_from:
            click.echo(f"{import_from}: {app.import_from(import_from)} resources imported")
    finally:
        app.close()


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="Of the site.")
@click.option("--scim-port", type=PORT, default=8001, show_default=True, help="Of the server.")
@click.option("--console-port", type=PORT, default=8002, show_default=True, help="Of the console.")
@click.pass_obj
def serve(project: Project, port: int, scim_port: int, console_port: int) -> None:
    """
    Serve the guide, the SCIM server and the rehearsal console, and follow every change of docs/.

    A port that is taken is replaced by a free one. SCIM_TOKEN is used when it is set; otherwise
    a token is made up and shown.
    """
    from scimguide.serve import serve as run

    run(guide_of(project), port, scim_port, console_port, click.echo)


@main.command(cls=Renamed, renamed={"--promise": "--record-anchors"})
@click.option(
    "--record-anchors", is_flag=True, help="Add the new anchors to anchors.txt: they stay."
)
@click.pass_obj
def build(project: Project, record_anchors: bool) -> None:
    """
    Build the site into site/, from pages that were executed just now.

    Refuses stale generated text, pages that fail, a site that lacks a URL of anchors.txt, and
    any code block of the built site that was neither executed nor excused with a reason. Ends with
    "N published, N executed, M excused".
    """
    from scimguide.build import build as run

    end_on_signals()
    click.echo(run(guide_of(project), record_anchors=record_anchors))
