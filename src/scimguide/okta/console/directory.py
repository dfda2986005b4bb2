"""Directory, Tasks, System Log, and the service's own screens."""

from collections.abc import Iterator

from scimguide.mapping.actions import Action
from scimguide.okta.console.web import FormRequest, TemplateResponse
from scimguide.okta.model import Person
from scimguide.okta.service_state import state_over_http
from scimguide.okta.system_log import LogFilterError, log_filter

FIELDS = (
    ("firstName", "First name"),
    ("lastName", "Last name"),
    ("email", "Primary email"),
    ("login", "Username"),
    ("displayName", "Display name"),
    ("title", "Title"),
    ("userType", "User type"),
)
_AUTHENTICATION = "/companies/example/authentication"


def person(request: FormRequest) -> TemplateResponse | str:
    """One profile, and what can be done with its account."""
    found = request.person
    if found is None:
        return "/people"
    return TemplateResponse("person", person=found, fields=FIELDS, steps=list(_steps(found)))


def _steps(found: Person) -> Iterator[tuple[str, str]]:
    if found.status == "ACTIVE":
        yield "suspend", "Suspend"
    if found.status == "SUSPENDED":
        yield "unsuspend", "Unsuspend"
    if found.status == "DEPROVISIONED":
        yield from (("activate", "Activate"), ("delete", "Delete"))
    else:
        yield "deactivate", "Deactivate"


def save_person(request: FormRequest) -> str:
    """Save what was changed of a profile."""
    found = request.person
    if found is None:
        return "/people"
    changed = {
        name: request.text(name)
        for name, _ in FIELDS
        if name in request.form and request.text(name) != (found.profile.get(name) or "")
    }
    if changed:
        name = request.session.name_of(found)
        request.session.run(Action("change", person=name, values=changed))
    return f"/people/{found.id}"


def lifecycle(request: FormRequest) -> str:
    """Suspend, deactivate, activate or delete somebody."""
    found = request.person
    if found and request.path["step"] in dict(_steps(found)):
        request.session.run(Action(request.path["step"], person=request.session.name_of(found)))
    return "/people" if request.path["step"] == "delete" else f"/people/{request.path['id']}"


def group(request: FormRequest) -> TemplateResponse | str:
    """One group and its members."""
    found = request.group
    return TemplateResponse("group", group=found) if found else "/groups"


def save_group(request: FormRequest) -> str:
    """Rename a group."""
    session, found, name = request.session, request.group, request.text("name")
    if found and name and name != found.name:
        session.run(Action("rename-group", group=session.name_of(found), text=name))
    return f"/groups/{request.path['id']}"


def membership(request: FormRequest) -> str:
    """Add somebody to a group, or remove somebody."""
    session, found, step = request.session, request.group, request.path["step"]
    member = session.org.people.get(request.text("id"))
    if found and member and step in ("join", "leave"):
        person, group = session.name_of(member), session.name_of(found)
        session.run(Action(step, person=person, group=group))
    return f"/groups/{request.path['id']}"


def retry(request: FormRequest) -> str:
    """*Retry Selected*."""
    if request.several("task"):
        request.session.run(Action("retry"))
    return "/tasks"


def mark_complete(request: FormRequest) -> str:
    """*Mark All Complete*."""
    request.session.run(Action("mark-complete"))
    return "/tasks"


def system_log(request: FormRequest) -> TemplateResponse:
    """The log, filtered."""
    query, wrong = request.query.get("filter", ""), ""
    events = request.session.org.system_log()[::-1]
    try:
        events = [*filter(log_filter(query), events)]
    except LogFilterError as error:
        wrong, events = str(error), []
    return TemplateResponse("system-log", query=query, events=events, wrong=wrong)


def companies(request: FormRequest) -> TemplateResponse:
    """The service: its companies, and what there is in one."""
    return TemplateResponse("companies", inside=request.path.get("company") == "example")


def toggle_scim(request: FormRequest) -> str:
    """*Enable SCIM*, on or off; off revokes the token."""
    admin, session = request.session.admin, request.session
    if admin.token:
        session.run(Action("revoke-token"))
    admin.scim_enabled, admin.token = not admin.scim_enabled, ""
    session.service.revoke()
    return _AUTHENTICATION


def generate_token(request: FormRequest) -> str:
    """*Generate SCIM token*."""
    session, chosen = request.session, request.text("provider")
    guide = session.spec.identity_provider.name
    if chosen != guide:
        session.refuse(f"Identity Provider: {chosen!r}. The guide has {guide!r}.")
    elif session.admin.scim_enabled:
        session.admin.token = session.service.issue()
    return _AUTHENTICATION


def service_users(request: FormRequest) -> TemplateResponse:
    """Who is in the company, and which teams there are."""
    session = request.session
    users, teams = list[tuple[str, bool]](), list[str]()
    if session.admin.token:
        url, token = session.service.base_url, session.admin.token
        with state_over_http(session.spec, url, token) as state:
            users, teams = state.users(), state.groups()
    return TemplateResponse("service-users", users=users, teams=teams)
