"""
Spec values in prose, by mkdocs-macros: ``{{ service.base_url }}``.

Only what is a bare value or differs from build to build belongs here: stamps of the
last run, and the age of facts. Tables and snippets stand in the pages as generated
text, so that they can be read, run and searched without a site.
"""

from pathlib import Path
from typing import Any

from scimguide.macros import BuildMacros, build_macros, macros, variables
from scimguide.mapping import load
from scimguide.pages.front_matter import from_meta
from scimguide.project import Project
from scimguide.site import verification
from scimguide.site.copies import write_copy
from scimguide.site.feedback import feedback
from scimguide.site.offered import offered
from scimguide.site.playground import form
from scimguide.site.redirects import redirects
from scimguide.site.trust import Trust


def define_env(env: Any) -> None:
    """Give every page the names of ``scimguide.macros``; mkdocs-macros calls this once a build."""
    project = Project(Path(env.conf["docs_dir"]).parent)
    spec = load(project.spec_file, project.shown(project.spec_file))
    env.variables["trust"] = Trust(project, spec)
    env.variables.update(variables(spec, project))
    for name, macro in (macros(spec, project) | build_macros(_Build(env))).items():
        env.macro(macro, name)


class _Build(BuildMacros):
    """The macros of the build that an environment of mkdocs-macros belongs to."""

    def __init__(self, env: Any) -> None:
        self._env = env

    def playground(self) -> str:
        env = self._env
        return form(Path(env.conf["docs_dir"]), "../" * env.page.url.count("/"))

    def copies(self) -> str:
        return offered()

    def verification_summary(self) -> str:
        return verification.summary(_pages(self._env))

    def verification_tables(self) -> str:
        return verification.tables(_pages(self._env))

    def verification_excused(self) -> str:
        return verification.excused(_pages(self._env))


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
    name = env.page.file.src_uri
    write_copy(env.page, env.markdown, env.variables["files"], Path(env.conf["site_dir"]))
    env.markdown = trust.trusted(name, env.markdown, from_meta(env.page.meta))
    repository = env.conf.get("extra", {}).get("repository")
    env.markdown += feedback(repository, name, env.page.title)


def on_post_build(env: Any) -> None:
    """Publish the proof, and signposts of moved pages; called once the pages are written."""
    _pages(env)
    site = Path(env.conf["site_dir"])
    env.variables["trust"].publish(site)
    redirects(Path(env.conf["docs_dir"]), site, env.conf["site_url"] or "")
