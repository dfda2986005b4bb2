"""The rules for ``mkdocs.yml`` and ``mapping.yaml``: they and the pages name each other."""

from collections import Counter
from collections.abc import Iterator

from scimguide.lint.guide import Guide
from scimguide.pages.marks import marks
from scimguide.problem import Problem, closest


def navigation(guide: Guide) -> Iterator[Problem]:
    """Pages that are not in the navigation, and entries without a page."""
    entries = guide.config.nav
    if entries is None:
        return
    listed = Counter(entry.path for entry in entries)
    for name in _expected_in_nav(guide, set(guide.names) - set(listed)):
        title = guide.page(name).settings.get("title", "Title")
        message = f"no entry for docs/{name}, expected a line '- {title}: {name}' below 'nav'"
        yield Problem("mkdocs.yml", guide.config.nav_line, 1, message)
    for entry in entries:
        if entry.path not in guide.files:
            message = f"{entry.path!r} is no page, expected one below docs/"
            message += closest(entry.path, guide.names)
            yield Problem("mkdocs.yml", entry.line, entry.column, message)
        elif listed[entry.path] > 1:
            message = f"{entry.path!r} is in the navigation more than once, expected it once"
            yield Problem("mkdocs.yml", entry.line, entry.column, message)


def _expected_in_nav(guide: Guide, names: set[str]) -> list[str]:
    """The pages that MkDocs publishes, without those that its settings leave out."""
    names = {name for name in names if name in guide.files}
    if names and guide.config.excluded:
        from pathspec import GitIgnoreSpec  # slow to import, and seldom needed

        names -= set(GitIgnoreSpec.from_lines(guide.config.excluded).match_files(names))
    return sorted(names)


def operations(guide: Guide) -> Iterator[Problem]:
    """Operations of the spec that no page shows."""
    shown = {
        mark.rest.removeprefix("snippet ")
        for name in guide.names
        for mark in marks(guide.page(name).text)
        if mark.verb == "generated" and mark.rest.startswith("snippet ")
    }
    for index, operation in enumerate(guide.spec.operations):
        if operation.name not in shown:
            yield guide.spec_source.problem(
                ("operations", index, "name"),
                f"no page shows {operation.name!r}, expected a line "
                f"'<!-- generated: snippet {operation.name} -->' on some page",
            )


def added_attributes(guide: Guide) -> Iterator[Problem]:
    """
    Attributes of the Profile Editor that no page adds or maps.

    A guide without such steps leaves them to its readers.
    """
    done = {
        mark.rest.partition(",")[0].strip()
        for name in guide.names
        for mark in marks(guide.page(name).text)
        if mark.verb == "okta"
    }
    if not any(action.startswith("add-attribute ") for action in done):
        return
    for index, attribute in enumerate(guide.spec.users.attributes):
        if attribute.profile_editor is None:
            continue
        variable = attribute.profile_editor.variable_name
        actions = {f"add-attribute {variable}": "adds"}
        if attribute.okta and attribute.okta.expression:
            actions[f"map {variable}"] = "maps"
        for action, verb in actions.items():
            if action not in done:
                yield guide.spec_source.problem(
                    ("users", "attributes", index, "profileEditor"),
                    f"no page {verb} {variable!r}, expected a line '<!-- okta: {action} -->' "
                    "below the step that does it",
                )
