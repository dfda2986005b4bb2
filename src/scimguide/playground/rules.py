"""
The spec without pydantic: what the mapper reads of it, as JSON and back.

``dump_rules`` runs when the site is built, ``load_rules`` in the browser.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from scimguide.mapping import Spec
    from scimguide.mapping.attributes import Attribute


def dump_rules(spec: Spec) -> dict[str, Any]:
    """What ``Mapper`` and ``preview`` use of a spec, as JSON."""
    kind = spec.users
    complex_ = {each.name.partition(".")[0] for each in kind.attributes if "." in each.name}
    return {
        "usernameFormat": spec.identity_provider.username_format,
        "custom": sorted({name for person in spec.samples.users for name in person.profile}),
        "schema": kind.schema_,
        "extension": kind.extension,
        "multiValued": sorted(filter(kind.is_multi_valued, complex_)),
        "attributes": [_attribute(each) for each in kind.attributes],
        "roleAttribute": spec.role_attribute and spec.role_attribute.path,
        "roles": [[role.group, role.value] for role in spec.roles.values] if spec.roles else None,
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    okta, editor = attribute.okta, attribute.profile_editor
    return {
        "path": attribute.path,
        "urn": attribute.urn,
        "name": attribute.name,
        "default": attribute.default,
        "okta": okta and {"from_": okta.from_, "expression": okta.expression},
        "profile_editor": editor and {"variable_name": editor.variable_name},
    }


class _Kind(SimpleNamespace):
    """Users, with the methods of ``ResourceKind`` that write a body."""

    def is_multi_valued(self, name: str) -> bool:
        return name in self.multi_valued

    def attribute(self, path: str) -> Any:
        return next(each for each in self.attributes if each.path.casefold() == path.casefold())


def load_rules(data: dict[str, Any]) -> Spec:
    """Something that serves ``Mapper`` and ``preview`` as a spec, from what ``dump_rules`` made."""
    attributes = [_attribute_rules(each) for each in data["attributes"]]
    role = next((each for each in attributes if each.path == data["roleAttribute"]), None)
    roles = [SimpleNamespace(group=group, value=value) for group, value in data["roles"] or []]
    spec = SimpleNamespace(
        identity_provider=SimpleNamespace(username_format=data["usernameFormat"]),
        samples=SimpleNamespace(users=[SimpleNamespace(profile=data["custom"])]),
        users=_Kind(
            schema_=data["schema"],
            extension=data["extension"],
            multi_valued=data["multiValued"],
            attributes=attributes,
        ),
        role_attribute=role,
        roles=SimpleNamespace(values=roles) if roles else None,
    )
    return cast("Spec", spec)


def _attribute_rules(data: dict[str, Any]) -> SimpleNamespace:
    parts = {
        key: SimpleNamespace(**data[key]) if data[key] else None
        for key in ("okta", "profile_editor")
    }
    return SimpleNamespace(**{**data, **parts})
