"""JSON and Python literals as a page shows them: what fits on a line stands on one line."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from scimguide.reason_phrases import reason_phrase

WIDTH = 80
"""Columns that a code block shows on a laptop without scrolling."""


def layout(
    value: Any, leaf: Callable[[Any], str], *, trailing: str = "", indent: str = "", before: int = 0
) -> str:
    """
    Nested dicts and lists as text.

    ``leaf`` writes everything else, and the keys.  ``trailing`` stands behind
    the last item of what is broken into lines.  ``before`` is the width of
    what stands on the first line already.
    """
    line = _line(value, leaf)
    if not isinstance(value, dict | list) or not value or before + len(line) < WIDTH:
        return line
    inner = indent + " " * (4 if trailing else 2)
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    rows = []
    for key, item in items:
        head = f"{inner}{leaf(key)}: " if key is not None else inner
        rows.append(
            head + layout(item, leaf, trailing=trailing, indent=inner, before=len(head) + 1)
        )
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    body = ",\n".join(rows)
    return f"{opening}\n{body}{trailing}\n{indent}{closing}"


def _line(value: Any, leaf: Callable[[Any], str]) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{leaf(k)}: {_line(v, leaf)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_line(item, leaf) for item in value) + "]"
    return leaf(value)


def json_text(value: Any) -> str:
    """JSON as a page shows it."""
    return layout(value, lambda item: json.dumps(item, ensure_ascii=False))


SHOWN = ("Content-Type", "Location", "ETag", "WWW-Authenticate", "Allow")
"""The headers of a response that matter to a SCIM client."""


def answer_text(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """
    A response as a page shows it: status line, headers that matter, indented body.

    ``headers`` by their lower-case names. A body that is not JSON is shown as it is.
    """
    lines = [f"HTTP/1.1 {status} {reason_phrase(status)}".rstrip()]
    lines += [f"{name}: {headers[name.lower()]}" for name in SHOWN if name.lower() in headers]
    if body:
        lines += ["", _body_text(body)]
    return "\n".join(lines) + "\n"


def _body_text(body: bytes) -> str:
    try:
        return json_text(json.loads(body))
    except ValueError:
        return body.decode("utf-8", "replace").strip("\n")


def request_text(method: str, target: str, body: bytes) -> str:
    """A request as a page shows it: request line and indented body."""
    lines = [f"{method} {target} HTTP/1.1"]
    if body:
        lines += ["", json_text(json.loads(body))]
    return "\n".join(lines) + "\n"
