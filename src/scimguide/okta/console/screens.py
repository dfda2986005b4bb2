"""
Every screen by its name: the template, and what it shows of a session.

The console serves these, and the guide shows the same ones as figures.
"""

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scimguide.layout import json_text
from scimguide.mapping.actions import SWITCHES
from scimguide.mapping.attributes import ProfileEditor
from scimguide.mapping.identity_provider import USERNAME_FORMATS
from scimguide.okta.console.session import Session
from scimguide.okta.org.importing import match
from scimguide.scim.paths import split_path

SCREENS = {
    "applications": "Applications",
    "catalog": "Browse App Catalog",
    "add-integration": "Add Integration",
    "general-settings": "General Settings",
    "sign-on-options": "Sign-On Options",
    "general": "General",
    "sign-on": "Sign On",
    "provisioning-integration": "Integration",
    "provisioning-to-app": "To App",
    "provisioning-to-app-edit": "To App",
    "provisioning-to-okta": "To Okta",
    "attribute-edit": "Attribute Mappings",
    "import": "Import",
    "assignments": "Assignments",
    "assign-people": "Assign to People",
    "assign-groups": "Assign to Groups",
    "assignment-form": "Assign",
    "unassign": "Assignments",
    "push-groups": "Push Groups",
    "push-by-name": "Find groups by name",
    "push-by-rule": "Find groups by rule",
    "unlink": "Unlink pushed group",
    "profile-editor": "Profile Editor",
    "add-attribute": "Add Attribute",
    "mappings": "Mappings",
    "people": "People",
    "person": "People",
    "groups": "Groups",
    "group": "Groups",
    "tasks": "Tasks",
    "system-log": "System Log",
    "companies": "Companies",
    "authentication": "Authentication",
    "service-users": "Users",
}
"""The heading of each screen."""

AREAS = {
    "profile-editor": "profile-editor",
    "add-attribute": "profile-editor",
    "mappings": "profile-editor",
    "people": "people",
    "person": "people",
    "groups": "groups",
    "group": "groups",
    "tasks": "tasks",
    "system-log": "system-log",
    "companies": "companies",
    "authentication": "companies",
    "service-users": "companies",
}
"""The entry of the side navigation below which a screen stands; the others belong to the app."""

TABS = {
    "general": "General",
    "sign-on": "Sign On",
    "provisioning": "Provisioning",
    "import": "Import",
    "assignments": "Assignments",
    "push-groups": "Push Groups",
}


@cache
def environment() -> Environment:
    """The templates; an unknown name in one is an error."""
    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["labelled"] = labelled
    return made


_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd](?![^>]*colspan)\b")


def labelled(rows: str, head: list[str]) -> Markup:
    """The rows of a table whose cells know their headings, for phones: there a row is a card."""

    def row(found: re.Match[str]) -> str:
        labels = iter(head)
        return _CELL.sub(lambda cell: f'{cell[0]} data-label="{escape(next(labels))}"', found[0])

    return Markup(_ROW.sub(row, rows))


def context(session: Session, **more: Any) -> dict[str, Any]:
    """What every screen can show."""
    spec = session.spec
    return {
        "spec": spec,
        "session": session,
        "org": session.org,
        "settings": session.org.settings,
        "screen": session.admin,
        "l": label,
        "tabs": TABS,
        "formats": list(USERNAME_FORMATS),
        "switches": SWITCHES,
        "offered": list(session.org.groups.values()),
        "assigned": {*session.org.app_users, *session.org.assignments},
        "still": False,
        "rows": _rows(session),
        "unmapped": _unmapped(session),
        "proposals": _proposals(session),
        "json": json_text,
        "p": "",
        **more,
    }


def _proposals(session: Session) -> list[tuple[str, str]]:
    """What an import proposes: the name of each account, and whether a person has it exactly."""
    return [
        (str(each.get("userName", "")), "EXACT" if match(session.org, each) else "NEW")
        for each in session.org.proposals
    ]


def label(text: str) -> str:
    """A label of Okta or of the service; a test checks each against the guide's spec."""
    return text


def _rows(session: Session) -> list[dict[str, Any]]:
    """The table *Attribute Mappings*."""
    found = []
    for row in session.mapper.rows:
        attribute = row.attribute
        if attribute.source == "Okta":
            continue
        username = attribute.source == "Sign On"
        editor = session.editors.get(attribute.variable)
        found.append(
            {
                "variable": attribute.variable,
                "name": editor.display_name if editor else split_path(attribute.path).name,
                "value": "Configured in Sign On settings" if username else row.text,
                "apply": "" if username else "Create and update",
                "editable": editor is not None,
            }
        )
    return found


def _unmapped(session: Session) -> list[ProfileEditor]:
    """Added attributes without a mapping."""
    mapped = {row.attribute.variable for row in session.mapper.rows}
    editors = session.editors
    return [editors[name] for name in editors if name in session.mapper.added - mapped]


def render(name: str, session: Session, **more: Any) -> str:
    """
    One screen as HTML, without the page around it.

    :raises KeyError: when there is none of this name.
    """
    heading = SCREENS[name]
    template = environment().get_template(f"{name}.html")
    return Markup(template.render(context(session, heading=heading, name=name, **more)))


def navigation(name: str, session: Session, *places: str) -> str:
    """The side navigation of a screen: that of Okta, of the service, or of both."""
    area = AREAS.get(name, "applications")
    template = environment().get_template("_nav.html")
    return Markup(template.render(context(session, area=area, places=places)))
