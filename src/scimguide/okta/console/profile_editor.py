"""The Profile Editor of the app: its attributes, and Add Attribute."""

from scimguide.mapping.actions import Action
from scimguide.okta import messages
from scimguide.okta.console.web import Asked, Screen

ADD = "/profile-editor/add"


def profile_editor(asked: Asked) -> Screen:
    """The attributes of the app's user."""
    return Screen("profile-editor")


def mappings(asked: Asked) -> Screen | str:
    """All mappings, which may be applied to everybody again."""
    if not asked.session.screen.created:
        return "/profile-editor"
    return Screen("mappings", saved="saved" in asked.query)


def add_form(asked: Asked) -> Screen | str:
    """An empty form."""
    if not asked.session.screen.created:
        return "/profile-editor"
    return Screen("add-attribute", typed={})


def add(asked: Asked) -> Screen | str:
    """Add an attribute of the guide; any difference from the guide is told."""
    session = asked.session
    typed = {name: str(value) for name, value in asked.form.items()}
    problem = _problem(asked)
    if problem:
        session.flash(problem, "error")
        return Screen("add-attribute", typed=typed)
    session.run(Action("add-attribute", variable=asked.text("variable")))
    return ADD if asked.text("do") == "another" else "/profile-editor/app"


def _problem(asked: Asked) -> str:
    """What differs from an attribute of the guide, which is all that this rehearsal knows."""
    spec, name = asked.session.spec, asked.text("variable")
    found = next(
        (a for a in spec.users.attributes
         if a.profile_editor and a.profile_editor.variable_name == name), None,
    )  # fmt: skip
    if found is None or found.profile_editor is None:
        known = ", ".join(asked.session.editors)
        return f"Variable name: {name!r}. This rehearsal knows the guide's attributes: {known}."
    if name in asked.session.mapper.added:
        return messages.ATTRIBUTE_CONFLICT
    values = [part.strip() for part in asked.text("members").split(",") if part.strip()]
    checks = [
        ("External name", asked.text("external"), found.external_name),
        ("External namespace", asked.text("namespace"), found.urn or spec.users.schema_),
        ("Data type", asked.text("type"), f"string{' array' if found.is_.multi_valued else ''}"),
        ("User personal", asked.on("personal"), found.profile_editor.user_personal),
        ("Attribute members", values, list(found.canonical_values or [])),
    ]
    for label, came, wanted in checks:
        if came != wanted:
            return f"{label}: {came!r}. The guide has {wanted!r}."
    return ""
