"""The rule for sentences of the spec: numbers are its values, and tests that it names exist."""

import re
from collections.abc import Iterator
from typing import Any

from scimguide.lint.evidence import missing
from scimguide.lint.facts import NAMED, NUMBER
from scimguide.lint.guide import Guide
from scimguide.lint.link_words import significant
from scimguide.lint.page import CODE
from scimguide.problem import Place, Problem

_APART = re.compile(
    rf"{CODE.pattern}|{NAMED.pattern}|\[[^\]]+\]\([^)]+\)|\{{(?:status|limit) [^{{}}]*\}}",
    re.DOTALL,
)
"""Code, labels, links and facts of the spec."""
_STATUS = re.compile(r"[1-5]\d\d")
SENTENCES = (
    "title", "description", "note", "summary", "question", "answer", "grants", "what", "when",
    "requires", "does", "where", "cause", "fix",
)  # fmt: skip
"""Keys of the spec whose strings people read."""


def facts(guide: Guide) -> Iterator[Problem]:
    """
    Numbers in the sentences of the spec that nothing backs, and tests that do not exist.

    The titles of sources are names.
    """
    parts = {key: value for key, value in guide.spec_source.value.items() if key != "sources"}
    for place, text, has_source in _sentences(parts, (), False):
        for found in NUMBER.finditer(_APART.sub("", text)):
            if not (has_source and _STATUS.fullmatch(found[0])):
                accepted = "expected {status OPERATION} or {limit NAME}"
                hint = ", or a 'source' beside a status" if _STATUS.fullmatch(found[0]) else ""
                message = f"{found[0]!r} typed by hand, {accepted}{hint}"
                yield guide.spec_source.problem(place, message)
    for index, row in enumerate(guide.spec.service.assumptions):
        if "::" in row.shown_by and (message := missing(guide, row.shown_by)):
            place = ("service", "assumptions", index, "shownBy")
            yield guide.spec_source.problem(place, message)


def shown(guide: Guide) -> Iterator[Problem]:
    """Answers with no word of what shows them, and limits that their source does not say."""
    spec = guide.spec
    titles = {each.name: each.title for each in spec.scenarios}
    titles |= {each.name: each.title for each in spec.problems}
    titles |= {each.name: f"{each.title} {each.request}" for each in spec.operations}
    for index, row in enumerate(spec.service.assumptions):
        said = significant(f"{row.question} {row.answer}".replace("`", " "))
        shows = f"{row.shown_by.replace('_', ' ')} {titles.get(row.shown_by, '')}"
        if not said & significant(shows.rpartition("::")[2]):
            place = ("service", "assumptions", index, "shownBy")
            message = f"{row.shown_by!r} has no word of the answer, expected what shows it"
            yield guide.spec_source.problem(place, message)
    limits = spec.identity_provider.limits
    for name, field in type(limits).model_fields.items():
        limit = getattr(limits, name)
        source = spec.sources[limit.source].says or ""
        if not re.search(rf"(?<!\d){limit.value} {re.escape(limit.unit)}", source):
            here = ("identityProvider", "limits", field.alias or name, "value")
            message = f"{limit.text!r} is not what {limit.source!r} says, expected it under 'says'"
            yield guide.spec_source.problem(here, message)


def _sentences(item: Any, place: Place, has_source: bool) -> Iterator[tuple[Place, str, bool]]:
    """The strings of the spec that people read, and whether their entry names its source."""
    if isinstance(item, dict):
        has_source = has_source or "source" in item
        for key, each in item.items():
            if not isinstance(each, str) or key in SENTENCES:
                yield from _sentences(each, (*place, key), has_source)
    elif isinstance(item, list):
        for index, each in enumerate(item):
            if not isinstance(each, str):
                yield from _sentences(each, (*place, index), has_source)
    elif isinstance(item, str):
        yield place, item, has_source
