"""Names that sentences may use: attributes of resources and messages, and of Okta's profiles."""

from functools import cache

from scim2_models import Error, ListResponse, PatchOp, PatchOperation

from scimguide.expression.functions import FUNCTIONS
from scimguide.expression.references import BASE_ATTRIBUTES
from scimguide.mapping.spec import Spec
from scimguide.scim.paths import split_path


@cache
def common_names() -> frozenset[str]:
    """``totalResults``, ``detail``, ``op`` (RFC 7644), and ``user.email`` and its like (Okta)."""
    models = (Error, ListResponse, PatchOp, PatchOperation)
    fields = (field for model in models for field in model.model_fields.items())
    named = {each.serialization_alias or name for name, each in fields}
    return frozenset(named | {f"user.{each}" for each in BASE_ATTRIBUTES})


def attribute_names(spec: Spec) -> set[str]:
    """
    Every attribute by path, by name, by the names of its parts, and by Okta's external name.

    Functions of Okta's expressions are names, too.
    """
    found = set[str]()
    for attribute in (*spec.users.attributes, *spec.groups.attributes):
        keys = split_path(attribute.path).keys
        found |= {attribute.path, attribute.name, attribute.external_name, *keys}
    return found | common_names() | set(FUNCTIONS)
