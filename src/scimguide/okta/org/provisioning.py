"""
What the app does for one person: look up, create, update, end and restore access.

Sources: Okta's SCIM 2.0 reference; captures for the profile update (GET, then
PUT of the response with the mapped attributes written over it).
"""

from http import HTTPStatus
from typing import Any

from scimguide.expression import ExpressionError
from scimguide.okta import messages, requests
from scimguide.okta.exchange import Exchange, InvalidJson
from scimguide.okta.mapper import ORDER_ASSUMED
from scimguide.okta.model import AppUser
from scimguide.okta.org.state import OrgState
from scimguide.okta.requests import Request

_EMPTIED_ASSUMED = "When no group gives a role any more, an empty array is sent."

_LINKED_ASSUMED = "An account that was found is linked only, while Update User Attributes is off."


class ProvisioningError(Exception):
    """A step failed; the message is the part after ``failed:``."""


class SilentFailure(ProvisioningError):
    """A step failed, and Okta says nothing but an event without a reason."""


def provision(org: OrgState, user: AppUser) -> None:
    """
    Give a person an account: look up, then link, restore or create.

    :raises ProvisioningError: with what the admin reads.
    """
    found = _look_up(org, user)
    if found is None:
        if not org.settings.create_users:
            raise ProvisioningError(messages.NO_MATCH)
        _create(org, user)
        return
    inactive = not found.get("active", True)
    if inactive and not org.settings.deactivate_users:
        raise ProvisioningError(messages.INACTIVE)
    before, user.external_id = user.external_id, str(found["id"])
    try:
        if inactive:
            set_active(org, user, True)
        if org.settings.update_users:
            push_profile(org, user)
        else:
            org.report.assume(_LINKED_ASSUMED)
    except (ProvisioningError, ExpressionError):
        # Okta developer forum, thread 7207: the next unassignment sends nothing.
        user.external_id = before
        raise


def _look_up(org: OrgState, user: AppUser) -> dict[str, Any] | None:
    username = org.username(user)
    sent = org.client.send(requests.find(org.users_path, "userName", username, org.page_size))
    name = "application.provision.user.verify_exists"
    if sent.status == HTTPStatus.NOT_FOUND:
        org.event(name, user.person.login)
        return None
    if sent.status in (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE):
        # Okta Support: the sync task fails, and no message says why.
        raise SilentFailure
    step = messages.VERIFY if sent.status else messages.VERIFY_WITHOUT_ANSWER
    found = _read(org, user, sent, step.format(user=username), name)
    if not isinstance(found, dict) or not isinstance(found.get("Resources", []), list):
        raise ProvisioningError(messages.VERIFY.format(user=username) + f": {messages.NO_RESULTS}")
    if any(
        isinstance(found.get(key), str) for key in ("startIndex", "itemsPerPage", "totalResults")
    ):
        # Observed: Okta stops here, with an event that gives no reason.
        raise SilentFailure
    matches = [r for r in found.get("Resources", []) if isinstance(r, dict) and r.get("id")]
    org.event(name, user.person.login)
    return matches[0] if matches else None


def _create(org: OrgState, user: AppUser) -> None:
    values = org.values(user)
    org.report.assume(ORDER_ASSUMED)
    mapped = org.mapper.rules.user(values, user.person.profile)
    mapped["userName"] = org.username(user)
    sent = org.client.send(requests.create_user(org.users_path, mapped, org.ids.password()))
    step = messages.CREATE.format(user=org.username(user))
    name = "application.provision.user.push"
    made = _read(org, user, sent, step, name)
    if not isinstance(made, dict) or not made.get("id"):
        display = user.person.profile.get("displayName") or org.username(user)
        org.event(name, user.person.login, failed=True, reason="empty user")
        raise ProvisioningError(messages.EMPTY_USER.format(name=display))
    if not made.get("schemas"):
        org.event(name, user.person.login, failed=True, reason=messages.NO_SCHEMAS)
        raise ProvisioningError(f"{step}: {messages.NO_SCHEMAS}")
    user.external_id = str(made["id"])
    _keep(org, user)
    org.event(name, user.person.login)


def push_profile(org: OrgState, user: AppUser) -> None:
    """
    Send the whole profile: read the resource, write the mapped attributes over it, put it back.

    :raises ProvisioningError: with what the admin reads.
    """
    id = str(user.external_id)
    step = messages.PROFILE.format(user=user.person.profile.get("email") or org.username(user))
    name = "application.provision.user.push_profile"
    resource = _read_user(org, user, step, name)
    values = org.values(user)
    mapped = org.mapper.rules.user(values, user.person.profile)
    role = org.mapper.role
    if role and role.path in user.pushed and role.path not in [each.path for each in values]:
        org.report.assume(_EMPTIED_ASSUMED)
        org.mapper.rules.put(mapped, role.path, [])
    mapped["userName"] = org.username(user)
    request = requests.replace_user(org.users_path, id, resource, mapped)
    _read(org, user, org.client.send(request), step, name)
    _keep(org, user)
    org.event(name, user.person.login)


def _read_user(org: OrgState, user: AppUser, step: str, event: str) -> dict[str, Any]:
    """The account as it is; one that is not there is an error, and is not created again."""
    id = str(user.external_id)
    sent = org.client.send(requests.read(org.users_path, id))
    if sent.status == HTTPStatus.NOT_FOUND:
        short = "user-not-found" in org.variants
        problem = messages.USER_NOT_FOUND if short else messages.NO_USER.format(id=id)
        org.event(event, user.person.login, failed=True, reason=problem)
        raise ProvisioningError(f"{step}: {problem}")
    resource = _read(org, user, sent, step, event)
    if not isinstance(resource, dict):
        raise ProvisioningError(f"{step}: the response is no resource")
    return resource


def set_active(org: OrgState, user: AppUser, active: bool) -> None:
    """
    End or restore access: PATCH without a path, a Boolean, and no fallback to PUT.

    An app of the App Integration Wizard reads the account, and puts it back.

    :raises ProvisioningError: with what the admin reads.
    """
    kind, step = (
        ("reactivate", messages.REACTIVATE) if active else ("deactivate", messages.DEACTIVATE)
    )
    id = str(user.external_id)
    if "wizard-app" in org.variants:
        resource = _read_user(org, user, step, f"application.provision.user.{kind}")
        request = requests.replace_active(org.users_path, id, resource, active)
    else:
        request = requests.set_active(org.users_path, id, active)
    _change(org, user, request, kind, step)


def push_password(org: OrgState, user: AppUser) -> None:
    """
    Send a new password; only with Sync Password on.

    :raises ProvisioningError: with what the admin reads.
    """
    org.report.assume("The body of a password change: a PATCH without a path.")
    request = requests.set_password(org.users_path, str(user.external_id), org.ids.password())
    _change(org, user, request, "push_password", messages.PROFILE)


def _change(org: OrgState, user: AppUser, request: Request, event: str, step: str) -> None:
    sent = org.client.send(request)
    name = f"application.provision.user.{event}"
    _read(org, user, sent, step.format(user=org.username(user)), name)
    org.event(name, user.person.login)


def _read(org: OrgState, user: AppUser, sent: Exchange, step: str, event: str) -> Any:
    """The JSON of a successful response; a failure stands in the System Log."""
    try:
        return read(sent, step)
    except ProvisioningError as error:
        # Captures: of a deactivation, the log has the reason phrase alone.
        bare = sent.status and event.endswith(".deactivate")
        reason = sent.reason if bare else str(error).removeprefix(f"{step}: ")
        org.event(event, user.person.login, failed=True, reason=reason)
        raise


def read(sent: Exchange, step: str) -> Any:
    """
    The JSON of a successful response.

    :raises ProvisioningError: with the step and what was wrong.
    """
    try:
        if sent.ok:
            return sent.json()
        problem = messages.RATE_LIMITED if sent.status == 429 else sent.error_message
    except InvalidJson as error:
        problem = str(error)
    raise ProvisioningError(f"{step}: {problem}")


def _keep(org: OrgState, user: AppUser) -> None:
    user.pushed = org.filled(user)
    user.error = None
