"""
What an expression can refer to: checked, and brought into one form.

People and groups are taken in the form of this command and in that of Okta's API
(``GET /api/v1/users/{id}``, ``GET /api/v1/users/{id}/groups``), so that an export can be
used as it is. What is neither is refused: a context that is read wrongly gives wrong values.
"""

from collections.abc import Mapping
from typing import Any

from scimguide.errors import UserError
from scimguide.expression.values import did_you_mean, kind

KEYS = (
    "user",
    "internal",
    "groups",
    "app",
    "apps",
    "appuser",
    "idpuser",
    "source",
    "org",
    "session",
    "access",
    "now",
    "linked",
    "managers",
    "assistants",
    "directory_users",
    "workday_users",
)
"""The keys of a context."""

MAX_DEPTH = 50
"""Arrays and objects inside each other."""

_GROUP_KEYS = {
    "id",
    "name",
    "description",
    "type",
    "source",
    "app",
    "objectClass",
    "profile",
    "created",
    "lastUpdated",
    "lastMembershipUpdated",
    "status",
    "_links",
    "_embedded",
}
"""What a group may have: the keys of Okta's Groups API, and three of our own."""
_GROUP = 'a group: {"id": "00g…", "name": "…", "type": "OKTA_GROUP"}, or one of Okta\'s API'
_OBJECT = (dict, Mapping)
"""Types of objects, the one that JSON gives first, because it is the fastest to tell."""
_CONTAINERS = (list, *_OBJECT)
_PEOPLE = {"user", "appuser", "idpuser", "source"}


class ContextError(UserError):
    """A context cannot be used; the message says where in it, and what is accepted."""

    status = 2


def checked(data: Any) -> dict[str, Any]:
    """
    The context in one form.

    ``data`` is an object with some of ``KEYS``, or what an export of Okta's API contains: a
    user, or a list of one user or of groups.

    :raises ContextError: for an unknown key, and for a value that is no such thing.
    """
    data = _exported(data)
    if not isinstance(data, _OBJECT):
        raise ContextError(f'{kind(data)}, expected an object: {{"user": {{…}}}}')
    made: dict[str, Any] = {}
    for key, value in data.items():
        if key not in KEYS:
            hint = "; a profile stands under 'user'" if key in ("firstName", "login") else ""
            raise ContextError(
                f"unknown key {_shown(key)}, expected one of {', '.join(KEYS)}{hint}"
            )
        made[key] = _one(key, value, made)
    if "internal" in data:
        made["internal"] = data["internal"]
    return made


def _exported(data: Any) -> Any:
    """An object of Okta's API, or a list of them, under the key where it belongs."""
    if data.__class__ is dict and "profile" not in data:
        return data
    if isinstance(data, list) and data and all(map(_is_object_of_api, data)):
        return (
            {"groups": data} if any("name" in each["profile"] for each in data) else {"user": data}
        )
    return {"user": data} if _is_object_of_api(data) else data


def _is_object_of_api(data: Any) -> bool:
    return isinstance(data, _OBJECT) and isinstance(data.get("profile"), _OBJECT)


def _one(key: str, value: Any, made: dict[str, Any]) -> Any:
    _check_values(value, key)
    if key == "groups":
        return _groups(value)
    if key == "now":
        return _typed(value, str, key, "a time: 2026-01-15T09:00:00Z")
    if key in ("directory_users", "workday_users"):
        found = _typed(value, list, key, "an array of profiles")
        return [_profile(each, f"{key}[{place}]") for place, each in enumerate(found)]
    if key == "user":
        return _user(value, made)
    _typed(value, _OBJECT, key, "an object")
    if key in _PEOPLE:
        return _profile(value, key)
    if key in ("apps", "linked"):
        return {name: _profile(each, f"{key}.{name}", null=True) for name, each in value.items()}
    if key in ("managers", "assistants"):
        return {name: _manager(each, f"{key}.{name}") for name, each in value.items()}
    return value


def _user(value: Any, made: dict[str, Any]) -> Any:
    if isinstance(value, list):
        if len(value) != 1:
            raise ContextError(f"user: an array of {len(value)}, expected one user")
        value = value[0]
    profile = _profile(value, "user")
    if profile is not value:
        internal = {each: value[each] for each in ("id", "status") if each in value}
        made.setdefault("internal", internal)
    return profile


def _profile(value: Any, where: str, *, null: bool = False) -> Any:
    """A profile, also from inside of an Okta user or app user."""
    if value is None and null:
        return value
    _typed(value, _OBJECT, where, "a profile: an object of attributes")
    if "profile" not in value:
        return value
    inner = value["profile"]
    if not isinstance(inner, _OBJECT):
        raise ContextError(f"{where}.profile: {kind(inner)}, expected an object of attributes")
    return inner


def _manager(value: Any, where: str) -> Any:
    accepted = 'an object: {"user": {…}, "apps": {"google": {…}}}'
    _typed(value, _OBJECT, where, accepted)
    for key in value:
        if key not in ("user", "apps"):
            raise ContextError(f"{where}: unknown key {_shown(key)}, expected {accepted}")
    apps = _typed(value.get("apps", {}), _OBJECT, f"{where}.apps", "an object of profiles")
    made: dict[str, Any] = {
        "apps": {each: _profile(apps[each], f"{where}.apps.{each}") for each in apps}
    }
    if "user" in value:
        made["user"] = _profile(value["user"], f"{where}.user", null=True)
    return made


def _groups(value: Any) -> list[dict[str, Any]]:
    found = _typed(value, list, "groups", "an array of groups")
    return [_group(each, f"groups[{place}]") for place, each in enumerate(found)]


def _group(value: Any, where: str) -> dict[str, Any]:
    _typed(value, _OBJECT, where, _GROUP)
    for key in value:
        if key not in _GROUP_KEYS:
            hint = did_you_mean(key, _GROUP_KEYS) if isinstance(key, str) else ""
            raise ContextError(f"{where}: unknown key {_shown(key)}, expected {_GROUP}{hint}")
    profile = _typed(value.get("profile", {}), _OBJECT, f"{where}.profile", "an object")
    made = dict(value)
    for key in ("name", "description"):
        if key not in made and key in profile:
            made[key] = profile[key]
    if not isinstance(made.get("name"), str):
        what = kind(made["name"]) if "name" in made else "no name"
        raise ContextError(f"{where}: {what}, expected {_GROUP}")
    for key in ("id", "type", "app"):
        if key in made:
            _typed(made[key], str, f"{where}.{key}", "a string")
    if isinstance(made.get("source"), Mapping):
        made["source"] = made["source"].get("id")
    if made.get("source") is not None:
        _typed(made["source"], str, f"{where}.source", "the id of an app instance")
    known = {key: made[key] for key in ("name", "description") if key in made}
    made["profile"] = {**known, **profile}
    return made


def _typed(value: Any, wanted: Any, where: str, accepted: str) -> Any:
    if not isinstance(value, wanted):
        raise ContextError(f"{where}: {kind(value)}, expected {accepted}")
    return value


def _check_values(value: Any, where: str, depth: int = 1) -> None:
    """See that a value can be worked with and printed."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
            raise ContextError(f"{where}: half of a surrogate pair, expected whole characters")
    elif isinstance(value, float):
        if value - value != 0:
            raise ContextError(f"{where}: a number without end, expected a smaller one")
    elif isinstance(value, _CONTAINERS):
        if depth > MAX_DEPTH:
            raise ContextError(f"{where}: nested more than {MAX_DEPTH} levels deep")
        pairs = enumerate(value) if isinstance(value, list) else value.items()
        for key, item in pairs:
            if item.__class__ is not str or not item.isascii():
                place = f"{where}[{key}]" if isinstance(value, list) else f"{where}.{key}"
                _check_values(item, place if depth < 5 else where, depth + 1)
            if key.__class__ is str and not key.isascii():
                _check_values(key, f"a key of {where}", depth)


def _shown(key: Any) -> str:
    return repr(key)
