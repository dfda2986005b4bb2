"""
The tab *Push Groups*: find or create the group, name it, and keep its members.

Sources: Okta's SCIM 2.0 reference; captures on the OAuth Bearer test app for
the PATCH right after the creation, whose value carries the id.
"""

from collections.abc import Callable
from http import HTTPStatus

from scimguide.okta import messages, requests
from scimguide.okta.model import Group, Push
from scimguide.okta.org.provisioning import ProvisioningError, read
from scimguide.okta.org.state import OrgState
from scimguide.okta.requests import Request
from scimguide.okta.result import ActionResult

_EVENT = "application.provision.group_push."
_ORDER_ASSUMED = "The PATCH with the name comes before the one with the members."
_MEMBERS_ASSUMED = "Several new members travel in one operation, several leaving ones in one each."


def push(org: OrgState, group: Group, *, members: bool = True) -> ActionResult:
    """Choose a group by name, and *Save*; ``members``: *Push group memberships immediately*."""
    with org.action("Push group") as report:
        mapping = org.pushes.setdefault(group.id, Push(org.ids.new("gPm"), group))
        org.event(f"{_EVENT}mapping.created", group.name)
        _attempt(org, mapping, _push if members else _push_name)
    return report


def push_now(org: OrgState, group: Group) -> ActionResult:
    """*Push now*: overwrite the whole membership."""
    with org.action("Push now") as report:
        _attempt(org, org.pushes[group.id], _overwrite_members)
    return report


def pause(org: OrgState, group: Group) -> ActionResult:
    """*Deactivate group push*: nothing is sent until it is activated."""
    with org.action("Deactivate group push") as report:
        org.pushes[group.id].status = "INACTIVE"
        org.event(f"{_EVENT}deactivate_mapping", group.name)
    return report


def resume(org: OrgState, group: Group) -> ActionResult:
    """Activate a paused push; it pushes at once."""
    with org.action("Activate group push") as report:
        org.pushes[group.id].status = "ACTIVE"
        org.event(f"{_EVENT}activate_mapping", group.name)
        follow(org, group)
    return report


def unlink(org: OrgState, group: Group, *, delete: bool) -> ActionResult:
    """*Unlink pushed group*, and delete the group at the service or leave it."""
    with org.action("Unlink pushed group") as report:
        if delete:
            _attempt(org, org.pushes[group.id], _delete)
        if not report.failed:
            del org.pushes[group.id]
            org.event(f"{_EVENT}removed", group.name)
    return report


def follow(org: OrgState, group: Group) -> None:
    """Follow a change of a pushed group; a paused push does not."""
    mapping = org.pushes.get(group.id)
    if mapping and mapping.status != "INACTIVE":
        _attempt(org, mapping, _push)


def _attempt(org: OrgState, mapping: Push, work: Callable[[OrgState, Push], None]) -> None:
    """Do the work; a failure marks the mapping with Error, and is never raised."""
    if not org.settings.enabled:
        return
    try:
        work(org, mapping)
        mapping.error, mapping.status = None, "ACTIVE"
    except ProvisioningError as error:
        text = messages.GROUP_FAILED.format(group=mapping.group.name, problem=error)
        mapping.error, mapping.status = text, "ERROR"
        org.report.failed = True
        org.report.messages.append(text)
        name = f"{_EVENT}mapping.update.or.delete.failed.with.error"
        org.event(name, mapping.group.name, failed=True, reason=str(error))


def _push(org: OrgState, mapping: Push) -> None:
    """Push a group with its members."""
    _push_name(org, mapping)
    _update_members(org, mapping)


def _push_name(org: OrgState, mapping: Push) -> None:
    """Push a group, creating it at the service when it is not there."""
    if mapping.external_id is None:
        mapping.external_id = _existing(org, mapping) or _create(org, mapping)
        _rename(org, mapping)
        org.event(f"{_EVENT}pushed", mapping.group.name)
    elif mapping.name != mapping.group.name:
        _rename(org, mapping)
        org.event(f"{_EVENT}mapping.app.group.renamed", mapping.group.name)


def _existing(org: OrgState, mapping: Push) -> str | None:
    """The id of a group of this name: from the last import, or looked up without one."""
    if org.settings.import_groups:
        return org.known_groups.get(mapping.group.name)
    name = mapping.group.name
    sent = org.client.send(requests.find(org.groups_path, "displayName", name, org.page_size))
    found = read(sent, messages.CREATE_GROUP.format(group=name))
    resources = found.get("Resources") if isinstance(found, dict) else None
    return str(resources[0]["id"]) if resources else None


def _create(org: OrgState, mapping: Push) -> str:
    name = mapping.group.name
    step = messages.CREATE_GROUP.format(group=name)
    request = requests.create_group(org.groups_path, org.spec.groups.schema_, name)
    made = read(org.client.send(request), step)
    if not isinstance(made, dict) or not made.get("id"):
        raise ProvisioningError(f"{step}: the response has no id")
    return str(made["id"])


def _rename(org: OrgState, mapping: Push) -> None:
    id = str(mapping.external_id)
    _patch(org, mapping, requests.rename_group(org.groups_path, id, mapping.group.name))
    mapping.name = mapping.group.name


def _update_members(org: OrgState, mapping: Push) -> None:
    """Send who has come and who has left since the last push."""
    wanted = _eligible(org, mapping)
    gone = [id_ for id_ in mapping.members if id_ not in wanted]
    new = [id_ for id_ in wanted if id_ not in mapping.members]
    if not gone and not new:
        return
    org.report.assume(_ORDER_ASSUMED)
    org.report.assume(_MEMBERS_ASSUMED)
    added, id = [(id_, wanted[id_]) for id_ in new], str(mapping.external_id)
    _patch(org, mapping, requests.change_members(org.groups_path, id, gone=gone, new=added))
    mapping.members = list(wanted)
    org.event(f"{_EVENT}push_memberships", mapping.group.name)


def _overwrite_members(org: OrgState, mapping: Push) -> None:
    if mapping.external_id is None:
        _push(org, mapping)
        return
    wanted = _eligible(org, mapping)
    id = mapping.external_id
    _patch(org, mapping, requests.replace_members(org.groups_path, id, wanted.items()))
    mapping.members = list(wanted)
    org.event(f"{_EVENT}push_memberships", mapping.group.name)


def _delete(org: OrgState, mapping: Push) -> None:
    if mapping.external_id is not None:
        sent = org.client.send(requests.delete_group(org.groups_path, mapping.external_id))
        if sent.status != HTTPStatus.NOT_FOUND:
            read(sent, messages.UPDATE_GROUP.format(group=mapping.group.name))
    org.event(f"{_EVENT}delete_appgroup", mapping.group.name)


def _eligible(org: OrgState, mapping: Push) -> dict[str, str]:
    """Members whom the service knows: ids with names, of active people assigned to the app."""
    found = {}
    for id_ in mapping.group.members:
        user = org.app_users.get(id_)
        if user and user.external_id and user.person.status == "ACTIVE":
            found[user.external_id] = org.username(user)
    return found


def _patch(org: OrgState, mapping: Push, request: Request) -> None:
    read(org.client.send(request), messages.UPDATE_GROUP.format(group=mapping.group.name))
