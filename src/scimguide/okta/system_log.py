"""
The System Log: its events, and the filter of a query such as ``eventType sw "application"``.

Operators and attribute paths are those of Okta's System Log API; a path through a list
holds when it holds for one item.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from lark import Lark, Transformer, UnexpectedInput

Result = Literal["SUCCESS", "FAILURE"]

EVENTS = {
    "application.appuser.mapping.invalid.expression": (
        "App user property mapping has invalid expressions."
    ),
    "application.configuration.update": "Okta couldn't verify api credentials.",
    "application.integration.authentication_failure": "Error authenticating.",
    "application.integration.rate_limit_exceeded": "API rate limit exceeded.",
    "application.lifecycle.update": "Update application.",
    "application.provision.user.verify_exists": "Verify user exists in external application.",
    "application.provision.user.push": "Push new user to external application.",
    "application.provision.user.push_profile": "Push user's profile to external application.",
    "application.provision.user.push_password": "Push user's password to application.",
    "application.provision.user.reactivate": "Push user reactivation in external application.",
    "application.provision.user.deactivate": "Push user deactivation to external application.",
    "application.provision.user.sync": "Sync user in external application.",
    "application.provision.user.import_profile": "Import profile from external application.",
    "application.provision.group_push.mapping.created": "A new mapping has been created.",
    "application.provision.group_push.pushed": "A group was pushed to an app.",
    "application.provision.group_push.removed": "A group was removed from an app.",
    "application.provision.group_push.push_memberships": "Group push pushed memberships.",
    "application.provision.group_push.activate_mapping": "Group push activated mappings.",
    "application.provision.group_push.deactivate_mapping": "Group push deactivated mappings.",
    "application.provision.group_push.delete_appgroup": "Group push deleted application group.",
    "application.provision.group_push.mapping.app.group.renamed": (
        "A mapped app group has been renamed because the source group was renamed."
    ),
    "application.provision.group_push.mapping.update.or.delete.failed.with.error": (
        "Group push mapping change failed and cannot be retried."
    ),
    "application.user_membership.add": "Add user to application membership.",
    "application.user_membership.remove": "Remove user's application membership.",
    "application.user_membership.change_username": "Change user's application username.",
    "group.lifecycle.create": "Create Okta group.",
    "group.lifecycle.delete": "Delete Okta group.",
    "group.profile.update": "Okta group profile updated.",
    "group.user_membership.add": "Add user to group membership.",
    "group.user_membership.remove": "Remove user from group membership.",
    "user.account.update_profile": "Update user profile for Okta.",
    "user.lifecycle.activate": "Activate Okta user.",
    "user.lifecycle.create": "Create Okta user.",
    "user.lifecycle.deactivate": "Deactivate Okta user.",
    "user.lifecycle.delete.completed": "Delete Okta user completed.",
    "user.lifecycle.suspend": "Suspend Okta user.",
    "user.lifecycle.unsuspend": "Unsuspend Okta user.",
}
"""
Types of System Log events with their descriptions (Okta's event type catalogue).

https://developer.okta.com/docs/reference/api/event-types/
"""


@dataclass(frozen=True)
class Event:
    """An entry of the System Log."""

    event_type: str
    result: Result
    target: str
    """The person or group concerned."""
    reason: str | None = None
    published: str = ""
    id: str = ""

    def shown(self, app_id: str, label: str) -> dict[str, Any]:
        """The event as the System Log API returns it."""
        return {
            "uuid": self.id,
            "published": self.published,
            "eventType": self.event_type,
            "displayMessage": EVENTS[self.event_type].rstrip("."),
            "severity": "INFO" if self.result == "SUCCESS" else "WARN",
            "outcome": {"result": self.result, "reason": self.reason},
            "actor": {"id": "unknown", "type": "SystemPrincipal", "displayName": "Okta System"},
            "target": [
                {"id": app_id, "type": "AppInstance", "displayName": label},
                {"id": self.target, "type": "AppUser", "displayName": self.target},
            ],
        }


Test = Callable[[dict[str, Any]], bool]

_GRAMMAR = r"""
?start: any
?any: all ("or"i all)*          -> any
?all: one ("and"i one)*         -> all
?one: "(" any ")"
    | "not"i "(" any ")"        -> negated
    | PATH "pr"i                -> present
    | PATH OPERATOR STRING      -> compare
OPERATOR: /(eq|ne|sw|ew|co|gt|ge|lt|le)\b/i
PATH: /(?!(?:and|or|not|pr)\b)[A-Za-z][A-Za-z0-9.]*/
STRING: /"[^"]*"/
%ignore /\s+/
"""

_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ne": lambda found, wanted: found != wanted,
    "sw": lambda found, wanted: found.startswith(wanted),
    "ew": lambda found, wanted: found.endswith(wanted),
    "co": lambda found, wanted: wanted in found,
    "gt": lambda found, wanted: found > wanted,
    "ge": lambda found, wanted: found >= wanted,
    "lt": lambda found, wanted: found < wanted,
    "le": lambda found, wanted: found <= wanted,
}


class LogFilterError(ValueError):
    """A filter cannot be read."""


def log_filter(text: str) -> Test:
    """
    The test that a filter stands for; an empty one lets everything pass.

    :raises LogFilterError: with the place of what cannot be read.
    """
    if not text.strip():
        return lambda event: True
    try:
        return _Tests().transform(_parser().parse(text))
    except UnexpectedInput as error:
        raise LogFilterError(
            f'column {error.column}: expected a comparison such as outcome.result eq "FAILURE"'
        ) from None


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")


class _Tests(Transformer[Any, Test]):
    def any(self, tests: list[Test]) -> Test:
        return lambda event: any(test(event) for test in tests)

    def all(self, tests: list[Test]) -> Test:
        return lambda event: all(test(event) for test in tests)

    def negated(self, tests: list[Test]) -> Test:
        return lambda event: not tests[0](event)

    def present(self, words: list[Any]) -> Test:
        return lambda event: any(value is not None for value in _values(event, str(words[0])))

    def compare(self, words: list[Any]) -> Test:
        path, operator, wanted = str(words[0]), str(words[1]).lower(), str(words[2])[1:-1]
        test = _OPERATORS[operator]
        return lambda event: any(test(str(value), wanted) for value in _values(event, path))


def _values(item: Any, path: str) -> Iterator[Any]:
    name, _, rest = path.partition(".")
    for each in item if isinstance(item, list) else [item]:
        if isinstance(each, dict) and name in each:
            if rest:
                yield from _values(each[name], rest)
            else:
                yield each[name]
