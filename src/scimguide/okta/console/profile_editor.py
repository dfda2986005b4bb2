"""The Profile Editor of the app: its attributes, and Add Attribute."""

from scimguide.mapping.actions import Action
from scimguide.okta.console.web import FormRequest, TemplateResponse

ADD = "/profile-editor/add"
_ROWS = 5
"""Rows for members of an enumeration that the form has."""


def mappings(request: FormRequest) -> TemplateResponse | str:
    """All mappings, which may be applied to everybody again."""
    if not request.session.admin.created:
        return "/profile-editor"
    return TemplateResponse("mappings", saved="saved" in request.query)


def add_form(request: FormRequest) -> TemplateResponse | str:
    """An empty form."""
    if not request.session.admin.created:
        return "/profile-editor"
    return TemplateResponse("add-attribute", typed={}, members=rows([]))


def rows(members: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows of *Attribute members*, display name and value, with empty ones behind."""
    return members + [("", "")] * max(1, _ROWS - len(members))


def _members(request: FormRequest) -> list[tuple[str, str]]:
    """The rows that are filled in."""
    names, values = request.several("member-name"), request.several("member-value")
    found = [(n.strip(), v.strip()) for n, v in zip(names, values, strict=False)]
    return [row for row in found if any(row)]


def add(request: FormRequest) -> TemplateResponse | str:
    """Add an attribute of the guide; a difference from the guide is an error."""
    session = request.session
    typed = {name: str(value) for name, value in request.form.items()}
    if problem := _problem(request):
        session.refuse(problem)
        return TemplateResponse("add-attribute", typed=typed, members=rows(_members(request)))
    session.run(Action("add-attribute", variable=request.text("variable")))
    return ADD if request.text("do") == "another" else "/profile-editor/app"


REQUIRED = {
    "display": "Display name",
    "variable": "Variable name",
    "external": "External name",
    "namespace": "External namespace",
}
"""Fields of the form without which an attribute is never sent."""


def _problem(request: FormRequest) -> str:
    """What differs from an attribute of the guide, which is all that this rehearsal knows."""
    spec, name = request.session.spec, request.text("variable")
    for field, label in REQUIRED.items():
        if field in request.form and not request.text(field):
            return f"{label} is required."
    if name in request.session.mapper.added:
        return f"Variable name: {name!r} is there already."
    found = next(
        (a for a in spec.users.attributes
         if a.profile_editor and a.profile_editor.variable_name == name), None,
    )  # fmt: skip
    if found is None or found.profile_editor is None:
        known = ", ".join(request.session.editors)
        return f"Variable name: {name!r}. This rehearsal knows the guide's attributes: {known}."
    if unnamed := [value for name, value in _members(request) if not name]:
        return f"Attribute members: {unnamed[0]!r} has no display name."
    values = [value for _, value in _members(request)]
    editor = found.profile_editor
    checks = [
        ("Display name", request.text("display"), editor.display_name),
        ("External name", request.text("external"), found.external_name),
        ("External namespace", request.text("namespace"), found.urn or spec.users.schema_),
        ("Data type", request.text("type"), f"string{' array' if found.is_.multi_valued else ''}"),
        ("User personal", request.on("personal"), editor.user_personal),
        ("Define enumerated list of values", request.on("enum"), bool(found.canonical_values)),
        ("Attribute members", values, list(found.canonical_values or [])),
    ]
    if editor.group_priority:
        checks.append(("Group priority", request.text("priority"), editor.group_priority))
    for label, actual, wanted in checks:
        if actual != wanted:
            return f"{label}: {actual!r}. The guide has {wanted!r}."
    return ""
