"""What becomes of the values of a resource before it is kept: defaults, canonical values, names."""

from functools import lru_cache
from typing import Any, cast

from scim2_models import InvalidValueException, Path, Resource

from scimguide.mapping import Spec
from scimguide.mapping.attributes import Attribute, ResourceKind
from scimguide.problem import one_of
from scimguide.reference.names import Name, reconcile_name

NAMES = ("name.formatted", "name.givenName", "name.familyName")


class Values:
    """The rules of a spec for the values of users and groups."""

    def __init__(self, spec: Spec) -> None:
        kinds = {"User": spec.users, "Group": spec.groups}
        self._rules = {name: _rules(kind) for name, kind in kinds.items()}
        declared = {attribute.path for attribute in spec.users.attributes}
        self.names = declared.issuperset(NAMES)
        self.references = any(each.path == "members.$ref" for each in spec.groups.attributes)
        self._users = spec.users.endpoint.strip("/")

    def normalize(self, kind: str, resource: Resource[Any], before: Resource[Any] | None) -> None:
        """Bring a resource into the form in which it is kept.

        :raises InvalidValueException: when a value is none of the canonical ones.
        """
        for attribute, never_returned in self._rules[kind]:
            if never_returned:
                # RFC 7643 section 7: what is never returned is not kept here at all.
                write(resource, attribute.path, None)
            elif attribute.default is not None and read(resource, attribute.path) in (None, "", []):
                write(resource, attribute.path, attribute.default)
            if attribute.canonical_values:
                _check(attribute, read(resource, attribute.path))
        if kind == "User" and self.names:
            self._name(resource, before)
        if kind == "Group":
            self._members(resource)

    def _members(self, group: Resource[Any]) -> None:
        """Keep each member once, with its URL relative to the base URL.

        RFC 7643 section 2.3.7 has the URL, section 4.2 the members.
        """
        given: Any = group
        once = {member.value: member for member in given.members or []}
        if self.references:
            for member in once.values():
                member.ref = f"{self._users}/{member.value}"
        if given.members:
            given.members = list(once.values())

    def _name(self, resource: Resource[Any], before: Resource[Any] | None) -> None:
        old = Name(*(read(before, path) for path in NAMES)) if before else Name()
        sent = Name(*(read(resource, path) for path in NAMES))
        name = reconcile_name(old, sent)
        if name != sent:
            for path, value in zip(NAMES, (name.formatted, name.given, name.family), strict=True):
                write(resource, path, value)


def _rules(kind: ResourceKind) -> list[tuple[Attribute, bool]]:
    """The attributes whose values are looked at, and whether each is never returned."""
    every = [(each, each.is_.returned == "never") for each in kind.attributes]
    return [
        (each, never)
        for each, never in every
        if never or each.default is not None or each.canonical_values
    ]


def _check(attribute: Attribute, value: Any) -> None:
    accepted = attribute.canonical_values or []
    for item in value if isinstance(value, list) else [value]:
        if item is not None and item not in accepted:
            raise InvalidValueException(
                detail=f"{item!r} is no value of {attribute.name}, expected {one_of(accepted)}"
            )


def read(resource: Resource[Any], path: str) -> Any:
    """The value at a path, None when there is none."""
    return _path(type(resource), path).get(resource, strict=False)


def write(resource: Resource[Any], path: str, value: Any) -> None:
    """Put a value at a path; None removes it."""
    if value is not None:
        _path(type(resource), path).set(resource, value, strict=False)
    elif read(resource, path) is not None:
        _path(type(resource), path).delete(resource, strict=False)


@lru_cache(maxsize=1024)
def _path(model: type[Resource[Any]], path: str) -> Path[Any]:
    found: Path[Any] = cast(Any, Path)[model](path)
    return found
