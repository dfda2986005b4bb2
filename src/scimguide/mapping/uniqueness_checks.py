"""Names that stand twice, keys without a value, and days that cannot be."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any

from scimguide.mapping import days
from scimguide.mapping.base import Model
from scimguide.mapping.spec import Spec
from scimguide.problem import Found, Place

REPEATED = {"given", "value"}
"""Keys of lists in which something may stand twice: actions, and values of requests."""


def check_duplicates(spec: Spec) -> Found:
    """What stands twice where it must stand once; the message names its first place."""
    service, users, groups = spec.service, spec.samples.users, spec.samples.groups
    yield from _twice(("service", "features"), service.features, "name")
    yield from _twice(("service", "endpoints"), service.endpoints, "path")
    yield from _twice(("service", "errors"), service.errors, "operation")
    yield from _twice(
        ("service", "filters"), service.filters, "attribute", lambda e: (e.resource, e.attribute)
    )
    yield from _twice(("service", "assumptions"), service.assumptions, "question")
    yield from _twice(("identityProvider", "labels"), spec.identity_provider.labels, "screen")
    yield from _twice(("samples", "users"), users, "id")
    yield from _twice(
        ("samples", "users"), users, "profile", lambda e: e.profile.get("login") or id(e)
    )
    yield from _twice(
        ("samples", "groups"), groups, "displayName", lambda e: e.display_name.casefold()
    )
    yield from _twice(("roles", "values"), spec.roles.values if spec.roles else [], "group")
    operations = ("operation", ("operations",), spec.operations)
    scenarios = ("scenario", ("scenarios",), spec.scenarios)
    problems = ("problem", ("problems",), spec.problems)
    for _, here, entries in (operations, scenarios, problems):
        yield from _twice(here, entries, "title")
    yield from _same_name(operations)
    yield from _same_name(scenarios, problems)
    yield from _same_name(
        ("sample", ("samples", "users"), users), ("sample", ("samples", "groups"), groups)
    )
    for key in ("title", "url"):
        first: dict[str, str] = {}
        for name, source in spec.sources.items():
            same = first.setdefault(value, name) if (value := getattr(source, key)) else name
            if same != name:
                yield ("sources", name, key), f"{value!r} is that of {same!r}, expected another one"
    for place, item in parts(spec):
        if isinstance(item, list) and not REPEATED.intersection(place):
            for index, each in enumerate(item):
                if isinstance(each, str) and each in item[:index]:
                    yield (*place, index), f"{each!r} for the second time, expected it once"


def _same_name(*lists: tuple[str, Place, Sequence[Any]]) -> Found:
    """Entries of one kind, or of kinds that share their names, under the same name."""
    counts = Counter(each.name for _, _, entries in lists for each in entries)
    for what, here, entries in lists:
        for index, each in enumerate(entries):
            if counts[each.name] > 1:
                yield (*here, index, "name"), f"duplicate {what} {each.name!r}, expected it once"


def _twice(
    here: Place,
    entries: Sequence[Any],
    key: str,
    identity: Callable[[Any], Hashable] | None = None,
) -> Found:
    first: dict[Hashable, int] = {}
    identity = identity or attrgetter(key)
    for index, entry in enumerate(entries):
        same = first.setdefault(identity(entry), index)
        if same != index:
            what = identity(entry)
            shown = what[-1] if isinstance(what, tuple) else what
            yield (
                (*here, index, key),
                f"duplicate {key} {shown!r}, expected it once; entry {same + 1} of "
                f"{'.'.join(map(str, here))} has it already",
            )


def check_missing_values(spec: Spec) -> Found:
    """Keys that stand there without a value; left out, they would say the same."""
    for place, item in parts(spec):
        for name, field in type(item).model_fields.items() if isinstance(item, Model) else ():
            empty = name in item.model_fields_set and getattr(item, name) is None
            if empty and field.annotation is not Any:
                key = field.alias or name
                yield (*place, key), f"no value for {key!r}, expected one, or the key left out"


def parts(item: Any) -> list[tuple[Place, Any]]:
    """A model, list or mapping and everything in it, with their places."""
    found: list[tuple[Place, Any]] = []
    _add_parts(item, (), found)
    return found


def _add_parts(item: Any, here: Place, found: list[tuple[Place, Any]]) -> None:
    found.append((here, item))
    inside: Iterable[tuple[str | int, Any]] = ()
    if isinstance(item, Model):
        fields = type(item).model_fields.items()
        inside = ((field.alias or name, getattr(item, name)) for name, field in fields)
    elif isinstance(item, dict):
        inside = item.items()
    elif isinstance(item, list):
        inside = enumerate(item)
    for key, each in inside:
        _add_parts(each, (*here, key), found)


def check_days(spec: Spec, today: date | None = None) -> Found:
    """Days that are in no calendar, or that are still to come anywhere on Earth."""
    latest = today or (datetime.now(UTC) + timedelta(hours=14)).date()
    for name, source in spec.sources.items():
        place: Place = ("sources", name, "checked")
        try:
            first = days.first(source.checked)
        except ValueError:
            yield place, f"{source.checked!r} is in no calendar, expected a day that exists"
            continue
        if first > latest:
            yield place, f"{source.checked!r} is in the future, expected {latest} or earlier"
