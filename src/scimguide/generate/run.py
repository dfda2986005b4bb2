"""All that is generated, computed before anything is written."""

from pathlib import Path

from scimguide.generate import downloads, snippets, values
from scimguide.generate.downloads.played import Played
from scimguide.generate.page import render
from scimguide.generate.record import Recorder
from scimguide.mapping import Spec, SpecError, load
from scimguide.mapping.editor import json_schema
from scimguide.mapping.problems import Problem
from scimguide.mapping.source import read
from scimguide.pages.problems import problems as form_problems
from scimguide.project import Project


def generate(project: Project) -> dict[Path, str | None]:
    """
    What each generated file and each page shall hold; None for a file to be removed.

    :raises SpecError: when the spec or a page cannot be used; nothing is written then.
    """
    spec = load(project.spec_file, project.shown(project.spec_file))
    plan: dict[Path, str | None] = {
        project.schema_file: json_schema(),
        project.values_file: values.script(spec),
    }
    with Recorder(spec) as recorder:
        played = _played(project, recorder)
        plan |= _snippets(project, spec, played)
        made = downloads.files(recorder, played, lambda found: _refused(project, found))
        plan |= {project.docs / name: text for name, text in made.items()}
        plan |= _pages(project, recorder)
    return plan


def _pages(project: Project, recorder: Recorder) -> dict[Path, str | None]:
    made: dict[Path, str | None] = {}
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for page in project.pages:
        try:
            texts[page.relative_to(project.docs).as_posix()] = page.read_text("utf-8")
        except UnicodeDecodeError:
            problems.append(
                Problem(project.shown(page), 1, 1, "bytes that are not UTF-8, expected text")
            )
    for name, text in texts.items():
        page = project.docs / name
        if wrong := form_problems(name, project.shown(page), texts, filled=False):
            problems += wrong
            continue
        try:
            made[page] = render(recorder, text, project.shown(page), texts, name)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return made


def _played(project: Project, recorder: Recorder) -> list[Played]:
    """Every operation with its answer after what it needs, and nothing else."""
    played = []
    wrong: list[tuple[int, str]] = []
    for index, operation in enumerate(recorder.spec.operations):
        exchange = recorder.alone(operation)
        played.append(Played(operation, recorder.body(operation), exchange))
        if exchange.status != operation.status:
            detail = (exchange.json or {}).get("detail", "")
            wrong.append(
                (
                    index,
                    f"{operation.status}, expected {exchange.status}, which is what came: {detail}",
                )
            )
    if wrong:
        raise _refused(project, wrong)
    return played


def _refused(project: Project, wrong: list[tuple[int, str]]) -> SpecError:
    """What is wrong with the statuses of operations, given by their places in the spec."""
    source = read(project.spec_file.read_bytes(), project.shown(project.spec_file))
    return SpecError(source.problem(("operations", index, "status"), text) for index, text in wrong)


def _snippets(project: Project, spec: Spec, played: list[Played]) -> dict[Path, str | None]:
    made: dict[Path, str | None] = {
        path: None for path in project.snippets.rglob("*") if path.is_file()
    }
    made[project.snippets / "README.md"] = snippets.readme(spec)
    for each in played:
        for name, text in snippets.files(spec, each.operation, each.exchange).items():
            made[project.snippets / name] = text
    return made
