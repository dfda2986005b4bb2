"""
What a service is said to hold: ``user ada@example.com active``, ``group Checkout Team``.

Scenarios (``leaves``), problems (``holds``, ``cured``) and marks of pages use the same entries.
"""

import json

from scimguide.mapping.spec import Spec
from scimguide.problem import expected

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


def check(spec: Spec, entry: str) -> None:
    """
    See that an entry, without placeholders, is of one of the forms.

    :raises ExpectationError: when it is not.
    """
    kind, _, rest = entry.partition(" ")
    if kind not in FORMS:
        close = expected(FORMS, kind).partition(";")[2]
        forms = expected(FORMS.values())
        raise ExpectationError(f"{entry!r}, {forms}" + (f";{close}" if close else ""))
    name, _, last = rest.rpartition(" ") if kind == "user" else rest.partition(" ")
    if kind == "group":
        complete = bool(rest.strip())
    elif kind == "no":
        complete = name == "member" and len(last.split(" ", 1)) == 2
    else:
        complete = bool(name and last.strip())
    if not complete:
        raise ExpectationError(f"{entry!r}, expected {FORMS[kind]!r}")
    if kind == "user" and last not in ("active", "inactive"):
        raise ExpectationError(f"{last!r} in {entry!r}, {expected(('active', 'inactive'), last)}")
    if kind == "value":
        _check_value(spec, entry, last)


def _check_value(spec: Spec, entry: str, rest: str) -> None:
    path, _, value = rest.partition(" ")
    paths = [attribute.path for attribute in spec.users.attributes]
    if path not in paths:
        raise ExpectationError(f"the attribute {path!r} in {entry!r}, {expected(paths, path)}")
    try:
        json.loads(value)
    except ValueError:
        raise ExpectationError(
            f'the value {value!r} in {entry!r}, expected JSON such as "Ada" or null'
        ) from None
