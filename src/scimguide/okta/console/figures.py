"""
Screens as figures: the template that the console serves, made into a still picture.

Nothing in a figure can be used or focused; what it shows is described in one
sentence, and its classes are its own, so that no style leaks in or out.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from scimguide.mapping import Spec, days
from scimguide.okta.console.screens import AREAS, SCREENS, navigation, render
from scimguide.okta.console.session import AdminState, Session
from scimguide.okta.console.static_html import Callout, StaticHtml
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
    return {"typed": typed, "members": [], "still": True}


def _mapping(session: Session) -> dict[str, Any]:
    found = next(a for a in session.spec.users.attributes if a.profile_editor)
    text = found.okta.expression if found.okta else ""
    person = session.spec.samples.users[0].full_name
    return {"editor": found.profile_editor, "expression": text, "kind": "Expression",
            "apply": "Create and update", "people": [person], "shown": person}  # fmt: skip


def _connection(session: Session) -> dict[str, Any]:
    draft = {"enabled": True, "base_url": session.service.base_url, "token": "••••••••••••"}
    return {"editing": True, "draft": {**draft, "import_groups": True}}


def _form(session: Session) -> dict[str, Any]:
    """The form of the group that was assigned last, with its role chosen."""
    role, given = session.spec.role_attribute, [*session.org.assignments.values()]
    attributes = [(role.profile_editor, role.canonical_values)] if role else []
    first = session.spec.roles.values[0] if session.spec.roles else None
    chosen = [value for values in given[-1].values.values() for value in values] if given else []
    title = given[-1].group.name if given else first.group if first else ""
    return {"title": title, "username": None, "action": "",
            "chosen": chosen, "attributes": attributes}  # fmt: skip


def _offered(session: Session) -> dict[str, Any]:
    """Groups that carry a role, before one is assigned; a group is pushed or assigned, not both."""
    roles = {each.group for each in session.spec.roles.values} if session.spec.roles else set()
    groups = [each for each in session.org.groups.values() if each.id not in session.org.pushes]
    return {"offered": [each for each in groups if not roles or each.name in roles], "assigned": ()}


def _to_push(session: Session) -> dict[str, Any]:
    """The group that was pushed last, typed in."""
    pushed = [each.group.name for each in session.org.pushes.values()]
    names = pushed or [each.display_name for each in session.spec.samples.groups]
    return {"wanted": names[-1] if names else ""}


def _unlinked(session: Session) -> dict[str, Any]:
    """The first group, with the choice that leaves the team as it is."""
    return {"group": next(iter(session.org.groups.values())), "choice": "leave"}


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
    "assign-groups": _offered,
    "push-by-name": _to_push,
    "unlink": _unlinked,
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
    "push-groups", "push-by-rule", "people", "groups", "tasks",
    "authentication",
)  # fmt: skip
FIGURES = sorted({*MORE, *PLAIN})
"""Every screen that can be shown as a figure."""


def figure(
    name: str, session: Session, marked: str = "", callouts: Iterable[Callout] = ()
) -> tuple[str, list[Callout]]:
    """
    A screen as a figure, with the control marked that the step is about, and the callouts it has.

    :raises KeyError: when there is no such screen, or no such control on it.
    """
    more = MORE[name](session) if name in MORE else {}
    screen = render(name, session, **more)
    place = "service" if AREAS.get(name) == "companies" else "okta"
    aside = navigation(name, session, place)
    whole = f'<nav class="side">{aside}</nav><div class="main">{screen}</div>'
    labels = StaticHtml()
    labels.feed(whole)
    if marked and marked not in labels.labels:
        raise KeyError(marked)
    picture = StaticHtml(marked, _placed(callouts, labels.labels))
    picture.feed(whole)
    heading, numbered = SCREENS[name], picture.numbered
    text = _alternative(session.spec, heading, marked)
    return (
        f'<figure class="rehearsal-screen"><div role="img" aria-label="{escape(text)}" inert '
        f'data-search-exclude class="frame">{"".join(picture.parts)}</div>'
        f"<figcaption>{_caption(session.spec, heading, bool(numbered))}</figcaption></figure>"
    ), numbered


def _placed(callouts: Iterable[Callout], labels: set[str]) -> dict[str, Callout]:
    """The callout of each label: every step has one place, and every label one step."""
    found: dict[str, Callout] = {}
    for each in callouts:
        free = [label for label in each.labels if label in labels and label not in found]
        if free:
            found[free[0]] = each
    return found


def _caption(spec: Spec, heading: str, numbered: bool) -> str:
    """What is seen, and when its labels were checked against published material."""
    sources = [each.source for each in spec.identity_provider.labels if heading in each.all_names]
    checked = f" Labels checked {days.time(spec.sources[sources[0]].checked)}." if sources else ""
    numbers = " The numbers are those of the steps." if numbered else ""
    return escape(f"{heading}, in the rehearsal console.{numbers}") + checked


def _alternative(spec: Spec, heading: str, marked: str) -> str:
    where = f"The screen {heading} of the rehearsal console for {spec.identity_provider.name}"
    return f"{where}, with {marked} marked." if marked else f"{where}, as it looks at this step."
