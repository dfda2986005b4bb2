"""All that is generated, computed before anything is written."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from scimguide.generate.figures import Figures
from scimguide.generate.files import ChangedMeanwhile, Plan, Snapshot, write
from scimguide.generate.kept import FilledPage, FromSpec, Kept, Seen
from scimguide.generate.leftovers import leftovers
from scimguide.generate.manifest import owned
from scimguide.generate.on_demand import OnDemand
from scimguide.generate.page import render
from scimguide.mapping import Problem, SpecError
from scimguide.mapping.load import loads, shaped
from scimguide.mapping.source import read
from scimguide.pages.problems import problems as form_problems
from scimguide.pages.regions import regions
from scimguide.problem import Place
from scimguide.project import Project
from scimguide.reference import preload

ATTEMPTS = 8
"""How often text is generated anew because files were saved meanwhile."""

STORIES = ("scenario", "problem", "reproduction", "assumptions")
"""Kinds of regions that need a story to be played."""


def update(
    project: Project, only: Collection[Path] = (), kept: Kept | None = None
) -> tuple[list[Path], Plan]:
    """
    Generate and write; return the files that changed, and the plan that is on disk now.

    Arguments and errors are those of :func:`generate`; nothing is written when it raises one.

    :raises ChangedMeanwhile: when files were saved at every attempt.
    """
    for remaining in reversed(range(ATTEMPTS)):
        snapshot = Snapshot(project)
        try:
            plan = generate(project, snapshot, only, kept)
            return write(plan), plan
        except ChangedMeanwhile:
            if not remaining:
                raise
        except SpecError:
            if not (remaining and snapshot.changed()):  # else perhaps a file that was half saved
                raise
    raise AssertionError("unreachable")


def generate(
    project: Project,
    snapshot: Snapshot | None = None,
    only: Collection[Path] = (),
    kept: Kept | None = None,
) -> Plan:
    """
    What each generated file and each page must contain, made from what a snapshot reads.

    ``only`` names the pages to make, and nothing else is made then.  ``kept`` is what an earlier
    run made from the same text.

    :raises SpecError: when the spec or a page cannot be used.
    """
    snapshot = snapshot or Snapshot(project)
    from_spec = _from_spec(snapshot, kept or Kept())
    pages, problems = _read_pages(snapshot)
    chosen = {page.relative_to(project.docs).as_posix() for page in only}
    with OnDemand(from_spec.spec, from_spec.stories) as on_demand:
        if not only:
            _check_whole(snapshot, from_spec, on_demand, pages, problems)
        names = [name for name in pages if not only or name in chosen]
        filled, wrong = _pages(project, from_spec, on_demand, pages, names)
    if problems or wrong:
        raise SpecError([*problems, *wrong])
    files: dict[Path, bytes | None] = {
        page: snapshot.encoded(page, each.text) for page, each in filled.items()
    }
    whole = dict({} if only else from_spec.files or {})
    whole |= {
        project.figures / name: text
        for each in filled.values()
        for name, text in each.figures.items()
    }
    if whole or not only:
        files |= owned(snapshot, whole, partly=bool(only))
    return Plan(snapshot, files)


def _from_spec(snapshot: Snapshot, kept: Kept) -> FromSpec:
    file = snapshot.project.spec_file
    content, shown = snapshot.content(file), snapshot.project.shown(file)
    if content is None:
        raise SpecError([Problem(shown, 1, 1, "no such file, expected a mapping spec")])
    try:
        from_spec = kept.from_spec(content, lambda: loads(content, shown))
    except SpecError as error:
        raise SpecError([*error.problems, *_leftovers(snapshot, content, shown)]) from None
    if found := leftovers(snapshot, from_spec.spec):
        raise SpecError(found)
    return from_spec


def _leftovers(snapshot: Snapshot, content: bytes, shown: str) -> list[Problem]:
    """What is left of a name where a spec is refused; nothing when it has not even the shape."""
    try:
        _, spec = shaped(content, shown)
    except SpecError:
        return []
    return leftovers(snapshot, spec)


def _check_whole(
    snapshot: Snapshot,
    from_spec: FromSpec,
    on_demand: OnDemand,
    pages: Mapping[str, str],
    problems: list[Problem],
) -> None:
    """Make the files of the spec; links of the spec that lead nowhere are added to ``problems``."""
    preload()
    from scimguide.generate.links import check_links
    from scimguide.generate.whole import make_files

    problems += _problems(snapshot, check_links(from_spec.spec, pages))
    if from_spec.files is not None:
        return
    project = snapshot.project
    early = [name for name, text in pages.items() if not _shows_story(text)]
    wrong = make_files(
        project,
        from_spec,
        on_demand,
        meanwhile=lambda: _pages(project, from_spec, on_demand, pages, early),
    )
    if wrong:  # the pages would only repeat it
        raise SpecError([*_problems(snapshot, wrong), *problems])


def _shows_story(text: str) -> bool:
    return any(region.kind in STORIES for region in regions(text))


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
    from_spec: FromSpec,
    on_demand: OnDemand,
    pages: Mapping[str, str],
    names: Iterable[str],
) -> tuple[dict[Path, FilledPage], list[Problem]]:
    """Some pages as they shall be, and what is wrong in them."""
    made: dict[Path, FilledPage] = {}
    problems: list[Problem] = []
    for name in names:
        page = project.docs / name
        shown = project.shown(page)
        if wrong := form_problems(name, shown, pages, filled=False):
            problems += wrong
            continue
        try:
            made[page] = from_spec.page(name, pages, partial(_render, on_demand, name, shown))
        except SpecError as error:
            problems += error.problems
    return made, problems


def _render(on_demand: OnDemand, name: str, shown: str, seen: Seen, figures: Figures) -> str:
    return render(on_demand, seen[name], shown, seen, name, figures)


def _problems(snapshot: Snapshot, wrong: Iterable[tuple[Place, str]]) -> list[Problem]:
    """What is wrong in the spec, by its places there."""
    found = list(wrong)
    if not found:
        return []
    file = snapshot.project.spec_file
    source = read(snapshot.content(file) or b"", snapshot.project.shown(file))
    return [source.problem(place, message) for place, message in found]
