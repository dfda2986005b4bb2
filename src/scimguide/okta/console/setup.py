"""The catalog, Add Integration, and the tabs General and Sign On."""

from scimguide.mapping.actions import Action
from scimguide.mapping.identity_provider import USERNAME_FORMATS
from scimguide.okta.console.web import FormRequest, TemplateResponse

DEFAULTS = {"method": "SAML 2.0", "update": "Create and update"}
"""What *Sign-On Options* has chosen already, by the names of ``create-app``."""


def _catalog(request: FormRequest) -> list[str]:
    provider = request.session.spec.identity_provider
    return [*provider.siblings, provider.app]


def catalog(request: FormRequest) -> TemplateResponse:
    """The app catalog, searched."""
    query = request.query.get("q", "")
    found = [title for title in _catalog(request) if query and query.casefold() in title.casefold()]
    return TemplateResponse("catalog", query=query, found=found)


def template(request: FormRequest) -> TemplateResponse | str:
    """One template of the catalog."""
    title = request.query.get("name", "")
    if title not in _catalog(request):
        return "/catalog"
    return TemplateResponse("add-integration", title=title)


def save_general_settings(request: FormRequest) -> str:
    """Keep label and visibility, and go on."""
    label = request.text("label")
    if not label:
        request.session.refuse("Application label is required.")
        return "/add/general-settings"
    request.session.admin.draft = {"label": label}
    request.session.admin.hidden_icon = request.on("hidden")
    return "/add/sign-on-options"


def sign_on_options(request: FormRequest) -> TemplateResponse | str:
    """The second page; it needs the first one."""
    if not request.session.admin.draft:
        return "/add/general-settings"
    return TemplateResponse("sign-on-options")


def save_sign_on_options(request: FormRequest) -> str:
    """Create the app."""
    session, chosen = request.session, {"format": request.text("format")}
    if session.admin.hidden_icon:
        chosen["icon"] = "hidden"
    for name, default in DEFAULTS.items():
        if request.text(name) not in ("", default):
            chosen[name] = request.text(name)
    if not _format(request):
        return "/add/sign-on-options"
    session.run(Action("create-app", values=chosen))
    session.admin.created = True
    session.org.settings.label = session.admin.draft.get("label", session.org.settings.label)
    return "/app/general"


def _format(request: FormRequest) -> bool:
    """Keep the username format, if it is one."""
    chosen = request.text("format")
    if chosen not in USERNAME_FORMATS:
        request.session.refuse(f"Application username format: {chosen!r} is none.")
        return False
    request.session.admin.username_format = chosen
    return True


def save_sign_on(request: FormRequest) -> str:
    """Another username format."""
    if _format(request):
        chosen = request.session.admin.username_format
        request.session.mapper.username_from(chosen, USERNAME_FORMATS[chosen])
    return "/app/sign-on"
