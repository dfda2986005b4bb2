"""The rule for ``anchors.txt``: a URL that was published once stays."""

import re
from collections.abc import Iterator

from scimguide.lint.guide import Guide
from scimguide.problem import Problem, closest

_ADDRESS = re.compile(r"/(?P<folder>(?:[^/#?\s]+/)*)(?:#(?P<anchor>\S+))?")


def published(guide: Guide) -> Iterator[Problem]:
    """URLs of ``anchors.txt`` that the pages no longer have; a build refuses them, too."""
    file = guide.project.anchors
    if not file.is_file():
        return
    pages = {_folder(name): name for name in guide.names}
    former = {
        _folder(str(old))
        for name in guide.names
        for old in _entries(guide.page(name).settings.get("moved_from"))
    }
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        found = _ADDRESS.fullmatch(line.strip())
        if not found or found["folder"] in former:
            continue
        name = pages.get(found["folder"])
        if message := _gone(guide, name, found["anchor"]) if name else _moved(found["folder"]):
            yield Problem(guide.project.shown(file), number, 1, message)
        if name is None:  # said once, not for each of its anchors
            former.add(found["folder"])


def _moved(folder: str) -> str:
    return (
        f"no page is at /{folder} any more, expected 'moved_from: [{folder.rstrip('/')}.md]' "
        "in the front matter of the page that replaces it"
    )


def _gone(guide: Guide, name: str, anchor: str | None) -> str | None:
    known = guide.anchors(name)
    if not anchor or known is None or anchor in known:
        return None
    return (
        f"docs/{name} has no anchor '#{anchor}' any more, expected it behind the heading that "
        f"replaces it: '## Heading {{ #{anchor} }}'" + closest(anchor, known)
    )


def _folder(name: str) -> str:
    """Where MkDocs publishes a page, without the first slash: ``sub/page/``."""
    path = name.removesuffix(".md")
    path = re.sub(r"(^|/)(index|README)$", r"\1", path)
    return path if not path or path.endswith("/") else f"{path}/"


def _entries(value: object) -> list[object]:
    return value if isinstance(value, list) else []
