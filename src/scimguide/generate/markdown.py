"""Cells and tables of Markdown."""

import html
import json
from collections.abc import Iterable, Sequence
from typing import Any

from scimguide.mapping import Spec, days
from scimguide.mapping.expectations import Expectation, parse


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "&#124;").replace("\n", " ") or "–"


def code(text: str) -> str:
    """Code that a narrow screen may break after ``.``, ``:`` and ``/``."""
    escaped = html.escape(text, quote=False).replace("|", "&#124;").replace("{", "&#123;")
    for stop in ".:/":
        escaped = escaped.replace(stop, f"{stop}<wbr>")
    return f"<code>{escaped}</code>"


def example(value: Any) -> str:
    """A value as JSON writes it; nothing for None."""
    return "" if value is None else code(json.dumps(value, ensure_ascii=False))


def cite(spec: Spec, source: str) -> str:
    """Where a fact comes from, with the date when it was checked."""
    found = spec.sources[source]
    if found.url is None:
        return f"{found.title} ({days.time(found.checked)})"
    return f"[{found.title}]({found.url}) ({days.time(found.checked)})"


def link(text: str, place: str | None) -> str:
    """Text that leads to ``page.md#the-place``; the text alone without one."""
    return f"[{text}]({place})" if place else text


def describe_holdings(spec: Spec, entries: Iterable[object]) -> str:
    """``user NAME active`` and ``group NAME`` as readers read it."""
    return ", ".join(_described(spec, parse(str(entry))) for entry in entries) or "nothing"


def _described(spec: Spec, entry: Expectation) -> str:
    words = spec.service.words
    if entry.kind == "user":
        return f"the {'active' if entry.active else 'inactive'} {words.user} `{entry.name}`"
    if entry.kind == "group":
        return f"the {words.group} `{entry.name}`"
    if entry.kind == "value":
        value = json.dumps(entry.value, ensure_ascii=False)
        shown = "no value" if entry.value is None else f"the value `{value}`"
        return f"{shown} for `{entry.path.rpartition(':')[2]}` of `{entry.name}`"
    inside = "with" if entry.inside else "without"
    return f"the {words.group} `{entry.group}` {inside} the member `{entry.name}`"
