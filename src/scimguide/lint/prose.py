"""Rules for sentences: plain words, their length and spelling, one action a step."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import FILLER, Page
from scimguide.lint.vocabulary import ACTIONS, AVOIDED, LONGEST_SENTENCE, SPELLED_RIGHT, TERMS
from scimguide.problem import one_of

_Patterns = list[tuple[re.Pattern[str], str]]


def _compiled(words: dict[str, str]) -> _Patterns:
    return [
        (
            re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])".replace(" ", r"\s+"), re.IGNORECASE),
            expected,
        )
        for pattern, expected in words.items()
    ]


_AVOIDED, _TERMS = _compiled(AVOIDED), _compiled(TERMS)
_NO_SENTENCE = re.compile(r"^[ \t]*(?:\||#|===|\?\?\?|!!!).*$", re.MULTILINE)
_SENTENCE_END = re.compile(rf"(?<=[.!?:;]){FILLER}*\s+|\n *(?:[-*]|\d+\.) ")
_ACTION = re.compile(rf"(?:^|[.;] )(?P<verb>{'|'.join(ACTIONS)})\b")
_WORD = re.compile(r"(?<![\w.@/'’-])[A-Za-z][a-z]+(?:['’][a-z]+)?(?![\w@/-]|\.\w)")


def words(guide: Guide, page: Page) -> Iterator[Finding]:
    """Words that are not written."""
    yield from _found(_AVOIDED, [*page.paragraphs, *page.described])


def terms(guide: Guide, page: Page) -> Iterator[Finding]:
    """Words for which the field has a term, in generated text as well."""
    yield from _found(_TERMS, [*page.all_paragraphs, *page.described])


def _found(patterns: _Patterns, texts: list[tuple[int, str]]) -> Iterator[Finding]:
    for start, text in texts:
        for pattern, expected in patterns:
            for found in pattern.finditer(text):
                yield start + found.start(), f"{found[0]!r}, expected {expected}"


def sentences(guide: Guide, page: Page) -> Iterator[Finding]:
    """Sentences that are too long."""
    for start, paragraph in page.paragraphs:
        text = _NO_SENTENCE.sub(lambda found: " " * len(found[0]), paragraph)
        position = 0
        for end in [*_SENTENCE_END.finditer(text), None]:
            sentence = text[position : end.start() if end else len(text)]
            count = sum(bool(word.strip(FILLER)) for word in sentence.split())
            if count > LONGEST_SENTENCE:
                offset = start + position + len(sentence) - len(sentence.lstrip())
                yield offset, f"a sentence of {count} words, expected at most {LONGEST_SENTENCE}"
            position = end.end() if end else position


def steps(guide: Guide, page: Page) -> Iterator[Finding]:
    """Steps with more than one action."""
    if not page.settings.get("steps", True):
        return
    for step in page.scan.items:
        text = " ".join(page.content[step.text_start : step.end].split())
        verbs = [found["verb"] for found in _ACTION.finditer(text)]
        if len(verbs) > 1:
            named = ", ".join(map(repr, verbs))
            yield (
                step.start,
                f"{len(verbs)} actions in a step ({named}), expected one; make a step of each",
            )


def spelling(guide: Guide, page: Page) -> Iterator[Finding]:
    """Words that codespell knows as misspelled."""
    corrections = _corrections()
    for start, text in [*page.paragraphs, *page.described]:
        for found in _WORD.finditer(text):
            word = found[0].replace("’", "'")
            correct = corrections.get(word.lower())
            if correct is not None and word.lower() not in SPELLED_RIGHT | guide.spec_words:
                yield start + found.start(), f"{found[0]!r}, expected {_one_of(correct)}"


@cache
def _corrections() -> dict[str, str]:
    """Misspelled words in lower case, and how they are written: ``teh``, ``the``."""
    file = resources.files("codespell_lib") / "data" / "dictionary.txt"
    return dict(line.split("->", 1) for line in file.read_text("utf-8").splitlines())


def _one_of(correct: str) -> str:
    """What codespell's ``fix``, ``fix, other fix,`` or ``fix, reason`` suggests."""
    fixes = correct.rpartition(",")[0] or correct
    return one_of([repr(fix.strip()) for fix in fixes.split(",")])
