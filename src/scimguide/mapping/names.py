"""
The names of a spec: what prose, requests and settings may repeat where no macro works.

The generator keeps them in ``names.txt``.  A name that the spec had then and has no more was
renamed or removed, so whatever still repeats it is a leftover.
"""

import re
from collections.abc import Iterator, Mapping

from scimguide.mapping.attributes import ResourceKind
from scimguide.mapping.spec import Spec
from scimguide.problem import Problem, SpecError

Names = Mapping[str, frozenset[str]]
"""Names by what they name: ``role group``."""

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
COMMON = "word"
"""What names a common noun, which has a plural, and a capital where a sentence begins."""
SHARED = "application label"
"""What may equal another name: that it goes says nothing of the other one."""


def names(spec: Spec) -> Names:
    """All names of a spec."""
    found: dict[str, set[str]] = {}
    for what, name in _names(spec):
        if name and not re.search(r"[\r\n]", name):
            found.setdefault(what, set()).add(name)
    return {what: frozenset(each) for what, each in found.items()}


def _names(spec: Spec) -> Iterator[tuple[str, str | None]]:
    service, provider = spec.service, spec.identity_provider
    yield from (("service", service.name), ("plan", service.plan), (COMMON, service.words.group))
    yield from (("base URL", service.base_url), ("host", service.origin.partition("//")[2]))
    yield "path", service.well_known
    yield from (("identity provider", provider.name), ("app", provider.app))
    yield from ((SHARED, provider.app_label), ("username format", provider.username_format))
    yield from (("label", label) for label in provider.all_labels)
    yield from _attributes(spec.users)
    yield from _attributes(spec.groups)
    for role in spec.roles.values if spec.roles else ():
        yield from (("role", role.value), ("role label", role.label), ("role group", role.group))
    for person in spec.samples.users:
        yield from (("sample value", value) for value in person.profile.values())
        yield "sample id", person.id
    yield from (("group", group.display_name) for group in spec.samples.groups)
    yield from _numbers(spec)


def _attributes(kind: ResourceKind) -> Iterator[tuple[str, str | None]]:
    yield "extension", kind.extension
    for attribute in kind.attributes:
        yield "attribute", attribute.path
        if editor := attribute.profile_editor:
            yield from (("variable", editor.variable_name), ("display name", editor.display_name))


def _numbers(spec: Spec) -> Iterator[tuple[str, str]]:
    """Limits as sentences write them: ``five minutes``, ``tenth attempt``."""
    limits, own = spec.identity_provider.limits, spec.service.limits
    for limit in (limits.answer_time, limits.pause, limits.import_safeguard, own.body_size):
        yield from (("limit", text) for text in _amounts(limit.value, limit.unit))
    yield from (("limit", text) for text in _amounts(limits.attempts.value, "attempts"))
    if limits.attempts.value <= len(_ORDINALS):
        yield "limit", f"{_ORDINALS[limits.attempts.value - 1]} attempt"
    yield from (("time", text) for text in _amounts(spec.fresh_for.days, "days"))


def _amounts(value: int, unit: str) -> Iterator[str]:
    shown = [str(value)] + ([_NUMBERS[value - 1]] if value <= len(_NUMBERS) else [])
    yield from (f"{number} {unit}" for number in shown)
    if unit == "seconds" and value % 60 == 0:
        yield from _amounts(value // 60, "minutes")


def text(found: Names) -> str:
    """The names as a file, one a line behind what they name."""
    lines = [f"{what}: {name}\n" for what, each in sorted(found.items()) for name in sorted(each)]
    return "".join(["# The names of docs/mapping.yaml, as the guide was last generated.\n", *lines])


def read(content: str, shown: str) -> Names:
    """
    The names in a file that :func:`text` made.

    :raises SpecError: for a line that is none.
    """
    found: dict[str, set[str]] = {}
    for number, line in enumerate(content.split("\n"), 1):
        what, colon, name = line.partition(": ")
        if line.startswith("#") or not line:
            continue
        if not colon or not name:
            message = (
                f"{line[:80]!r}, expected 'WHAT: NAME'; delete the file and run scripts/generate"
            )
            raise SpecError([Problem(shown, number, 1, message)])
        found.setdefault(what, set()).add(name)
    return {what: frozenset(each) for what, each in found.items()}


def gone(before: Names, now: Names) -> dict[str, tuple[str, str]]:
    """
    The names that the spec has no more, each with what it named, and the name that took its place.

    The latter is empty when that is not certain.
    """
    kept = {name for what, each in now.items() if what != SHARED for name in each}
    found: dict[str, tuple[str, str]] = {}
    for what, each in before.items():
        added = now.get(what, frozenset()) - each
        lost = each - now.get(what, frozenset())
        for name in lost - kept:
            found[name] = what, next(iter(added)) if len(lost) == len(added) == 1 else ""
    return found


def pattern(what: str, name: str) -> re.Pattern[str]:
    """What finds a name where it is meant: a plain word of English only in code or in quotes."""
    word = re.escape(name)
    if what == COMMON:
        return re.compile(rf"(?<![\w#./-])(?:{word}|{re.escape(name.capitalize())})s?(?![\w-])")
    if what == "label" and " " not in name:
        return re.compile(rf"(?<=\*\*){word}(?=\*\*)")
    if re.fullmatch(r"[a-z]+", name):
        return re.compile(
            rf"(?<=[`'\"=,\[])({word})(?=[`'\",\]])|(?<== )'{word}'|\b[Rr]ole {word}\b"
            rf"|={word}\b|\A{word}\Z"
        )
    return re.compile(rf"(?<![\w@-]){word}(?!\.?\w|-\w)")
