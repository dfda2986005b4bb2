"""
What a service is expected to contain: ``user ada@example.com active``, ``group Checkout Team``.

Scenarios (``leaves``), problems (``holds``, ``fixed``) and marks of pages use the same entries.
They are taken apart here and nowhere else.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from scimguide.mapping.spec import Spec
from scimguide.problem import closest, expected

FORMS = {
    "user": "user NAME active",
    "group": "group NAME",
    "value": "value USERNAME PATH JSON",
    "member": "member USERNAME GROUP",
    "no": "no member USERNAME GROUP",
}
"""Every kind of entry by its first word."""


class ExpectationError(ValueError):
    """An entry that says nothing; the message says what it is and what is accepted."""


@dataclass(frozen=True)
class Expectation:
    """One entry; ``str`` writes it as it is typed."""

    kind: Literal["user", "group", "value", "member"]
    name: str
    """The ``userName``; the ``displayName`` of a ``group``."""
    active: bool = True
    """Of a ``user``."""
    path: str = ""
    """The attribute path of a ``value``."""
    value: Any = None
    """The value at the path, None when there is none."""
    group: str = ""
    """The group of a ``member``."""
    inside: bool = True
    """Whether the ``member`` is one; False for ``no member``."""

    def __str__(self) -> str:
        if self.kind == "user":
            return f"user {self.name} {'active' if self.active else 'inactive'}"
        if self.kind == "group":
            return f"group {self.name}"
        if self.kind == "value":
            return f"value {self.name} {self.path} {json.dumps(self.value, ensure_ascii=False)}"
        return f"{'' if self.inside else 'no '}member {self.name} {self.group}"


def parse(entry: str) -> Expectation:
    """
    The expectation that an entry, without placeholders, stands for.

    :raises ExpectationError: when it has none of the forms.
    """
    kind, _, rest = entry.partition(" ")
    if kind not in FORMS:
        raise ExpectationError(f"{entry!r}, {expected(FORMS.values())}{closest(kind, FORMS)}")
    if kind == "group" and rest.strip():
        return Expectation("group", rest)
    if kind == "user":
        name, _, state = rest.rpartition(" ")
        if name and state not in ("active", "inactive"):
            accepted = expected(("active", "inactive"), state)
            raise ExpectationError(f"{state!r} in {entry!r}, {accepted}")
        if name:
            return Expectation("user", name, active=state == "active")
    if kind == "value" and len(words := rest.split(" ", 2)) == 3:
        return Expectation("value", words[0], path=words[1], value=_json(entry, words[2]))
    member = entry.removeprefix("no ").split(" ", 2)
    if member[0] == "member" and len(member) == 3 and member[2].strip():
        return Expectation("member", member[1], group=member[2], inside=kind == "member")
    raise ExpectationError(f"{entry!r}, expected {FORMS[kind]!r}")


def check(spec: Spec, entry: str) -> None:
    """
    See that an entry, without placeholders, is of one of the forms, with an attribute of users.

    :raises ExpectationError: when it is not.
    """
    path = parse(entry).path
    paths = [attribute.path for attribute in spec.users.attributes]
    if path and path not in paths:
        raise ExpectationError(f"the attribute {path!r} in {entry!r}, {expected(paths, path)}")


def _json(entry: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ExpectationError(
            f'the value {text!r} in {entry!r}, expected JSON such as "Ada" or null'
        ) from None
