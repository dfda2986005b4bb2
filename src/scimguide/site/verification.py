"""
The verification page: everything that was executed, page by page, and what was excused.

As tables for people, made while the site is built, and as ``verification.json`` for
machines.  Both say the same, because both are made from the same groups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from scimguide.generate.markdown import table
from scimguide.site.proof import StampGroup
from scimguide.site.stamps import page_stamp, stamp
from scimguide.verify.log import Provenance

KINDS = {
    "snippet": "snippets",
    "scenario": "scenarios",
    "problem": "problems",
    "entry": "entries of the catalogue",
    "reproduction": "reproductions",
    "steps": "lists of steps",
    "code": "other blocks",
}
"""What groups are called when they are counted."""


@dataclass(frozen=True)
class PageProof:
    """What is known of one page of the navigation."""

    title: str
    link: str
    page: str
    groups: Sequence[StampGroup]
    run: Provenance | None

    @property
    def wanted(self) -> int:
        """How many parts are to be carried out."""
        return sum(group.wanted for group in self.groups)

    @property
    def verified(self) -> bool:
        """Whether the page passed, and all of it that stands there now was carried out."""
        return bool(self.run and self.run.passed) and all(g.passed for g in self.groups if g.run)


def summary(pages: Sequence[PageProof]) -> str:
    """n of n, first of pages and then of each kind of group."""
    runs = [page.run for page in pages if page.run]
    if not runs:
        return "Not verified: this site was built without the log of a run.\n"
    busy = [page for page in pages if page.wanted]
    idle = len(pages) - len(busy)
    cells = [
        ("Pages", _of(sum(p.verified for p in busy), len(busy), idle, "with nothing to execute"))
    ]
    for kind, words in KINDS.items():
        every = [group for page in pages for group in page.groups if group.kind == kind]
        wanted = [group for group in every if group.wanted]
        passed = sum(group.passed for group in wanted)
        if every:
            left = len(every) - len(wanted)
            cells.append((words.capitalize(), _of(passed, len(wanted), left, "excused")))
    return f"{table(('What', 'Verified'), cells)}\n{_with(runs, pages)}\n"


def _of(passed: int, total: int, others: int, what: str) -> str:
    return f"{passed} of {total}" + (f", {others} {what}" if others else "")


def _with(runs: Sequence[Provenance], pages: Sequence[PageProof]) -> str:
    last = max(runs, key=lambda run: run.at)
    browsers = {g.run.browser for p in pages for g in p.groups if g.run and g.run.browser}
    tools = [
        f"curl {last.curl}" if last.curl else "",
        f"Python {last.python}",
        *(f"Chromium {each}" for each in sorted(browsers)),
        f"reference server and rehearsal organization {last.engine}",
    ]
    took = sum(group.seconds for page in pages for group in page.groups)
    at = f" at commit {last.commit}{' with changes' if last.changed else ''}" if last.commit else ""
    moment = last.at.replace("T", " ").replace("Z", " UTC")
    return f"Run: {moment}{at}, {took:.0f} seconds. With {', '.join(filter(None, tools))}."


def tables(pages: Sequence[PageProof]) -> str:
    """A folded table for each page."""
    return "\n".join(_page(page) for page in pages)


def _page(page: PageProof) -> str:
    words = _short(page)
    head = (
        f'<details class="proof" markdown="1"><summary>{escape(page.title)}: {words}</summary>\n\n'
    )
    link = f"[Open the page]({page.link})\n\n"
    rows = [
        (_title(group), _result(group), f"{group.seconds:.2f}" if group.run else "")
        for group in page.groups
    ]
    body = table(("What", "Result", "Seconds"), rows) if rows else "Nothing to execute.\n"
    return f"{head}{link}{body}\n</details>\n"


def _short(page: PageProof) -> str:
    if not page.wanted:
        return "nothing to execute"
    if not page.verified:
        return page_stamp(page.groups, page.run, "")[0]
    return f"{sum(group.executed for group in page.groups)} of {page.wanted} executed"


def _title(group: StampGroup) -> str:
    words = {"steps": "steps: ", "code": "block: "}
    return f"{words.get(group.kind, f'{group.kind} ')}{escape(group.title, quote=False)}"


def _result(group: StampGroup) -> str:
    if group.run is None or not group.passed or not group.wanted:
        return stamp(group)[0].rstrip(".")
    by_hand = f", {len(group.excused)} excused" if group.excused else ""
    return f"{group.executed} of {group.wanted}{by_hand}"


def excused(pages: Sequence[PageProof]) -> str:
    """What no machine carries out, with the reasons."""
    rows = [
        (f"[{page.title}]({page.link})", _title(group), entry.reason)
        for page, group, entry in _excused(pages)
    ]
    if not rows:
        known = any(page.run for page in pages)
        return "Nothing is excused.\n" if known else "Not verified.\n"
    return table(("Page", "What", "Reason"), rows)


def _excused(pages: Sequence[PageProof]) -> Iterator[tuple[PageProof, StampGroup, Any]]:
    for page in pages:
        for group in page.groups:
            for entry in group.excused:
                yield page, group, entry


def document(pages: Sequence[PageProof]) -> dict[str, Any]:
    """The same for machines: what ``verification.json`` contains."""
    return {
        "verified": bool(pages) and all(page.verified for page in pages),
        "pages": [
            {
                "page": page.page,
                "title": page.title,
                "verified": page.verified,
                "run": asdict(page.run) if page.run else None,
                "groups": [_group(group) for group in page.groups],
            }
            for page in pages
        ],
    }


def _group(group: StampGroup) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "title": group.title,
        "verified": bool(group.wanted) and group.passed,
        "executed": group.executed,
        "wanted": group.wanted,
        "excused": [entry.reason for entry in group.excused],
        "seconds": round(group.seconds, 3),
    }
