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
from scimguide.site.guide_copies import guide_copies, guide_copy
from scimguide.site.playground import form
from scimguide.site.redirects import redirects
from scimguide.site.verification_stamps import VerificationStamps


def define_env(env: Any) -> None:
    """Give every page the names of ``scimguide.macros``; mkdocs-macros calls this once a build."""
    project = Project(Path(env.conf["docs_dir"]).parent)
    spec = load(project.spec_file, project.shown(project.spec_file))
    env.variables["stamps"] = VerificationStamps(project, spec)
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
        return guide_copies()

    def copy(self, name: str) -> str:
        return guide_copy(name, "../" * self._env.page.url.count("/") + "downloads/")

    def verification_summary(self) -> str:
        return verification.summary(_pages(self._env))

    def verification_tables(self) -> str:
        return verification.tables(_pages(self._env))

    def verification_excused(self) -> str:
        return verification.excused(_pages(self._env))


def _pages(env: Any) -> list[verification.PageProof]:
    """What is known of each page of the navigation."""
    stamps: VerificationStamps = env.variables["stamps"]
    if not stamps.pages:
        files = [(page.title, page.file.src_uri) for page in env.variables["navigation"].pages]
        stamps.read(files, lambda text: env.env.from_string(text).render(env.variables))
    return stamps.pages


def on_post_page_macros(env: Any) -> None:
    """Keep the page as Markdown, then add stamps and feedback; called after its macros."""
    stamps: VerificationStamps = env.variables["stamps"]
    name = env.page.file.src_uri
    write_copy(env.page, env.markdown, env.variables["files"], Path(env.conf["site_dir"]))
    env.markdown = stamps.with_stamps(name, env.markdown, from_meta(env.page.meta))
    repository = env.conf.get("extra", {}).get("repository")
    env.markdown += feedback(repository, name, env.page.title)


def on_post_build(env: Any) -> None:
    """Publish the proof, and signposts of moved pages; called once the pages are written."""
    _pages(env)
    site = Path(env.conf["site_dir"])
    env.variables["stamps"].publish(site)
    redirects(Path(env.conf["docs_dir"]), site, env.conf["site_url"] or "")
