"""What a spec must be beyond its shape: parts that fit each other."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scimguide.mapping.attribute_checks import check_attributes
from scimguide.mapping.operation_checks import check_operations
from scimguide.mapping.problems import Found, Place, expected
from scimguide.mapping.spec import Spec
from scimguide.mapping.story_checks import check_stories


def check(spec: Spec) -> Found:
    """Every problem of a spec that has the right shape."""
    yield from check_attributes(spec, "users")
    yield from check_attributes(spec, "groups")
    for part in (_roles, _sources, _filters, _samples, check_operations, check_stories):
        yield from part(spec)


def _roles(spec: Spec) -> Found:
    if spec.roles is None:
        return
    try:
        attribute = spec.users.attribute(spec.roles.attribute)
    except KeyError:
        paths = [a.path for a in spec.users.attributes]
        yield (
            ("roles", "attribute"),
            f"{spec.roles.attribute!r} is no attribute of users, "
            f"{expected(paths, spec.roles.attribute)}",
        )
        return
    accepted = attribute.is_.canonical_values
    seen: set[str] = set()
    for index, role in enumerate(spec.roles.values):
        here: Place = ("roles", "values", index, "value")
        if role.value not in accepted:
            yield (
                here,
                f"the role {role.value!r} is outside canonicalValues, "
                f"{expected(accepted, role.value)}",
            )
        if role.value in seen:
            yield here, f"duplicate role {role.value!r}, expected it once"
        seen.add(role.value)
    for value in accepted:
        if value not in seen:
            yield ("roles", "values"), f"no row for the canonical value {value!r}, expected one"


def _filters(spec: Spec) -> Found:
    for index, row in enumerate(spec.service.filters):
        paths = [attribute.path for attribute in spec.kind(row.resource).attributes]
        if row.attribute not in paths:
            yield (
                ("service", "filters", index, "attribute"),
                f"{row.attribute!r} is no attribute of {row.resource}, "
                f"{expected(paths, row.attribute)}",
            )


def _samples(spec: Spec) -> Found:
    for kind in ("users", "groups"):
        names = Counter(sample.name for sample in getattr(spec.samples, kind))
        for index, sample in enumerate(getattr(spec.samples, kind)):
            if names[sample.name] > 1:
                yield (
                    ("samples", kind, index, "name"),
                    f"duplicate sample {sample.name!r}, expected it once",
                )


def _sources(spec: Spec) -> Found:
    for place, source in _cited(spec.model_dump(by_alias=True), ()):
        if source not in spec.sources:
            yield place, f"unknown source {source!r}, {expected(spec.sources, source)}"


def _cited(item: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(item, dict):
        for key, value in item.items():
            if key == "source" and isinstance(value, str):
                yield (*place, key), value
            else:
                yield from _cited(value, (*place, key))
    elif isinstance(item, list):
        for index, value in enumerate(item):
            yield from _cited(value, (*place, index))
