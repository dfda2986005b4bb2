"""
Functions of groups.

In a mapping they are evaluated when the app is assigned or mappings are
applied, never because a membership changes (Okta's reference, note).
"""

from collections.abc import Mapping
from typing import Any

from scimguide.expression.errors import Wrong
from scimguide.expression.signature import function
from scimguide.expression.values import Scope, did_you_mean, matches

_KEYS = {
    "group.id": "id",
    "group.source.id": "source",
    "group.type": "type",
    "group.profile.name": "name",
}
_OPERATORS = ("EXACT", "STARTS_WITH")


def _groups(scope: Scope) -> list[Mapping[str, Any]]:
    return [group for group in scope.context.get("groups") or [] if isinstance(group, Mapping)]


def _names(scope: Scope) -> list[str]:
    return [str(group.get("name", "")) for group in _groups(scope)]


@function("isMemberOfGroupName(String name): Boolean")
def is_member_of_group_name(scope: Scope, name: str | None) -> bool:
    """Whether the person is in a group of this name, whatever its source."""
    return name in _names(scope)


@function("isMemberOfGroup(String id): Boolean")
def is_member_of_group(scope: Scope, id_: str | None) -> bool:
    """Whether the person is in the group of this id."""
    return is_member_of_any_group(scope, id_)


@function("isMemberOfAnyGroup(String... ids): Boolean")
def is_member_of_any_group(scope: Scope, *ids: str | None) -> bool:
    """Whether the person is in one of the groups."""
    return any(group.get("id") in ids for group in _groups(scope) if group.get("id"))


@function("isMemberOfGroupNameStartsWith(String start): Boolean")
def is_member_of_group_name_starts_with(scope: Scope, start: str | None) -> bool:
    """Whether the person is in a group whose name begins so."""
    return start is not None and any(name.startswith(start) for name in _names(scope))


@function("isMemberOfGroupNameContains(String part): Boolean")
def is_member_of_group_name_contains(scope: Scope, part: str | None) -> bool:
    """Whether the person is in a group whose name contains this."""
    return part is not None and any(part in name for name in _names(scope))


@function("isMemberOfGroupNameRegex(String pattern): Boolean")
def is_member_of_group_name_regex(scope: Scope, pattern: str | None) -> bool:
    """Whether the person is in a group whose whole name matches."""
    return pattern is not None and any(matches(scope, name, pattern) for name in _names(scope))


@function("user.getGroups(Map... criteria): Array")
def get_groups(scope: Scope, *criteria: Any) -> list[Any]:
    """The person's groups that meet every criterion; of several values, one is enough."""
    tests = [_criterion(each) for each in criteria]
    return [group for group in _groups(scope) if all(_meets(group, test) for test in tests)]


def _criterion(given: Any) -> tuple[str, list[Any], str]:
    if not isinstance(given, Mapping):
        raise Wrong("a criterion of user.getGroups, expected a map: {'group.type': 'OKTA_GROUP'}")
    operator = str(given.get("operator", "STARTS_WITH"))
    keys = [key for key in given if key != "operator"]
    if len(keys) != 1 or keys[0] not in _KEYS:
        shown = ", ".join(keys) or "nothing"
        raise Wrong(f"the criterion {shown!r}" + did_you_mean(shown, _KEYS))
    key = keys[0]
    if operator not in _OPERATORS or ("operator" in given and key != "group.profile.name"):
        raise Wrong(f"the operator {operator!r} with {key!r}, expected EXACT or STARTS_WITH, "
                    "with 'group.profile.name' only")  # fmt: skip
    values = given[key] if isinstance(given[key], list) else [given[key]]
    return key, values, operator if key == "group.profile.name" else "EXACT"


def _meets(group: Mapping[str, Any], criterion: tuple[str, list[Any], str]) -> bool:
    key, values, operator = criterion
    found = str(group.get(_KEYS[key], ""))
    if operator == "EXACT":
        return found in values
    return any(isinstance(value, str) and found.startswith(value) for value in values)


@function("getFilteredGroups(Array allowed, String expression, Integer limit): Array")
def get_filtered_groups(
    scope: Scope, allowed: Any, expression: str | None, limit: int | None
) -> list[Any]:
    """Of the person's groups, those on a list of ids: a value of each."""
    scope.assume("getFilteredGroups in a mapping: Okta documents it for token claims.")
    owner, _, name = (expression or "").partition(".")
    if owner != "group" or name not in ("id", "name", "type"):
        raise Wrong(f"{expression!r}, expected 'group.name', 'group.id' or 'group.type'")
    ids = allowed if isinstance(allowed, list) else [allowed]
    found = [group.get(name) for group in _groups(scope) if group.get("id") in ids]
    return found[: max(limit or 0, 0)]


def _claim(scope: Scope, app: str | None, fits: Any, limit: int | None) -> list[str] | None:
    scope.assume("Groups.* without a match gives null, as the Elvis example of Okta suggests.")
    own = [
        str(group.get("name", ""))
        for group in _groups(scope)
        if (group.get("type") != "APP_GROUP" if app == "OKTA" else group.get("source") == app)
    ]
    found = [name for name in own if fits(name)][: max(limit or 0, 0)]
    return found or None


@function("Groups.startsWith(String app, String pattern, Integer limit): Array", in_mappings=False)
def starts_with(scope: Scope, app: str | None, pattern: str | None, limit: int | None) -> Any:
    """Names of the person's groups that begin so."""
    return _claim(scope, app, lambda name: name.startswith(pattern or ""), limit)


@function("Groups.endsWith(String app, String pattern, Integer limit): Array", in_mappings=False)
def ends_with(scope: Scope, app: str | None, pattern: str | None, limit: int | None) -> Any:
    """Names of the person's groups that end so."""
    return _claim(scope, app, lambda name: name.endswith(pattern or ""), limit)


@function("Groups.contains(String app, String pattern, Integer limit): Array", in_mappings=False)
def contains(scope: Scope, app: str | None, pattern: str | None, limit: int | None) -> Any:
    """Names of the person's groups that contain this."""
    return _claim(scope, app, lambda name: (pattern or "") in name, limit)
