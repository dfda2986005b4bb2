"""
*Provisioning › Integration* and the switches of *To App*.

Source: Okta's SCIM references; messages from Okta Support articles.
"""

from scimguide.okta import messages, requests
from scimguide.okta.exchange import Exchange, InvalidJson
from scimguide.okta.org.state import OrgState
from scimguide.okta.result import ActionResult


def test_api_credentials(org: OrgState, base_url: str, token: str) -> ActionResult:
    """Type base URL and token, and select *Test API Credentials*; nothing is saved."""
    with org.action("Test API Credentials") as report:
        org.client.base_url, org.client.token = base_url, token
        problem = _verify(org)
        report.messages.append(problem or messages.CONNECTED.format(label=org.settings.label))
        report.failed = bool(problem)
    return report


def connect(org: OrgState, base_url: str, token: str) -> ActionResult:
    """Test base URL and token, and select *Save*."""
    org.settings.base_url, org.settings.token = base_url, token
    report = test_api_credentials(org, base_url, token)
    org.settings.enabled = org.settings.enabled or not report.failed
    return report


def switch(org: OrgState, name: str, on: bool) -> ActionResult:
    """Turn a switch on or off, by its name in the settings; nothing is sent."""
    with org.action(name) as report:
        setattr(org.settings, name, on)
    return report


def _verify(org: OrgState) -> str:
    """What the admin reads when the service is not verified; nothing when it is."""
    problem = _problem(org.client.send(requests.test_credentials(org.users_path)))
    if not problem and org.settings.import_groups:
        request = requests.list_page(org.groups_path, 1, org.page_size)
        problem = _problem(org.client.send(request))
    if problem:
        for event in ("integration.authentication_failure", "configuration.update"):
            name = f"application.{event}"
            org.event(name, org.settings.label, failed=True, reason=problem)
    return problem


def _problem(exchange: Exchange) -> str:
    """What is wrong with a response, nothing when it is fine."""
    if exchange.status == 401:
        return messages.UNAUTHORIZED
    if exchange.error:
        return messages.AUTHENTICATING.format(problem=exchange.error)
    if exchange.status != 200:
        return messages.NULL
    try:
        found = exchange.json()
    except InvalidJson:
        found = None
    listed = isinstance(found, dict) and isinstance(found.get("Resources"), list)
    return "" if listed else messages.NO_RESULTS
