"""
What *Test API Credentials* does, and what it says.

Source: Okta's SCIM references; messages from Okta Support articles.
"""

from scimguide.okta import messages, requests
from scimguide.okta.exchange import BadAnswer, Sent
from scimguide.okta.state import AppState


def test_credentials(app: AppState) -> tuple[bool, str]:
    """Whether the service was verified, and the text on the screen."""
    message = _message(app.client.send(requests.test_credentials(app.users)))
    if not message and app.settings.import_groups:
        message = _message(app.client.send(requests.list_page(app.teams, 1, app.page)))
    if not message:
        return True, messages.CONNECTED.format(label=app.settings.label)
    for event in (
        "application.integration.authentication_failure",
        "application.configuration.update",
    ):
        app.event(event, app.settings.label, failed=True, reason=message)
    return False, message


test_credentials.__test__ = False  # type: ignore[attr-defined]  # no test, whatever pytest thinks


def _message(sent: Sent) -> str:
    """What is wrong with an answer, nothing when it is fine."""
    if sent.status == 401:
        return messages.UNAUTHORIZED
    if sent.error:
        return messages.AUTHENTICATING.format(problem=sent.error)
    try:
        found = sent.json()
    except BadAnswer:
        found = None
    if sent.status == 200:
        listed = isinstance(found, dict) and isinstance(found.get("Resources"), list)
        return "" if listed else messages.NO_RESULTS
    return messages.NULL
