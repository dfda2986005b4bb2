"""
What the app does for one person: look up, create, update, end and restore access.

Sources: Okta's SCIM 2.0 reference; captures for the profile update (GET, then
PUT of what came back with the mapped attributes written over it).
"""

from http import HTTPStatus
from typing import Any

from scimguide.okta import messages
from scimguide.okta.body import create_body, place
from scimguide.okta.exchange import BadAnswer, Sent
from scimguide.okta.mapper import EMPTY_ASSUMED, ORDER_ASSUMED, Mapped
from scimguide.okta.model import AppUser
from scimguide.okta.state import AppState

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

_EMPTIED_ASSUMED = "When no group gives a role any more, an empty array is sent."

_LINKED_ASSUMED = "An account that was found is linked only, while Update User Attributes is off."


class Failed(Exception):
    """A step failed; the message is the part after ``failed:``."""


class Silent(Failed):
    """A step failed, and Okta says nothing but an event without a reason."""


def provision(app: AppState, user: AppUser) -> None:
    """
    Give a person an account: look up, then link, restore or create.

    :raises Failed: with what the admin reads.
    """
    found = _look_up(app, user)
    if found is None:
        if not app.settings.create_users:
            raise Failed(messages.NO_MATCH)
        _create(app, user)
        return
    user.external_id = str(found["id"])
    if not found.get("active", True):
        set_active(app, user, True)
    if app.settings.update_users:
        push_profile(app, user)
    else:
        app.report.assume(_LINKED_ASSUMED)


def _look_up(app: AppState, user: AppUser) -> dict[str, Any] | None:
    username = app.username(user)
    escaped = username.replace("\\", "\\\\").replace('"', '\\"')
    query = {"filter": f'userName eq "{escaped}"', "startIndex": 1, "count": app.page}
    sent = app.client.send("GET", app.users, query)
    name = "application.provision.user.verify_exists"
    if sent.status == HTTPStatus.NOT_FOUND:
        app.event(name, user.person.login)
        return None
    if sent.status in (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE):
        # Okta Support: the sync task fails, and no message says why.
        raise Silent
    found = _read(app, user, sent, messages.VERIFY.format(user=username), name)
    if not isinstance(found, dict) or not isinstance(found.get("Resources", []), list):
        raise Failed(messages.VERIFY.format(user=username) + f": {messages.NO_RESULTS}")
    if any(
        isinstance(found.get(key), str) for key in ("startIndex", "itemsPerPage", "totalResults")
    ):
        # Observed: Okta stops here, with an event that gives no reason.
        raise Silent
    matches = [r for r in found.get("Resources", []) if isinstance(r, dict) and r.get("id")]
    app.event(name, user.person.login)
    return matches[0] if matches else None


def _create(app: AppState, user: AppUser) -> None:
    values = app.values(user)
    app.report.assume(ORDER_ASSUMED)
    app.report.assume(EMPTY_ASSUMED)
    body = create_body(app.mapper.kind, values, app.ids.password())
    body["userName"] = app.username(user)
    sent = app.client.send("POST", app.users, None, body)
    step = messages.CREATE.format(user=app.username(user))
    name = "application.provision.user.push"
    made = _read(app, user, sent, step, name)
    if not isinstance(made, dict) or not made.get("id"):
        display = user.person.profile.get("displayName") or app.username(user)
        app.event(name, user.person.login, failed=True, reason="empty user")
        raise Failed(messages.EMPTY_USER.format(name=display))
    user.external_id = str(made["id"])
    _keep(user, values)
    app.event(name, user.person.login)


def push_profile(app: AppState, user: AppUser) -> None:
    """
    Send the whole profile: read the resource, write the mapped attributes over it, put it back.

    :raises Failed: with what the admin reads.
    """
    path = f"{app.users}/{user.external_id}"
    step = messages.PROFILE.format(user=user.person.profile.get("email") or app.username(user))
    name = "application.provision.user.push_profile"
    resource = _read(app, user, app.client.send("GET", path), step, name)
    if not isinstance(resource, dict):
        raise Failed(f"{step}: the answer is no resource")
    values = app.values(user)
    for each in values:
        place(app.mapper.kind, resource, app.mapper.kind.attribute(each.path), each.value)
    role = app.mapper.role
    if role and role.path in user.pushed and role.path not in [each.path for each in values]:
        app.report.assume(_EMPTIED_ASSUMED)
        place(app.mapper.kind, resource, role, [])
    resource["userName"] = app.username(user)
    _read(app, user, app.client.send("PUT", path, None, resource), step, name)
    _keep(user, values)
    app.event(name, user.person.login)


def set_active(app: AppState, user: AppUser, active: bool) -> None:
    """
    End or restore access: PATCH without a path, a Boolean, and no fallback to PUT.

    :raises Failed: with what the admin reads.
    """
    _patch(app, user, {"active": active})


def push_password(app: AppState, user: AppUser) -> None:
    """
    Send a new password; only with Sync Password on.

    :raises Failed: with what the admin reads.
    """
    app.report.assume("The body of a password change: a PATCH without a path.")
    _patch(app, user, {"password": app.ids.password()})


def _patch(app: AppState, user: AppUser, value: dict[str, Any]) -> None:
    body = {"schemas": [PATCH_OP], "Operations": [{"op": "replace", "value": value}]}
    sent = app.client.send("PATCH", f"{app.users}/{user.external_id}", None, body)
    steps = {
        "password": ("push_password", messages.PROFILE),
        "True": ("reactivate", messages.REACTIVATE),
        "False": ("deactivate", messages.DEACTIVATE),
    }
    event, step = steps["password" if "password" in value else str(value["active"])]
    if not sent.ok:
        app.report.assume(messages.WORDING_ASSUMED)
    name = f"application.provision.user.{event}"
    _read(app, user, sent, step.format(user=app.username(user)), name)
    app.event(name, user.person.login)


def _read(app: AppState, user: AppUser, sent: Sent, step: str, event: str) -> Any:
    """The JSON of an answer that succeeded; a failure stands in the System Log."""
    try:
        return read(sent, step)
    except Failed as error:
        reason = str(error).removeprefix(f"{step}: ")
        app.event(event, user.person.login, failed=True, reason=reason)
        raise


def read(sent: Sent, step: str) -> Any:
    """
    The JSON of an answer that succeeded.

    :raises Failed: with the step and what was wrong.
    """
    try:
        if sent.ok:
            return sent.json()
        problem = messages.RATE_LIMITED if sent.status == 429 else sent.problem
    except BadAnswer as error:
        problem = str(error)
    raise Failed(f"{step}: {problem}")


def _keep(user: AppUser, values: list[Mapped]) -> None:
    user.pushed = {each.path: each.value for each in values}
    user.error = None
