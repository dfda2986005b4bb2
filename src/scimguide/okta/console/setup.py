"""The catalog, Add Integration, and the tabs General and Sign On."""

from scimguide.mapping.identity_provider import USERNAME_FORMATS
from scimguide.okta.console.web import FormRequest, TemplateResponse


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
        request.session.flash("Application label is required.", "error")
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
    session = request.session
    _format(request)
    session.admin.created = True
    session.org.settings.label = session.admin.draft.get("label", session.org.settings.label)
    return "/app/general"


def _format(request: FormRequest) -> None:
    chosen = request.text("format")
    if chosen in USERNAME_FORMATS:
        request.session.admin.username_format = chosen
        request.session.mapper.username_from(chosen, USERNAME_FORMATS[chosen])


def save_sign_on(request: FormRequest) -> str:
    """Another username format."""
    _format(request)
    return "/app/sign-on"
