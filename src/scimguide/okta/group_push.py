"""
What Push Groups does: find or create the group, name it, and keep its members.

Sources: Okta's SCIM 2.0 reference; captures on the OAuth Bearer test app for
the PATCH right after the creation, whose value carries the id.
"""

from http import HTTPStatus

from scimguide.okta import messages, requests
from scimguide.okta.model import Push
from scimguide.okta.provisioning import Failed, read
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
    request = requests.find(app.teams, "displayName", mapping.group.name, app.page)
    sent = app.client.send(request)
    found = read(sent, messages.CREATE_GROUP.format(group=mapping.group.name))
    resources = found.get("Resources") if isinstance(found, dict) else None
    return str(resources[0]["id"]) if resources else None


def _create(app: AppState, mapping: Push) -> str:
    request = requests.create_group(app.teams, app.spec.groups.schema_, mapping.group.name)
    step = messages.CREATE_GROUP.format(group=mapping.group.name)
    made = read(app.client.send(request), step)
    if not isinstance(made, dict) or not made.get("id"):
        raise Failed(f"{step}: the answer has no id")
    return str(made["id"])


def _rename(app: AppState, mapping: Push) -> None:
    id = str(mapping.external_id)
    _update(app, mapping, requests.rename_group(app.teams, id, mapping.group.name))
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
    added = [(id_, wanted[id_]) for id_ in new]
    request = requests.change_members(app.teams, str(mapping.external_id), gone=gone, new=added)
    _update(app, mapping, request)
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
    request = requests.replace_members(app.teams, mapping.external_id, wanted.items())
    _update(app, mapping, request)
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
        sent = app.client.send(requests.delete_group(app.teams, mapping.external_id))
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


def _update(app: AppState, mapping: Push, request: requests.Request) -> None:
    read(app.client.send(request), messages.UPDATE_GROUP.format(group=mapping.group.name))
