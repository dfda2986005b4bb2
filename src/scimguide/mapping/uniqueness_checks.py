"""Names that stand twice, keys without a value, and days that cannot be."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scimguide.mapping import days
from scimguide.mapping.base import Model
from scimguide.mapping.spec import Spec
from scimguide.problem import Found, Place

REPEATED = {"given", "value"}
"""Keys of lists in which something may stand twice: actions, and values of requests."""


def check_duplicates(spec: Spec) -> Found:
    """What stands twice where it must stand once; the message names its first place."""
    service, samples = spec.service, spec.samples
    yield from _twice(("service", "features"), service.features, "name", lambda e: e.name)
    yield from _twice(("service", "endpoints"), service.endpoints, "path", lambda e: e.path)
    yield from _twice(("service", "errors"), service.errors, "operation", lambda e: e.operation)
    yield from _twice(
        ("service", "filters"), service.filters, "attribute", lambda e: (e.resource, e.attribute)
    )
    yield from _twice(
        ("service", "assumptions"), service.assumptions, "question", lambda e: e.question
    )
    yield from _twice(
        ("identityProvider", "labels"), spec.identity_provider.labels, "screen", lambda e: e.screen
    )
    yield from _twice(("samples", "users"), samples.users, "id", lambda e: e.id)
    yield from _twice(
        ("samples", "users"), samples.users, "profile", lambda e: e.profile.get("login") or id(e)
    )
    yield from _twice(
        ("samples", "groups"), samples.groups, "displayName", lambda e: e.display_name.casefold()
    )
    if spec.roles:
        yield from _twice(("roles", "values"), spec.roles.values, "group", lambda e: e.group)
    yield from _titles(spec)
    yield from _texts(spec, ())


def _titles(spec: Spec) -> Found:
    for key in ("operations", "scenarios", "problems"):
        yield from _twice((key,), getattr(spec, key), "title", lambda e: e.title)


def _twice(
    here: Place, entries: Sequence[Any], key: str, identity: Callable[[Any], Hashable]
) -> Found:
    first: dict[Hashable, int] = {}
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


def _texts(item: Any, here: Place) -> Found:
    """Strings that stand twice in one list."""
    if isinstance(item, list) and here[-1] not in REPEATED:
        for index, each in enumerate(item):
            if isinstance(each, str) and each in item[:index]:
                yield (*here, index), f"{each!r} for the second time, expected it once"
    for place, each in _inside(item, here):
        if place[-1] not in REPEATED:
            yield from _texts(each, place)


def check_missing_values(item: Any, here: Place = ()) -> Found:
    """Keys that stand there without a value; left out, they would say the same."""
    if isinstance(item, Model):
        for name, field in type(item).model_fields.items():
            empty = name in item.model_fields_set and getattr(item, name) is None
            if empty and field.annotation is not Any:
                key = field.alias or name
                yield (*here, key), f"no value for {key!r}, expected one, or the key left out"
    for place, each in _inside(item, here):
        yield from check_missing_values(each, place)


def _inside(item: Any, here: Place) -> Iterator[tuple[Place, Any]]:
    """The parts of a model, list or mapping, with their places."""
    if isinstance(item, Model):
        for name, field in type(item).model_fields.items():
            yield (*here, field.alias or name), getattr(item, name)
    elif isinstance(item, dict):
        yield from (((*here, key), value) for key, value in item.items())
    elif isinstance(item, list):
        yield from (((*here, index), value) for index, value in enumerate(item))


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
