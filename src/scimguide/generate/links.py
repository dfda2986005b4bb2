"""Links that stand in the spec: pages, headings, and checks of preflight."""

import re
from collections.abc import Iterator, Mapping

from scimguide.mapping import Spec
from scimguide.mapping.checks import texts
from scimguide.pages.anchors import anchor
from scimguide.pages.scan import scan
from scimguide.preflight.okta_export import ROWS, SCHEMA
from scimguide.preflight.runner import ordered
from scimguide.problem import Found, Place, expected

_LINK = re.compile(r"\]\((?P<page>[\w./-]+\.md)?(?:#(?P<anchor>[\w-]+))?\)")


def check_links(spec: Spec, pages: Mapping[str, str]) -> Found:
    """Links to what is not there; ``pages`` is the Markdown of all pages by their names."""
    there = {name: set(_anchors(text)) for name, text in pages.items()}
    checks = [*(each.id for each in ordered(write=True)), ROWS, SCHEMA]
    for name, target in spec.preflight.items():
        place: Place = ("preflight", name)
        if name not in checks:
            yield place, f"unknown check {name!r}, {expected(checks, name)}"
        page, _, heading = target.partition("#")
        yield from ((place, message) for message in _missing(there, page, heading))
    for name in checks if spec.preflight else ():
        if name not in spec.preflight:
            yield (
                ("preflight",),
                f"no entry for the check {name!r}, expected '{name}: PAGE.md#ANCHOR', "
                "where the guide speaks of it",
            )
    for place, text in texts(spec):
        for link in _LINK.finditer(text):
            for message in _missing(there, link["page"] or "", link["anchor"] or ""):
                yield place, message


def _anchors(text: str) -> Iterator[str]:
    """The anchors of a page, those of regions that are not generated yet among them."""
    yield from map(anchor, scan(text).headings)
    yield from re.findall(r"generated: (?:scenario|problem) (\S+) -->", text)


def _missing(there: Mapping[str, set[str]], page: str, heading: str) -> Iterator[str]:
    if page and page not in there:
        yield f"a link to the page {page!r}, {expected(there, page)}"
    elif heading:
        known = there[page] if page else set().union(*there.values())
        if heading not in known:
            where = f" of {page}" if page else ""
            close = expected(sorted(known), heading).partition(";")[2]
            hint = f";{close}" if close else ""
            yield f"a link to the heading '#{heading}'{where}, expected one that is there{hint}"
