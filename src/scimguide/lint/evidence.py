"""What backs the facts of a page: its marks, its macros ``checked``, and what they name."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scimguide.lint.guide import Guide
from scimguide.lint.page import Page
from scimguide.macros import NUMBERS
from scimguide.mapping import Spec, actions
from scimguide.pages.marks import entries, marks
from scimguide.problem import closest, expected

TYPED = "typed by hand"
"""What is wrong with a fact that nothing backs."""

Backed = tuple[int, int, list[str]]
"""Start and end of what is backed, and the names that can be looked up."""

_OPENS = re.compile(r"[ \t]*(?:[-*+] |\d+\. |\||#|!!! |\?\?\?|:   )")
_CHECKED = re.compile(r"\{\{ *checked\((?:\"(?P<source>[^\"]*)\")?")
_SENTENCE_END = re.compile(r"[.!?:;][)\"'”’]*(?:[ \n]+|$)(?!<!--)")


def marked(page: Page) -> Iterator[Backed]:
    """The parts of a page that a mark backs, and its sources."""
    for mark in marks(page.text):
        if mark.verb == "fact":
            start, end = block(page.text, mark.start, mark.end)
            if end > mark.start:  # behind its sentence
                start = _sentence_start(page.text, start, mark.start)
            yield start, min(end, mark.start), entries(mark.rest)


def checked(page: Page) -> Iterator[Backed]:
    """The sentences that name their source with the macro ``checked``."""
    for found in _CHECKED.finditer(page.text):
        start, end = block(page.text, *found.span())
        after = _SENTENCE_END.search(page.text, found.end(), end)
        begins = _sentence_start(page.text, start, found.start())
        ends = after.end() if after else end
        yield begins, ends, [found["source"]] if found["source"] else []


def _sentence_start(text: str, start: int, end: int) -> int:
    """Where the last sentence of a part begins; its full stop may stand at the end."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text, start, end)]
    return next((at for at in reversed(ends) if text[at:end].strip()), start)


def doubt_of(guide: Guide, backed: list[Backed], offset: int, fact: str) -> str:
    """Why a fact is not backed; empty when it is, as far as its source can be looked up."""
    around = [names for start, end, names in backed if start <= offset < end]
    if not around:
        return TYPED
    evidence = [_evidence(guide, name) for names in around for name in names] or [None]
    if any(each is None or _is_in(fact, each) for each in evidence):
        return ""
    named = " and ".join(repr(name) for names in around for name in names)
    return f"does not stand in {named}"


def _evidence(guide: Guide, source: str) -> str | None:
    """The text that shows a fact; None when it cannot be looked up."""
    file, _, test = source.partition("::")
    if test:
        return _tests(guide.project.root / file).get(test)
    if source in guide.spec.sources:
        return guide.spec.sources[source].says or ""
    response = guide.project.snippets / "responses" / f"{source}.http"
    return response.read_text("utf-8") if response.is_file() else _played(guide.spec, source)


def _played(spec: Spec, name: str) -> str | None:
    """A scenario or problem with all its words, and its actions as sentences."""
    scenario = next((each for each in spec.scenarios if each.name == name), None)
    problem = next((each for each in spec.problems if each.name == name), None)
    entry, made = scenario or problem, scenario or (problem and problem.reproduce)
    if entry is None:
        return None
    lines = [*made.before, *(step.do for step in made.steps)] if made else []
    said = [actions.sentence(spec, actions.parse(line)) for line in lines]
    return " ".join([entry.model_dump_json(), *said])


def _is_in(fact: str, evidence: str) -> bool:
    """Whether a text has a fact, a number as digits or as a word."""
    word = fact.lower()
    forms = {word, *(str(n) for n, each in enumerate(NUMBERS) if each == word)}
    forms |= {NUMBERS[int(word)]} if word.isdecimal() and int(word) < len(NUMBERS) else set()
    pattern = "|".join(map(re.escape, forms))
    return bool(re.search(rf"(?<![\w.:])(?:{pattern})(?!\w|[.:]\d)", evidence.lower()))


def missing(guide: Guide, source: str) -> str:
    """Why a source is none; empty for one that exists."""
    file, _, test = source.partition("::")
    if test and not (guide.project.root / "tests").is_dir():
        return ""  # a copy of the guide without its tests
    if test:
        names = _tests(guide.project.root / file)
        return "" if test in names else f"no test {source!r}, {expected(names, test)} of {file}"
    known = [*guide.spec.sources, *guide.spec.shown]
    if source in known:
        return ""
    accepted = "expected a source, an operation, a scenario or a problem of docs/mapping.yaml, or "
    return f"no source {source!r}, {accepted}tests/FILE.py::TEST{closest(source, known)}"


@cache
def _tests(path: Path) -> dict[str, str]:
    """The source of each test of a file: ``test_name``, ``TestClass::test_name``."""
    text = path.read_text("utf-8") if path.is_file() else ""
    found = dict[str, str]()
    for node in ast.parse(text).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        start = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        for each in inside:
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
                first = min([each.lineno, *(part.lineno for part in each.decorator_list)])
                lines = text.splitlines()[first - 1 : each.end_lineno]
                found[f"{start}{each.name}"] = "\n".join(lines)
    return found


def block(text: str, start: int, end: int) -> tuple[int, int]:
    """The paragraph, item, row or heading around a place; of a line of its own, the one above."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    if not re.sub(r"<!--.*?-->", "", text[first:last]).strip():
        above = text[:first].rstrip()
        first, last = above.rfind("\n") + 1, len(above)
        if text[first:last].lstrip().startswith("<!--"):
            return block(text, first, last)
    while first and not _OPENS.match(text, first):
        before = text.rfind("\n", 0, first - 1) + 1
        if not text[before:first].strip():
            break
        first = before
    while last < len(text):
        after = text.find("\n", last + 1)
        after = len(text) if after < 0 else after
        if not text[last:after].strip() or _OPENS.match(text, last + 1):
            break
        last = after
    return first, last
