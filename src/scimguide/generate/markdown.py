"""Cells and tables of Markdown."""

import html
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from scimguide.mapping import Spec
from scimguide.mapping.expectations import Expectation, parse

_OPENS = re.compile(r"\{[{%#]")
"""What Jinja would take for a tag."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ") or "–"


def code(text: str) -> str:
    """Inline code; the site lets a narrow screen break it, see ``scimguide.site.extension``."""
    if "`" in text or _OPENS.search(text):
        return f"<code>{html.escape(text, quote=False).replace('{', '&#123;')}</code>"
    return f"`{text}`"


def example(value: Any) -> str:
    """A value as JSON writes it; nothing for None."""
    return "" if value is None else code(json.dumps(value, ensure_ascii=False))


def cite(source: str) -> str:
    """The macro that says where a fact comes from, and when it was checked."""
    return f'{{{{ checked("{source}") }}}}'


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
