"""What the names of an expression stand for."""

from collections.abc import Iterable, Mapping
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

COMPOSED = "displayName was never filled: first and last name, as Okta composes what it shows."

_OTHER_NAMES = {
    "status": 'user.getInternalProperty("status")',
    "id": 'user.getInternalProperty("id")',
    "profile": "the attribute right behind user, unlike in the Identity Engine: user.email",
}
"""Attributes that other parts of Okta know by these names."""


def unknown(word: str, known: Iterable[str], person: str = "") -> str:
    """What to say of an attribute that a profile does not have."""
    if person == "user" and word in _OTHER_NAMES:
        return f"user.{word}, expected {_OTHER_NAMES[word]}"
    return f"unknown attribute {word!r}" + did_you_mean(word, sorted(known))


def person(word: str) -> str:
    """Whose profile a name at the beginning stands for: ``user``, ``person`` or nobody's."""
    if word == "user":
        return "user"
    of_app = word not in (*OWNERS, "group") and not word.endswith("_app")
    return "person" if of_app or word in ("appuser", "idpuser", "source") else ""


def name(scope: Scope, word: str) -> Any:
    """
    The profile, or the value, that a name at the beginning stands for.

    :raises Wrong: when it stands for nothing.
    """
    context, element = scope.context, scope.element
    if element is not None and isinstance(element, Mapping):
        if word in element:
            return element[word]
        raise Wrong(f"unknown name {word!r}" + did_you_mean(word, element))
    if (word in OWNERS or word == "group") and word in context:
        return context[word]
    for key in ("apps", "source"):
        found = context.get(key)
        if isinstance(found, Mapping) and word in found:
            return found[word]
    if word in OWNERS:
        raise Wrong(f"{word!r} is not in the context, expected it there")
    if word in BASE_ATTRIBUTES and "source" in context:
        return None
    known = [owner for owner in OWNERS if owner in context]
    for key in ("apps", "source"):
        known += list(context.get(key) or ())
    close = did_you_mean(word, known) if known else ", expected it in the context"
    raise Wrong(f"unknown name {word!r}{close}")


def attribute(scope: Scope, owner: Any, word: str, *, person: str = "") -> Any:
    """
    An attribute of a profile.

    ``person`` is ``user`` for the Okta profile, ``person`` for one of an app or of somebody else:
    attributes that every profile has are null there until they are filled.

    :raises Wrong: when the owner is no profile, or has no such attribute.
    """
    if not isinstance(owner, (dict, Mapping)):
        hint = "; check for it before" if owner is None else ""
        raise Wrong(f"{kind(owner)} has no attributes, expected a profile{hint}")
    found = owner.get(word)
    if found is not None:
        return found
    if word == "displayName" and person == "user":
        return _display_name(scope, owner)
    if word in owner or (person and word in BASE_ATTRIBUTES):
        return None
    raise Wrong(unknown(word, {*owner, *(BASE_ATTRIBUTES if person else ())}, person))


def _display_name(scope: Scope, owner: Mapping[str, Any]) -> str | None:
    names = [owner[each] for each in ("firstName", "lastName") if owner.get(each)]
    if not names:
        return None
    scope.assume(COMPOSED)
    return " ".join(map(str, names))
