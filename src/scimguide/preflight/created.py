"""What a run creates, and how it removes all of it again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from scimguide.okta.requests import (
    PASSWORD_CHARACTERS,
    Request,
    create_group,
    create_user,
    delete_group,
    read,
    set_active,
)
from scimguide.preflight.check import CheckContext, CheckFailed, CreatedResource
from scimguide.preflight.facts import STAND_IN
from scimguide.preflight.http_client import NoResponse, Response
from scimguide.preflight.queries import look_up
from scimguide.preflight.responses import describe_body, problem_of

PATIENCE = 3
"""How many deletions may stay without a response before the rest is only reported."""


def with_name(user: dict[str, Any], name: str) -> dict[str, Any]:
    """A user of the facts with a name of this run in it."""
    named: dict[str, Any] = json.loads(json.dumps(user).replace(STAND_IN, name))
    return named


def send_user(context: CheckContext, name: str) -> Response:
    """
    Create a user as Okta does, with a password of eight random characters.

    :raises NoResponse: as for ``_create``.
    """
    user = with_name(context.facts.user, name)
    password = "".join(secrets.choice(PASSWORD_CHARACTERS) for _ in range(8))
    request = create_user(context.facts.users, user, password)
    return _create(context, "user", user["userName"], request)


def send_group(
    context: CheckContext, name: str, members: Sequence[tuple[str, str]] = ()
) -> Response:
    """
    Create a group as Okta does, with its members, by ids with names.

    :raises NoResponse: as for ``_create``.
    """
    request = create_group(context.facts.groups, context.facts.group_schema, name, members)
    return _create(context, "group", name, request)


def _create(context: CheckContext, kind: str, name: str, request: Request) -> Response:
    """
    Create a resource, and remember it before it is known whether that worked.

    :raises NoResponse: without a whole response; what was perhaps created is remembered.
    """
    context.created.append(CreatedResource(kind, name, None))
    response = context.send(request)
    if response.status >= 300:
        context.created.pop()  # nothing was created
    elif isinstance(response.object.get("id"), str):
        context.created[-1] = CreatedResource(kind, name, response.object["id"])
        if context.ids(kind).count(response.object["id"]) > 1:
            context.created.pop()  # the id of one that was created before
    return response


def expect_created(response: Response, refused: str, empty: str = "") -> str:
    """
    The id of what was created; the entries are those of a refusal and of an empty response.

    :raises CheckFailed: when it is not 201 with the resource (RFC 7644 section 3.3).
    """
    if response.status != 201:
        raise CheckFailed(response.summary, problem_of(response, refused))
    if not response.object:
        raise CheckFailed(describe_body(response), empty)
    if not isinstance(response.object.get("id"), str):
        raise CheckFailed("201 with a resource that has no id", empty)
    if not response.object.get("schemas"):
        raise CheckFailed("201 with a resource without schemas, which Okta refuses", empty)
    return str(response.object["id"])


def send_change(
    context: CheckContext,
    request: Request,
    problem: str,
    *,
    missing: str = "",
    unsupported: str = "",
) -> Response:
    """
    Send a PATCH or a PUT.

    Its entry is ``missing`` for a 404 and ``unsupported`` for a service without this method.

    :raises CheckFailed: when it is refused.
    """
    response = context.send(request)
    if response.status not in (200, 204):
        if response.status in (405, 501):
            problem = unsupported or problem
        elif response.status == 404:
            problem = missing or problem
        raise CheckFailed(response.summary, problem_of(response, problem))
    return response


def read_back(context: CheckContext, request: Request, problem: str) -> dict[str, Any]:
    """
    A resource as it is now.

    :raises CheckFailed: when it cannot be read.
    """
    response = context.send(request)
    if response.status != 200:
        gone = problem if response.status == 404 else ""
        raise CheckFailed(f"by id: {response.summary}", problem_of(response, gone))
    if not response.object:
        raise CheckFailed(f"by id: {describe_body(response)}")
    return response.object


def clean_up(context: CheckContext) -> list[str]:
    """
    Remove what this run created, and return what is left of it.

    Goes on after a failure; after an interrupt it only names what is left.
    """
    left: list[str] = []
    silent = 0
    for each in sorted(context.created, key=lambda each: each.kind != "group"):
        what = f"{each.kind} {each.name}" + (f" (id {each.id})" if each.id else "")
        if silent >= PATIENCE:
            left.append(f"{what}: not tried; delete it at the service")
            continue
        try:
            rest = _remove(context, each)
        except NoResponse as error:
            silent += 1
            rest = f"perhaps there, {error}; look for it and delete it at the service"
        except KeyboardInterrupt:
            silent = PATIENCE
            rest = "interrupted; delete it at the service"
        if rest:
            left.append(f"{what}: {rest}")
    context.created.clear()
    return left


def _remove(context: CheckContext, created: CreatedResource) -> str:
    """Delete one, and return what is left of it; nothing when it is gone."""
    send, facts = context.send, context.facts
    for id in [created.id] if created.id else _ids(context, created):
        if created.kind == "group":
            response, after = send(delete_group(facts.groups, id)), send(read(facts.groups, id))
        else:
            # Okta never deletes a user
            response = send(Request("DELETE", f"{facts.users}/{id}"))
            after = send(read(facts.users, id))
        if response.status in (200, 204, 404) and after.status in (404, 405, 410, 501):
            continue
        if created.kind == "group":
            return f"not deleted ({response.summary}); delete it at the service"
        if after.object.get("active") is not False:
            send(set_active(facts.users, id, False))
            after = send(read(facts.users, id))
        if after.object.get("active") is False:
            return f"deactivated; {facts.service} keeps the record, which has no access"
        return f"still active ({response.summary}); deactivate or delete it at the service"
    return ""


def _ids(context: CheckContext, created: CreatedResource) -> list[str]:
    """The ids of the resources with exactly the name of this run."""
    user = created.kind == "user"
    kind, attribute = ("users", "userName") if user else ("groups", "displayName")
    try:
        found = look_up(context, kind, attribute, created.name)
    except CheckFailed:
        return []
    return [
        str(each["id"])
        for each in found
        if str(each.get(attribute)).lower() == created.name.lower() and each.get("id")
    ]
