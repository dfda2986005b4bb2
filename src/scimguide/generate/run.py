"""All that is generated, computed before anything is written."""

from pathlib import Path

from scimguide.generate import snippets
from scimguide.generate.page import render
from scimguide.generate.record import Recorder
from scimguide.mapping import SpecError, load
from scimguide.mapping.editor import json_schema
from scimguide.mapping.problems import Problem
from scimguide.mapping.source import read
from scimguide.project import Project


def generate(project: Project) -> dict[Path, str | None]:
    """
    What each generated file and each page shall hold; None for a file to be removed.

    :raises SpecError: when the spec or a page cannot be used; nothing is written then.
    """
    spec = load(project.spec_file, project.shown(project.spec_file))
    plan: dict[Path, str | None] = {project.schema_file: json_schema()}
    with Recorder(spec) as recorder:
        plan |= _snippets(project, recorder)
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
        try:
            made[page] = render(recorder, text, project.shown(page), texts)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return made


def _snippets(project: Project, recorder: Recorder) -> dict[Path, str | None]:
    spec = recorder.spec
    made: dict[Path, str | None] = {
        path: None for path in project.snippets.rglob("*") if path.is_file()
    }
    made[project.snippets / "README.md"] = snippets.readme(spec)
    wrong: list[tuple[int, str]] = []
    for index, operation in enumerate(spec.operations):
        exchange = recorder.alone(operation)
        if exchange.status != operation.status:
            detail = (exchange.json or {}).get("detail", "")
            wrong.append(
                (
                    index,
                    f"{operation.status}, expected {exchange.status}, which is what came: {detail}",
                )
            )
            continue
        for name, text in snippets.files(spec, operation, exchange).items():
            made[project.snippets / name] = text
    if wrong:
        shown = project.shown(project.spec_file)
        source = read(project.spec_file.read_bytes(), shown)
        raise SpecError(
            source.problem(("operations", index, "status"), text) for index, text in wrong
        )
    return made
