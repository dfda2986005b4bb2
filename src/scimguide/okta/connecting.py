"""What an admin does under *Provisioning*: connect, switch, import, synchronize."""

from scimguide.okta.credentials import test_credentials
from scimguide.okta.importing import import_all
from scimguide.okta.provisioning import Failed
from scimguide.okta.pushing import Pushing
from scimguide.okta.report import Report


class Connecting(Pushing):
    """The settings of the app, and what is started by hand there."""

    def connect(self, base_url: str, token: str) -> Report:
        """Type base URL and token, select *Test API Credentials* and *Save*."""
        with self.action("Test API Credentials") as report:
            self.client.base_url = self.settings.base_url = base_url
            self.client.token = self.settings.token = token
            ok, message = test_credentials(self)
            report.messages.append(message)
            report.failed = not ok
            self.settings.enabled = self.settings.enabled or ok
        return report

    def switch(self, name: str, on: bool) -> Report:
        """Turn a switch under *To App* on or off; nothing is sent."""
        with self.action(name) as report:
            setattr(self.settings, name, on)
        return report

    def import_now(self) -> Report:
        """Select *Import Now*."""
        with self.action("Import Now") as report:
            try:
                report.messages.append(import_all(self))
            except Failed as error:
                report.messages.append(str(error))
                report.failed = True
        return report

    def force_sync(self) -> Report:
        """Select *Force Sync*: evaluate every mapping again, and push what differs."""
        with self.action("Force Sync") as report:
            for user in list(self.app_users.values()):
                self.push_changes(user, always=True)
        return report
