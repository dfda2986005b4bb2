"""
Functions of groups.

In a mapping they are evaluated when the app is assigned or mappings are
applied, never because a membership changes (Okta's reference, note).
"""

from collections.abc import Callable, Mapping
from typing import Any

from scimguide.expression.errors import ExpressionError, Wrong
from scimguide.expression.signature import function
from scimguide.expression.values import Scope, did_you_mean, kind, matches

_KEYS = {
    "group.id": "id",
    "group.source.id": "source",
    "group.type": "type",
    "group.profile.name": "name",
}
_OPERATORS = ("EXACT", "STARTS_WITH")
_TYPES = {"okta:windows_security_principal": "active_directory"}
"""The type of the app that a group comes from, by its ``objectClass``."""

MOST = 100
"""The most groups that a claim may have (Okta's guides; Okta Support)."""
MORE = (
    "A limit above 100: Okta's guides allow it in the Authorization Code flow, an article of Okta "
    "Support elsewhere too."
)
STAR = (
    "A name of a group that ends in * without a point: a prefix, as in one article of Okta Support."
)
SEVERAL = "Several criteria in one map: all must be met, as with a map for each."
OBJECTS = (
    "user.getGroups without a projection: the groups as objects; .![name] or .![id] gives strings."
)
NONE = "Groups.* without a match gives null, as the Elvis example of Okta suggests."


def _groups(scope: Scope, by: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = scope.needed("groups", by)
    return found


def _of(group: Mapping[str, Any], key: str, by: str) -> Any:
    """What a function needs of a group."""
    if key not in group:
        raise Wrong(
            f"{by}: the group {group['name']!r} has no {key!r} in the context, expected it there"
        )
    return group[key]


def _names(scope: Scope, by: str) -> list[str]:
    return [group["name"] for group in _groups(scope, by)]


@function("isMemberOfGroupName(String name): Boolean")
def is_member_of_group_name(scope: Scope, name: str | None) -> bool:
    """Whether the person is in a group of this name, whatever its source."""
    return name in _names(scope, "isMemberOfGroupName")


@function("isMemberOfGroup(String id): Boolean")
def is_member_of_group(scope: Scope, id_: str | None) -> bool:
    """Whether the person is in the group of this id."""
    return any(
        _of(group, "id", "isMemberOfGroup") == id_ for group in _groups(scope, "isMemberOfGroup")
    )


@function("isMemberOfAnyGroup(String... ids): Boolean")
def is_member_of_any_group(scope: Scope, *ids: str | None) -> bool:
    """Whether the person is in one of the groups."""
    by = "isMemberOfAnyGroup"
    return any(_of(group, "id", by) in ids for group in _groups(scope, by))


@function("isMemberOfGroupNameStartsWith(String start): Boolean")
def is_member_of_group_name_starts_with(scope: Scope, start: str | None) -> bool:
    """Whether the person is in a group whose name begins with this."""
    names = _names(scope, "isMemberOfGroupNameStartsWith")
    return start is not None and any(name.startswith(start) for name in names)


@function("isMemberOfGroupNameContains(String part): Boolean")
def is_member_of_group_name_contains(scope: Scope, part: str | None) -> bool:
    """Whether the person is in a group whose name contains this."""
    names = _names(scope, "isMemberOfGroupNameContains")
    return part is not None and any(part in name for name in names)


@function("isMemberOfGroupNameRegex(String pattern): Boolean")
def is_member_of_group_name_regex(scope: Scope, pattern: str | None) -> bool:
    """Whether the person is in a group whose whole name matches."""
    names = _names(scope, "isMemberOfGroupNameRegex")
    return pattern is not None and any(matches(scope, name, pattern) for name in names)


@function("user.getGroups(Map... criteria): Array")
def get_groups(scope: Scope, *criteria: Any) -> list[Any]:
    """The person's groups that meet every criterion; of several values, one is enough."""
    tests = [test for each in criteria for test in _criteria(scope, each)]
    return [
        group for group in _groups(scope, "user.getGroups") if all(test(group) for test in tests)
    ]


def _criteria(scope: Scope, given: Any) -> list[Callable[[Mapping[str, Any]], bool]]:
    """The tests of one map."""
    if not isinstance(given, Mapping):
        raise Wrong("a criterion of user.getGroups, expected a map: {'group.type': 'OKTA_GROUP'}")
    operator = given.get("operator", "STARTS_WITH")
    keys = [key for key in given if key != "operator"]
    for key in keys or ["nothing"]:
        if key not in _KEYS:
            raise Wrong(f"the criterion {key!r}" + did_you_mean(key, _KEYS))
    if len(keys) > 1:
        scope.assume(SEVERAL)
    if operator not in _OPERATORS or ("operator" in given and "group.profile.name" not in keys):
        raise Wrong(f"the operator {operator!r} with {keys[0]!r}, expected EXACT or STARTS_WITH, "
                    "with 'group.profile.name' only")  # fmt: skip
    return [_criterion(scope, key, given[key], operator) for key in keys]


def _criterion(
    scope: Scope, key: str, value: Any, operator: Any
) -> Callable[[Mapping[str, Any]], bool]:
    values = value if isinstance(value, list) else [value]
    for each in values:
        if not isinstance(each, str):
            raise Wrong(f"the criterion {key!r} with {kind(each)}, expected strings")
    if key == "group.profile.name" and operator == "STARTS_WITH":
        starts = tuple(_prefix(scope, each) for each in values)
        return lambda group: group["name"].startswith(starts)
    if key == "group.source.id":
        return lambda group: _source(group, "user.getGroups") in values
    return lambda group: _of(group, _KEYS[key], "user.getGroups") in values


def _prefix(scope: Scope, value: str) -> str:
    """What a name begins with; Okta's examples write ``.*`` behind it."""
    start = value.removesuffix(".*")
    if start == value and value.endswith("*"):
        scope.assume(STAR)
        start = value[:-1]
    if ".*" in start or start.endswith("*"):
        raise Wrong(f"the name {value!r}, expected '.*' at its end only: the filter is a prefix")
    return start


def _source(group: Mapping[str, Any], by: str) -> Any:
    """The id of the app instance that a group comes from; only groups of apps must have it."""
    return _of(group, "source", by) if group.get("type") == "APP_GROUP" else group.get("source")


@function("getFilteredGroups(Array allowed, String expression, Integer limit): Array")
def get_filtered_groups(
    scope: Scope, allowed: Any, expression: str | None, limit: int | None
) -> list[Any]:
    """Of the person's groups, those on a list of ids: the value of an expression over ``group``."""
    by = "getFilteredGroups"
    groups = _groups(scope, by)
    if "group" in scope.context:
        raise Wrong(f"{by} inside of its own expression, expected attributes of 'group'")
    scope.assume("getFilteredGroups in a mapping: Okta documents it for token claims.")
    if not isinstance(limit, int) or not 1 <= limit < 2**31:
        raise Wrong(f"the limit {limit} of {by}, expected 1 to 100")
    if limit > MOST:
        scope.assume(MORE)
    if allowed is None:
        raise Wrong(f"{by} with null for the list of ids, expected an array of ids")
    ids = allowed if isinstance(allowed, list) else [part.strip() for part in allowed.split(",")]
    run = _of_group(scope, expression)
    found = [run(group) for group in groups if _of(group, "id", by) in ids]
    if len(found) > limit:
        raise Wrong(f"{len(found)} groups, more than the limit {limit}: expected a higher limit")
    return found


def _of_group(scope: Scope, text: str | None) -> Callable[[Mapping[str, Any]], Any]:
    """An expression over ``group``, compiled before there is any."""
    from scimguide.expression.evaluate import compiled

    try:
        code = compiled(text or "").code
    except ExpressionError as error:
        raise Wrong(f"in {text!r}, {error}") from None

    def run(group: Mapping[str, Any]) -> Any:
        inner = Scope({**scope.context, "group": group}, scope.limit)
        try:
            value = code.run(inner)
        except ExpressionError as error:
            raise Wrong(f"in {text!r} for {group['name']!r}, {error}") from None
        scope.assumptions.update(inner.assumptions)
        return value

    return run


def _claim(scope: Scope, by: str, app: str | None, fits: Any, limit: int | None) -> Any:
    groups = _groups(scope, by)
    scope.assume(NONE)
    if not isinstance(limit, int) or not 1 <= limit <= MOST:
        accepted = "1 to 100; more only in the Authorization Code flow"
        raise Wrong(f"the limit {limit} of {by}, expected {accepted}")
    found = [
        group["name"] for group in groups if _comes_from(group, app, by) and fits(group["name"])
    ]
    return found[:limit] or None


def _comes_from(group: Mapping[str, Any], app: str | None, by: str) -> bool:
    """Whether a group comes from an app instance, or from an app of this type."""
    if _of(group, "type", by) != "APP_GROUP" or app == "OKTA":
        return app == "OKTA" and group["type"] != "APP_GROUP"
    source = _of(group, "source", by)
    if app == source or (app or "").startswith("0oa"):
        return bool(app == source)
    types = [_TYPES.get(each) for each in group.get("objectClass", ())]
    type_ = group.get("app") or next(filter(None, types), None)
    if type_ is None and not types:
        accepted = "expected its type under 'app', or its 'objectClass'"
        raise Wrong(f"{by}: from which app the group {group['name']!r} comes, {accepted}")
    return app == type_


@function("Groups.startsWith(String app, String pattern, Integer limit): Array", in_mappings=False)
def starts_with(scope: Scope, app: str | None, pattern: str | None, limit: int | None) -> Any:
    """Names of the person's groups that begin so."""
    by = "Groups.startsWith"
    return _claim(scope, by, app, lambda name: name.startswith(pattern or ""), limit)


@function("Groups.endsWith(String app, String pattern, Integer limit): Array", in_mappings=False)
def ends_with(scope: Scope, app: str | None, pattern: str | None, limit: int | None) -> Any:
    """Names of the person's groups that end so."""
    by = "Groups.endsWith"
    return _claim(scope, by, app, lambda name: name.endswith(pattern or ""), limit)


@function("Groups.contains(String app, String pattern, Integer limit): Array", in_mappings=False)
def contains(scope: Scope, app: str | None, pattern: str | None, limit: int | None) -> Any:
    """Names of the person's groups that contain this."""
    return _claim(scope, "Groups.contains", app, lambda name: (pattern or "") in name, limit)
