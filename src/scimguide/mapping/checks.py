"""What a spec must be beyond its shape: parts that fit each other."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scimguide.expression import ExpressionError
from scimguide.mapping import actions
from scimguide.mapping.attribute_checks import check_attributes, check_result
from scimguide.mapping.operation_checks import check_operations
from scimguide.mapping.problems import Found, Place, expected
from scimguide.mapping.spec import Spec


def check(spec: Spec) -> Found:
    """Every problem of a spec that has the right shape."""
    yield from check_attributes(spec, "users")
    yield from check_attributes(spec, "groups")
    for part in (_roles, _sources, _filters, _samples, check_operations, _scenarios):
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


def _scenarios(spec: Spec) -> Found:
    names = Counter(scenario.name for scenario in spec.scenarios)
    for index, scenario in enumerate(spec.scenarios):
        here: Place = ("scenarios", index)
        if names[scenario.name] > 1:
            yield (*here, "name"), f"duplicate scenario {scenario.name!r}, expected it once"
        given: list[tuple[Place, str, bool]] = [
            ((*here, "given", i), line, False) for i, line in enumerate(scenario.given)
        ]
        steps = [
            ((*here, "steps", i, "do"), step.do, step.fails)
            for i, step in enumerate(scenario.steps)
        ]
        for place, line, fails in given + steps:
            try:
                action = actions.parse(line)
                actions.check(spec, action)
            except actions.ActionError as error:
                yield place, str(error)
                continue
            if action.verb == "map-role":
                yield from _role_expression(spec, place, action.text, fails)


def _role_expression(spec: Spec, place: Place, text: str, fails: bool) -> Found:
    role = spec.role_attribute
    if role is None:
        yield place, "map-role without roles, expected 'roles' in the spec"
        return
    try:
        problems = list(check_result(spec, role, place, text))
    except ExpressionError as error:
        problems = [(place, f"in the expression, {error}")]
    if fails and not problems:
        yield place, "an expression that Okta accepts in a step that fails, expected a wrong one"
    elif not fails:
        yield from problems


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
