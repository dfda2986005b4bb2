"""
Stamps: when, at which commit and against what a page was executed, n of n.

They are put into the Markdown of each page while the site is built, from the log of the
run; nobody types them.  Without a log, or when the text has changed since, they say so.

At a block that was executed stands one mark, whose words appear on hover and on focus; a screen
reader reads them in place.  What is not verified says so where everybody sees it.
"""

from collections.abc import Sequence
from datetime import datetime

from scimguide.site.proof import StampGroup
from scimguide.verify.log import Provenance
from scimguide.verify.parts import ENTRY

_VERBS = {"el": "Evaluated", "json": "Parsed", "yaml": "Parsed"}
"""What is done with a fence that is no snippet; others are executed."""


def stamped(text: str, found: Sequence[StampGroup]) -> str:
    """The Markdown of a page with a stamp under each group."""
    for group in reversed(found):
        words, state = stamp(group)
        if group.kind == ENTRY and state == "yes":  # its stamp stands where it is reproduced
            continue
        shown = words if state == "no" else mark(words)
        line = f"{group.indent}{shown}\n{group.indent}{{: .stamp .stamp--{state} }}"
        before = text[: group.at].rstrip("\n")
        text = f"{before}\n\n{line}\n\n{text[group.at :].removeprefix(chr(10))}"
    return text


def mark(words: str) -> str:
    """A mark that shows its words when it is pointed at or focused."""
    inside = f'<span class="stamp-words" data-search-exclude>{words}</span>'
    return f'<span class="stamp-mark" role="note" tabindex="0">{inside}</span>'


def footed(text: str, line: str) -> str:
    """The Markdown of a page with a line at its foot."""
    return f"{text.rstrip()}\n\n{line}\n"


def stamp(group: StampGroup) -> tuple[str, str]:
    """What is to be said of a group, and its state: ``yes``, ``no`` or ``excused``."""
    if group.run is None:
        return "Not walked in a browser." if group.kind == "steps" else "Not verified.", "no"
    if not group.passed:
        missing = group.entries.count(None)
        of = f" {missing} of {len(group.entries)}" if len(group.entries) > 1 else ""
        return f"Not verified:{of} changed or failed since {_when(group.run)}.", "no"
    if not group.wanted:
        return (
            f"{'By hand' if group.kind == 'steps' else 'Not executed'}: {_reasons(group)}.",
            "excused",
        )
    return (_steps(group, group.run) if group.kind == "steps" else _code(group, group.run)), "yes"


def _code(group: StampGroup, run: Provenance) -> str:
    languages = {part.language for part in group.parts}
    where = f"{_when(run)}"
    if group.kind == ENTRY:
        return f"Query parsed {where}."
    if languages <= set(_VERBS):
        return f"{_VERBS[group.parts[0].language]} {where}."
    tools = [
        f"{name} {version}"
        for language, name, version in (
            ("bash", "curl", run.curl),
            ("python", "Python", run.python),
        )
        if language in languages and version
    ]
    using = f" with {' and '.join(tools)}" if tools else ""
    stories = ("scenario", "problem", "reproduction")
    org = " by the rehearsal organization" if group.kind in stories else ""
    done = "Reproduced" if group.kind in stories[1:] else "Executed"
    return f"{done}{org} against the reference server{using}, {where}: {count(group)}."


def _steps(group: StampGroup, run: Provenance) -> str:
    browser = f"Chromium {run.browser.partition('.')[0]}"
    by_hand = f"; by hand: {_reasons(group)}" if group.excused else ""
    return (
        f"{group.executed} of {len(group.parts)} steps walked in {browser}, {_when(run)}{by_hand}."
    )


def count(group: StampGroup) -> str:
    """``3 of 3``, as stamps end."""
    excused = f", {len(group.excused)} not executed: {_reasons(group)}" if group.excused else ""
    return f"{group.executed} of {group.wanted}{excused}"


def _reasons(group: StampGroup) -> str:
    return "; ".join(dict.fromkeys(entry.reason.rstrip(".") for entry in group.excused))


def page_stamp(found: Sequence[StampGroup], run: Provenance | None, link: str) -> tuple[str, str]:
    """What is to be said of a whole page, as Markdown; nothing where nothing is executed."""
    ran = [group for group in found if group.run]
    wanted, executed = sum(g.wanted for g in ran), sum(g.executed for g in ran)
    if not any(group.wanted for group in found):
        return "", "excused"
    if run is None:
        words, state = "Not verified", "no"
    elif not run.passed:
        words, state = f"Not verified: a part failed {_when(run)}", "no"
    elif wanted > executed:
        words, state = f"Not verified: {executed} of {wanted} parts executed {_when(run)}", "no"
    elif not wanted:
        words, state = "Not walked in a browser", "no"
    else:
        words = f"Verified {_when(run)}: {executed} of {wanted} parts executed"
        excused = sum(len(group.excused) for group in ran)
        unwalked = "" if len(ran) == len(found) else "; steps not walked"
        aside = f", {excused} excused" if excused else ""
        words, state = f"{words} against the reference server{aside}{unwalked}", "yes"
    return (f"[{words}]({link})" if link else words), state


def _when(run: Provenance) -> str:
    return f'<time datetime="{run.at}">{day(run)}</time>{commit(run)}'


def day(run: Provenance) -> str:
    """The day of a run: 25 November 2026."""
    moment = datetime.fromisoformat(run.at)
    return f"{moment.day} {moment:%B %Y}"


def commit(run: Provenance) -> str:
    """The commit of a run, with a space before it; nothing when git cannot tell."""
    if not run.commit:
        return ""
    return f" at {run.commit}{' with changes' if run.changed else ''}"
