"""The SCIM user that Okta would send, without sending it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scimguide.errors import UserError
from scimguide.okta.ids import Ids
from scimguide.okta.mapper import ORDER_ASSUMED, AttributeRule, Mapped, Mapper
from scimguide.okta.model import Person
from scimguide.okta.requests import user_body

_CHOSEN = ("Attribute Mappings", "Sign On", "Group assignment")
"""Where an admin decides about a value with an expression; groups, unless it is mapped."""


class PersonError(UserError):
    """A person cannot be read; the message says where and what is accepted."""

    status = 2


@dataclass(frozen=True)
class Preview:
    """A body, and where each value comes from."""

    body: dict[str, Any]
    values: list[Mapped]
    assumptions: list[str]

    def document(self) -> dict[str, Any]:
        """The body, and by attribute path where each value comes from, as one JSON document."""
        sources = {each.path: each.source for each in self.values}
        return {"body": self.body, "sources": sources, "assumptions": self.assumptions}


def person_from(data: Any, where: str) -> Person:
    """
    A person from JSON: a profile, an Okta user with ``id``, ``status`` and ``profile``, or a list
    of one.

    :raises PersonError: when it is neither.
    """
    accepted = "an Okta profile, or an Okta user with 'profile'"
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise PersonError(f"{where}: no JSON object, expected {accepted}")
    wrapped = isinstance(data.get("profile"), dict)
    profile = data["profile"] if wrapped else data
    if "profile" in data and not wrapped:
        raise PersonError(f"{where}: 'profile' is no JSON object, expected {accepted}")
    id_ = str(data.get("id") or Ids().new("00u")) if wrapped else Ids().new("00u")
    return Person(id_, profile, data.get("status", "ACTIVE") if wrapped else "ACTIVE")


def context_of(person: Person, groups: Iterable[str]) -> dict[str, Any]:
    """What an expression can refer to for a person who is in these groups."""
    return {
        "user": person.profile,
        "internal": {"id": person.id, "status": person.status},
        "groups": [{"name": name, "type": "OKTA_GROUP"} for name in groups],
    }


def choosable(mapper: Mapper) -> list[AttributeRule]:
    """The attributes whose expression an admin can choose."""
    return [each for each in mapper.rules.attributes if each.source in _CHOSEN]


def choose(mapper: Mapper, path: str, expression: str, person: Person) -> None:
    """
    Another expression for the attribute of a path, which may use all that the person's profile has.

    :raises PersonError: when no expression can fill this attribute.
    :raises ExpressionError: when this one cannot be used in a mapping.
    """
    known = {each.path.casefold(): each for each in choosable(mapper)}
    if path.casefold() not in known:
        accepted = ", ".join(each.path for each in choosable(mapper))
        raise PersonError(f"the mapping of {path!r}, expected one of {accepted}")
    mapper.choose(known[path.casefold()], expression, person.profile)


def preview(mapper: Mapper, person: Person, groups: Iterable[str] = ()) -> Preview:
    """
    What Okta would send to create a person who is in these groups.

    Assigned groups give their role, with the values combined.

    :raises ExpressionError: when an expression cannot be evaluated for this person.
    """
    names = list(groups)
    roles = mapper.rules.group_roles
    context = context_of(person, names)
    assumptions = dict.fromkeys([ORDER_ASSUMED])
    giving = [(name, [roles[name]]) for name in names if name in roles]
    values = mapper.values(context, mapper.from_groups(giving), assumptions.setdefault)
    _check_kinds(mapper, values)
    body = user_body(mapper.rules.user(values, person.profile), Ids("preview").password())
    return Preview(body, values, list(assumptions))


def _check_kinds(mapper: Mapper, values: Iterable[Mapped]) -> None:
    """Refuse an array for an attribute of one value, and the other way round."""
    several = {each.path: each.several for each in mapper.rules.attributes}
    for each in values:
        if isinstance(each.value, list) and not several[each.path]:
            what, accepted = "an array", "one value, without braces"
        elif several[each.path] and not isinstance(each.value, list):
            what, accepted = "one value", 'an array: {"one"}'
        else:
            continue
        raise PersonError(f"{each.path} from {each.source}: {what}, expected {accepted}")
