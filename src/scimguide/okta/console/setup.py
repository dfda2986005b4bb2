"""The catalog, Add Integration, and the tabs General and Sign On."""

from scimguide.mapping.identity_provider import USERNAME_FORMATS
from scimguide.okta.console.web import Asked, Screen


def _catalog(asked: Asked) -> list[str]:
    provider = asked.session.spec.identity_provider
    return [*provider.siblings, provider.app]


def applications(asked: Asked) -> Screen:
    """The app integrations."""
    return Screen("applications")


def catalog(asked: Asked) -> Screen:
    """The app catalog, searched."""
    query = asked.query.get("q", "")
    found = [title for title in _catalog(asked) if query and query.casefold() in title.casefold()]
    return Screen("catalog", query=query, found=found)


def template(asked: Asked) -> Screen | str:
    """One template of the catalog."""
    title = asked.query.get("name", "")
    return Screen("add-integration", title=title) if title in _catalog(asked) else "/catalog"


def general_settings(asked: Asked) -> Screen | str:
    """The first page of *Add Integration*."""
    return Screen("general-settings")


def save_general_settings(asked: Asked) -> str:
    """Keep label and visibility, and go on."""
    label = asked.text("label")
    if not label:
        asked.session.flash("Application label is required.", "error")
        return "/add/general-settings"
    asked.session.screen.draft = {"label": label}
    asked.session.screen.hidden_icon = asked.on("hidden")
    return "/add/sign-on-options"


def sign_on_options(asked: Asked) -> Screen | str:
    """The second page; it needs the first one."""
    return Screen("sign-on-options") if asked.session.screen.draft else "/add/general-settings"


def save_sign_on_options(asked: Asked) -> str:
    """Create the app."""
    session = asked.session
    _format(asked)
    session.screen.created = True
    session.org.settings.label = session.screen.draft.get("label", session.org.settings.label)
    return "/app/general"


def _format(asked: Asked) -> None:
    chosen = asked.text("format")
    if chosen in USERNAME_FORMATS:
        asked.session.screen.username_format = chosen
        asked.session.mapper.username_from(chosen, USERNAME_FORMATS[chosen])


def general(asked: Asked) -> Screen | str:
    """The tab *General*."""
    return Screen("general") if asked.session.screen.created else "/applications"


def sign_on(asked: Asked) -> Screen | str:
    """The tab *Sign On*."""
    return Screen("sign-on") if asked.session.screen.created else "/applications"


def save_sign_on(asked: Asked) -> str:
    """Another username format."""
    _format(asked)
    return "/app/sign-on"
