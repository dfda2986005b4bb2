"""Values that only one resource may have (RFC 7643 section 7): which they are, and who has them."""

from functools import lru_cache
from typing import Any

from scim2_models import (
    AttributeBinding,
    Path,
    Resource,
    ScimFilter,
    Uniqueness,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison
from sqlalchemy import BindParameter, Connection, bindparam, delete
from sqlalchemy import text as sql

from scimguide.reference.tables import unique_values

_TAKE = sql(
    "INSERT INTO unique_values (urn, value, resource) VALUES (:urn, :value, :resource)"
    " ON CONFLICT DO NOTHING"
)
_OF: BindParameter[str] = bindparam("of")
_RELEASE = delete(unique_values).where(unique_values.c.resource == _OF)


@lru_cache
def unique_attributes(model: type[Resource[Any]]) -> tuple[tuple[AttributeBinding, Path[Any]], ...]:
    """The attributes of a model whose values are unique."""
    paths = Path[model].iter_paths(  # type: ignore[valid-type]
        include_subattributes=False, uniqueness=[Uniqueness.server, Uniqueness.global_]
    )
    bound = ((path.resolve(), path) for path in paths)
    return tuple((each, path) for each, path in bound if each and each.field_name != "id")


def unique_of(resource: Resource[Any]) -> dict[str, str]:
    """The unique values of a resource by their attribute's URN, in the form they compare in."""
    found = {}
    for binding, path in unique_attributes(type(resource)):
        own = isinstance(resource, binding.model)  # and not of an extension, which takes longer
        value = getattr(resource, binding.field_name) if own else path.get(resource, strict=False)
        if value is not None:
            found[binding.urn] = str(binding.comparable(value))
    return found


def equality(scim_filter: ScimFilter[Any] | None) -> tuple[str, str] | None:
    """URN and value of a filter that compares a unique attribute for equality, or None."""
    node = scim_filter.ast if scim_filter else None
    if scim_filter is None or not isinstance(node, Comparison) or node.op != CompareOperator.eq:
        return None
    try:
        binding: AttributeBinding | None = scim_filter.resolve_comparison(
            node.attr_path, strict=False
        )
    except TypeError:  # at the root, a filter is for several models
        return None
    if binding is None or not isinstance(node.value, str):
        return None
    model = binding.model
    unique = model.get_field_annotation(binding.field_name, Uniqueness)
    if unique is Uniqueness.none or binding.field_name == "id" or binding.sub_field_name:
        return None
    return binding.urn, str(binding.comparable(node.value))


def claim(db: Connection, resource_id: str, values: dict[str, str]) -> None:
    """Take the unique values of a resource, in place of those that it had.

    :raises UniquenessException: when another resource has one of them.
    """
    release(db, resource_id)
    take(db, resource_id, values)


def take(db: Connection, resource_id: str, values: dict[str, str]) -> None:
    """Take the unique values of a resource that has none.

    :raises UniquenessException: when another resource has one of them.
    """
    for urn, value in values.items():
        row = {"urn": urn, "value": value, "resource": resource_id}
        if db.execute(_TAKE, row).rowcount != 1:
            raise UniquenessException(detail=f"The {urn.rpartition(':')[2]} is taken")


def release(db: Connection, resource_id: str) -> None:
    """Give the unique values of a resource back."""
    db.execute(_RELEASE, {"of": resource_id})
