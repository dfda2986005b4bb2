"""Everything that is wrong with the form of a page, found without running it."""

from collections.abc import Mapping

from scimguide.pages import anchors, code, front_matter, marks, regions
from scimguide.pages.scan import scan
from scimguide.problem import Problem


def problems(
    name: str, shown: str, pages: Mapping[str, str], *, filled: bool = True
) -> list[Problem]:
    """
    What is wrong with the form of a page, in the order of its lines.

    ``name`` is its path below ``docs/``, ``shown`` the path in messages, and ``pages`` has the
    Markdown of all pages by name.  With ``filled``, every generated region must be there;
    the generator itself passes False.
    """
    page = scan(pages[name])
    found = [
        *page.faults,
        *front_matter.faults(page, name, pages),
        *marks.faults(page, steps=front_matter.front_matter(page.text).steps),
        *regions.faults(page.text, filled=filled),
        *anchors.faults(page),
        *code.faults(page),
    ]
    return sorted({Problem(shown, *page.place(each.start), each.message) for each in found})
