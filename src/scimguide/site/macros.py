"""
Spec values in prose, by mkdocs-macros: ``{{ service.base_url }}``.

Only what is a bare value or differs from build to build belongs here: stamps of the
last run, and the age of facts. Tables and snippets stand in the pages as generated
text, so that they can be read, run and searched without a site.
"""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scimguide.mapping import Spec, days, load
from scimguide.mapping.attributes import Attribute
from scimguide.pages.front_matter import from_meta, front_matter
from scimguide.project import Project
from scimguide.site import verification
from scimguide.site.copies import write_copy
from scimguide.site.feedback import feedback
from scimguide.site.offered import offered
from scimguide.site.playground import form
from scimguide.site.redirects import redirects
from scimguide.site.trust import Trust


def define_env(env: Any) -> None:
    """Give the spec's parts to every page; mkdocs-macros calls this once a build."""
    docs = Path(env.conf["docs_dir"])
    spec = load(docs / "mapping.yaml", "docs/mapping.yaml")
    env.variables["trust"] = Trust(Project(docs.parent), spec)
    for name in ("service", "identity_provider", "users", "groups", "roles"):
        env.variables[name] = getattr(spec, name)
    env.variables["sample"] = samples(spec)
    env.variables["minutes"] = minutes(Path(env.conf["docs_dir"]))

    @env.macro  # type: ignore[untyped-decorator]
    def attribute(path: str, kind: str = "users") -> Attribute:
        """An attribute of users or groups by its path."""
        return (spec.groups if kind == "groups" else spec.users).attribute(path)

    @env.macro  # type: ignore[untyped-decorator]
    def checked(source: str) -> str:
        """Where a fact comes from and when it was checked, as a link."""
        found = spec.sources[source]
        text = f"{found.title}, checked {days.time(found.checked)}"
        return f"[{text}]({found.url})" if found.url else text

    @env.macro  # type: ignore[untyped-decorator]
    def changelog() -> str:
        """The change log of the repository, without its title; a version keeps its anchor."""
        text = (Path(env.conf["docs_dir"]).parent / "CHANGELOG.md").read_text("utf-8")
        text = text.partition("\n")[2].strip()
        return re.sub(r"(?m)^## (\d+\.\d+\.\d+).*", r"\g<0> { #v\1 }", text)

    @env.macro  # type: ignore[untyped-decorator]
    def playground() -> str:
        """The form of the playground, or a note when the build has none."""
        return form(Path(env.conf["docs_dir"]), "../" * env.page.url.count("/"))

    @env.macro  # type: ignore[untyped-decorator]
    def copies() -> str:
        """The copies of the whole guide that this build offers."""
        return offered()

    @env.macro  # type: ignore[untyped-decorator]
    def verification_summary() -> str:
        """How much of the guide was executed, n of n, and with what."""
        return verification.summary(_pages(env))

    @env.macro  # type: ignore[untyped-decorator]
    def verification_tables() -> str:
        """Everything that was executed, page by page."""
        return verification.tables(_pages(env))

    @env.macro  # type: ignore[untyped-decorator]
    def verification_excused() -> str:
        """What no machine carries out, with the reasons."""
        return verification.excused(_pages(env))


def _pages(env: Any) -> list[verification.PageProof]:
    """What is known of each page of the navigation."""
    trust: Trust = env.variables["trust"]
    if not trust.pages:
        files = [(page.title, page.file.src_uri) for page in env.variables["navigation"].pages]
        trust.read(files)
    return trust.pages


def on_post_page_macros(env: Any) -> None:
    """Keep the page as Markdown, then add stamps and feedback; called after its macros."""
    trust: Trust = env.variables["trust"]
    source = env.page.file.src_uri
    write_copy(env.page, env.markdown, env.variables["files"], Path(env.conf["site_dir"]))
    env.markdown = trust.trusted(source, env.markdown, from_meta(env.page.meta))
    repository = env.conf.get("extra", {}).get("repository")
    env.markdown += feedback(repository, source, env.page.title)


def on_post_build(env: Any) -> None:
    """Publish the proof, and signposts of moved pages; called once the pages are written."""
    _pages(env)
    site = Path(env.conf["site_dir"])
    env.variables["trust"].publish(site)
    redirects(Path(env.conf["docs_dir"]), site, env.conf["site_url"] or "")


def minutes(docs: Path) -> int:
    """How long the setup takes: what the front matters of all pages say together."""
    pages = [front_matter(page.read_text("utf-8-sig")) for page in docs.rglob("*.md")]
    return sum(settings.minutes or 0 for settings in pages)


def samples(spec: Spec) -> SimpleNamespace:
    """Sample people by name with their Okta profile, and sample groups with their name."""
    people: dict[str, Any] = {
        person.name: SimpleNamespace(**person.profile) for person in spec.samples.users
    }
    teams = {
        team.name: SimpleNamespace(display_name=team.display_name) for team in spec.samples.groups
    }
    return SimpleNamespace(**people, **teams)
