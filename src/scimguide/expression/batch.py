"""Contexts and expressions from files."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scimguide.errors import UserError
from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import evaluate


class InputError(UserError):
    """A file cannot be read; the message says where and what is accepted."""

    status = 2


def read_json(path: Path) -> Any:
    """
    The JSON in a file.

    :raises InputError: when there is none.
    """
    return json_from(_text(path), str(path))


def json_from(text: str, where: str) -> Any:
    """
    The JSON in a string; ``where`` is its name in messages.

    :raises InputError: when there is none.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        raise InputError(f"{place}: {error.msg}, expected JSON") from None
    except (ValueError, RecursionError):
        raise InputError(f"{where}: nested too deep, expected JSON") from None


def read_context(path: Path | None) -> dict[str, Any]:
    """
    What an expression can refer to.

    :raises InputError: when the file contains no JSON object.
    """
    found = read_json(path) if path else {}
    if not isinstance(found, dict):
        raise InputError(f'{path}: no JSON object, expected {{"user": {{…}}}}')
    return found


def read_lines(path: Path) -> list[str]:
    """
    The lines of a batch; empty ones do not count.

    :raises InputError: when the file cannot be read.
    """
    return [line for line in _text(path).split("\n") if line.strip()]


def evaluate_lines(lines: list[str], say: Callable[[Any], None]) -> Iterator[bool]:
    """Evaluate each line, say its outcome, and return whether it failed."""
    for line in lines:
        outcome = _outcome(line)
        say(outcome)
        yield "error" in outcome


def _outcome(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        asked = None
    expression = asked.get("expression") if isinstance(asked, dict) else None
    context = asked.get("context", {}) if isinstance(asked, dict) else None
    if not isinstance(expression, str) or not isinstance(context, dict):
        return {"error": 'no question, expected {"expression": "…", "context": {…}}'}
    try:
        return {"value": evaluate(expression, context)}
    except ExpressionError as error:
        return {"error": str(error)}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "not UTF-8"
        raise InputError(f"{path}: {what}, expected a text file") from None
