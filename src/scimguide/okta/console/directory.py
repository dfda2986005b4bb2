"""Directory, Tasks, System Log, and the service's own screens."""

import shlex
from collections.abc import Iterator

from scimguide.okta.console.web import Asked, Screen
from scimguide.okta.holdings import Holdings
from scimguide.okta.management.log_filter import LogFilterError, log_filter
from scimguide.okta.model import Person

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
        words = " ".join(shlex.quote(f"{name}={value}") for name, value in changed.items())
        asked.session.do(f"change {asked.session.name_of(found)} {words}")
    return f"/people/{found.id}"


def lifecycle(asked: Asked) -> str:
    """Suspend, deactivate, activate or delete somebody."""
    found = asked.session.person(asked.path["id"])
    if found and asked.path["step"] in dict(_steps(found)):
        asked.session.do(f"{asked.path['step']} {asked.session.name_of(found)}")
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
        name = shlex.quote(asked.text("name"))
        asked.session.do(f"rename-group {asked.session.group_name(found)} {name}")
    return f"/groups/{asked.path['id']}"


def membership(asked: Asked) -> str:
    """Add somebody to a group, or remove somebody."""
    found = asked.session.org.groups.get(asked.path["id"])
    member = asked.session.person(asked.text("id"))
    if found and member and asked.path["step"] in ("join", "leave"):
        names = f"{asked.session.name_of(member)} {asked.session.group_name(found)}"
        asked.session.do(f"{asked.path['step']} {names}")
    return f"/groups/{asked.path['id']}"


def tasks(asked: Asked) -> Screen:
    """What waits for the admin."""
    return Screen("tasks")


def retry(asked: Asked) -> str:
    """*Retry Selected*."""
    if asked.several("task"):
        asked.session.do("retry")
    return "/tasks"


def system_log(asked: Asked) -> Screen:
    """The log, filtered."""
    query, wrong = asked.query.get("filter", ""), ""
    org = asked.session.org
    events = [event.shown(org.app_id, org.settings.label) for event in reversed(org.log)]
    try:
        events = [event for event in events if log_filter(query)(event)]
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
        with Holdings(session.spec, url, token) as holdings:
            for entry in holdings.everything():
                kind, _, name = entry.partition(" ")
                if kind == "group":
                    teams.append(name)
                else:
                    users.append((name.rpartition(" ")[0], name.rpartition(" ")[2]))
    return Screen("service-users", users=users, teams=teams)
