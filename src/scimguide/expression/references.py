"""What the names of an expression stand for."""

from collections.abc import Mapping
from typing import Any

from scimguide.expression.errors import Wrong
from scimguide.expression.values import Scope, did_you_mean, kind

_BASE = """
login email secondEmail firstName lastName middleName honorificPrefix honorificSuffix title
displayName nickName profileUrl primaryPhone mobilePhone streetAddress city state zipCode
countryCode postalAddress preferredLanguage locale timezone userType employeeNumber costCenter
organization division department managerId manager
"""
BASE_ATTRIBUTES = frozenset(_BASE.split())
"""The attributes that every Okta profile has (Okta's user API); null until they are filled."""

OWNERS = ("user", "appuser", "idpuser", "source", "app", "org", "session", "access")
"""What an expression can begin with, besides the names of apps and the attributes of a source."""


def name(scope: Scope, word: str) -> Any:
    """
    The profile, or the value, that a name at the beginning stands for.

    :raises Wrong: when it stands for nothing.
    """
    context = scope.context
    if scope.element is not None and isinstance(scope.element, Mapping) and word in scope.element:
        return scope.element[word]
    if word in OWNERS and word in context:
        return context[word]
    for key in ("apps", "source"):
        found = context.get(key)
        if isinstance(found, Mapping) and word in found:
            return found[word]
    if word in OWNERS:
        raise Wrong(f"{word!r} is not in the context, expected it there")
    known = [owner for owner in OWNERS if owner in context]
    for key in ("apps", "source"):
        known += list(context.get(key) or ())
    raise Wrong(f"unknown name {word!r}" + did_you_mean(word, known))


def attribute(owner: Any, word: str, *, of_user: bool) -> Any:
    """
    An attribute of a profile.

    :raises Wrong: when the owner is no profile, or has no such attribute.
    """
    if not isinstance(owner, Mapping):
        hint = "; check for it before" if owner is None else ""
        raise Wrong(f"{kind(owner)} has no attributes, expected a profile{hint}")
    if word in owner:
        return owner[word]
    if of_user and word in BASE_ATTRIBUTES:
        return None
    known = sorted({*owner, *(BASE_ATTRIBUTES if of_user else ())})
    raise Wrong(f"unknown attribute {word!r}" + did_you_mean(word, known))
