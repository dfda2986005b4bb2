"""
What Push Groups does: find or create the group, name it, and keep its members.

Sources: Okta's SCIM 2.0 reference; captures on the OAuth Bearer test app for
the PATCH right after the creation, whose value carries the id.
"""

from http import HTTPStatus
from typing import Any

from scimguide.okta import messages
from scimguide.okta.model import Push
from scimguide.okta.provisioning import PATCH_OP, Failed, read
from scimguide.okta.state import AppState

_EVENT = "application.provision.group_push."
_ORDER_ASSUMED = "The PATCH with the name comes before the one with the members."
_MEMBERS_ASSUMED = "Several new members travel in one operation, several leaving ones in one each."


def push(app: AppState, mapping: Push) -> None:
    """
    Push a group with its members, creating it at the service when it is not there.

    :raises Failed: with what the admin reads.
    """
    if mapping.external_id is None:
        mapping.external_id = _existing(app, mapping) or _create(app, mapping)
        _rename(app, mapping)
        app.event(f"{_EVENT}pushed", mapping.group.name)
    elif mapping.name != mapping.group.name:
        _rename(app, mapping)
        app.event(f"{_EVENT}mapping.app.group.renamed", mapping.group.name)
    update_members(app, mapping)


def _existing(app: AppState, mapping: Push) -> str | None:
    """The id of a group of this name: from the last import, or looked up without one."""
    if app.settings.import_groups:
        return app.known_groups.get(mapping.group.name)
    escaped = mapping.group.name.replace("\\", "\\\\").replace('"', '\\"')
    query = {"filter": f'displayName eq "{escaped}"', "startIndex": 1, "count": app.page}
    sent = app.client.send("GET", app.teams, query)
    found = read(sent, messages.CREATE_GROUP.format(group=mapping.group.name))
    resources = found.get("Resources") if isinstance(found, dict) else None
    return str(resources[0]["id"]) if resources else None


def _create(app: AppState, mapping: Push) -> str:
    body = {
        "schemas": [app.spec.groups.schema_],
        "displayName": mapping.group.name,
        "members": [],
    }
    step = messages.CREATE_GROUP.format(group=mapping.group.name)
    made = read(app.client.send("POST", app.teams, None, body), step)
    if not isinstance(made, dict) or not made.get("id"):
        raise Failed(f"{step}: the answer has no id")
    return str(made["id"])


def _rename(app: AppState, mapping: Push) -> None:
    value = {"id": mapping.external_id, "displayName": mapping.group.name}
    _patch(app, mapping, [{"op": "replace", "value": value}])
    mapping.name = mapping.group.name


def update_members(app: AppState, mapping: Push) -> None:
    """
    Send who has come and who has left since the last push.

    :raises Failed: with what the admin reads.
    """
    wanted = eligible(app, mapping)
    gone = [id_ for id_ in mapping.members if id_ not in wanted]
    new = [id_ for id_ in wanted if id_ not in mapping.members]
    if not gone and not new:
        return
    app.report.assume(_ORDER_ASSUMED)
    app.report.assume(_MEMBERS_ASSUMED)
    operations: list[dict[str, Any]] = [
        {"op": "remove", "path": f'members[value eq "{id_}"]'} for id_ in gone
    ]
    if new:
        value = [{"value": id_, "display": wanted[id_]} for id_ in new]
        operations.append({"op": "add", "path": "members", "value": value})
    _patch(app, mapping, operations)
    mapping.members = list(wanted)
    app.event(f"{_EVENT}push_memberships", mapping.group.name)


def push_now(app: AppState, mapping: Push) -> None:
    """
    Overwrite the complete membership at the service.

    :raises Failed: with what the admin reads.
    """
    if mapping.external_id is None:
        push(app, mapping)
        return
    wanted = eligible(app, mapping)
    value = [{"value": id_, "display": name} for id_, name in wanted.items()]
    _patch(app, mapping, [{"op": "replace", "path": "members", "value": value}])
    mapping.members = list(wanted)
    app.event(f"{_EVENT}push_memberships", mapping.group.name)


def unlink(app: AppState, mapping: Push, *, delete: bool) -> None:
    """
    End the push; by default Okta deletes the group at the service.

    :raises Failed: with what the admin reads.
    """
    if not delete:
        return
    if mapping.external_id is not None:
        sent = app.client.send("DELETE", f"{app.teams}/{mapping.external_id}")
        if sent.status != HTTPStatus.NOT_FOUND:
            read(sent, messages.UPDATE_GROUP.format(group=mapping.group.name))
    app.event(f"{_EVENT}delete_appgroup", mapping.group.name)


def eligible(app: AppState, mapping: Push) -> dict[str, str]:
    """Members whom the service knows: ids with names, of active people assigned to the app."""
    found = {}
    for id_ in mapping.group.members:
        user = app.app_users.get(id_)
        if user and user.external_id and user.person.status == "ACTIVE":
            found[user.external_id] = app.username(user)
    return found


def _patch(app: AppState, mapping: Push, operations: list[dict[str, Any]]) -> None:
    body = {"schemas": [PATCH_OP], "Operations": operations}
    sent = app.client.send("PATCH", f"{app.teams}/{mapping.external_id}", None, body)
    read(sent, messages.UPDATE_GROUP.format(group=mapping.group.name))
