"""Placeholders: ``{ada.email}`` and ``{roles}`` of the samples, ``{USER_ID}`` of an operation."""

import re
from collections.abc import Collection
from typing import Any

from scimguide.mapping import examples
from scimguide.mapping.operations import PLACEHOLDER
from scimguide.mapping.spec import Spec
from scimguide.problem import Found, Place, expected

_ANY = re.compile(r"\{[^{}]*\}")


def check_placeholders(
    spec: Spec, item: Any, here: Place, captured: Collection[str] | None = None
) -> Found:
    """
    Every placeholder in some data that stands for nothing, with the place of its string.

    ``captured`` are variables that can be used here; with None no variable can be.
    """
    if isinstance(item, str):
        yield from ((here, message) for message in _text(spec, item, captured))
    elif isinstance(item, list):
        for index, each in enumerate(item):
            yield from check_placeholders(spec, each, (*here, index), captured)
    elif isinstance(item, dict):
        for key, each in item.items():
            yield from (((*here, key), message) for message in _text(spec, key, captured))
            yield from check_placeholders(spec, each, (*here, key), captured)


def _text(spec: Spec, text: str, captured: Collection[str] | None) -> list[str]:
    found = []
    for match in _ANY.finditer(text):
        word = match[0]
        if PLACEHOLDER.fullmatch(word):
            if captured is None:
                found.append(f"{word} is captured by no operation here, {_accepted(spec)}")
            elif word[1:-1] not in captured:
                found.append(
                    f"{word} is captured by no earlier operation, {_variables(captured, word)}"
                )
            continue
        if message := _unknown(spec, word):
            found.append(message)
    if re.search(r"[{}]", _ANY.sub("", text)):
        found.append(f"{text!r} has a brace without its other one, expected {{…}}")
    return found


def _variables(captured: Collection[str], word: str) -> str:
    if not captured:
        return "expected an operation before it that captures it"
    return expected(captured, word[1:-1])


def _unknown(spec: Spec, word: str) -> str | None:
    """What is wrong with a placeholder of the samples."""
    if not examples.SAMPLE.fullmatch(word):
        return f"{word} is no placeholder, {_accepted(spec)}"
    try:
        examples.fill(spec, word)
    except examples.UnknownSample:
        name, _, rest = word[1:-1].partition(".")
        fields = _fields(spec, name)
        value = rest.removesuffix(":upper")
        if fields and value:
            return f"{word} names no value of the sample {name!r}, {expected(fields, value)}"
        return f"{word} names no sample, {sample_names(spec, name)}"
    return None


def _fields(spec: Spec, name: str) -> list[str]:
    found = [key for person in spec.samples.users if person.name == name for key in person.profile]
    if any(group.name == name for group in spec.samples.groups):
        found.append("displayName")
    return found


def _accepted(spec: Spec) -> str:
    person = spec.samples.users[0]
    return f"expected one such as {{{person.name}.{next(iter(person.profile))}}}"


def sample_names(spec: Spec, got: str) -> str:
    """``expected ada, ben or checkout``, with what was probably meant."""
    names = [*(u.name for u in spec.samples.users), *(g.name for g in spec.samples.groups)]
    names += ["roles"] if got and spec.roles else []
    return expected(names, got)
