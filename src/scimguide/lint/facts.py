"""
The rules for facts in sentences: a number, a path or the name of an attribute is never just typed.

It comes from a macro, or its sentence says what it rests on: ``<!-- fact: SOURCE -->`` behind it
(on a line below for the whole paragraph), or the ``{{ checked("source") }}`` that readers see.
What a test or a recorded response is named for must stand in it.  A number may also be part of a
link that leads to the place with this number.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from scimguide.lint.evidence import TYPED, block, checked, doubt_of, marked, missing
from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import CODE, FILLER, Page, hidden
from scimguide.lint.vocabulary import NAMES_WITH_NUMBERS, NUMBER_WORDS, UNITS
from scimguide.mapping import Spec
from scimguide.pages.front_matter import FrontMatter
from scimguide.pages.marks import entries, marks
from scimguide.problem import closest, expected

NUMBER = re.compile(
    rf"(?<![\w.,:#/{FILLER}-])(?:\d[\d.,]*\w*(?<![.,])%?|(?:{'|'.join(NUMBER_WORDS)})(?![\w-])"
    rf"|(?:an?(?!\s+second)|one|few|several)\s+(?:{'|'.join(UNITS)})s?\b)",
    re.IGNORECASE,
)
NAMED = re.compile(rf"\*\*[^*\n]+\*\*|{'|'.join(NAMES_WITH_NUMBERS)}")
"""Labels, which have their own rule, and names."""
_ITEM = re.compile(r"^ *\d+\. ", re.MULTILINE)
_LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<target>[^)\s]*)\)")
_COUNTED = re.compile(r"^#+ (?P<kind>\w+) (?P<at>\d+):|^ *\|[ ]*(?P<row>\d+) *\|", re.MULTILINE)
_PATH = re.compile(r"(?:[A-Z]+ )?(?P<path>/\S*)")
_FILE = re.compile(r"[a-z./_-]+\.(?:csv|http|json|md|py|sh|txt|ya?ml)")
_IDENTIFIER = re.compile(r"\$?[a-z]\w*(?:\.\$?\w+)+|[a-z]+(?:[A-Z]\w*|_\w+)|urn:\S+")
_WORD = re.compile(r"[A-Za-z]\w+")
_BOLD = r"\*\*[^*\n{]+\*\*"
_LABEL = re.compile(_BOLD)
_PLACED = re.compile(
    rf"(?<=under ){_BOLD}|{_BOLD}(?=\s+›)|(?<=› ){_BOLD}|^- {_BOLD}(?=:)", re.MULTILINE
)
"""Labels that say where something is, and those that head an item of a list."""
_PLAN = re.compile(r"(?<![.!?:|] )(?<!\n)\b(?P<plan>[A-Z][a-z]+) plans?\b")
_MARK = "'<!-- fact: SOURCE -->' behind the sentence"


def numbers(guide: Guide, page: Page) -> Iterator[Finding]:
    """Numbers in sentences, as digits or words, that nothing backs."""
    backed = [*marked(page), *checked(page)]
    text = hidden(page.prose, [*_named(page.prose), *_linked(page), *_counted(page.prose)])
    for start, paragraph in page.paragraphs:
        for found in NUMBER.finditer(text, start, start + len(paragraph)):
            if doubt := doubt_of(guide, backed, found.start(), found[0]):
                accepted = f"expected a macro{_macro(guide, found[0])}, or {_MARK}"
                yield found.start(), f"{found[0]!r} {doubt}, {accepted}"
    for start, value in page.described:
        plain = NAMED.sub(lambda name: FILLER * len(name[0]), value)
        for found in NUMBER.finditer(plain):
            message = f"{found[0]!r} in the front matter, where no macro works, expected no number"
            yield start + found.start(), message


def code(guide: Guide, page: Page) -> Iterator[Finding]:
    """Code in sentences that this guide does not know, or that what backs it does not say."""
    backed = list(marked(page))
    for found in CODE.finditer(page.by_hand):
        span = found["code"].strip()
        if "{{" in span:
            continue
        message = _unknown(guide, page, span)
        doubt = doubt_of(guide, backed, found.start(), span)
        if message and doubt:
            doubt = "" if doubt == TYPED else f" ({doubt})"
            yield found.start("code"), f"{message}, or {_MARK}{doubt}"
        elif doubt not in ("", TYPED) and "…" not in span:
            yield found.start("code"), f"{span!r} {doubt}, expected what it says"


def plans(guide: Guide, page: Page) -> Iterator[Finding]:
    """Names of plans: which one is needed stands in the spec."""
    backed = list(marked(page))
    for found in _PLAN.finditer(page.prose):
        said = found["plan"]
        if doubt := doubt_of(guide, backed, found.start(), said):
            accepted = f"expected '{{{{ service.plan }}}} plan', or {_MARK}"
            yield found.start(), f"the {said!r} plan {doubt}, {accepted}"


def labels(guide: Guide, page: Page) -> Iterator[Finding]:
    """Labels outside of steps, where no browser looks: what a switch does is a fact, too."""
    if page.settings.get("steps") is False:
        return
    backed, known = [*marked(page), *checked(page)], guide.spec.identity_provider.all_labels
    steps = [block(page.text, *found.span()) for found in _ITEM.finditer(page.written)]
    placed = [found.span() for found in _PLACED.finditer(page.written)]
    for found in _LABEL.finditer(hidden(page.written, [*steps, *placed])):
        label = found[0].strip("*")
        if label in known and (doubt := doubt_of(guide, backed, found.start(), label)):
            doubt = "outside of a step" if doubt == TYPED else doubt
            yield (
                found.start() + 2,
                f"the label {label!r} {doubt}, expected {_MARK}, which names it",
            )


def sources(guide: Guide, page: Page) -> Iterator[Finding]:
    """Marks ``fact`` that stand at nothing, or name nothing that exists."""
    for mark in marks(page.text):
        if mark.verb != "fact":
            continue
        at = mark.start + len(mark.indent)
        if not page.content[slice(*block(page.text, mark.start, mark.end))].strip():
            yield at, "the mark 'fact' below no text, expected it behind the fact or right below it"
        for source in entries(mark.rest):
            if message := missing(guide, source):
                yield at, message


def _macro(guide: Guide, number: str) -> str:
    """The macro that gives a status, as a hint."""
    names = [each.name for each in guide.spec.operations if str(each.status) == number]
    fitting = [name for name in names if name.startswith("error-")] or names
    return f' such as {{{{ status("{fitting[0]}") }}}}' if fitting else ""


def _named(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for pattern in (NAMED, _ITEM) for found in pattern.finditer(text))


def _linked(page: Page) -> Iterator[tuple[int, int]]:
    """Numbers in the words of links that stand in their targets, too: ``[step 4](#step-4-…)``."""
    for link in _LINK.finditer(page.written):
        there = set(re.findall(r"\d+(?:\.\d+)*", link["target"]))
        for found in re.finditer(r"\d+(?:\.\d+)*", link["words"]):
            if found[0] in there:
                yield link.start("words") + found.start(), link.start("words") + found.end()


def _counted(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of headings and rows that count: ``Step 1:``, then ``Step 2:``; ``| 1 |``."""
    last: dict[str, int] = {}
    for found in _COUNTED.finditer(text):
        group = "at" if found["at"] else "row"
        kind = found["kind"] or "|"
        if int(found[group]) in (1, last.get(kind, 0) + 1):
            last[kind] = int(found[group])
            yield found.span(group)


def _beginning(spec: Spec) -> str:
    """How the groups of all roles begin; what no name begins with when they differ."""
    groups = [role.group for role in spec.roles_listed if role.group]
    found = {group.partition("-")[0] for group in groups}
    return f"{found.pop()}-" if len(found) == 1 < len(groups) else "\n"


def _unknown(guide: Guide, page: Page, span: str) -> str:
    """Why a code span is refused; empty when it is what the guide knows, or no name at all."""
    groups = sorted(set(guide.spec.group_names.values()))
    if span.startswith(_beginning(guide.spec)) and span not in groups:
        return f"no group {span!r}, {expected(groups, span)}"
    if path := _PATH.fullmatch(span):
        paths = [endpoint.path for endpoint in guide.spec.service.endpoints]
        return "" if path["path"] in paths else f"no endpoint {span!r}, {expected(paths, span)}"
    if _FILE.fullmatch(span):
        root, docs, downloads = (guide.project.root, guide.project.docs, guide.project.downloads)
        there = any((folder / span).is_file() for folder in (root, docs, downloads))
        return "" if there else f"no file {span!r}, expected one of the repository or of docs/"
    if span in guide.attribute_names:
        return ""
    if _IDENTIFIER.fullmatch(span):
        macro = "." in span and guide.templates.text(f"{{{{ {span} }}}}", page)
        if macro or span in FrontMatter.__dataclass_fields__:
            return ""
        accepted = "expected one of docs/mapping.yaml"
        return f"no attribute {span!r}, {accepted}{closest(span, guide.attribute_names)}"
    close = get_close_matches(span, guide.attribute_names, 1, 0.8) if _WORD.fullmatch(span) else []
    return f"no attribute {span!r}; did you mean {close[0]!r}?" if close else ""
