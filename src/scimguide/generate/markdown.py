"""Cells and tables of Markdown."""

import html
import json
from collections.abc import Iterable, Sequence
from typing import Any

from scimguide.mapping import Spec, days


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
    """A text that leads to ``page.md#the-place``; the text alone without one."""
    return f"[{text}]({place})" if place else text


def describe_holdings(spec: Spec, entries: Iterable[str]) -> str:
    """``user NAME active`` and ``group NAME`` as readers read it."""
    items = []
    for entry in entries:
        kind, _, name = str(entry).partition(" ")
        if kind in ("value", "member", "no"):
            items.append(_detail(spec, str(entry)))
        elif kind == "user":
            name, _, state = name.rpartition(" ")
            items.append(f"the {state} {spec.service.words.user} `{name}`")
        else:
            items.append(f"the {spec.service.words.group} `{name}`")
    return ", ".join(items) or "nothing"


def _detail(spec: Spec, entry: str) -> str:
    """``value NAME PATH JSON``, ``member NAME GROUP`` and ``no member NAME GROUP``."""
    kind, name, rest = entry.removeprefix("no ").split(" ", 2)
    if kind == "value":
        path, _, value = rest.partition(" ")
        held_ = "no value" if value == "null" else f"the value `{value}`"
        return f"{held_} for `{path.rpartition(':')[2]}` of `{name}`"
    inside = "without" if entry.startswith("no ") else "with"
    return f"the {spec.service.words.group} `{rest}` {inside} the member `{name}`"
