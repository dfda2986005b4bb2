"""The tabs Assignments and Push Groups."""

from typing import Any

from scimguide.mapping.actions import Action
from scimguide.okta.console.web import Asked, Screen
from scimguide.okta.model import Group

ASSIGNMENTS, PUSH = "/app/assignments", "/app/push-groups"


def assignments(asked: Asked) -> Screen | str:
    """Who has the app."""
    return Screen("assignments") if asked.session.screen.created else "/applications"


def people(asked: Asked) -> Screen:
    """Choose a person."""
    return Screen("assign-people")


def groups(asked: Asked) -> Screen:
    """Choose a group."""
    return Screen("assign-groups")


def _attributes(asked: Asked) -> list[tuple[Any, list[str]]]:
    """Added attributes that are not mapped, with their values."""
    session = asked.session
    found = []
    for attribute in session.spec.users.attributes:
        editor = attribute.profile_editor
        if editor and editor.variable_name in session.mapper.added and not editor.user_personal:
            found.append((editor, list(attribute.canonical_values or [])))
    return found


def _values(asked: Asked) -> dict[str, str]:
    """The ticked values of each attribute, joined by commas as in an action."""
    ticked = {e.variable_name: asked.several(e.variable_name) for e, _ in _attributes(asked)}
    return {name: ",".join(values) for name, values in ticked.items() if values}


def person_form(asked: Asked) -> Screen | str:
    """The attribute form of a person."""
    person = asked.session.person(asked.path["id"])
    if person is None:
        return "/app/assign/people"
    context = asked.session.org.context(person)
    name = asked.session.mapper.username(context) or person.login
    action = f"/app/assign/person/{person.id}"
    title = person.profile.get("displayName") or person.login
    return Screen("assignment-form", title=title, username=name, action=action, chosen=[],
                  attributes=_attributes(asked))  # fmt: skip


def assign_person(asked: Asked) -> str:
    """*Save and Go Back*."""
    person = asked.session.person(asked.path["id"])
    if person:
        asked.session.run(
            Action("assign", person=asked.session.person_name(person), values=_values(asked))
        )
    return "/app/assign/people"


def _group(asked: Asked) -> Group | None:
    return asked.session.org.groups.get(asked.path.get("id") or asked.text("id"))


def group_form(asked: Asked) -> Screen | str:
    """The attribute form of a group."""
    group = _group(asked)
    if group is None:
        return "/app/assign/groups"
    given = asked.session.org.assignments.get(group.id)
    chosen = [value for values in (given.values if given else {}).values() for value in values]
    action = f"/app/assign/group/{group.id}"
    return Screen("assignment-form", title=group.name, username=None, action=action, chosen=chosen,
                  attributes=_attributes(asked))  # fmt: skip


def assign_group(asked: Asked) -> str:
    """*Save and Go Back*, for a new or an edited assignment."""
    group, session = _group(asked), asked.session
    if group:
        verb = "edit-group" if group.id in session.org.assignments else "assign-group"
        session.run(Action(verb, group=session.group_name(group), values=_values(asked)))
    return "/app/assign/groups"


def unassign_form(asked: Asked) -> Screen | str:
    """The question before the removal."""
    person = asked.session.person(asked.path["id"])
    return Screen("unassign", person=person) if person else ASSIGNMENTS


def unassign(asked: Asked) -> str:
    """Remove a person."""
    person = asked.session.person(asked.path["id"])
    if person:
        asked.session.run(Action("unassign", person=asked.session.person_name(person)))
    return ASSIGNMENTS


def unassign_group(asked: Asked) -> str:
    """Remove a group."""
    if group := _group(asked):
        asked.session.run(Action("unassign-group", group=asked.session.group_name(group)))
    return ASSIGNMENTS


def provision(asked: Asked) -> str:
    """*Provision User*."""
    person = asked.session.person(asked.text("id"))
    if person:
        asked.session.run(Action("assign", person=asked.session.person_name(person)))
    return ASSIGNMENTS


def push_groups(asked: Asked) -> Screen | str:
    """Which groups are pushed."""
    return Screen("push-groups") if asked.session.screen.created else "/applications"


def by_name(asked: Asked) -> Screen:
    """Choose a group by its name."""
    return Screen("push-by-name")


def push_by_name(asked: Asked) -> str:
    """Push a group."""
    session, name = asked.session, asked.text("name")
    found = next((g for g in session.org.groups.values() if g.name == name), None)
    if found is None:
        session.flash(f"No group is named {name!r}.", "error")
        return "/app/push/by-name"
    session.run(Action("push", group=session.group_name(found)))
    return "/app/push/by-name" if asked.text("do") == "another" else PUSH


def by_rule(asked: Asked) -> Screen:
    """Choose groups by a rule."""
    return Screen("push-by-rule")


def push_by_rule(asked: Asked) -> str:
    """Push every group that fits the rule."""
    tests = {"starts with": str.startswith, "contains": str.__contains__, "ends with": str.endswith}
    test, text = tests.get(asked.text("how"), str.startswith), asked.text("text")
    session = asked.session
    for group in list(session.org.groups.values()):
        if text and test(group.name, text) and group.id not in session.org.pushes:
            session.run(Action("push", group=session.group_name(group)))
    return PUSH


def push_action(asked: Asked) -> str:
    """Pause, resume or *Push now*."""
    group = _group(asked)
    verbs = {"pause": "pause-push", "resume": "resume-push", "now": "push-now"}
    verb = verbs.get(asked.path["step"])
    if group and verb and group.id in asked.session.org.pushes:
        asked.session.run(Action(verb, group=asked.session.group_name(group)))
    return PUSH


def unlink_form(asked: Asked) -> Screen | str:
    """Delete the group at the service, or leave it."""
    group = _group(asked)
    known = group and group.id in asked.session.org.pushes
    return Screen("unlink", group=group) if known else PUSH


def unlink(asked: Asked) -> str:
    """End a push."""
    group, choice = _group(asked), asked.text("choice")
    if group and group.id in asked.session.org.pushes and choice in ("delete", "leave"):
        asked.session.run(Action("unlink", group=asked.session.group_name(group), choice=choice))
    return PUSH
