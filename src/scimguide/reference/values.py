"""What becomes of the values of a resource before it is kept: defaults, canonical values, names."""

from collections.abc import Callable
from dataclasses import astuple
from functools import lru_cache, partial
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

    def normalize(self, kind: str, resource: Resource[Any], before: Name) -> None:
        """Bring a resource into the form in which it is kept; ``before`` is the name it had.

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
            sent = self.name_of(kind, resource)
            name = reconcile_name(before, sent)
            for path, value, was in zip(NAMES, astuple(name), astuple(sent), strict=True):
                if value != was:
                    write(resource, path, value)
        if kind == "Group":
            self._members(resource)

    def name_of(self, kind: str, resource: Resource[Any]) -> Name:
        """The name of a user; that of anything else is empty."""
        if kind != "User" or not self.names:
            return Name()
        return Name(*(read(resource, path) for path in NAMES))

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
    return _reader(type(resource), path)(resource)


def write(resource: Resource[Any], path: str, value: Any) -> None:
    """Put a value at a path; None removes it."""
    if value is not None:
        _path(type(resource), path).set(resource, value, strict=False)
    elif read(resource, path) is not None:
        _path(type(resource), path).delete(resource, strict=False)


@lru_cache(maxsize=1024)
def _reader(model: type[Resource[Any]], path: str) -> Callable[[Any], Any]:
    """What reads a path: its fields one by one, unless it leads to several values."""
    found = _path(model, path)
    binding = found.resolve()
    if binding is None or "[" in path or (binding.is_multivalued and binding.sub_field_name):
        return partial(found.get, strict=False)
    names = [binding.field_name]
    if not issubclass(model, binding.model):
        names.insert(0, binding.model.__name__)  # of an extension
    if binding.sub_field_name:
        names.append(binding.sub_field_name)

    def value(resource: Any) -> Any:
        for name in names:
            resource = getattr(resource, name, None)
        return resource

    return value


@lru_cache(maxsize=1024)
def _path(model: type[Resource[Any]], path: str) -> Path[Any]:
    found: Path[Any] = cast(Any, Path)[model](path)
    return found
