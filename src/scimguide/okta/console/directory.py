"""Directory, Tasks, System Log, and the service's own screens."""

from collections.abc import Iterator

from scimguide.mapping.actions import Action
from scimguide.okta.console.web import Asked, Screen
from scimguide.okta.model import Person
from scimguide.okta.service_state import ServiceState
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


def people(asked: Asked) -> Screen:
    """Everybody in Okta."""
    return Screen("people")


def person(asked: Asked) -> Screen | str:
    """One profile, and what can be done with its account."""
    found = asked.session.person(asked.path["id"])
    if found is None:
        return "/people"
    return Screen("person", person=found, fields=FIELDS, steps=list(_steps(found)))


def _steps(found: Person) -> Iterator[tuple[str, str]]:
    if found.status == "ACTIVE":
        yield "suspend", "Suspend"
    if found.status == "SUSPENDED":
        yield "unsuspend", "Unsuspend"
    if found.status == "DEPROVISIONED":
        yield from (("activate", "Activate"), ("delete", "Delete"))
    else:
        yield "deactivate", "Deactivate"


def save_person(asked: Asked) -> str:
    """Save what was changed of a profile."""
    found = asked.session.person(asked.path["id"])
    if found is None:
        return "/people"
    changed = {
        name: asked.text(name)
        for name, _ in FIELDS
        if name in asked.form and asked.text(name) != (found.profile.get(name) or "")
    }
    if changed:
        asked.session.run(Action("change", person=asked.session.person_name(found), values=changed))
    return f"/people/{found.id}"


def lifecycle(asked: Asked) -> str:
    """Suspend, deactivate, activate or delete somebody."""
    found = asked.session.person(asked.path["id"])
    if found and asked.path["step"] in dict(_steps(found)):
        asked.session.run(Action(asked.path["step"], person=asked.session.person_name(found)))
    return "/people" if asked.path["step"] == "delete" else f"/people/{asked.path['id']}"


def groups(asked: Asked) -> Screen:
    """All groups."""
    return Screen("groups")


def group(asked: Asked) -> Screen | str:
    """One group and its members."""
    found = asked.session.org.groups.get(asked.path["id"])
    return Screen("group", group=found) if found else "/groups"


def save_group(asked: Asked) -> str:
    """Rename a group."""
    found = asked.session.org.groups.get(asked.path["id"])
    if found and asked.text("name") and asked.text("name") != found.name:
        asked.session.run(
            Action("rename-group", group=asked.session.group_name(found), text=asked.text("name"))
        )
    return f"/groups/{asked.path['id']}"


def membership(asked: Asked) -> str:
    """Add somebody to a group, or remove somebody."""
    found = asked.session.org.groups.get(asked.path["id"])
    member = asked.session.person(asked.text("id"))
    if found and member and asked.path["step"] in ("join", "leave"):
        asked.session.run(
            Action(
                asked.path["step"],
                person=asked.session.person_name(member),
                group=asked.session.group_name(found),
            )
        )
    return f"/groups/{asked.path['id']}"


def tasks(asked: Asked) -> Screen:
    """What waits for the admin."""
    return Screen("tasks")


def retry(asked: Asked) -> str:
    """*Retry Selected*."""
    if asked.several("task"):
        asked.session.run(Action("retry"))
    return "/tasks"


def system_log(asked: Asked) -> Screen:
    """The log, filtered."""
    query, wrong = asked.query.get("filter", ""), ""
    events = asked.session.org.system_log()[::-1]
    try:
        events = [*filter(log_filter(query), events)]
    except LogFilterError as error:
        wrong, events = str(error), []
    return Screen("system-log", query=query, events=events, wrong=wrong)


def companies(asked: Asked) -> Screen:
    """The service: its companies, and what there is in one."""
    return Screen("companies", inside=asked.path.get("company") == "example")


def authentication(asked: Asked) -> Screen:
    """Where SCIM is enabled and the token generated."""
    return Screen("authentication")


def toggle_scim(asked: Asked) -> str:
    """*Enable SCIM*, on or off; off revokes the token."""
    screen = asked.session.screen
    screen.scim_enabled, screen.token = not screen.scim_enabled, ""
    asked.session.service.revoke()
    return _AUTHENTICATION


def generate_token(asked: Asked) -> str:
    """*Generate SCIM token*."""
    screen = asked.session.screen
    if screen.scim_enabled:
        screen.token = asked.session.service.issue()
    return _AUTHENTICATION


def service_users(asked: Asked) -> Screen:
    """Who is in the company, and which teams there are."""
    session = asked.session
    users, teams = list[tuple[str, str]](), list[str]()
    if session.screen.token:
        url, token = session.service.base_url, session.screen.token
        with ServiceState(session.spec, url, token) as state:
            for entry in state.read():
                kind, _, name = entry.partition(" ")
                if kind == "group":
                    teams.append(name)
                else:
                    users.append((name.rpartition(" ")[0], name.rpartition(" ")[2]))
    return Screen("service-users", users=users, teams=teams)
