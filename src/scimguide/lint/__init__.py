"""
Static checks of the pages: what can be known without running or building anything.

Each rule is a function that yields the offset and the message of each problem.  Words and
limits of the prose rules are in ``vocabulary``; to add a rule, write the function and name
it here.
"""

from collections.abc import Sequence
from pathlib import Path

from scimguide.lint import (
    addresses,
    consistency,
    facts,
    front_matter,
    headings,
    images,
    labels,
    link_words,
    links,
    macros,
    navigation,
    prose,
    spec_sentences,
    values,
)
from scimguide.lint.guide import Guide, GuideRule, Rule
from scimguide.mapping import Spec
from scimguide.problem import Problem
from scimguide.project import Project

PAGE_RULES: tuple[Rule, ...] = (
    consistency.urls,
    consistency.statuses,
    consistency.nearly,
    consistency.operations,
    consistency.minutes,
    consistency.roles,
    consistency.stages,
    facts.numbers,
    facts.code,
    facts.labels,
    facts.plans,
    facts.sources,
    front_matter.presence,
    front_matter.title,
    front_matter.description,
    front_matter.leaves,
    front_matter.template,
    headings.first_line,
    headings.sentence_case,
    images.alternative_text,
    labels.bold,
    labels.places,
    labels.selections,
    labels.ways,
    link_words.words,
    links.targets,
    macros.evaluation,
    prose.words,
    prose.terms,
    prose.sentences,
    prose.steps,
    prose.spelling,
    values.typed,
)
"""What is checked on each page."""

GUIDE_RULES: tuple[GuideRule, ...] = (
    navigation.navigation,
    navigation.operations,
    navigation.added_attributes,
    addresses.published,
    spec_sentences.facts,
    spec_sentences.shown,
)
"""What is checked of the whole guide."""


def lint(project: Project, spec: Spec, pages: Sequence[Path] | None = None) -> list[Problem]:
    """
    The problems of some pages, or of the whole guide; nothing is written, run or built.

    They are sorted by file, line and column.  A page that is not UTF-8 is checked as far as
    it can be read.
    """
    guide = Guide(project, spec)
    names = guide.names if pages is None else [_name(project, page) for page in pages]
    found = {problem for name in names for problem in lint_page(guide, name)}
    return sorted(found | set(lint_guide(guide) if pages is None else ()))


def lint_page(guide: Guide, name: str) -> list[Problem]:
    """The problems of a page, by its path below ``docs/``."""
    page = guide.page(name)
    found = {
        page.problem(offset, message)
        for rule in PAGE_RULES
        for offset, message in rule(guide, page)
    }
    return sorted(found)


def lint_guide(guide: Guide) -> list[Problem]:
    """The problems that no page has alone."""
    return sorted({problem for rule in GUIDE_RULES for problem in rule(guide)})


def _name(project: Project, page: Path) -> str:
    return page.resolve().relative_to(project.docs.resolve()).as_posix()
