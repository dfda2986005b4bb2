"""What there is to do in a rehearsal, in the order of the guide, and what of it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scimguide.mapping import Spec
from scimguide.okta.console.session import Session


@dataclass(frozen=True)
class Milestone:
    """Something to reach, and the screen on which it begins."""

    text: str
    link: str
    reached: Callable[[Session], bool]


def progress(session: Session) -> list[tuple[Milestone, bool]]:
    """Every milestone of the guide, and whether it is reached."""
    return [(each, each.reached(session)) for each in milestones(session.spec)]


def milestones(spec: Spec) -> Iterator[Milestone]:
    """What the guide of this spec has to reach, in order."""
    service, provider = spec.service.name, spec.identity_provider.name
    yield Milestone(
        f"Turn on SCIM in {service} and generate a token",
        "/companies/example/authentication",
        lambda session: bool(session.admin.token),
    )
    yield Milestone(
        "Add the app from the catalog", "/catalog", lambda session: session.admin.created
    )
    yield Milestone(
        "Connect the API with base URL and token",
        "/app/provisioning/integration?edit=1",
        lambda session: session.org.settings.enabled,
    )
    yield Milestone(
        f"Let {provider} create, update and deactivate",
        "/app/provisioning/to-app?edit=1",
        _switched_on,
    )
    if spec.editors:
        yield Milestone(
            "Add the attributes that the template lacks",
            "/profile-editor/add",
            lambda session: set(session.editors) <= session.mapper.added,
        )
        yield Milestone(
            "Map the added attributes that are personal",
            "/app/provisioning/to-app?unmapped=1",
            _mapped,
        )
    yield Milestone("Assign one person", "/app/assign/people", _did("assign"))
    yield Milestone("Change that person's profile", "/people", _did("change"))
    if spec.role_attribute:
        yield Milestone("Assign a group with its role", "/app/assign/groups", _did("assign-group"))
    yield Milestone("Push a group", "/app/push/by-name", _did("push"))
    yield Milestone("Unassign the person again", "/app/assignments", _did("unassign"))


def _switched_on(session: Session) -> bool:
    settings = session.org.settings
    return settings.create_users and settings.update_users and settings.deactivate_users


def _mapped(session: Session) -> bool:
    personal = {name for name, editor in session.editors.items() if editor.user_personal}
    return personal <= {row.attribute.variable for row in session.mapper.rows}


def _did(verb: str) -> Callable[[Session], bool]:
    return lambda session: any(action.verb == verb for action in session.done)
