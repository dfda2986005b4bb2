"""
The values that examples show: samples seen through the mapping.

An example is never typed.  The body that creates a user is what the mapping
makes of a sample person, so a changed expression changes every example of it.
"""

import re
from typing import Any

from scimguide.expression import evaluate
from scimguide.mapping.attributes import Attribute
from scimguide.mapping.operations import Operation
from scimguide.mapping.samples import SampleUser
from scimguide.mapping.spec import Spec
from scimguide.scim.messages import PATCH_OP

SAMPLE = re.compile(r"\{([a-z][a-z0-9-]*)(?:\.([A-Za-z]\w*))?(:upper)?\}")


class UnknownSample(LookupError):
    """A ``{placeholder}`` names no sample, or none of its values."""


def value(spec: Spec, attribute: Attribute, person: SampleUser) -> Any:
    """What Okta would send for an attribute of a person, or None when it sends nothing.

    :raises ExpressionError: when the expression cannot be evaluated.
    """
    okta = attribute.okta
    if okta is None:
        return None
    if okta.from_ == "Group assignment":
        return roles(spec, person)
    if okta.expression is None:
        return None
    return evaluate(okta.expression, context(person))


def context(person: SampleUser) -> dict[str, Any]:
    """What an expression can refer to for a person."""
    return {
        "user": dict(person.profile),
        "internal": {"id": person.id, "status": "ACTIVE"},
        "groups": [{"name": name, "type": "OKTA_GROUP"} for name in person.groups],
    }


def roles(spec: Spec, person: SampleUser) -> list[str] | None:
    """The roles that the assigned groups of a person give her; the service knows the default."""
    return [role for group, role in group_roles(spec).items() if group in person.groups] or None


def group_roles(spec: Spec) -> dict[str, str]:
    """The role that the assignment of each group carries; none for the default role."""
    if spec.roles is None or spec.role_attribute is None:
        return {}
    given = spec.role_attribute.default
    default = given if isinstance(given, list) else []
    return {role.group: role.value for role in spec.roles.values if role.value not in default}


def user(spec: Spec, name: str) -> dict[str, Any]:
    """The SCIM user of a sample person by name.

    :raises UnknownSample: when there is no such person.
    """
    person = next((p for p in spec.samples.users if p.name == name), None)
    if person is None:
        raise UnknownSample(name)
    return user_of(spec, person)


def user_of(spec: Spec, person: SampleUser) -> dict[str, Any]:
    """The SCIM user of a person, with the attributes in the order of the spec."""
    body: dict[str, Any] = {"schemas": [spec.users.schema_]}
    for attribute in spec.users.attributes:
        found = value(spec, attribute, person)
        if found is not None and attribute.is_.mutability != "readOnly":
            spec.users.put(body, attribute.path, found)
    return body


def group(spec: Spec, name: str) -> dict[str, Any]:
    """The SCIM group of a sample, without members.

    :raises UnknownSample: when there is no such group.
    """
    sample = next((g for g in spec.samples.groups if g.name == name), None)
    if sample is None:
        raise UnknownSample(name)
    return {"schemas": [spec.groups.schema_], "displayName": sample.display_name, "members": []}


def fill(spec: Spec, item: Any) -> Any:
    """The same data with ``{ada.email}`` and ``{roles}`` replaced in every string and key.

    :raises UnknownSample: when a placeholder names nothing.
    """
    if isinstance(item, str):
        return SAMPLE.sub(lambda match: _sample(spec, *match.groups()), item)
    if isinstance(item, list):
        return [fill(spec, each) for each in item]
    if isinstance(item, dict):
        return {fill(spec, key): fill(spec, each) for key, each in item.items()}
    return item


def _sample(spec: Spec, name: str, field: str | None, upper: str | None) -> str:
    if name == "roles" and field is None and spec.roles:
        return spec.roles.attribute
    found: Any = None
    if field is not None:
        for person in spec.samples.users:
            if person.name == name:
                found = person.profile.get(field)
        for team in spec.samples.groups:
            if team.name == name and field == "displayName":
                found = team.display_name
    if found is None:
        raise UnknownSample(f"{{{name}.{field}}}" if field else f"{{{name}}}")
    return found.upper() if upper else str(found)


def body(spec: Spec, operation: Operation) -> Any:
    """The JSON body of an operation, with captured ids as ``{USER_ID}``; None without one.

    :raises UnknownSample: when it names a sample that does not exist.
    """
    send = operation.send
    if send is None or send.text is not None or send.oversize:
        return None
    if send.patch is not None:
        operations = [each.model_dump(exclude_unset=True) for each in send.patch]
        return {"schemas": [PATCH_OP], "Operations": fill(spec, operations)}
    kind = spec.users if send.user else spec.groups
    made = user(spec, send.user) if send.user else group(spec, send.group or "")
    for path, value_ in fill(spec, send.with_).items():
        kind.put(made, kind.attribute(path).path, value_)
    return made
