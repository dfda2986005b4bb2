"""What a run creates, and how it takes all of it away again."""

from __future__ import annotations

import json
from typing import Any

from scimguide.preflight.asking import find
from scimguide.preflight.check import Made, Probe, Wrong
from scimguide.preflight.facts import STAND_IN
from scimguide.preflight.form import form, problem_of
from scimguide.preflight.wire import Answer, NoAnswer

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
PATIENCE = 3
"""How many deletions may stay without an answer before the rest is only reported."""


def named(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A body of the facts with a name of this run in it."""
    made: dict[str, Any] = json.loads(json.dumps(body).replace(STAND_IN, name))
    return made


def create(probe: Probe, kind: str, body: dict[str, Any]) -> Answer:
    """
    Create a user or group, and remember it before it is known whether that worked.

    :raises NoAnswer: when no whole answer came; what was perhaps made is remembered.
    """
    name = str(body["userName" if kind == "user" else "displayName"])
    path = probe.facts.users if kind == "user" else probe.facts.groups
    probe.made.append(Made(kind, name, None))
    answer = probe.wire.send("POST", path, body=body)
    if answer.status >= 300:
        probe.made.pop()  # nothing was made
    elif isinstance(answer.object.get("id"), str):
        probe.made[-1] = Made(kind, name, answer.object["id"])
        if probe.ids(kind).count(answer.object["id"]) > 1:
            probe.made.pop()  # answered with one that was made before
    return answer


def created(answer: Answer, problem: str) -> str:
    """
    The id of what was created.

    :raises Wrong: when the answer is not 201 with the resource (RFC 7644 section 3.3).
    """
    if answer.status != 201:
        raise Wrong(answer.said, problem_of(answer) or problem)
    if not answer.object:
        raise Wrong(form(answer), problem)
    if not isinstance(answer.object.get("id"), str):
        raise Wrong("201 with a resource that has no id", problem)
    return str(answer.object["id"])


def patch(probe: Probe, path: str, operation: dict[str, Any], problem: str) -> None:
    """
    Send one operation.

    :raises Wrong: when it is refused.
    """
    body = {"schemas": [PATCH], "Operations": [operation]}
    answer = probe.wire.send("PATCH", path, body=body)
    if answer.status not in (200, 204):
        users = path.startswith(f"{probe.facts.users}/")
        known = {429: "rate-limit", 404: "no-external-id" if users else "team-gone"}
        if users:
            known |= {405: "no-patch", 501: "no-patch"}
        raise Wrong(answer.said, known.get(answer.status, problem))


def read(probe: Probe, path: str, problem: str) -> dict[str, Any]:
    """
    A resource as it is now.

    :raises Wrong: when it cannot be read.
    """
    answer = probe.wire.send("GET", path)
    if answer.status != 200 or not answer.object:
        raise Wrong(f"afterwards by id: {answer.said}", problem)
    return answer.object


def clean(probe: Probe) -> list[str]:
    """
    Take away what this run made, and say what is left of it.

    Goes on after a failure; after an interrupt it only says what is left.
    """
    left: list[str] = []
    silent = 0
    for made in sorted(probe.made, key=lambda made: made.kind != "group"):
        what = f"{made.kind} {made.name}" + (f" (id {made.id})" if made.id else "")
        if silent >= PATIENCE:
            left.append(f"{what}: not tried; delete it at the service")
            continue
        try:
            said = _remove_made(probe, made)
        except NoAnswer as error:
            silent += 1
            said = f"perhaps there, {error}; look for it and delete it at the service"
        except KeyboardInterrupt:
            silent = PATIENCE
            said = "interrupted; delete it at the service"
        if said:
            left.append(f"{what}: {said}")
    probe.made.clear()
    return left


def _remove_made(probe: Probe, made: Made) -> str:
    """Delete one, and say what is left of it; nothing when it is gone."""
    ids = [made.id] if made.id else _ids(probe, made)
    for id in ids:
        path = f"{probe.facts.users if made.kind == 'user' else probe.facts.groups}/{id}"
        answer = probe.wire.send("DELETE", path)
        after = probe.wire.send("GET", path)
        if answer.status in (200, 204, 404) and after.status in (404, 405, 410, 501):
            continue
        if made.kind == "group":
            return f"not deleted ({answer.said}); delete it at the service"
        if after.object.get("active") is not False:
            off = {"op": "replace", "value": {"active": False}}
            probe.wire.send("PATCH", path, body={"schemas": [PATCH], "Operations": [off]})
            after = probe.wire.send("GET", path)
        if after.object.get("active") is False:
            return f"deactivated; {probe.facts.service} keeps the record, which has no access"
        return f"still active ({answer.said}); deactivate or delete it at the service"
    return ""


def _ids(probe: Probe, made: Made) -> list[str]:
    """The ids of those with exactly the name that this run made up."""
    kind, attribute = ("users", "userName") if made.kind == "user" else ("groups", "displayName")
    try:
        found = find(probe, kind, attribute, made.name, "")
    except Wrong:
        return []
    return [
        str(each["id"])
        for each in found
        if str(each.get(attribute)).lower() == made.name.lower() and each.get("id")
    ]
