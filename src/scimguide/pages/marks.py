"""
The marks that a writer types into a page, and what looks like one and is none.

A mark is an HTML comment of our own: ``<!-- VERB: REST -->``, alone on its line.
``generated: KIND NAME`` opens a region and ``end CHECKSUM`` closes it; ``given: OPERATION`` is
carried out unseen; ``okta: ACTION`` is what the reader does in Okta, carried out by the rehearsal
org (``, fails`` behind it when Okta reports a failure, ``, unseen`` when no step does it);
``holds: ENTRY; ENTRY`` is what the service contains then; ``excused: REASON`` says why the code
block that follows is not executed; ``by hand: REASON``, anywhere in a step, why no machine can do
it; ``fact: SOURCE; SOURCE``, behind a sentence or on the line below it, what a typed fact rests on.

A comment that nearly is a mark would be ignored silently, so it is a fault.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from scimguide.pages.fences import Fence
from scimguide.pages.scan import Comment, Fault, PageScan, scan
from scimguide.problem import expected

CARRIED_OUT = ("given", "okta", "holds")
"""Verbs of marks that are carried out and leave nothing in the page."""
WORDS = ("fails", "unseen")
"""Words that may stand behind an action, each after a comma."""
KINDS = (
    "snippet",
    "scenario",
    "problem",
    "reproduction",
    "screen",
    "assumptions",
    "table",
    "expression",
    "leaves",
    "checklist",
)
"""Kinds of generated regions."""
NAMELESS = ("leaves",)
"""Those of which a page has one, without a name."""
EXAMPLES = {
    "generated": "generated: snippet NAME",
    "given": "given: OPERATION",
    "okta": "okta: ACTION",
    "holds": "holds: ENTRY; ENTRY",
    "excused": "excused: REASON",
    "by hand": "by hand: REASON",
    "fact": "fact: SOURCE",
    "end": "end CHECKSUM",
}
"""Every verb, and a mark with it."""

_EXACT = re.compile(
    r"[ \t]*(?:(?P<verb>generated|given|okta|holds|excused|by hand|fact):[ \t]*(?P<rest>[^\s:].*?)"
    r"|(?P<end>end):?[ \t]+(?P<checksum>[0-9a-f]{12}))[ \t]*"
)
_HEAD = re.compile(r"(?P<head>[^\W\d_]+(?:[ \t_-]+[^\W\d_]+)?)[ \t\xa0]*[:：]")
_WORD = re.compile(r"(?:by[ \t_-]*hand|[^\W\d_]+)", re.IGNORECASE)
_REGION = re.compile(rf"\s*(?P<kind>{'|'.join(KINDS)})s?\s*:\s*(?P<name>[\w-]+)\s*", re.IGNORECASE)
_CHECKSUM = re.compile(r"[0-9a-fA-F]{10,14}\W*")
_SLUG = re.compile(r"[a-z][\w-]*")
_MANGLED = re.compile(
    r"(?P<open><[!\s-]{1,6}|&lt;!--|\{#+|\[//\]:\s*#\s*\()\s*"
    r"(?P<head>[^\W\d_]+(?:[ \t_-]+hand)?)\s*:(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_INDENTED = re.compile(r"[ \t]*<!--[ \t]*(?P<head>[^\W\d_]+(?: hand)?)\b.*-->[ \t]*")


@dataclass(frozen=True)
class Mark:
    """One mark of a page."""

    verb: str
    """A key of ``EXAMPLES``."""
    rest: str
    """What stands behind the verb; the checksum of an ``end``."""
    start: int
    """Where its line begins; the comment itself in the middle of a step."""
    end: int
    """Where its line ends."""
    line: int
    """Counted from 1."""
    indent: str
    """What stands before it on its line."""


@lru_cache(maxsize=64)
def marks(text: str) -> tuple[Mark, ...]:
    """The marks of a page, in order; what is none is among :func:`faults`."""
    page = scan(text)
    return tuple(mark for comment in page.comments if (mark := _mark(page, comment)))


def _mark(page: PageScan, comment: Comment) -> Mark | None:
    found = _EXACT.fullmatch(comment.text)
    if found is None:
        return None
    verb, rest = found["verb"] or found["end"], found["rest"] or found["checksum"]
    line = page.line_at(comment.start)
    if verb == "by hand" or (verb == "fact" and not comment.alone):
        return Mark(verb, rest, comment.start, comment.end, line.number, "")
    quoted = verb == "excused" and not comment.before.strip("> \t") and not comment.after.strip()
    if not comment.alone and not quoted:
        return None
    return Mark(verb, rest, line.start, line.end, line.number, comment.before)


def excuse(page: PageScan, fence: Fence) -> str:
    """The reason why a code block is not executed; empty when there is none."""
    before = [mark for mark in marks(page.text) if mark.end <= fence.start]
    if before and before[-1].verb == "excused" and _next_fence(page, before[-1]) is fence:
        return before[-1].rest
    return ""


def okta_action(rest: str) -> tuple[str, set[str]]:
    """The action of an ``okta`` mark, and the words behind it: ``fails``, ``unseen``."""
    words = set()
    while (found := rest.rpartition(", "))[2] in WORDS:
        words.add(found[2])
        rest = found[0]
    return rest, words


def _nearly_a_word(rest: str) -> str:
    """The word that was meant behind an action; empty when none is there, or a right one."""
    last = okta_action(rest)[0].rpartition(", ")
    return closest[0] if last[0] and (closest := get_close_matches(last[2], WORDS, 1)) else ""


def entries(rest: str) -> list[str]:
    """The entries of a ``holds`` mark; ``nothing`` stands for none."""
    return [entry.strip() for entry in rest.split(";") if entry.strip() not in ("", "nothing")]


def okta_actions(text: str) -> list[str]:
    """Every action of a page, in order, that does not fail."""
    found = [okta_action(mark.rest) for mark in marks(text) if mark.verb == "okta"]
    return [line for line, words in found if "fails" not in words]


def faults(page: PageScan, *, steps: bool = True) -> Iterator[Fault]:
    """
    What looks like a mark and is none, and marks that stand where they mean nothing.

    ``steps`` says whether the ordered lists of the page are procedures.
    """
    for comment in page.comments:
        message = _near_miss(page, comment)
        if message:
            yield Fault(comment.start, message)
    yield from _misplaced(page, steps)
    yield from _mangled(page)
    yield from _shown_as_code(page)


def _near_miss(page: PageScan, comment: Comment) -> str:
    """Why a comment that looks like a mark is none; empty for a mark, and for a remark."""
    text = "".join(each for each in comment.text if unicodedata.category(each) != "Cf")
    shown = repr(f"<!--{comment.text if len(comment.text) < 60 else comment.text[:59] + '…'}-->")
    found = _EXACT.fullmatch(text)
    if found and text != comment.text and found["verb"] not in ("excused", "by hand"):
        return f"an invisible character in {shown}, expected the mark without it"
    if _mark(page, comment):
        return ""
    if region := _REGION.fullmatch(text):
        meant = f"generated: {region['kind'].lower()} {region['name']}"
        return f"{shown} is no mark; did you mean '<!-- {meant} -->'?"
    verb = _meant(text)
    if not verb:
        return ""
    if found:
        where = "text before" if comment.before.strip() else "text behind"
        return f"{where} the mark {shown}, expected the mark alone on its line"
    if "\n" in comment.text:
        return f"the mark {shown} over several lines, expected it on one line"
    if verb == "end":
        return f"{shown}, expected '<!-- end CHECKSUM -->' as generated; run scripts/generate"
    rest = _rest(comment.text)
    if not rest:
        return f"the mark {shown} says nothing, expected '<!-- {EXAMPLES[verb]} -->'"
    return f"{shown} is no mark; did you mean '<!-- {verb}: {rest} -->'?"


def _meant(text: str) -> str:
    """The verb that a comment probably means; empty for a remark."""
    body = text.strip().lstrip("-! \t\n")
    head = _HEAD.match(body)
    if head and (verb := _close(head["head"])):
        return verb
    word = _WORD.match(body)
    if word is None:
        return ""
    verb, rest = _close(word[0]), body[word.end() :].strip()
    if _CHECKSUM.fullmatch(rest.removeprefix(":").strip()):
        return "end"
    if verb == "end":
        return "end" if not rest.strip("-:. ") else ""
    exact = word[0] in EXAMPLES
    if verb == "generated":
        first = rest.split(" ")[0].lower()
        return verb if exact or get_close_matches(first, KINDS, 1, 0.8) else ""
    if verb == "given":
        return verb if exact and (not rest or _SLUG.fullmatch(rest)) else ""
    if head and not exact:
        return ""
    return verb if exact or verb == "by hand" else ""


def _close(word: str) -> str:
    """The verb that a word is, or nearly is."""
    plain = re.sub(r"[ \t_-]+", " ", word.lower())
    plain = "by hand" if plain == "byhand" else plain
    close = get_close_matches(plain, EXAMPLES, 1, 0.75)
    return close[0] if close else ""


def _rest(text: str) -> str:
    """What a comment says behind its first word or colon."""
    body = text.strip().strip("-! \t\n")
    head = _HEAD.match(body) or _WORD.match(body)
    return body[head.end() :].strip().strip(":;=,").strip() if head else ""


def _misplaced(page: PageScan, steps: bool) -> Iterator[Fault]:
    inside = 0
    for mark in marks(page.text):
        inside += {"generated": 1, "end": -1}.get(mark.verb, 0)
        at = mark.start + len(mark.indent)
        if mark.verb == "generated":
            kind, _, name = mark.rest.partition(" ")
            if name and kind in NAMELESS:
                message = f"{name!r} behind {kind!r}, expected '<!-- generated: {kind} -->'"
                yield Fault(at, message)
            if kind not in KINDS:
                yield Fault(at, f"unknown marker {kind!r}, {expected(KINDS, kind)}")
        if mark.verb == "okta" and (word := _nearly_a_word(mark.rest)):
            message = f"{mark.rest.rpartition(', ')[2]!r} behind an action; did you mean {word!r}?"
            yield Fault(at, message)
        if mark.verb == "excused" and _next_fence(page, mark) is None:
            yield Fault(at, "an excuse without a code block, expected one right below it")
        elif mark.verb == "by hand":
            yield from _outside(page, mark, steps)
        elif mark.verb not in ("end", "fact") and _in_paragraph(page, mark):
            message = f"the mark '{mark.verb}' inside a paragraph, expected empty lines around it"
            yield Fault(at, message)


def _outside(page: PageScan, mark: Mark, steps: bool) -> Iterator[Fault]:
    if not steps:
        yield Fault(
            mark.start,
            "'by hand' on a page that says 'steps: false', expected it in a step, or no such line",
        )
    elif not any(item.start <= mark.start < item.end for item in page.items):
        yield Fault(mark.start, "'by hand' outside of a step, expected it in an item of a list 1.")


def _in_paragraph(page: PageScan, mark: Mark) -> bool:
    """Whether there are sentences on the lines right before and behind a mark."""
    lines = page.prose.split("\n")
    around = [lines[at] for at in (mark.line - 2, mark.line) if 0 <= at < len(lines)]
    return len(around) == 2 and all(_SENTENCE.match(line) for line in around)


_SENTENCE = re.compile(r"[ \t]*(?![#|>!?=<\[{]|[-*+] |\d+\. |\*\*\*|---)\S")


def _next_fence(page: PageScan, mark: Mark) -> Fence | None:
    """The code block right below a mark."""
    for fence in page.fences:
        if fence.start >= mark.end:
            between = page.prose[mark.end : fence.start].strip("> \t\n")
            comments = any(mark.end <= c.start < fence.start for c in page.comments)
            return None if between or comments else fence
    return None


def _mangled(page: PageScan) -> Iterator[Fault]:
    """Comments whose ``<!--`` is mistyped, so that readers would see them."""
    for found in _MANGLED.finditer(page.prose):
        verb = _close(found["head"])
        if verb and found["open"].strip() != "<!--":
            rest = re.sub(r"\s*(?:-*>|-*&gt;|#*\}|\))\s*$", "", found["rest"]).strip()
            shown = " ".join(found[0].split())
            mark = f"<!-- {verb}: {rest or '…'} -->"
            yield Fault(found.start(), f"{shown!r} is no mark; did you mean '{mark}'?")


def _shown_as_code(page: PageScan) -> Iterator[Fault]:
    """Marks that are indented so far that Markdown shows them as code."""
    for fence in page.fences:
        position = fence.start
        for line in page.text[fence.start : fence.end].split("\n") if not fence.fenced else ():
            found = _INDENTED.fullmatch(line)
            if found and _close(found["head"]):
                message = (
                    f"the mark {line.strip()!r} is indented so far that Markdown shows it as code, "
                    "expected it under the text to which it belongs, or a fence around it"
                )
                yield Fault(position + line.index("<"), message)
            position += len(line) + 1


def closing(found: Sequence[Mark], opening: int) -> int | None:
    """The index of the ``end`` of a region among the marks of a page, when it has one."""
    for index in range(opening + 1, len(found)):
        if found[index].verb in ("generated", "end"):
            return index if found[index].verb == "end" else None
    return None
