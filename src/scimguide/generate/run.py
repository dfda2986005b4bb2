"""All that is generated, computed before anything is written."""

from collections.abc import Iterable
from pathlib import Path

from scimguide.generate import downloads, snippets, values
from scimguide.generate.downloads.played import Played
from scimguide.generate.links import check_links
from scimguide.generate.operations import play_operations
from scimguide.generate.page import render
from scimguide.generate.record import Recorder
from scimguide.generate.stories import check_stories
from scimguide.mapping import Spec, SpecError, load
from scimguide.mapping.editor import json_schema
from scimguide.mapping.problems import Place, Problem
from scimguide.mapping.source import read
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
    pages, problems = _read_pages(project)
    with Recorder(spec) as recorder:
        wrong: list[tuple[Place, str]] = []
        played = play_operations(recorder, wrong)
        wrong += check_stories(recorder)
        links = _problems(project, check_links(spec, pages))
        if wrong:  # the pages would only repeat it
            raise SpecError([*_problems(project, wrong), *links, *problems])
        plan |= _snippets(project, spec, played)
        made = downloads.files(recorder, played, lambda found: _refused(project, found))
        plan |= {project.docs / name: text for name, text in made.items()}
        plan |= _pages(project, recorder, pages, problems)
    if links or problems:
        raise SpecError([*links, *problems])
    return plan


def _read_pages(project: Project) -> tuple[dict[str, str], list[Problem]]:
    """The texts of all pages by their names below ``docs/``, and those that are no text."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for page in project.pages:
        try:
            texts[page.relative_to(project.docs).as_posix()] = page.read_text("utf-8")
        except UnicodeDecodeError:
            problems.append(
                Problem(project.shown(page), 1, 1, "bytes that are not UTF-8, expected text")
            )
    return texts, problems


def _pages(
    project: Project, recorder: Recorder, texts: dict[str, str], problems: list[Problem]
) -> dict[Path, str | None]:
    """The texts that pages shall have; what is wrong in them is added to ``problems``."""
    made: dict[Path, str | None] = {}
    for name, text in texts.items():
        page = project.docs / name
        try:
            made[page] = render(recorder, text, project.shown(page), texts)
        except SpecError as error:
            problems += error.problems
    return made


def _problems(project: Project, wrong: Iterable[tuple[Place, str]]) -> list[Problem]:
    """What is wrong in the spec, by its places there."""
    found = list(wrong)
    if not found:
        return []
    source = read(project.spec_file.read_bytes(), project.shown(project.spec_file))
    return [source.problem(place, message) for place, message in found]


def _refused(project: Project, wrong: Iterable[tuple[int, str]]) -> SpecError:
    """What is wrong with the statuses of operations, by their places in the spec."""
    return SpecError(
        _problems(project, ((("operations", index, "status"), text) for index, text in wrong))
    )


def _snippets(project: Project, spec: Spec, played: list[Played]) -> dict[Path, str | None]:
    made: dict[Path, str | None] = {
        path: None for path in project.snippets.rglob("*") if path.is_file()
    }
    made[project.snippets / "README.md"] = snippets.readme(spec)
    for each in played:
        for name, text in snippets.files(spec, each.operation, each.exchange).items():
            made[project.snippets / name] = text
    return made
