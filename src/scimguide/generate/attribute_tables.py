"""The tables about attributes: what Okta sends, how it is set up, and which roles there are."""

from collections.abc import Callable

from scimguide.generate.markdown import cite, code, example, table
from scimguide.layout import json_text
from scimguide.mapping import Spec, examples
from scimguide.mapping.attributes import Attribute, ResourceKind


def user_attributes(spec: Spec) -> str:
    """Users, with the example values of the first sample person."""
    person = spec.samples.users[0]
    return _attributes(
        spec, spec.users, lambda attribute: example(examples.value(spec, attribute, person))
    )


def group_attributes(spec: Spec) -> str:
    """Groups, with the example values of the first sample group."""
    made = examples.group(spec, spec.samples.groups[0].name)
    return _attributes(spec, spec.groups, lambda attribute: example(made.get(attribute.name)))


def _attributes(spec: Spec, kind: ResourceKind, shown: Callable[[Attribute], str]) -> str:
    okta, service = spec.identity_provider.name, spec.service.name
    head = (
        "Attribute",
        f"{okta} expression",
        "Example",
        "Direction",
        "Type",
        "Required",
        "Mutability",
        "Uniqueness",
        f"Documented by {service}",
    )
    rows = [
        (
            f"{code(attribute.path)}: {attribute.description}",
            expression(attribute),
            shown(attribute),
            direction(spec, attribute),
            type_of(attribute),
            "Yes" if attribute.is_.required else "No",
            attribute.is_.mutability,
            attribute.is_.uniqueness,
            "Yes" if attribute.documented else "No",
        )
        for attribute in kind.attributes
    ]
    return table(head, rows)


def direction(spec: Spec, attribute: Attribute, to: str = "→") -> str:
    """Who sends a value to whom; ``to`` stands between the two names."""
    okta, service = spec.identity_provider.name, spec.service.name
    if attribute.is_.mutability == "readOnly":
        return f"{service} {to} {okta}"
    return f"{okta} {to} {service}" if attribute.okta else "not sent"


def type_of(attribute: Attribute) -> str:
    """The type, with its canonical values."""
    name = type_name(attribute)
    if attribute.canonical_values:
        name += ": " + ", ".join(map(code, attribute.canonical_values))
    return name


def expression(attribute: Attribute) -> str:
    """The expression, or the place in Okta that decides instead of one."""
    if attribute.okta is None:
        return ""
    if attribute.okta.from_ == "Attribute Mappings" and attribute.okta.expression:
        return " or ".join(map(code, [attribute.okta.expression, *attribute.okta.alternatives]))
    inner = f" ({code(attribute.okta.expression)})" if attribute.okta.expression else ""
    return f"{attribute.okta.from_}{inner}"


def profile_editor(spec: Spec) -> str:
    """What to type into *Add Attribute*: one column an attribute, one row a field."""
    added = [attribute for attribute in spec.users.attributes if attribute.profile_editor]
    editors = [attribute.profile_editor for attribute in added if attribute.profile_editor]
    fields: dict[str, list[str]] = {
        "**Data type**": [type_name(attribute) for attribute in added],
        "**Display name**": [editor.display_name for editor in editors],
        "**Variable name**": [code(editor.variable_name) for editor in editors],
        "**External name**": [code(attribute.external_name) for attribute in added],
        "**External namespace**": [
            code(attribute.urn or spec.users.schema_) for attribute in added
        ],
        "**Enum**": [", ".join(map(code, attribute.canonical_values or [])) for attribute in added],
        "**Scope**": [
            "User personal" if editor.user_personal else "leave clear" for editor in editors
        ],
        "**Group priority**": [editor.group_priority or "" for editor in editors],
        "Gets its value from": [expression(attribute) for attribute in added],
    }
    head = ["Field"] + [f"For {code(attribute.name)}" for attribute in added]
    return table(head, [[name, *values] for name, values in fields.items()])


def type_name(attribute: Attribute) -> str:
    """The data type as the Profile Editor names it."""
    return f"{attribute.is_.type} array" if attribute.is_.multi_valued else attribute.is_.type


def roles(spec: Spec) -> str:
    """The roles, the Okta groups that give them, and the default."""
    if spec.roles is None:
        return ""
    default = _defaults(spec.users.attribute(spec.roles.attribute))
    rows = [
        (
            code(role.value),
            f"{role.label} (default)" if role.value in default else role.label,
            role.grants,
            code(role.group),
            cite(role.source),
        )
        for role in spec.roles.values
    ]
    return table(
        (
            "Value",
            f"In {spec.service.name}",
            "What it allows",
            f"{spec.identity_provider.name} group",
            "Source",
        ),
        rows,
    )


def roles_by_group_name(spec: Spec) -> str:
    """The rule of the vendor's own guide, from the names of groups to roles, as an expression."""
    if spec.roles is None:
        return ""
    attribute = spec.users.attribute(spec.roles.attribute)
    default, listed = _defaults(attribute), attribute.is_.multi_valued
    rules = [
        f"isMemberOfGroupNameContains({json_text(role.name_contains)})\n"
        f"  ? {_value([role.value], listed)}\n"
        "  : "
        for role in spec.roles.values
        if role.name_contains
    ]
    return f"```el\n{''.join(rules)}{_value(default, listed)}\n```"


def _defaults(attribute: Attribute) -> list[str]:
    """The default roles of an attribute with one value or with several."""
    default = attribute.default or []
    return default if isinstance(default, list) else [str(default)]


def _value(values: list[str], listed: bool) -> str:
    """Roles in Okta's language: a list, or the one string of an attribute with one value."""
    return _list(values) if listed or not values else json_text(values[0])


def _list(values: list[str]) -> str:
    """A list in Okta's language."""
    return "{" + ", ".join(map(json_text, values)) + "}"
