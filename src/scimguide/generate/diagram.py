"""
A rehearsal as a sequence diagram: SVG that needs no script and no style of its own.

Colours are those of the text around it; ids begin with the scenario's name,
so that several diagrams fit on a page.
"""

from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import unquote, urlsplit

from scimguide.okta.exchange import Exchange
from scimguide.okta.rehearsal import Done

WIDTH = 360
LEFT, RIGHT = 10, WIDTH - 10
STEP, ARROW, TOP = 30, 21, 34
CHARACTERS = 46
"""Of a label between the two lifelines."""


def diagram(name: str, okta: str, service: str, base_path: str, done: Sequence[Done]) -> str:
    """The requests of a scenario between two lifelines, under the action that causes them."""
    y, parts = TOP, list[str]()
    for kind, text in _rows(base_path, done):
        y += STEP if kind == "action" else ARROW
        parts.append(_drawn(name, kind, text, y))
    lines = "".join(
        f'<path d="M{x} {TOP - 8}V{y + 8}" stroke="currentColor" opacity=".35"/>'
        f'<text x="{x}" y="16" text-anchor="{anchor}" font-weight="600">{escape(title)}</text>'
        for x, anchor, title in ((LEFT, "start", okta), (RIGHT, "end", service))
    )
    head = (
        f'<marker id="{name}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor"/></marker>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 8}" role="img" '
        f'aria-label="{escape(_alternative(okta, service, done))}" fill="currentColor" '
        f'font-size="11"><defs>{head}</defs>{lines}{"".join(parts)}</svg>'
    )


def _rows(base_path: str, done: Sequence[Done]) -> Iterator[tuple[str, str]]:
    """Kind and text of each row."""
    for each in done:
        yield "action", _short(each.sentence, 50)
        if not each.report.requests:
            yield "nothing", "nothing is sent"
        for sent in each.report.requests:
            yield "request", _request(sent, base_path)
            yield "response", f"{sent.status} {sent.reason}"


def _drawn(name: str, kind: str, text: str, y: int) -> str:
    style = {"action": ' font-weight="600"', "nothing": ' font-style="italic"'}.get(kind, "")
    above = y - 4 if kind in ("request", "response") else y
    label = f'<text x="{WIDTH // 2}" y="{above}" text-anchor="middle"{style}>{escape(text)}</text>'
    if kind not in ("request", "response"):
        return label
    start, end = (LEFT, RIGHT) if kind == "request" else (RIGHT, LEFT)
    dashes = "" if kind == "request" else ' stroke-dasharray="4 3"'
    return (
        f'{label}<path d="M{start} {y}H{end}" stroke="currentColor"{dashes} '
        f'marker-end="url(#{name}-head)"/>'
    )


def _request(sent: Exchange, base_path: str) -> str:
    parts = urlsplit(sent.target)
    path = parts.path.removeprefix(base_path)
    collection, _, id_ = path.strip("/").partition("/")
    shown = f"{sent.method} /{collection}" + ("/…" if id_ else "")
    return _short(f"{shown}?{unquote(parts.query)}" if parts.query else shown, CHARACTERS)


def _short(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def _alternative(okta: str, service: str, done: Sequence[Done]) -> str:
    """What the picture shows, for those who cannot see it."""
    counts = [len(each.report.requests) for each in done]
    steps = "; ".join(
        f"{each.sentence}: {', '.join(s.method for s in each.report.requests) or 'no request'}"
        for each in done
    )
    return _short(f"{okta} and {service}, {sum(counts)} requests. {steps}", 300)
