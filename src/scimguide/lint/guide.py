"""The whole guide as the rules see it: read when a rule needs it, and never written."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from scimguide.lint import mkdocs_config
from scimguide.lint.anchors import Slugs, anchors, titles
from scimguide.lint.page import Page
from scimguide.lint.templates import Templates
from scimguide.mapping import Spec
from scimguide.mapping.attribute_names import attribute_names
from scimguide.mapping.source import SpecSource, read
from scimguide.problem import Problem
from scimguide.project import Project

Finding = tuple[int, str]
"""The offset of a problem in its page, and the message."""


class Guide:
    """The pages of a project by their names, and what they have in common."""

    def __init__(self, project: Project, spec: Spec) -> None:
        self.project = project
        self.spec = spec
        self._pages: dict[str, Page] = {}
        self._anchors: dict[str, set[str] | None] = {}
        self._headings: dict[str, dict[str, str]] = {}

    @cached_property
    def names(self) -> list[str]:
        """All pages, by their paths below ``docs/``."""
        return [page.relative_to(self.project.docs).as_posix() for page in self.project.pages]

    @cached_property
    def files(self) -> set[str]:
        """The paths of all files that MkDocs publishes, pages included."""
        paths = (path.relative_to(self.project.docs) for path in self.project.docs.rglob("*"))
        return {path.as_posix() for path in paths if not any(p.startswith(".") for p in path.parts)}

    def page(self, name: str) -> Page:
        """A page by its path below ``docs/``."""
        if name not in self._pages:
            path = self.project.docs / name
            text = path.read_text("utf-8-sig", errors="replace")
            self._pages[name] = Page(name, self.project.shown(path), text)
        return self._pages[name]

    @cached_property
    def config(self) -> mkdocs_config.MkDocsConfig:
        """The settings of ``mkdocs.yml``."""
        return mkdocs_config.load(self.project.root / "mkdocs.yml")

    @cached_property
    def templates(self) -> Templates:
        """What evaluates macros as the site does."""
        return Templates(self.project, self.spec, self.config)

    @cached_property
    def page_templates(self) -> set[str]:
        """The names of the theme's templates, and of those of the guide's own."""
        from mkdocs.utils import (
            get_theme_dir,
            get_theme_names,
        )  # no page but one with a template needs it

        folders = [self.project.root / self.config.custom_dir] if self.config.custom_dir else []
        if self.config.theme in get_theme_names():
            folders.append(Path(get_theme_dir(self.config.theme)))
        return {path.name for folder in folders for path in folder.glob("*.html")}

    @cached_property
    def _slugs(self) -> Slugs:
        return Slugs(self.config.toc)

    def anchors(self, name: str) -> set[str] | None:
        """The anchors of a page as it is published; None when only a build knows them."""
        if name not in self._anchors:
            self._anchors[name] = self._anchors_of(self.page(name))
        return self._anchors[name]

    @cached_property
    def spec_source(self) -> SpecSource:
        """The file of the spec as it is typed, with the places of its parts."""
        file = self.project.spec_file
        return read(file.read_bytes(), self.project.shown(file))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles of all pages, by their paths below ``docs/``."""
        return {name: str(self.page(name).settings.get("title", name)) for name in self.names}

    def headings(self, name: str) -> dict[str, str]:
        """The headings of a page by their anchors, those of macros as they are published."""
        if name not in self._headings:
            self._headings[name] = {
                anchor: self.templates.text(title, self.page(name)) or title
                for anchor, title in titles(self.page(name), self._slugs)
            }
        return self._headings[name]

    def _anchors_of(self, page: Page) -> set[str] | None:
        if not self.templates.apply_to(page):
            return anchors(page, self._slugs)
        text = self.templates.rendered(page)
        return None if text is None else anchors(Page(page.name, page.shown, text), self._slugs)

    @cached_property
    def attribute_names(self) -> set[str]:
        """The names of attributes that sentences may use."""
        return attribute_names(self.spec)

    @cached_property
    def spec_words(self) -> set[str]:
        """Words of the names in the spec, in lower case."""
        provider, samples = self.spec.identity_provider, self.spec.samples
        names = {self.spec.service.name, self.spec.service.plan, provider.name, provider.app}
        names |= provider.all_labels | set(provider.siblings) | {provider.app_label}
        names |= {str(value) for user in samples.users for value in user.profile.values()}
        names |= {group.display_name for group in samples.groups}
        names |= {source.title for source in self.spec.sources.values()}
        return set(re.findall(r"[a-z]+", " ".join(names).lower()))


Rule = Callable[[Guide, Page], Iterator[Finding]]
"""What finds the problems of one page."""

GuideRule = Callable[[Guide], Iterator[Problem]]
"""What finds the problems of a guide as a whole."""
