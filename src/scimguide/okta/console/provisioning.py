"""The tab Provisioning: Integration, To App with its mappings, To Okta."""

import re
from typing import Any

from scimguide.expression import ExpressionError, evaluate
from scimguide.mapping.actions import SWITCHES, Action
from scimguide.okta import messages
from scimguide.okta.console.session import Session
from scimguide.okta.console.web import FormRequest, TemplateResponse
from scimguide.okta.org import connecting

INTEGRATION = "/app/provisioning/integration"
TO_APP = "/app/provisioning/to-app"
_BASE_URL = re.compile(r"https?://\S*[^\s/]")
"""A slash at the end is refused before any request is sent (captured)."""
_PROFILE_ATTRIBUTE = re.compile(r"user\.\w+")
APPLY_ON = "Create and update"
"""What the guide chooses; with *Create*, later changes would not be sent."""


def provisioning(request: FormRequest) -> TemplateResponse | str:
    """The tab opens with *To App* once the API is connected."""
    if not request.session.admin.created:
        return "/applications"
    return TO_APP if request.session.org.settings.enabled else INTEGRATION


def integration(request: FormRequest) -> TemplateResponse | str:
    """Base URL, token and *Import Groups*."""
    session = request.session
    if not session.admin.created:
        return "/applications"
    settings = session.org.settings
    draft = {
        "enabled": settings.enabled,
        "base_url": settings.base_url,
        "token": "",
        "import_groups": settings.import_groups,
    }
    return TemplateResponse(
        "provisioning-integration", editing="edit" in request.query, draft=draft
    )


def save_integration(request: FormRequest) -> TemplateResponse | str:
    """Test the credentials, or test and save them."""
    session, org = request.session, request.session.org
    draft: dict[str, Any] = {
        "enabled": request.on("enabled"),
        "base_url": request.text("base_url"),
        "token": request.text("token"),
        "import_groups": request.on("import_groups"),
    }
    token = draft["token"] or org.settings.token
    if not draft["enabled"]:
        org.settings.enabled = False
        return INTEGRATION
    if _refused(session, draft["base_url"], token):
        return TemplateResponse("provisioning-integration", editing=True, draft=draft)
    if draft["import_groups"] != org.settings.import_groups:
        session.run(Action("import-groups", choice="on" if draft["import_groups"] else "off"))
    session.rehearsal.base_url, session.rehearsal.token = draft["base_url"], token
    if request.text("do") == "test":
        session.record(connecting.test_api_credentials(org, draft["base_url"], token))
    else:
        before = len(session.messages)
        session.done.append(Action("connect"))
        report = session.record(connecting.save(org, draft["base_url"], token))
        if not report.failed:
            del session.messages[before:]
            return TO_APP
    return TemplateResponse("provisioning-integration", editing=True, draft=draft)


def _refused(session: Session, base_url: str, token: str) -> bool:
    """Refuse what Okta does not even send a request with."""
    if not _BASE_URL.fullmatch(base_url):
        session.flash(messages.BASE_URL_PATTERN, "error")
    elif not token:
        session.refuse("OAuth Bearer Token is required.")
    else:
        return False
    return True


def to_app(request: FormRequest) -> TemplateResponse | str:
    """The switches and the mappings; only once the API is connected."""
    if not request.session.org.settings.enabled:
        return "/app/provisioning"
    if "edit" in request.query:
        return TemplateResponse("provisioning-to-app-edit")
    return TemplateResponse("provisioning-to-app", show_unmapped="unmapped" in request.query)


def save_to_app(request: FormRequest) -> str:
    """Turn switches on and off, with one save for all of them."""
    session, changed = request.session, dict[str, bool]()
    for switch in SWITCHES:
        on = request.on(switch)
        if on != getattr(session.org.settings, connecting.setting_of(switch)):
            changed[switch] = on
    for verb, on in (("turn-on", True), ("turn-off", False)):
        if switches := tuple(each for each in changed if changed[each] is on):
            session.done.append(Action(verb, switches=switches))
    session.record(connecting.save_to_app(session.org, changed))
    return TO_APP


def to_okta(request: FormRequest) -> TemplateResponse | str:
    """Nothing of it is needed."""
    return (
        TemplateResponse("provisioning-to-okta")
        if request.session.org.settings.enabled
        else INTEGRATION
    )


def force_sync(request: FormRequest) -> str:
    """Evaluate and push everything again."""
    request.session.run(Action("force-sync"))
    return TO_APP


def unmap(request: FormRequest) -> str:
    """Remove a mapping."""
    if request.text("variable") in request.session.editors:
        request.session.run(Action("unmap", variable=request.text("variable")))
    return TO_APP


def mapping(request: FormRequest) -> TemplateResponse | str:
    """The dialog of the pencil."""
    name = request.path["variable"]
    if name not in request.session.editors or name not in request.session.mapper.added:
        return TO_APP
    attribute = request.session.mapper.editable[name]
    text = next((r.text for r in request.session.mapper.rows if r.attribute is attribute), "")
    return _dialog(request, name, text, "Expression" if text else "Map from Okta Profile")


def _dialog(
    request: FormRequest, name: str, text: str, kind: str, shown: str = ""
) -> TemplateResponse:
    people = [p.profile.get("displayName") or p.login for p in request.session.org.people.values()]
    editor = request.session.editors[name]
    return TemplateResponse(
        "attribute-edit",
        editor=editor,
        expression=text,
        kind=kind,
        apply=request.text("apply"),
        shown=shown,
        people=people,
    )


def save_mapping(request: FormRequest) -> TemplateResponse | str:
    """Preview an expression for a person, or save it."""
    session, name, text = request.session, request.path["variable"], request.text("expression")
    kind, apply = request.text("kind"), request.text("apply")
    if name not in session.editors:
        return TO_APP
    chosen = request.text("person")
    people = list(session.org.people.values())
    person = next((p for p in people if p.profile.get("displayName") == chosen), people[0])
    try:
        value = evaluate(_expression(kind, text), session.org.context(person))
        if request.text("do") == "preview":
            return _dialog(request, name, text, kind, str(value))
        if apply != APPLY_ON:
            session.refuse(f"Apply on: {apply!r}. The guide has {APPLY_ON!r}.")
            return _dialog(request, name, text, kind)
        _map(request, name, _expression(kind, text))
    except ExpressionError as error:
        session.refuse(f"Invalid expression: {error}")
        return _dialog(request, name, text, kind)
    return TO_APP


def _expression(kind: str, text: str) -> str:
    """
    What a value means, by *Attribute value*: a constant, a profile attribute, an expression.

    :raises ExpressionError: when it is no attribute of the profile, and should be one.
    """
    if kind == "Same value for all users":
        return '"{}"'.format(text.replace('"', '""'))
    if kind == "Map from Okta Profile" and not _PROFILE_ATTRIBUTE.fullmatch(text):
        raise ExpressionError(1, 1, f"{text!r}, expected an attribute such as user.email")
    return text


def _map(request: FormRequest, name: str, text: str) -> None:
    session = request.session
    if text == session.mapper.editable[name].expression:
        session.run(Action("map", variable=name))
    else:
        session.mapper.map(name, text)
        session.done.append(Action("map", variable=name, text=text))


def import_now(request: FormRequest) -> TemplateResponse:
    """Read everybody."""
    report = request.session.run(Action("import"))
    text = "" if report.failed else "; ".join(report.messages)
    if text:
        request.session.messages.pop()
    return TemplateResponse("import", statistics=text)


def confirm_import(request: FormRequest) -> str:
    """*Confirm Assignments*, with every exact match ticked."""
    request.session.run(Action("confirm-import"))
    return "/app/import"


def import_groups(request: FormRequest) -> str:
    """*Refresh App Groups*."""
    request.session.run(Action("import"))
    return "/app/push-groups"
