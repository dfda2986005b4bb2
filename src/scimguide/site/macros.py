"""
Spec values in prose, by mkdocs-macros: ``{{ service.base_url }}``.

Only bare values belong here. Tables and snippets stand in the pages as
generated text, so that they can be read, run and searched without a site.
"""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scimguide.mapping import Spec, load
from scimguide.mapping.attributes import Attribute
from scimguide.site.playground import form


def define_env(env: Any) -> None:
    """Give the spec's parts to every page; mkdocs-macros calls this once a build."""
    spec = load(Path(env.conf["docs_dir"]) / "mapping.yaml", "docs/mapping.yaml")
    for name in ("service", "identity_provider", "users", "groups", "roles"):
        env.variables[name] = getattr(spec, name)
    env.variables["sample"] = samples(spec)

    @env.macro  # type: ignore[untyped-decorator]
    def attribute(path: str, kind: str = "users") -> Attribute:
        """An attribute of users or groups by its path."""
        return (spec.groups if kind == "groups" else spec.users).attribute(path)

    @env.macro  # type: ignore[untyped-decorator]
    def checked(source: str) -> str:
        """Where a fact comes from and when it was checked, as a link."""
        found = spec.sources[source]
        text = f"{found.title}, checked {month(found.checked)}"
        return f"[{text}]({found.url})" if found.url else text

    @env.macro  # type: ignore[untyped-decorator]
    def playground() -> str:
        """The form of the playground, or a note when the build has none."""
        return form(Path(env.conf["docs_dir"]), "../" * env.page.url.count("/"))


def samples(spec: Spec) -> SimpleNamespace:
    """Sample people by name with their Okta profile, and sample groups with their name."""
    people: dict[str, Any] = {
        person.name: SimpleNamespace(**person.profile) for person in spec.samples.users
    }
    teams = {
        team.name: SimpleNamespace(display_name=team.display_name) for team in spec.samples.groups
    }
    return SimpleNamespace(**people, **teams)


def month(day: str) -> str:
    """``2026-08`` or ``2026-08-31`` as people write it: August 2026, 31 August 2026."""
    parts = [int(part) for part in day.split("-")]
    moment = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    return f"{moment.day} {moment:%B %Y}" if len(parts) == 3 else f"{moment:%B %Y}"
