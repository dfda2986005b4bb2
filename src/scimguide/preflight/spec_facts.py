"""The facts of a spec: the one place where the checks meet it."""

from typing import Any

from scimguide.mapping import Spec, examples
from scimguide.mapping.samples import SampleUser
from scimguide.okta.requests import template_values
from scimguide.preflight.facts import STAND_IN, Facts


def facts_of(spec: Spec) -> Facts:
    """What the checks need to know of a spec."""
    service, limits, role = spec.service, spec.identity_provider.limits, spec.role_attribute
    name = next((each for each in spec.groups.attributes if each.path == "displayName"), None)
    problems = spec.problems
    return Facts(
        service=service.name,
        well_known=service.well_known,
        users=spec.users.endpoint,
        groups=spec.groups.endpoint,
        methods=_methods(spec),
        filters=[f"{f.resource} {f.attribute}" for f in service.filters if "eq" in f.operators],
        user=_user(spec, "Check"),
        renamed=_user(spec, "Renamed"),
        unknown=list(_template(spec, stand_in(spec, "Check"))),
        group_schema=spec.groups.schema_,
        immutable=[
            f"{kind} {each.path}"
            for kind, resource in (("users", spec.users), ("groups", spec.groups))
            for each in resource.attributes
            if each.is_.mutability == "immutable"
        ],
        role_path=(role.name if role.urn == spec.users.schema_ else role.path) if role else None,
        role_values=_role_values(spec),
        role_list=bool(role and role.is_.multi_valued),
        keeps_deleted=service.behaviour.delete_user == "deactivate",
        group_names_unique=bool(name and name.is_.uniqueness != "none"),
        answer_time=limits.answer_time.value,
        page_size=limits.page_size.value,
        steps=dict(spec.preflight),
        problems=[each.name for each in problems] if problems else None,
    )


def _methods(spec: Spec) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {each.path: [*each.methods] for each in spec.service.endpoints}
    paths = {
        "users": spec.users.endpoint,
        "user": f"{spec.users.endpoint}/{{id}}",
        "groups": spec.groups.endpoint,
        "group": f"{spec.groups.endpoint}/{{id}}",
        "config": "/ServiceProviderConfig",
    }
    return {name: found.get(path, []) for name, path in paths.items()}


def _user(spec: Spec, last_name: str) -> dict[str, Any]:
    """
    What the mapping and the app's template make of the stand-in.

    Without ``active``, which follows the assignment.
    """
    person = stand_in(spec, last_name)
    user = examples.user_of(spec, person) | _template(spec, person)
    return {key: value for key, value in user.items() if key != "active"}


def _template(spec: Spec, person: SampleUser) -> dict[str, Any]:
    return template_values((each.path for each in spec.users.attributes), person.profile)


def stand_in(spec: Spec, last_name: str) -> SampleUser:
    """The first sample person under another name; e-mail addresses keep their example domain."""
    profile = {
        key: f"{STAND_IN}@{value.partition('@')[2]}" if value and "@" in value else value
        for key, value in spec.samples.users[0].profile.items()
    }
    known = {"firstName": "Preflight", "lastName": last_name}
    known["displayName"] = f"Preflight {last_name}"
    profile |= {key: value for key, value in known.items() if key in profile}
    return SampleUser(name=STAND_IN, profile=profile, id=STAND_IN, groups=[])


def _role_values(spec: Spec) -> list[str]:
    """One or two values that nobody has by default."""
    role = spec.role_attribute
    if role is None:
        return []
    default = role.default if isinstance(role.default, list) else [role.default]
    values = [value for value in role.is_.canonical_values if value not in default]
    return values[: 2 if role.is_.multi_valued else 1]
