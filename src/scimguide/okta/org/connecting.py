"""
*Provisioning › Integration* and the switches of *To App*, with what each *Save* reads.

Sources: Okta's SCIM references; messages from Okta Support articles and captures.
"""

from scimguide.okta import messages, requests
from scimguide.okta.exchange import NO_RESPONSE, Exchange, InvalidJson
from scimguide.okta.org.importing import read_groups
from scimguide.okta.org.provisioning import ProvisioningError
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult


def test_api_credentials(org: OrgState, base_url: str, token: str) -> ActionResult:
    """Type base URL and token, and select *Test API Credentials*; nothing is saved."""
    with org.action("Test API Credentials") as report:
        if problem := _test(org, base_url, token):
            _failed(org, problem)
        else:
            report.messages.append(_connected(org))
    return report


def save(org: OrgState, base_url: str, token: str) -> ActionResult:
    """Select *Save* under *Integration*, which repeats the test."""
    with org.action("Save") as report:
        _save(org, base_url, token)
    return report


def connect(org: OrgState, base_url: str, token: str) -> ActionResult:
    """Test base URL and token; select *Save* when that succeeds."""
    with org.action("Connect") as report:
        if problem := _test(org, base_url, token):
            _failed(org, problem)
        else:
            _save(org, base_url, token)
    return report


def _save(org: OrgState, base_url: str, token: str) -> None:
    if problem := _test(org, base_url, token):
        _failed(org, problem)
        return
    org.settings.base_url, org.settings.token = base_url, token
    org.settings.enabled = True
    org.report.messages.append(_connected(org))


def setting_of(switch: str) -> str:
    """The name in the settings of a switch: ``create_users`` for ``create-users``."""
    return switch.replace("-", "_")


def save_to_app(org: OrgState, switches: dict[str, bool]) -> ActionResult:
    """
    Select *Save* under *To App*, with switches by the names that actions use.

    The test is sent again; with *Import Groups*, the groups of the app are read, too.
    """
    with org.action("Save To App"):
        for switch, on in switches.items():
            name = setting_of(switch)
            if name == "deactivate_users" and on != org.settings.deactivate_users:
                reason = "Deprovisioning" if on else "Stop deprovisioning"
                org.event(
                    "application.lifecycle.update",
                    org.settings.label,
                    reason=f"{reason} unassigned users",
                )
            setattr(org.settings, name, on)
        if org.settings.enabled:
            _read_again(org)
        return org.report


def _read_again(org: OrgState) -> None:
    """What *Save* under *To App* reads; a failure is shown, and the switches stay as they are."""
    problem = _verify(org)
    if not problem and org.settings.import_groups:
        try:
            read_groups(org)
        except ProvisioningError as error:
            problem = messages.AUTHENTICATING.format(problem=error)
    if problem:
        org.report.assume(_SWITCHES_ASSUMED)
        _failed(org, problem)


_SWITCHES_ASSUMED = "Switches are saved, whatever the requests of the same save find."


def import_groups(org: OrgState, on: bool) -> ActionResult:
    """Turn *Import Groups* on or off; nothing is sent before *Save*."""
    with org.action("Import Groups") as report:
        org.settings.import_groups = on
    return report


def _connected(org: OrgState) -> str:
    if "wizard-app" in org.variants:
        return messages.CONNECTED_WIZARD
    return messages.CONNECTED.format(label=org.settings.label)


def _failed(org: OrgState, problem: str) -> None:
    org.report.failed = True
    org.report.messages.append(problem)


def _test(org: OrgState, base_url: str, token: str) -> str:
    """What is wrong with a base URL and a token, nothing when the service is verified."""
    if base_url.endswith("/"):
        return messages.BASE_URL
    org.client.base_url, org.client.token = base_url, token
    return _verify(org)


def _verify(org: OrgState) -> str:
    """What the admin reads when the service is not verified; nothing when it is."""
    problem = _problem(org.client.send(requests.test_credentials(org.users_path)))
    if problem:
        for event in ("integration.authentication_failure", "configuration.update"):
            name = f"application.{event}"
            org.event(name, org.settings.label, failed=True, reason=problem)
    return problem


def _problem(exchange: Exchange) -> str:
    """What is wrong with a response, nothing when it is fine."""
    if exchange.status == 401:
        return messages.UNAUTHORIZED
    if exchange.status != 200:
        reason = exchange.error_message
        failed = messages.AUTHENTICATING.format(problem=reason)
        return messages.NO_ANSWER if reason == NO_RESPONSE else failed
    try:
        found = exchange.json()
    except InvalidJson:
        found = None
    listed = isinstance(found, dict) and isinstance(found.get("Resources"), list)
    return "" if listed else messages.NO_RESULTS
