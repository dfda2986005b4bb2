"""Where a reader can start in the playground: people, groups and expressions of the spec."""

from collections.abc import Iterator
from typing import Any

from scimguide.expression import USES
from scimguide.mapping import Spec, actions, examples
from scimguide.okta.mapper import Mapper, MappingRules
from scimguide.okta.preview import choosable


def starts(spec: Spec) -> dict[str, Any]:
    """People, what an expression can be checked as, groups that give a role, and expressions."""
    return {
        "people": [
            {"name": person.full_name, "profile": person.profile, "groups": person.groups}
            for person in spec.samples.users
        ],
        "uses": list(USES),
        "roles": examples.group_roles(spec),
        "attributes": [
            {"path": path, "expressions": list(dict.fromkeys(expressions))}
            for path, expressions in _expressions(spec)
            if expressions
        ],
    }


def _expressions(spec: Spec) -> Iterator[tuple[str, list[str]]]:
    for attribute in choosable(Mapper(MappingRules.of(spec))):
        okta = spec.users.attribute(attribute.path).okta
        found = [okta.expression, *okta.alternatives] if okta else []
        if spec.roles and attribute.path == spec.roles.attribute:
            found += _of_scenarios(spec)
        yield attribute.path, [text for text in found if text]


def _of_scenarios(spec: Spec) -> Iterator[str]:
    """The expressions that scenarios map to the role attribute, except those that Okta refuses."""
    for scenario in spec.scenarios:
        for line in [*scenario.given, *(step.do for step in scenario.steps if not step.fails)]:
            action = actions.parse(line)
            if action.verb == "map-role":
                yield action.text
