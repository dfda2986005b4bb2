"""
The tab *Push Groups*: find or create the group, name it, and keep its members.

Sources: Okta's SCIM 2.0 reference; captures on the OAuth Bearer test app for the PATCH right
after the creation, whose value carries the id, and on the Header Auth test app for the members
inside the creation and right after it.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from scimguide.okta import messages, requests
from scimguide.okta.model import Group, Person, Push
from scimguide.okta.org.provisioning import ProvisioningError, read
from scimguide.okta.org.state import OrgState
from scimguide.okta.requests import Request
from scimguide.okta.result import ActionResult

_EVENT = "application.provision.group_push."
_ORDER_ASSUMED = "The PATCH with the name comes before the one with the members."
_FIRST_ASSUMED = "After the creation come the name and the same members: the sum of two captures."
_BATCHES_ASSUMED = "Push now of many members replaces with the first portion and adds the others."
_MEMBERS_ASSUMED = "Members who join are sent in one operation, members who leave in one each."


class LinkedGroupMissing(ProvisioningError):
    """The service does not know the group any more; the message stands alone (AWS, user guide)."""


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
            _forget_tasks(org, group)
            org.event(f"{_EVENT}removed", group.name)
    return report


def follow(org: OrgState, group: Group) -> None:
    """Follow a change of a pushed group; a paused push does not."""
    mapping = org.pushes.get(group.id)
    if mapping and mapping.status != "INACTIVE":
        _attempt(org, mapping, _push)


def join(org: OrgState, person: Person) -> None:
    """Send a person whose account was just provisioned to the pushed groups that have them."""
    for mapping in org.pushes.values():
        if person.id in mapping.group.members and mapping.status != "INACTIVE":
            returned = org.app_users[person.id].external_id
            mapping.members = [each for each in mapping.members if each != returned]
            _attempt(org, mapping, _push)


def _attempt(org: OrgState, mapping: Push, work: Callable[[OrgState, Push], None]) -> None:
    """Do the work; a failure marks the mapping with Error, and is never raised."""
    if not org.settings.enabled:
        return
    _forget_tasks(org, mapping.group)
    try:
        work(org, mapping)
        mapping.error, mapping.status = None, "ACTIVE"
    except ProvisioningError as error:
        text = str(error)
        if not isinstance(error, LinkedGroupMissing):
            text = messages.GROUP_FAILED.format(group=mapping.group.name, problem=error)
        mapping.error, mapping.status = text, "ERROR"
        org.report.failed = True
        org.report.messages.append(text)
        org.add_task("push", messages.GROUP_ERRORS, mapping, text)
        name = f"{_EVENT}mapping.update.or.delete.failed.with.error"
        org.event(name, mapping.group.name, failed=True, reason=str(error))


def _forget_tasks(org: OrgState, group: Group) -> None:
    org.tasks = [task for task in org.tasks if task.subject is not group]


def _push(org: OrgState, mapping: Push) -> None:
    """Push a group with its members, creating it at the service when it is not there."""
    _push_members(org, mapping, _eligible(org, mapping))


def _push_name(org: OrgState, mapping: Push) -> None:
    """Push a group without its members: they follow with their next change."""
    _push_members(org, mapping, {})


def _push_members(org: OrgState, mapping: Push, wanted: dict[str, str]) -> None:
    if mapping.external_id is None:
        mapping.external_id = _existing(org, mapping)
        if mapping.external_id is None:
            org.report.assume(_FIRST_ASSUMED)
            mapping.external_id = _create(org, mapping, wanted)
        _name(org, mapping)
        if wanted or _puts(org):
            _send_members(org, mapping, wanted, [], wanted)
        org.event(f"{_EVENT}pushed", mapping.group.name)
        return
    renamed = mapping.name != mapping.group.name and "no-group-name" not in org.variants
    gone = [id_ for id_ in mapping.members if id_ not in wanted]
    new = [id_ for id_ in wanted if id_ not in mapping.members]
    if gone or new or renamed:
        _name(org, mapping)
        if renamed:
            org.event(f"{_EVENT}mapping.app.group.renamed", mapping.group.name)
    if gone or new or (renamed and _puts(org)):
        _send_members(org, mapping, wanted, gone, new)
        org.event(f"{_EVENT}push_memberships", mapping.group.name)


def _existing(org: OrgState, mapping: Push) -> str | None:
    """The id of a group of this name: one that Okta has read, or looked up without import."""
    if org.settings.import_groups:
        return org.known_groups.get(mapping.group.name)
    name = mapping.group.name
    sent = org.client.send(requests.find(org.groups_path, "displayName", name, org.page_size))
    found = read(sent, messages.CREATE_GROUP.format(group=name))
    resources = found.get("Resources") if isinstance(found, dict) else None
    return str(resources[0]["id"]) if resources else None


def _create(org: OrgState, mapping: Push, members: dict[str, str]) -> str:
    name, schema = mapping.group.name, org.spec.groups.schema_
    step = messages.CREATE_GROUP.format(group=name)
    request = requests.create_group(org.groups_path, schema, name, members.items())
    made = read(org.client.send(request), step)
    if not isinstance(made, dict) or not made.get("id"):
        raise ProvisioningError(f"{step}: the response has no id")
    return str(made["id"])


def _puts(org: OrgState) -> bool:
    """Whether the app reads a group and puts it back, as those of the wizard do."""
    return "wizard-app" in org.variants


def _name(org: OrgState, mapping: Push) -> None:
    """Send the name alone, as this app does after a creation and beside each change of members."""
    name = mapping.group.name
    if not _puts(org) and "no-group-name" not in org.variants:
        id = str(mapping.external_id)
        _send(org, mapping, requests.rename_group(org.groups_path, id, name))
    mapping.name = name


def _send_members(
    org: OrgState,
    mapping: Push,
    wanted: dict[str, str],
    gone: Iterable[str],
    new: Iterable[str],
) -> None:
    """Send who has come and who has left, or everybody, as the app does it."""
    org.report.assume(_ORDER_ASSUMED)
    org.report.assume(_MEMBERS_ASSUMED)
    path, id = org.groups_path, str(mapping.external_id)
    if _puts(org):
        _put(org, mapping, wanted)
    elif {"pathless-members", "pathless-group"} & org.variants:
        name = mapping.group.name if "pathless-group" in org.variants else None
        _send(org, mapping, requests.pathless_members(path, id, wanted.items(), name))
    else:
        added = [(id_, wanted[id_]) for id_ in new]
        for request in requests.member_changes(path, id, gone, added, _portion(org)):
            _send(org, mapping, request)
    mapping.members = list(wanted)


def _portion(org: OrgState) -> int:
    """How many members one request changes at most."""
    limit = org.spec.identity_provider.limits.members_per_request
    return 256 if "batches-of-256" in org.variants else limit.value


def _put(org: OrgState, mapping: Push, members: dict[str, str]) -> None:
    path, id, name = org.groups_path, str(mapping.external_id), mapping.group.name
    resource = _read(org, mapping, requests.read(path, id))
    if not isinstance(resource, dict):
        step = messages.UPDATE_GROUP.format(group=name)
        raise ProvisioningError(f"{step}: the response is no resource")
    _send(org, mapping, requests.replace_group(path, id, resource, name, members.items()))


def _overwrite_members(org: OrgState, mapping: Push) -> None:
    if mapping.external_id is None:
        _push(org, mapping)
        return
    wanted, path, id = _eligible(org, mapping), org.groups_path, mapping.external_id
    if _puts(org):
        _put(org, mapping, {id_: wanted.get(id_, "") for id_ in mapping.members})
        _put(org, mapping, wanted)
    else:
        members, size = [*wanted.items()], _portion(org)
        _send(org, mapping, requests.replace_members(path, id, members[:size]))
        for request in requests.member_changes(path, id, [], members[size:], size):
            org.report.assume(_BATCHES_ASSUMED)
            _send(org, mapping, request)
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


def _send(org: OrgState, mapping: Push, request: Request) -> None:
    _read(org, mapping, request)


def _read(org: OrgState, mapping: Push, request: Request) -> Any:
    """The response to a request about a group that the service had."""
    sent = org.client.send(request)
    if sent.status == HTTPStatus.NOT_FOUND:
        raise LinkedGroupMissing(messages.LINKED_GROUP.format(label=org.settings.label))
    return read(sent, messages.UPDATE_GROUP.format(group=mapping.group.name))
