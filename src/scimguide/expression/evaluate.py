"""The value of an expression for one person, and what was assumed to find it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scimguide.expression.compiler import Compiled, Compiler
from scimguide.expression.context import checked
from scimguide.expression.functions.groups import OBJECTS
from scimguide.expression.parser import parse
from scimguide.expression.patterns import TimeLimit
from scimguide.expression.values import Scope, Value


@dataclass(frozen=True, slots=True)
class Assessed:
    """A value, and what Okta does not document of the way to it."""

    value: Value
    assumptions: tuple[str, ...]


@lru_cache(maxsize=1000)
def compiled(text: str) -> Compiled:
    """
    An expression, ready to be evaluated.

    :raises ExpressionError: when it cannot be read, or calls a function wrongly.
    """
    return Compiler().compile(parse(text))


def evaluate(text: str, context: Any) -> Value:
    """
    The value of an expression.

    ``context`` contains what it can refer to, as ``context.checked`` describes it: ``user`` (the
    profile), ``internal`` (``id``, ``status``), ``groups`` (objects with ``id``, ``name``,
    ``type``, ``source``), ``app``, ``apps`` (by name), ``appuser``, ``idpuser``, ``source``,
    ``org``, ``session``, ``access``, ``now`` (ISO time), ``linked``, ``managers``,
    ``assistants``, ``directory_users``, ``workday_users``.

    :raises ExpressionError: when the expression cannot be read, names
        something that is not there, or uses a value of the wrong type.
    :raises ContextError: when the context is no such thing.
    """
    value: Value = compiled(text).code.run(Scope(checked(context)))
    return value


def assess(text: str, context: Any) -> Assessed:
    """The value of an expression with its assumptions. Raises what ``evaluate`` raises."""
    return assess_checked(text, checked(context))


def assess_checked(
    text: str, context: Mapping[str, Any], limit: TimeLimit | None = None
) -> Assessed:
    """
    The same in a context that was checked.

    ``limit`` is what patterns may take, when several expressions share it.
    """
    scope = Scope(context, limit)
    value = compiled(text).code.run(scope)
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        scope.assume(OBJECTS)
    return Assessed(value, tuple(scope.assumptions))
