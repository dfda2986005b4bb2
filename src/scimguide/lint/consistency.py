"""The rules for what stands where no macro works: URLs in code, headings, names, minutes."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import zip_longest
from urllib.parse import urlsplit

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.mapping import Spec
from scimguide.mapping.names import names
from scimguide.pages import pace
from scimguide.pages.front_matter import FrontMatter
from scimguide.pages.marks import entries, marks
from scimguide.pages.regions import regions
from scimguide.problem import expected

_URL = re.compile(r"https?://(?P<host>[\w.-]+)(?P<rest>[^\s\"'`<>)\\]*)")
_EXAMPLE = re.compile(
    r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|okta\.com)|127\.0\.0\.1"
)
"""Hosts of examples (RFC 2606), this machine, and a reader's own organization."""
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PROPER = re.compile(r"[A-Z]\w{4,}(?:\.\w+)*")
"""A proper name, such as ``Example.io``."""
_ROLE_SEEN = re.compile(r"\{\{ *role\(\"(?P<role>[^\"]*)\"\)\.label *\}\}")
_STATUS_OF = re.compile(r"\{\{ *status\(\"(?P<operation>[^\"]*)\"\) *\}\}")
_STATUS = re.compile(r"(?P<status>[1-5]\d\d)\b")
_CLOSE = 0.85
"""How much of a word must be that of a name for it to be meant."""
_DISTINCT = 6
"""Characters of a name that no other word has by chance."""


def urls(guide: Guide, page: Page) -> Iterator[Finding]:
    """URLs in code of the writer that are neither the spec's nor an example."""
    service = guide.spec.service
    accepted = [
        service.base_url,
        *([service.origin + service.well_known] if service.well_known else []),
    ]
    hosts = {urlsplit(source.url).netloc for source in guide.spec.sources.values() if source.url}
    for start, code in _code_by_hand(page):
        for found in _URL.finditer(code):
            if _EXAMPLE.fullmatch(found["host"]) or found["host"] in hosts:
                continue
            rest = [found[0].removeprefix(each) for each in accepted if found[0].startswith(each)]
            if not any(each == "" or each[0] in "/?." for each in rest):
                yield (
                    start + found.start(),
                    f"the URL {found[0]!r} in code, expected {service.base_url!r}, "
                    "or one on example.com",
                )


def _code_by_hand(page: Page) -> Iterator[tuple[int, str]]:
    """The code blocks and code spans that no generator writes, with their offsets."""
    made = [(start, end) for _, start, end in page.regions]
    for fence in page.scan.fences:
        if not any(start <= fence.start < end for start, end in made):
            yield fence.code_start, page.text[fence.code_start : fence.code_end]
    yield from ((found.start(1), found[1]) for found in _SPAN.finditer(page.by_hand))


def statuses(guide: Guide, page: Page) -> Iterator[Finding]:
    """Headings that begin with another status than the snippet below them has."""
    headings = page.scan.headings
    known = {operation.name: operation.status for operation in guide.spec.operations}
    snippets = [each for each in regions(page.text) if each.kind == "snippet"]
    for heading, following in zip_longest(headings, headings[1:]):
        end = following.start if following else len(page.text)
        if said := _STATUS.match(heading.title):
            shown = [each.name for each in snippets if heading.start < each.at < end]
            right = {known[name] for name in shown if name in known}
            if right and int(said["status"]) not in right:
                yield (
                    heading.start,
                    f"{said['status']} in a heading, expected {min(right)}, "
                    f"the status of {shown[0]!r}",
                )


def operations(guide: Guide, page: Page) -> Iterator[Finding]:
    """Statuses of operations that the page does not show, while it shows others."""
    shown = [each.name for each in regions(page.text) if each.kind == "snippet"]
    for found in _STATUS_OF.finditer(page.text) if shown else ():
        name = found["operation"]
        if name not in shown:
            yield found.start(), f"the status of {name!r}, {expected(shown, name)}, as shown here"


def nearly(guide: Guide, page: Page) -> Iterator[Finding]:
    """
    Code in sentences that is almost a name of the spec, and none; and the service's own name.

    Attributes have a rule of their own, ``facts.code``.
    """
    known, service = _known(guide.spec), guide.spec.service.name
    for found in _PROPER.finditer(page.text[: page.body] + page.prose[page.body :]):
        close = get_close_matches(found[0], [service], 1, _CLOSE)
        if close and found[0] != service:
            yield found.start(), f"{found[0]!r} is nobody's name; did you mean {service!r}?"
    exempt = known | guide.attribute_names | set(FrontMatter.__dataclass_fields__)
    for found in _SPAN.finditer(page.by_hand):
        word = found[1]
        if len(word) < _DISTINCT or word in exempt or not re.fullmatch(r"[\w.:@$-]+", word):
            continue
        if close := get_close_matches(word, known, 1, _CLOSE):
            yield found.start(1), f"{word!r} is no name of the spec; did you mean {close[0]!r}?"


def stages(guide: Guide, page: Page) -> Iterator[Finding]:
    """Problems that stand among those of another stage."""
    known = {problem.name: problem.stage for problem in guide.spec.problems}
    headings = [each.start for each in page.scan.headings if each.level == 2]
    first: dict[int, str] = {}
    for each in regions(page.text):
        if each.kind == "problem" and each.name in known:
            part = bisect_right(headings, each.at)
            name = first.setdefault(part, each.name)
            if known[name] != known[each.name]:
                yield (
                    each.at,
                    f"{each.name!r} is of the stage {known[each.name]!r}, "
                    f"expected {known[name]!r}, as {name!r} above it",
                )


def roles(guide: Guide, page: Page) -> Iterator[Finding]:
    """Roles that are seen in the service where the mark above says that it has another one."""
    attribute = f" {guide.spec.roles.attribute} " if guide.spec.roles else "\n"
    holds = [mark for mark in marks(page.text) if mark.verb == "holds"]
    for found in _ROLE_SEEN.finditer(page.text):
        above = [mark.rest for mark in holds if mark.start < found.start()][-1:]
        kept = [entry.partition(attribute)[2] for rest in above for entry in entries(rest)]
        if any(kept) and not any(f'"{found["role"]}"' in value for value in kept):
            what = next(filter(None, kept))
            yield (
                found.start(),
                f"the role {found['role']!r}, expected one of {what}, as held above",
            )


def minutes(guide: Guide, page: Page) -> Iterator[Finding]:
    """Pages that take longer, or less long, than they say."""
    said, counted = page.settings.get("minutes"), pace.minutes(page.text)
    if isinstance(said, int) and abs(said - counted) > pace.TOLERANCE:
        yield (
            page.setting_offset("minutes"),
            f"{said} minutes, expected about {counted}: {pace.STEP} seconds for each step, "
            f"and a minute for {pace.WORDS} words",
        )


def _known(spec: Spec) -> set[str]:
    found = {name for what, each in names(spec).items() for name in each if what != "attribute"}
    found |= {each.name for each in spec.operations}
    found |= {each.name for each in spec.scenarios} | {each.name for each in spec.problems}
    found |= set(spec.preflight)
    return {name for name in found if len(name) >= _DISTINCT and " " not in name}
