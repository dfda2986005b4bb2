"""The tabs Assignments and Push Groups."""

from scimguide.mapping.actions import Action
from scimguide.mapping.attributes import ProfileEditor
from scimguide.okta.console.web import FormRequest, TemplateResponse
from scimguide.okta.model import Group

ASSIGNMENTS, PUSH = "/app/assignments", "/app/push-groups"


def _attributes(request: FormRequest) -> list[tuple[ProfileEditor, list[str]]]:
    """Added attributes that are not mapped, with their values."""
    session = request.session
    found = []
    for attribute in session.spec.users.attributes:
        editor = attribute.profile_editor
        if editor and editor.variable_name in session.mapper.added and not editor.user_personal:
            found.append((editor, list(attribute.canonical_values or [])))
    return found


def _values(request: FormRequest) -> dict[str, str]:
    """The ticked values of each attribute, joined by commas as in an action."""
    ticked = {e.variable_name: request.several(e.variable_name) for e, _ in _attributes(request)}
    return {name: ",".join(values) for name, values in ticked.items() if values}


def _form(
    request: FormRequest, title: str, username: str | None, action: str, chosen: list[str]
) -> TemplateResponse:
    return TemplateResponse(
        "assignment-form",
        title=title,
        username=username,
        action=action,
        chosen=chosen,
        attributes=_attributes(request),
    )


def person_form(request: FormRequest) -> TemplateResponse | str:
    """The attribute form of a person."""
    person = request.person
    if person is None:
        return "/app/assign/people"
    context = request.session.org.context(person)
    name = request.session.mapper.username(context) or person.login
    action = f"/app/assign/person/{person.id}"
    title = person.profile.get("displayName") or person.login
    return _form(request, title, name, action, [])


def assign_person(request: FormRequest) -> str:
    """*Save and Go Back*."""
    if person := request.person:
        name = request.session.name_of(person)
        request.session.run(Action("assign", person=name, values=_values(request)))
    return "/app/assign/people"


def group_form(request: FormRequest) -> TemplateResponse | str:
    """The attribute form of a group."""
    group = request.group
    if group is None:
        return "/app/assign/groups"
    given = request.session.org.assignments.get(group.id)
    chosen = [value for values in (given.values if given else {}).values() for value in values]
    action = f"/app/assign/group/{group.id}"
    return _form(request, group.name, None, action, chosen)


def assign_group(request: FormRequest) -> str:
    """*Save and Go Back*, for a new or an edited assignment."""
    group, session = request.group, request.session
    if group:
        verb = "edit-group" if group.id in session.org.assignments else "assign-group"
        session.run(Action(verb, group=session.name_of(group), values=_values(request)))
    return "/app/assign/groups"


def unassign_form(request: FormRequest) -> TemplateResponse | str:
    """The question before the removal."""
    person = request.person
    return TemplateResponse("unassign", person=person) if person else ASSIGNMENTS


def unassign(request: FormRequest) -> str:
    """Remove a person."""
    if person := request.person:
        request.session.run(Action("unassign", person=request.session.name_of(person)))
    return ASSIGNMENTS


def unassign_group(request: FormRequest) -> str:
    """Remove a group."""
    if group := request.group:
        request.session.run(Action("unassign-group", group=request.session.name_of(group)))
    return ASSIGNMENTS


def provision(request: FormRequest) -> str:
    """*Provision User*."""
    if person := request.person:
        request.session.run(Action("assign", person=request.session.name_of(person)))
    return ASSIGNMENTS


def push_by_name(request: FormRequest) -> str:
    """Push a group."""
    session = request.session
    found = next((g for g in session.org.groups.values() if g.name == request.text("name")), None)
    if found is None or (problem := _push_problem(request, found)):
        session.refuse(problem if found else _unknown(request.text("name")))
        return "/app/push/by-name"
    choice = "" if request.on("members") else "without-members"
    session.run(Action("push", group=session.name_of(found), choice=choice))
    return "/app/push/by-name" if request.text("do") == "another" else PUSH


def _unknown(name: str) -> str:
    if name == "Everyone":
        return "The group Everyone cannot be pushed."
    return f"No group is named {name!r}."


def _push_problem(request: FormRequest, group: Group) -> str:
    """Why a group cannot be pushed; *Link Group* is for groups that an import has found."""
    org = request.session.org
    if group.id in org.pushes:
        return f"The group {group.name!r} is pushed already."
    if request.text("match") == "Link Group" and group.name not in org.known_groups:
        return f"No group to link is named {group.name!r}: select Refresh App Groups first."
    return ""


def push_by_rule(request: FormRequest) -> str:
    """Push every group that fits the rule."""
    tests = {"starts with": str.startswith, "contains": str.__contains__, "ends with": str.endswith}
    test, text = tests.get(request.text("how"), str.startswith), request.text("text")
    session = request.session
    for group in list(session.org.groups.values()):
        if text and test(group.name, text) and group.id not in session.org.pushes:
            session.run(Action("push", group=session.name_of(group)))
    return PUSH


def push_action(request: FormRequest) -> str:
    """Pause, resume or *Push now*."""
    group = request.group
    verbs = {"pause": "pause-push", "resume": "resume-push", "now": "push-now"}
    verb = verbs.get(request.path["step"])
    if group and verb and group.id in request.session.org.pushes:
        request.session.run(Action(verb, group=request.session.name_of(group)))
    return PUSH


def unlink_form(request: FormRequest) -> TemplateResponse | str:
    """Delete the group at the service, or leave it."""
    group = request.group
    known = group and group.id in request.session.org.pushes
    return TemplateResponse("unlink", group=group, choice="delete") if known else PUSH


def unlink(request: FormRequest) -> str:
    """End a push."""
    group, choice = request.group, request.text("choice")
    if group and group.id in request.session.org.pushes and choice in ("delete", "leave"):
        request.session.run(Action("unlink", group=request.session.name_of(group), choice=choice))
    return PUSH
