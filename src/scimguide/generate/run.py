"""All that is generated, computed before anything is written."""

from collections.abc import Iterable
from pathlib import Path

from scimguide.generate import downloads, snippets, values
from scimguide.generate.figures import Figures
from scimguide.generate.files import ChangedMeanwhile, Plan, Snapshot, write
from scimguide.generate.links import check_links
from scimguide.generate.manifest import owned
from scimguide.generate.operations import play_operations
from scimguide.generate.page import render
from scimguide.generate.record import RecordedOperation, Recorder
from scimguide.generate.stories import check_stories
from scimguide.mapping import Problem, Spec, SpecError
from scimguide.mapping.json_schema import json_schema
from scimguide.mapping.load import loads
from scimguide.mapping.source import read
from scimguide.pages.problems import problems as form_problems
from scimguide.problem import Place
from scimguide.project import Project

ATTEMPTS = 8
"""How often text is generated anew because files were saved meanwhile."""


def update(project: Project) -> tuple[list[Path], Plan]:
    """
    Generate and write; return the files that changed, and the plan that is on disk now.

    :raises SpecError: when the spec or a page cannot be used; nothing is written then.
    :raises ChangedMeanwhile: when files were saved at every attempt.
    """
    for remaining in reversed(range(ATTEMPTS)):
        snapshot = Snapshot(project)
        try:
            plan = generate(project, snapshot)
            return write(plan), plan
        except ChangedMeanwhile:
            if not remaining:
                raise
        except SpecError:
            if not (remaining and snapshot.changed()):  # else perhaps a file that was half saved
                raise
    raise AssertionError("unreachable")


def generate(project: Project, snapshot: Snapshot | None = None) -> Plan:
    """
    What each generated file and each page must contain, made from what a snapshot reads.

    :raises SpecError: when the spec or a page cannot be used.
    """
    snapshot = snapshot or Snapshot(project)
    spec = _spec(snapshot)
    texts = {
        project.schema_file: json_schema(),
        project.values_file: values.script(spec),
    }
    pages, problems = _read_pages(snapshot)
    with Recorder(spec) as recorder:
        wrong: list[tuple[Place, str]] = []
        played = play_operations(recorder, wrong)
        wrong += check_stories(recorder)
        links = _problems(snapshot, check_links(spec, pages))
        if wrong:  # the pages would only repeat it
            raise SpecError([*_problems(snapshot, wrong), *links, *problems])
        made = downloads.files(recorder, played, lambda found: _refused(snapshot, found))
        texts |= {project.docs / name: text for name, text in made.items()}
        texts |= _snippets(project, spec, played)
        figures = Figures()
        filled = _pages(project, recorder, pages, problems, figures)
        texts |= {project.figures / name: made for name, made in figures.items()}
    if links or problems:
        raise SpecError([*links, *problems])
    files: dict[Path, bytes | None] = {
        page: snapshot.encoded(page, text) for page, text in filled.items()
    }
    return Plan(snapshot, files | owned(snapshot, texts))


def _spec(snapshot: Snapshot) -> Spec:
    file = snapshot.project.spec_file
    content, shown = snapshot.content(file), snapshot.project.shown(file)
    if content is None:
        raise SpecError([Problem(shown, 1, 1, "no such file, expected a mapping spec")])
    return loads(content, shown)


def _read_pages(snapshot: Snapshot) -> tuple[dict[str, str], list[Problem]]:
    """The Markdown of all pages by their names below ``docs/``, and those that are no text."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for page in snapshot.pages:
        try:
            text = snapshot.text(page)
        except SpecError as error:
            problems += error.problems
        else:
            if text is not None:
                texts[page.relative_to(snapshot.project.docs).as_posix()] = text
    return texts, problems


def _pages(
    project: Project,
    recorder: Recorder,
    texts: dict[str, str],
    problems: list[Problem],
    figures: Figures,
) -> dict[Path, str]:
    """The Markdown that pages shall have; what is wrong in them is added to ``problems``."""
    made: dict[Path, str] = {}
    for name, text in texts.items():
        page = project.docs / name
        if wrong := form_problems(name, project.shown(page), texts, filled=False):
            problems += wrong
            continue
        try:
            made[page] = render(recorder, text, project.shown(page), texts, name, figures)
        except SpecError as error:
            problems += error.problems
    return made


def _problems(snapshot: Snapshot, wrong: Iterable[tuple[Place, str]]) -> list[Problem]:
    """What is wrong in the spec, by its places there."""
    found = list(wrong)
    if not found:
        return []
    file = snapshot.project.spec_file
    source = read(snapshot.content(file) or b"", snapshot.project.shown(file))
    return [source.problem(place, message) for place, message in found]


def _refused(snapshot: Snapshot, wrong: Iterable[tuple[int, str]]) -> SpecError:
    """What is wrong with the statuses of operations, by their places in the spec."""
    return SpecError(
        _problems(snapshot, ((("operations", index, "status"), text) for index, text in wrong))
    )


def _snippets(project: Project, spec: Spec, played: list[RecordedOperation]) -> dict[Path, str]:
    made = {"README.md": snippets.readme(spec)}
    for each in played:
        made |= snippets.files(each)
    return {project.snippets / name: text for name, text in made.items()}
