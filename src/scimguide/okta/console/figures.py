"""
Screens as figures: the template that the console serves, made into a still picture.

Nothing in a figure can be used or focused; what it shows is described in one
sentence, and its classes are its own, so that no style leaks in or out.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from scimguide.mapping import Spec, days
from scimguide.okta.console.screens import SCREENS, render
from scimguide.okta.console.session import AdminState, Session
from scimguide.okta.console.static_html import StaticHtml
from scimguide.okta.rehearsal import Rehearsal


class NullService:
    """The service of a session that is only looked at."""

    def __init__(self, spec: Spec) -> None:
        self.base_url = spec.service.base_url

    def issue(self) -> str:
        """No token is issued for a picture."""
        return ""

    def revoke(self) -> None:
        """Nothing to revoke."""

    def clear(self) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to end."""


def still(spec: Spec, rehearsal: Rehearsal) -> Session:
    """A session for pictures of a rehearsal as it is now."""
    session = Session(spec, NullService(spec), rehearsal)
    session.admin = AdminState(
        created=True,
        draft={"label": spec.identity_provider.app_label},
        hidden_icon=True,
        username_format=spec.identity_provider.username_format,
        scim_enabled=True,
        token="••••••••••••••••",
    )
    return session


def _attribute(session: Session) -> dict[str, Any]:
    """The first attribute of the guide, typed into *Add Attribute*."""
    found = next(a for a in session.spec.users.attributes if a.profile_editor)
    assert found.profile_editor
    typed = {
        "display": found.profile_editor.display_name,
        "variable": found.profile_editor.variable_name,
        "external": found.external_name,
        "namespace": found.urn or session.spec.users.schema_,
        "personal": "on",
    }
    return {"typed": typed}


def _mapping(session: Session) -> dict[str, Any]:
    found = next(a for a in session.spec.users.attributes if a.profile_editor)
    text = found.okta.expression if found.okta else ""
    person = session.spec.samples.users[0].full_name
    return {"editor": found.profile_editor, "expression": text, "kind": "Expression", "apply": "",
            "people": [person], "shown": person}  # fmt: skip


def _connection(session: Session) -> dict[str, Any]:
    draft = {"enabled": True, "base_url": session.service.base_url, "token": "••••••••••••"}
    return {"editing": True, "draft": {**draft, "import_groups": True}}


def _form(session: Session) -> dict[str, Any]:
    role = session.spec.role_attribute
    attributes = [(role.profile_editor, role.canonical_values)] if role else []
    return {"title": _group(session), "username": None,
            "action": "", "chosen": [], "attributes": attributes}  # fmt: skip


def _group(session: Session) -> str:
    return next((r.group for r in session.spec.roles.values), "") if session.spec.roles else ""


def _pushed(session: Session) -> dict[str, Any]:
    return {"group": next(iter(session.org.groups.values()))}


MORE: dict[str, Callable[[Session], dict[str, Any]]] = {
    "catalog": lambda s: {
        "query": s.spec.identity_provider.app, "found": [s.spec.identity_provider.app],
    },
    "add-integration": lambda s: {"title": s.spec.identity_provider.app},
    "provisioning-integration": _connection,
    "provisioning-to-app": lambda s: {"show_unmapped": True},
    "attribute-edit": _mapping,
    "assignment-form": _form,
    "add-attribute": _attribute,
    "unlink": _pushed,
    "import": lambda s: {"statistics": ""},
    "companies": lambda s: {"inside": True},
    "mappings": lambda s: {"saved": False},
    "profile-editor": lambda s: {},
    "system-log": lambda s: {
        "query": "", "wrong": "",
        "events": s.org.system_log()[::-1],
    },
}  # fmt: skip
"""What a screen needs besides the session."""

PLAIN = (
    "applications", "general-settings", "sign-on-options", "general", "sign-on",
    "provisioning-to-app-edit", "provisioning-to-okta", "assignments", "assign-people",
    "assign-groups", "push-groups", "push-by-name", "push-by-rule", "people", "groups", "tasks",
    "authentication",
)  # fmt: skip
FIGURES = sorted({*MORE, *PLAIN})
"""Every screen that can be shown as a figure."""


def figure(name: str, session: Session, marked: str = "") -> str:
    """
    A screen as a figure, with the control marked that the step is about.

    :raises KeyError: when there is no such screen, or no such control on it.
    """
    more = MORE[name](session) if name in MORE else {}
    picture = StaticHtml(marked)
    picture.feed(render(name, session, **more))
    if marked and not picture.found:
        raise KeyError(marked)
    text = _alternative(session.spec, SCREENS[name], marked)
    return (
        f'<figure class="rehearsal-screen"><div role="img" aria-label="{escape(text)}" inert '
        f"data-search-exclude>{''.join(picture.parts)}</div>"
        f"<figcaption>{_caption(session.spec, SCREENS[name])}</figcaption></figure>"
    )


def _caption(spec: Spec, heading: str) -> str:
    """What is seen, and when its labels were checked against published material."""
    sources = [each.source for each in spec.identity_provider.labels if heading in each.names]
    checked = f" Labels checked {days.time(spec.sources[sources[0]].checked)}." if sources else ""
    return escape(f"{heading}, in the rehearsal console.") + checked


def _alternative(spec: Spec, heading: str, marked: str) -> str:
    where = f"The screen {heading} of the rehearsal console for {spec.identity_provider.name}"
    return f"{where}, with {marked} marked." if marked else f"{where}, as it looks at this step."
