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
_HALF = "half of a surrogate pair, expected whole characters"
_PEOPLE = {"user", "appuser", "idpuser", "source"}


Place = tuple[str | int, ...]
"""Keys and indexes that lead to a value of a context."""


class ContextError(UserError):
    """A context cannot be used; the message says where in it, and what is accepted."""

    status = 2

    def __init__(self, place: Place, message: str, *, key: bool = False) -> None:
        where = shown(place[:-1] if key else place)
        super().__init__(f"{where}: {message}" if where else message)
        self.place = place
        self.key = key
        """Whether the last part of the place is an object's key, and the key is wrong."""


def shown(place: Place) -> str:
    """A place as one writes it: ``groups[0].source``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")


def checked(data: Any) -> dict[str, Any]:
    """
    The context in one form.

    ``data`` is an object with some of ``KEYS``, or what an export of Okta's API contains: a
    user, or a list of one user or of groups.

    :raises ContextError: for an unknown key, and for a value that is no such thing.
    """
    data = exported(data)
    if not isinstance(data, _OBJECT):
        raise ContextError((), f'{kind(data)}, expected an object: {{"user": {{…}}}}')
    made: dict[str, Any] = {}
    for key, value in data.items():
        if key not in KEYS:
            hint = "; a profile stands under 'user'" if key in ("firstName", "login") else ""
            accepted = f"one of {', '.join(KEYS)}{hint}"
            raise ContextError((key,), f"unknown key {key!r}, expected {accepted}", key=True)
        made[key] = _one(key, value, made)
    if "internal" in data:
        made["internal"] = data["internal"]
    return made


def exported(data: Any) -> Any:
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
    place: Place = (key,)
    _check_values(value, place)
    if key == "groups":
        return _groups(value)
    if key == "now":
        return _typed(value, str, place, "a time: 2026-01-15T09:00:00Z")
    if key in ("directory_users", "workday_users"):
        found = _typed(value, list, place, "an array of profiles")
        return [_profile(each, (key, at)) for at, each in enumerate(found)]
    if key == "user":
        return _user(value, made)
    _typed(value, _OBJECT, place, "an object")
    if key in _PEOPLE:
        return _profile(value, place)
    if key in ("apps", "linked"):
        return {name: _profile(each, (key, name), null=True) for name, each in value.items()}
    if key in ("managers", "assistants"):
        return {name: _manager(each, (key, name)) for name, each in value.items()}
    return value


def _user(value: Any, made: dict[str, Any]) -> Any:
    place: Place = ("user",)
    if isinstance(value, list):
        if len(value) != 1:
            raise ContextError(place, f"an array of {len(value)}, expected one user")
        value, place = value[0], ("user", 0)
    profile = _profile(value, place)
    if profile is not value:
        internal = {each: value[each] for each in ("id", "status") if each in value}
        made.setdefault("internal", internal)
    return profile


def _profile(value: Any, place: Place, *, null: bool = False) -> Any:
    """A profile, also from inside of an Okta user or app user."""
    if value is None and null:
        return value
    _typed(value, _OBJECT, place, "a profile: an object of attributes")
    if "profile" not in value:
        return value
    inner = value["profile"]
    if not isinstance(inner, _OBJECT):
        message = f"{kind(inner)}, expected an object of attributes"
        raise ContextError((*place, "profile"), message)
    return inner


def _manager(value: Any, place: Place) -> Any:
    accepted = 'an object: {"user": {…}, "apps": {"google": {…}}}'
    _typed(value, _OBJECT, place, accepted)
    for key in value:
        if key not in ("user", "apps"):
            message = f"unknown key {key!r}, expected {accepted}"
            raise ContextError((*place, key), message, key=True)
    inside = (*place, "apps")
    apps = _typed(value.get("apps", {}), _OBJECT, inside, "an object of profiles")
    made: dict[str, Any] = {"apps": {each: _profile(apps[each], (*inside, each)) for each in apps}}
    if "user" in value:
        made["user"] = _profile(value["user"], (*place, "user"), null=True)
    return made


def _groups(value: Any) -> list[dict[str, Any]]:
    found = _typed(value, list, ("groups",), "an array of groups")
    return [_group(each, ("groups", at)) for at, each in enumerate(found)]


def _group(value: Any, place: Place) -> dict[str, Any]:
    _typed(value, _OBJECT, place, _GROUP)
    for key in value:
        if key not in _GROUP_KEYS:
            hint = did_you_mean(key, _GROUP_KEYS) if isinstance(key, str) else ""
            message = f"unknown key {key!r}, expected {_GROUP}{hint}"
            raise ContextError((*place, key), message, key=True)
    profile = _typed(value.get("profile", {}), _OBJECT, (*place, "profile"), "an object")
    made = dict(value)
    for key in ("name", "description"):
        if key not in made and key in profile:
            made[key] = profile[key]
    if not isinstance(made.get("name"), str):
        what = kind(made["name"]) if "name" in made else "no name"
        raise ContextError(place, f"{what}, expected {_GROUP}")
    for key in ("id", "type", "app"):
        if key in made:
            _typed(made[key], str, (*place, key), "a string")
    if isinstance(made.get("source"), Mapping):
        made["source"] = made["source"].get("id")
    if made.get("source") is not None:
        _typed(made["source"], str, (*place, "source"), "the id of an app instance")
    known = {key: made[key] for key in ("name", "description") if key in made}
    made["profile"] = {**known, **profile}
    return made


def _typed(value: Any, wanted: Any, place: Place, accepted: str) -> Any:
    if not isinstance(value, wanted):
        raise ContextError(place, f"{kind(value)}, expected {accepted}")
    return value


def _check_values(value: Any, place: Place) -> None:
    """See that a value can be worked with and printed."""
    if isinstance(value, str):
        if not value.isascii() and _has_half(value):
            raise ContextError(place, _HALF)
    elif isinstance(value, float):
        if value - value != 0:
            raise ContextError(place, "a number without end, expected a smaller one")
    elif isinstance(value, _CONTAINERS):
        if len(place) > MAX_DEPTH:
            raise ContextError(place[:4], f"nested more than {MAX_DEPTH} levels deep")
        pairs = enumerate(value) if isinstance(value, list) else value.items()
        for key, item in pairs:
            if item.__class__ is not str or not item.isascii():
                _check_values(item, (*place, key))
            if key.__class__ is str and not key.isascii() and _has_half(key):
                raise ContextError(place, f"a key with {_HALF}")


def _has_half(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)
