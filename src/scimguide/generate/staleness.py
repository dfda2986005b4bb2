"""Why text is stale: what has changed in meaning, and which lines of the spec were changed."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest

from scimguide.differences import differences
from scimguide.generate.files import Plan, changed
from scimguide.mapping.changes import since_last_commit
from scimguide.pages.marks import CARRIED_OUT
from scimguide.pages.regions import Region, regions
from scimguide.pages.scan import scan
from scimguide.pages.source import NotUtf8Error, decode
from scimguide.project import Project

_PARTS = {"http": "response", "bash": "curl", "text": "screen", "": "text"}
"""What a code block of a region is to a reader, by its language."""


def explain(plan: Plan, project: Project) -> Iterator[str]:
    """
    Lines that say what a stale guide would say otherwise, each with file and line.

    Pages come first, then the lines of the spec that were changed since the last commit.
    """
    for path, new in sorted(changed(plan).items()):
        if path.is_relative_to(project.docs) and path.suffix == ".md" and new is not None:
            yield from _page(project.shown(path), plan.snapshot.content(path) or b"", new)
    yield from since_last_commit(project, plan.snapshot.content(project.spec_file) or b"")


def _page(shown: str, old: bytes, new: bytes) -> Iterator[str]:
    before, after = _by_name(old), _by_name(new)
    for key, now in after.items():
        for was, is_ in zip_longest(before.get(key, []), now):
            if was is None or is_ is None or was.content is None:
                line = (was or is_).line
                yield f"{shown}:{line}: {' '.join(key)}: {'new' if is_ else 'no longer there'}"
            elif was.content != is_.content:
                yield from _region(shown, was, is_)


def _by_name(page: bytes) -> dict[tuple[str, str], list[Region]]:
    found = defaultdict(list)
    try:
        text = decode(page).text
    except NotUtf8Error:
        return {}
    for region in regions(text):
        if region.kind not in CARRIED_OUT:
            found[region.kind, region.name].append(region)
    return found


def _region(shown: str, was: Region, now: Region) -> Iterator[str]:
    name = f"{was.kind} {was.name}".strip()
    for (language, one), (_, other) in zip_longest(
        _pieces(was.content or ""), _pieces(now.content or ""), fillvalue=("", "")
    ):
        part = _PARTS.get(language, language)
        for each in differences(one, other):
            yield f"{shown}:{was.line}: {part} of {name}: {each}"


def _pieces(content: str) -> list[tuple[str, str]]:
    """The code blocks of a region with their languages, and all that stands between them."""
    page, position, prose = scan(content), 0, ""
    found = []
    for fence in page.fences:
        found.append((fence.language, fence.source))
        prose, position = prose + content[position : fence.start], fence.end
    return [*found, ("", prose + content[position:])]
