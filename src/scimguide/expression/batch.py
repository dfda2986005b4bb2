"""Contexts and expressions from files."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scimguide.errors import UserError
from scimguide.expression.check import check
from scimguide.expression.context import ContextError, Place, checked, exported
from scimguide.expression.errors import ExpressionError
from scimguide.expression.evaluate import assess_checked
from scimguide.expression.json_places import position
from scimguide.expression.patterns import TimeLimit

_LINE = '{"expression": "…", "context": {…}}'


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class InputError(UserError):
    """A file cannot be read; the message says where and what is accepted."""

    status = 2


class _LineError(InputError):
    """Something in a line of a batch, with its column."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


def read_json(path: Path) -> Any:
    """
    The JSON in a file; ``-`` is the standard input.

    :raises InputError: when there is none.
    """
    return json_from(_text(path), str(path))


def json_from(text: str, where: str) -> Any:
    """
    The JSON in a string; ``where`` is its name in messages.

    :raises InputError: when there is none.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        raise InputError(f"{place}: {error.msg}, expected JSON") from None
    except RecursionError:
        raise InputError(f"{where}: nested too deep, expected JSON") from None
    except ValueError as error:
        raise InputError(f"{where}: {error}, expected JSON") from None


def read_context(path: Path | None) -> dict[str, Any]:
    """
    What an expression can refer to, as ``context.checked`` describes it.

    :raises InputError: when the file contains no JSON, or something else.
    """
    if path is None:
        return {}
    text = _text(path)
    data = json_from(text, str(path))
    try:
        return checked(data)
    except ContextError as error:
        place = _in_file(error.place, data)
        line, column = position(text, place, key=error.key)
        raise InputError(f"{path}:{line}:{column}: {error}") from None


def _in_file(place: Place, data: Any) -> Place:
    """A place in what a file contains; an export of Okta's API has no ``user`` or ``groups``."""
    return place if exported(data) is data else place[1:]


def read_lines(path: Path) -> list[str]:
    """
    The lines of a batch.

    :raises InputError: when the file cannot be read.
    """
    lines = _text(path).split("\n")
    return lines if lines[-1] else lines[:-1]


def evaluate_lines(
    lines: list[str], where: str, default: dict[str, Any], as_: str | None = None
) -> Iterator[dict[str, Any]]:
    """
    The outcome of each line: ``value``, and ``assumed`` where there is something, or ``error``.

    ``default`` is the context of lines without one, key by key; ``as_`` is where all of them are
    to run, as ``check`` knows it.
    """
    limit = TimeLimit()
    for number, line in enumerate(lines, 1):
        try:
            expression, context = _read(line)
            yield _outcome(expression, {**default, **context}, as_, limit)
        except _LineError as error:
            yield {"error": f"{where}:{number}:{error.column}: {error}"}
        except UserError as error:
            yield {"error": f"{where}:{number}: {error}"}
        except ExpressionError as error:
            yield {"error": str(error)}


def _read(line: str) -> tuple[str, dict[str, Any]]:
    """Expression and context of a line."""
    if not line.strip():
        raise InputError(f"an empty line, expected {_LINE}")
    try:
        found = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise _LineError(f"{error.msg}, expected {_LINE}", error.colno) from None
    except (ValueError, RecursionError) as error:
        what = "nested too deep" if isinstance(error, RecursionError) else error
        raise InputError(f"{what}, expected {_LINE}") from None
    if not isinstance(found, dict):
        raise InputError(f"no JSON object, expected {_LINE}")
    if unknown := found.keys() - {"expression", "context"}:
        raise InputError(f"unknown key {min(unknown)!r}, expected {_LINE}")
    expression = found.get("expression")
    if not isinstance(expression, str):
        what = "is no string" if "expression" in found else "is missing"
        raise InputError(f"'expression' {what}, expected {_LINE}")
    try:
        return expression, checked(found.get("context", {}))
    except ContextError as error:
        place = ("context", *_in_file(error.place, found["context"]))
        _, column = position(line, place, key=error.key)
        raise _LineError(f"context: {error}", column) from None


def _outcome(
    expression: str, context: dict[str, Any], as_: str | None, limit: TimeLimit
) -> dict[str, Any]:
    if as_:
        check(expression, context.get("user", ()), as_=as_)
    found = assess_checked(expression, context, limit)
    assumed = {"assumed": list(found.assumptions)} if found.assumptions else {}
    return {"value": found.value, **assumed}


def _text(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "not UTF-8"
        raise InputError(f"{path}: {what}, expected a text file") from None
