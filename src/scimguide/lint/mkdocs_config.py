"""The settings of ``mkdocs.yml`` that decide how pages are read, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_MACROS = ("macros", "mkdocs-macros-plugin")


@dataclass(frozen=True, order=True)
class NavEntry:
    """A page of the navigation: its path below ``docs/``, and where ``mkdocs.yml`` names it."""

    path: str
    line: int
    column: int


@dataclass
class MkDocsConfig:
    """What ``mkdocs.yml`` says; a part that it leaves out is None or empty."""

    nav: list[NavEntry] | None = None
    nav_line: int = 1
    macros: dict[str, Any] | None = None
    """The options of mkdocs-macros; None without the plugin."""
    toc: dict[str, Any] = field(default_factory=dict)
    """The options of Python-Markdown's table of contents."""
    extra: dict[str, Any] = field(default_factory=dict)
    theme: str = "mkdocs"
    custom_dir: str = ""
    """The folder with templates of the guide's own, from the folder of ``mkdocs.yml``."""
    excluded: list[str] = field(default_factory=list)
    """Patterns, as of ``.gitignore``, of pages that are not to be in the navigation."""


class _Loader(yaml.CUnsafeLoader):
    """YAML with the tags of MkDocs: extensions are configured with names of Python functions."""


_Loader.add_constructor("!ENV", lambda loader, node: None)
_Loader.add_constructor("!relative", lambda loader, node: None)


def load(path: Path) -> MkDocsConfig:
    """The settings of a file; empty ones when there is none, or when it is no YAML."""
    config = MkDocsConfig()
    try:
        loader = _Loader(path.read_text("utf-8"))
    except OSError:
        return config
    try:
        node = loader.get_single_node()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                _read(loader, config, key, value)
    except yaml.YAMLError:
        pass  # MkDocs says where
    finally:
        loader.dispose()
    return config


def _read(loader: Any, config: MkDocsConfig, key: yaml.Node, value: yaml.Node) -> None:
    if key.value == "nav":
        config.nav, config.nav_line = list(_entries(value)), key.start_mark.line + 1
    elif key.value == "plugins":
        options = _options(loader, value)
        config.macros = next((options[name] for name in _MACROS if name in options), None)
    elif key.value == "markdown_extensions":
        options = _options(loader, value)
        config.toc = options.get("toc", options.get("markdown.extensions.toc", {}))
    elif key.value == "theme":
        theme = loader.construct_object(value, deep=True)
        options = theme if isinstance(theme, dict) else {"name": theme}
        config.theme = str(options.get("name") or "")
        config.custom_dir = str(options.get("custom_dir") or "")
    elif key.value == "extra":
        config.extra = loader.construct_object(value, deep=True) or {}
    elif key.value in ("exclude_docs", "draft_docs", "not_in_nav"):
        config.excluded += re.findall(r"\S+", str(value.value))


def _entries(node: yaml.Node) -> Iterator[NavEntry]:
    """The pages of a navigation, from top to bottom."""
    if isinstance(node, yaml.ScalarNode):
        if node.value.endswith(".md"):
            yield NavEntry(node.value, node.start_mark.line + 1, node.start_mark.column + 1)
        return
    for part in node.value:
        yield from _entries(part[1] if isinstance(part, tuple) else part)


def _options(loader: Any, node: yaml.Node) -> dict[str, dict[str, Any]]:
    """The options of plugins or extensions by their names, of those that lint looks at."""
    found: dict[str, dict[str, Any]] = {}
    for part in node.value:
        pairs = part.value if isinstance(part, yaml.MappingNode) else [(part, None)]
        for key, value in [part] if isinstance(part, tuple) else pairs:
            if key.value in (*_MACROS, "toc", "markdown.extensions.toc"):
                options = loader.construct_object(value, deep=True) if value else None
                found[key.value] = options if isinstance(options, dict) else {}
    return found
