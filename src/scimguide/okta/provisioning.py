"""
What the app does for one person: look up, create, update, end and restore access.

Sources: Okta's SCIM 2.0 reference; captures for the profile update (GET, then
PUT of what came back with the mapped attributes written over it).
"""

from http import HTTPStatus
from typing import Any

from scimguide.mapping.examples import place
from scimguide.okta import messages, requests
from scimguide.okta.body import mapped_user
from scimguide.okta.exchange import BadAnswer, Sent
from scimguide.okta.mapper import EMPTY_ASSUMED, ORDER_ASSUMED, Mapped
from scimguide.okta.model import AppUser
from scimguide.okta.state import AppState

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
    sent = app.client.send(requests.find(app.users, "userName", username, app.page))
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
    mapped = {**mapped_user(app.mapper.kind, values), "userName": app.username(user)}
    sent = app.client.send(requests.create_user(app.users, mapped, app.ids.password()))
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
    id = str(user.external_id)
    step = messages.PROFILE.format(user=user.person.profile.get("email") or app.username(user))
    name = "application.provision.user.push_profile"
    resource = _read(app, user, app.client.send(requests.read(app.users, id)), step, name)
    if not isinstance(resource, dict):
        raise Failed(f"{step}: the answer is no resource")
    values = app.values(user)
    mapped = mapped_user(app.mapper.kind, values)
    role = app.mapper.role
    if role and role.path in user.pushed and role.path not in [each.path for each in values]:
        app.report.assume(_EMPTIED_ASSUMED)
        place(app.mapper.kind, mapped, role, [])
    mapped["userName"] = app.username(user)
    request = requests.replace_user(app.users, id, resource, mapped)
    _read(app, user, app.client.send(request), step, name)
    _keep(user, values)
    app.event(name, user.person.login)


def set_active(app: AppState, user: AppUser, active: bool) -> None:
    """
    End or restore access: PATCH without a path, a Boolean, and no fallback to PUT.

    :raises Failed: with what the admin reads.
    """
    event, step = ("reactivate", messages.REACTIVATE)
    if not active:
        event, step = ("deactivate", messages.DEACTIVATE)
    _patch(app, user, requests.set_active(app.users, str(user.external_id), active), event, step)


def push_password(app: AppState, user: AppUser) -> None:
    """
    Send a new password; only with Sync Password on.

    :raises Failed: with what the admin reads.
    """
    app.report.assume("The body of a password change: a PATCH without a path.")
    request = requests.set_password(app.users, str(user.external_id), app.ids.password())
    _patch(app, user, request, "push_password", messages.PROFILE)


def _patch(app: AppState, user: AppUser, request: requests.Request, event: str, step: str) -> None:
    sent = app.client.send(request)
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
