"""What an admin does under *Push Groups*, each action with its report."""

from collections.abc import Callable

from scimguide.okta import group_push, messages
from scimguide.okta.accounts import Accounts
from scimguide.okta.model import Group, Push
from scimguide.okta.provisioning import Failed
from scimguide.okta.report import Report

_EVENT = "application.provision.group_push."


class Pushing(Accounts):
    """Pushes groups; a failure marks the mapping with Error."""

    def push(self, group: Group) -> Report:
        """Choose a group by name with *Push group memberships immediately*, and *Save*."""
        with self.action("Push group") as report:
            mapping = self.pushes.setdefault(group.id, Push(self.ids.new("gPm"), group))
            self.event(f"{_EVENT}mapping.created", group.name)
            self._try(mapping, group_push.push)
        return report

    def push_now(self, group: Group) -> Report:
        """*Push now*: overwrite the whole membership."""
        with self.action("Push now") as report:
            self._try(self.pushes[group.id], group_push.push_now)
        return report

    def push_group(self, group: Group) -> None:
        """Follow a change of a pushed group; a paused push does not."""
        mapping = self.pushes.get(group.id)
        if mapping and mapping.status != "INACTIVE":
            self._try(mapping, group_push.push)

    def rename_group(self, group: Group, name: str) -> Report:
        """Rename a group in Okta."""
        with self.action("Rename group") as report:
            group.name = name
            self.event("group.profile.update", name)
            self.push_group(group)
        return report

    def pause(self, group: Group) -> Report:
        """*Deactivate group push*: nothing is sent until it is activated."""
        with self.action("Deactivate group push") as report:
            self.pushes[group.id].status = "INACTIVE"
            self.event(f"{_EVENT}deactivate_mapping", group.name)
        return report

    def resume(self, group: Group) -> Report:
        """Activate a paused push; it pushes at once."""
        with self.action("Activate group push") as report:
            self.pushes[group.id].status = "ACTIVE"
            self.event(f"{_EVENT}activate_mapping", group.name)
            self.push_group(group)
        return report

    def unlink(self, group: Group, *, delete: bool) -> Report:
        """*Unlink pushed group*, and delete the group at the service or leave it."""
        with self.action("Unlink pushed group") as report:
            mapping = self.pushes[group.id]
            self._try(mapping, lambda app, it: group_push.unlink(app, it, delete=delete))
            if not report.failed:
                del self.pushes[group.id]
                self.event(f"{_EVENT}removed", group.name)
        return report

    def _try(self, mapping: Push, work: Callable[["Pushing", Push], None]) -> None:
        if not self.settings.enabled:
            return
        try:
            work(self, mapping)
            mapping.error = None
            mapping.status = "ACTIVE"
        except Failed as error:
            text = messages.GROUP_FAILED.format(group=mapping.group.name, problem=error)
            mapping.error, mapping.status = text, "ERROR"
            self.report.failed = True
            self.report.messages.append(text)
            name = f"{_EVENT}mapping.update.or.delete.failed.with.error"
            self.event(name, mapping.group.name, failed=True, reason=str(error))
