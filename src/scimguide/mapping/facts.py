"""
Facts in the sentences of a spec, which it has elsewhere as values.

``{status error-conflict}`` stands for the status of an operation, ``{limit pause}`` for a limit of
Okta with its unit, and ``{limit service.bodySize}`` for one of the service.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from scimguide.problem import Found, expected

if TYPE_CHECKING:
    from scimguide.mapping.spec import Spec

_FACT = re.compile(r"\{(?P<kind>status|limit) (?P<name>[^{}]*)\}")


def with_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a spec with its facts filled in; what stands for nothing stays as it is."""
    facts = dict(_facts(data))

    def fact(found: re.Match[str]) -> str:
        return facts.get(found[0], found[0])

    return {key: _filled(item, fact) for key, item in data.items()}


def _filled(item: Any, fact: Callable[[re.Match[str]], str]) -> Any:
    if isinstance(item, str):
        return _FACT.sub(fact, item) if "{" in item else item
    if isinstance(item, list):
        return [_filled(each, fact) for each in item]
    if isinstance(item, dict):
        return {key: _filled(each, fact) for key, each in item.items()}
    return item


def _facts(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every fact that can be named, and what it stands for; the data may have any shape."""
    operations = data.get("operations")
    for each in operations if isinstance(operations, list) else ():
        if isinstance(each, dict):
            yield f"{{status {each.get('name')}}}", str(each.get("status"))
    for key, prefix in (("identityProvider", ""), ("service", "service.")):
        owner = data.get(key)
        limits = owner.get("limits") if isinstance(owner, dict) else None
        for name, row in limits.items() if isinstance(limits, dict) else ():
            if isinstance(row, dict):
                yield f"{{limit {prefix}{name}}}", amount(row.get("value"), row.get("unit"))


def amount(value: Any, unit: Any) -> str:
    """Number and unit, thousands set off by narrow spaces: ``1 048 576 bytes``."""
    number = f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else str(value)
    return f"{number} {unit}"


def check_facts(spec: Spec, texts: Iterator[tuple[Any, str]]) -> Found:
    """Facts that stand for nothing."""
    for place, text in texts:
        for found in _FACT.finditer(text):
            names = [each.name for each in spec.operations]
            known = names if found["kind"] == "status" else list(spec.limits)
            yield place, f"no {found['kind']} {found['name']!r}, {expected(known, found['name'])}"
