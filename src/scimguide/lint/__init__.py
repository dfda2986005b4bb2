"""
Static checks of the pages: what can be known without running or building anything.

Each rule is a function that yields the offset and the message of each problem.  Words and
limits of the prose rules are in ``vocabulary``; to add a rule, write the function and name
it here.
"""

from collections.abc import Sequence
from pathlib import Path

from scimguide.lint import (
    front_matter,
    headings,
    images,
    labels,
    links,
    macros,
    navigation,
    prose,
    values,
)
from scimguide.lint.guide import Guide, GuideRule, Rule
from scimguide.mapping import Spec
from scimguide.problem import Problem
from scimguide.project import Project

PAGE_RULES: tuple[Rule, ...] = (
    front_matter.title,
    front_matter.description,
    front_matter.leaves,
    headings.first_line,
    headings.sentence_case,
    headings.uniqueness,
    images.alternative_text,
    labels.bold,
    labels.selections,
    links.targets,
    macros.evaluation,
    prose.words,
    prose.sentences,
    prose.steps,
    prose.spelling,
    values.typed,
)
"""What is checked on each page."""

PAGES_RULES: tuple[GuideRule, ...] = (navigation.navigation,)
"""What is checked of the pages together, and concerns those that are looked at."""

GUIDE_RULES: tuple[GuideRule, ...] = (navigation.operations, navigation.places_of_checks)
"""What is checked of the whole guide."""


def lint(project: Project, spec: Spec, pages: Sequence[Path] | None = None) -> list[Problem]:
    """
    The problems of some pages, or of the whole guide; nothing is written, run or built.

    They are sorted by file, line and column.  A page that is not UTF-8 is checked as far as
    it can be read.
    """
    guide = Guide(project, spec)
    names = guide.names if pages is None else [_name(project, page) for page in pages]
    found = [
        guide.page(name).problem(offset, message)
        for name in names
        for rule in PAGE_RULES
        for offset, message in rule(guide, guide.page(name))
    ]
    rules = PAGES_RULES + (GUIDE_RULES if pages is None else ())
    found += [problem for rule in rules for problem in rule(guide, names)]
    return sorted(set(found))


def _name(project: Project, page: Path) -> str:
    return page.resolve().relative_to(project.docs.resolve()).as_posix()
