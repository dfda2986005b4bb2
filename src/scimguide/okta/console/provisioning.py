"""The tab Provisioning: Integration, To App with its mappings, To Okta."""

from typing import Any

from scimguide.expression import ExpressionError, evaluate
from scimguide.mapping.actions import SWITCHES, Action
from scimguide.okta.console.web import Asked, Screen
from scimguide.okta.org.connecting import test_api_credentials

INTEGRATION = "/app/provisioning/integration"
TO_APP = "/app/provisioning/to-app"


def provisioning(asked: Asked) -> Screen | str:
    """The tab opens with *To App* once the API is connected."""
    if not asked.session.screen.created:
        return "/applications"
    return TO_APP if asked.session.org.settings.enabled else INTEGRATION


def integration(asked: Asked) -> Screen | str:
    """Base URL, token and *Import Groups*."""
    session = asked.session
    if not session.screen.created:
        return "/applications"
    settings = session.org.settings
    draft = {
        "enabled": settings.enabled,
        "base_url": settings.base_url,
        "token": "",
        "import_groups": settings.import_groups,
    }
    return Screen("provisioning-integration", editing="edit" in asked.query, draft=draft)


def save_integration(asked: Asked) -> Screen | str:
    """Test the credentials, or test and save them."""
    session, org = asked.session, asked.session.org
    draft: dict[str, Any] = {
        "enabled": asked.on("enabled"),
        "base_url": asked.text("base_url"),
        "token": asked.text("token"),
        "import_groups": asked.on("import_groups"),
    }
    token = draft["token"] or org.settings.token
    if not draft["enabled"]:
        org.settings.enabled = False
        return INTEGRATION
    if draft["import_groups"] != org.settings.import_groups:
        session.run(Action("import-groups", choice="on" if draft["import_groups"] else "off"))
    session.rehearsal.base_url, session.rehearsal.token = draft["base_url"], token
    if asked.text("do") == "test":
        session.record(test_api_credentials(org, draft["base_url"], token))
    else:
        before = len(session.messages)
        report = session.run(Action("connect"))
        if not report.failed:
            del session.messages[before:]
            return TO_APP
    return Screen("provisioning-integration", editing=True, draft=draft)


def to_app(asked: Asked) -> Screen | str:
    """The switches and the mappings; only once the API is connected."""
    if not asked.session.org.settings.enabled:
        return "/app/provisioning"
    if "edit" in asked.query:
        return Screen("provisioning-to-app-edit")
    return Screen("provisioning-to-app", show_unmapped="unmapped" in asked.query)


def save_to_app(asked: Asked) -> str:
    """Turn switches on and off."""
    for switch in SWITCHES:
        was = getattr(asked.session.org.settings, switch.replace("-", "_"))
        if asked.on(switch) != was:
            asked.session.run(Action("turn-on" if asked.on(switch) else "turn-off", switch=switch))
    return TO_APP


def to_okta(asked: Asked) -> Screen | str:
    """Nothing of it is needed."""
    return Screen("provisioning-to-okta") if asked.session.org.settings.enabled else INTEGRATION


def force_sync(asked: Asked) -> str:
    """Evaluate and push everything again."""
    asked.session.run(Action("force-sync"))
    return TO_APP


def unmap(asked: Asked) -> str:
    """Remove a mapping."""
    if asked.text("variable") in asked.session.editors:
        asked.session.run(Action("unmap", variable=asked.text("variable")))
    return TO_APP


def mapping(asked: Asked) -> Screen | str:
    """The dialog of the pencil."""
    name = asked.path["variable"]
    if name not in asked.session.editors or name not in asked.session.mapper.added:
        return TO_APP
    rows = [row for row in asked.session.mapper.rows if row.attribute.profile_editor]
    text = next((r.text for r in rows if _variable(r) == name), "")
    return _dialog(asked, name, text, "Expression" if text else "Map from Okta Profile", "")


def _variable(row: Any) -> str:
    return str(row.attribute.profile_editor.variable_name)


def _dialog(asked: Asked, name: str, text: str, kind: str, shown: str) -> Screen:
    people = [p.profile.get("displayName") or p.login for p in asked.session.org.people.values()]
    editor = asked.session.editors[name]
    return Screen("attribute-edit", editor=editor, expression=text, kind=kind, shown=shown,
                  people=people)  # fmt: skip


def save_mapping(asked: Asked) -> Screen | str:
    """Preview an expression for a person, or save it."""
    session, name, text = asked.session, asked.path["variable"], asked.text("expression")
    if name not in session.editors:
        return TO_APP
    chosen = asked.text("person")
    people = list(session.org.people.values())
    person = next((p for p in people if p.profile.get("displayName") == chosen), people[0])
    try:
        value = evaluate(text, session.org.context(person))
        if asked.text("do") == "preview":
            return _dialog(asked, name, text, asked.text("kind"), str(value))
        guide = next(a for a in session.spec.users.attributes if _is(a, name))
        if guide.okta and text == guide.okta.expression:
            session.run(Action("map", variable=name))
        else:
            session.mapper.map(name, text)
            session.done.append(Action("map", variable=name, text=text))
    except ExpressionError as error:
        session.flash(f"Invalid expression: {error}", "error")
        return _dialog(asked, name, text, asked.text("kind"), "")
    return TO_APP


def _is(attribute: Any, name: str) -> bool:
    return bool(attribute.profile_editor) and attribute.profile_editor.variable_name == name


def import_tab(asked: Asked) -> Screen | str:
    """The tab *Import*."""
    if not asked.session.screen.created:
        return "/applications"
    return Screen("import", statistics="")


def import_now(asked: Asked) -> Screen:
    """Read everybody."""
    report = asked.session.run(Action("import"))
    text = "" if report.failed else "; ".join(report.messages)
    if text:
        asked.session.messages.pop()
    return Screen("import", statistics=text)


def import_groups(asked: Asked) -> str:
    """*Refresh App Groups*."""
    asked.session.run(Action("import"))
    return "/app/push-groups"
