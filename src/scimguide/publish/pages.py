"""The pages of a guide in the order in which they are read."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mkdocs.config import load_config

from scimguide.pages.front_matter import front_matter
from scimguide.pages.regions import regions
from scimguide.project import Project


@dataclass(frozen=True)
class BuiltPage:
    """A page of the navigation."""

    name: str
    """Its file below ``docs/`` without ``.md``."""
    title: str
    """As the navigation calls it."""
    description: str
    section: str
    """The heading in the navigation below which it stands; empty for none."""
    printed: bool = True
    """Whether it stands in the PDF of the guide."""

    @property
    def folder(self) -> str:
        """Its place below the site: empty, or a path that ends with a slash."""
        return "" if self.name == "index" else f"{self.name.removesuffix('/index')}/"


@dataclass(frozen=True)
class BuiltGuide:
    """What the site says of itself, and its pages."""

    title: str
    description: str
    url: str
    """Where it is published, with a slash at the end; empty when that is not known."""
    pages: tuple[BuiltPage, ...]
    setup: tuple[BuiltPage, ...] = ()
    """The pages that lead to a working setup, as the checklist names them; empty without one."""


def guide_of(project: Project) -> BuiltGuide:
    """Read ``mkdocs.yml``; without a navigation, the pages come in the order of their names."""
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    config = load_config(str(project.root / "mkdocs.yml"))
    files = [p.relative_to(project.docs).as_posix() for p in project.pages]
    files.sort(key=lambda name: (name != "index.md", name))
    entries = _entries(config["nav"] if config["nav"] is not None else files)
    pages = [_page(project, title, name, section) for title, name, section in entries]
    url = (config["site_url"] or "").rstrip("/")
    description = config["site_description"] or ""
    named = {page.name: page for page in pages}
    setup = tuple(named[name] for name in _setup(project) if name in named)
    return BuiltGuide(
        config["site_name"], description, f"{url}/" if url else "", tuple(pages), setup
    )


def _setup(project: Project) -> list[str]:
    """The pages of the first checklist."""
    for page in project.pages:
        for region in regions(page.read_text("utf-8-sig")):
            if region.kind == "checklist":
                return [name.removesuffix(".md") for name in region.name.split()]
    return []


def _entries(nav: Any, section: str = "") -> Iterator[tuple[str, str, str]]:
    for item in nav:
        for title, value in item.items() if isinstance(item, dict) else [("", item)]:
            if isinstance(value, list):
                yield from _entries(value, title)
            elif value.endswith(".md"):
                yield title, value, section


def _page(project: Project, title: str, name: str, section: str) -> BuiltPage:
    settings = front_matter((project.docs / name).read_text("utf-8-sig"))
    stem = name.removesuffix(".md")
    return BuiltPage(
        stem, title or settings.title or stem, settings.description, section, settings.printed
    )
