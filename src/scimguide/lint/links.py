"""The rule for links: each leads to a page, a file or an anchor that is published."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath, relpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.problem import closest

_TARGET = r"(?P<target>(?:\{\{.*?\}\}|[^()\s<>]|\([^()\s]*\))*)"
_INLINE = re.compile(rf"\]\([ ]*<?{_TARGET}>?(?:[ \t\n]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ ]*\)")
_DEFINITION = re.compile(
    rf"^ {{0,3}}\[(?P<name>[^\^\]\n][^\]\n]*)\]:[ ]*<?{_TARGET}>?", re.MULTILINE
)
_REFERENCE = re.compile(r"(?<![\\\w\]])\[(?P<text>[^\[\]\n]+)\] ?\[(?P<name>[^\[\]\n]*)\]")
_HTML = re.compile(r"<(?:a|img)\s[^>]*?\b(?:href|src)=[\"'](?P<target>[^\"'>]*)[\"']")
_SCHEMES = {"http", "https", "mailto", "tel"}


class _Link(NamedTuple):
    offset: int
    target: str


def targets(guide: Guide, page: Page) -> Iterator[Finding]:
    """Links that lead nowhere, or out of the guide."""
    for link in _links(page):
        target = guide.templates.text(link.target, page)
        problem = _problem(guide, page, target) if target is not None else None
        if problem:
            yield link.offset, problem
    yield from _undefined_references(page)
    for found in _HTML.finditer(page.content):
        if urlsplit(found["target"]).path.endswith(".md"):
            yield (
                found.start("target"),
                f"the link {found['target']!r} in HTML, which MkDocs leaves as it is, "
                f"expected Markdown: [text]({found['target']})",
            )


def _links(page: Page) -> Iterator[_Link]:
    for pattern in (_INLINE, _DEFINITION):
        for found in pattern.finditer(page.content):
            start, end = found.span("target")
            yield _Link(start, page.text[start:end])


def _undefined_references(page: Page) -> Iterator[Finding]:
    defined = {_label(found["name"]) for found in _DEFINITION.finditer(page.content)}
    for found in _REFERENCE.finditer(page.content):
        name = page.text[slice(*found.span("name" if found["name"] else "text"))]
        if _label(name) not in defined:
            yield (
                found.start(),
                f"no link is named {name!r}, expected a line '[{name}]: page.md' on this page"
                + closest(name, defined),
            )


def _label(name: str) -> str:
    """The name of a link as Markdown compares it."""
    return " ".join(name.lower().split())


def _problem(guide: Guide, page: Page, target: str) -> str | None:
    """What is wrong with the target of a link."""
    try:
        parts = urlsplit(target)
    except ValueError as error:
        return f"the link {target!r}, expected a URL or a path: {error}"
    if parts.scheme or parts.netloc:
        return _external(target, parts.scheme, parts.netloc)
    if not target:
        return "a link without a target, expected a page, a file, an anchor or a URL"
    if target.startswith(("/", "\\")):
        return f"the absolute link {target!r}, expected a path that starts at this page" + closest(
            target.strip("/\\").removesuffix("/") + ".md", _paths(guide, page)
        )
    if not parts.path:
        return _anchor_problem(guide, page.name, parts.fragment, "this page")
    name = normpath(join(dirname(page.name), unquote(parts.path)))
    if name not in guide.files or parts.path.endswith("/"):
        return _missing(guide, page, target, parts.path)
    if not name.endswith(".md"):
        return None
    nav = guide.config.nav
    if nav and name not in {entry.path for entry in nav}:
        return (
            f"the link {target!r} leads to a page that is not in the navigation, "
            f"expected 'docs/{name}' under 'nav' in mkdocs.yml"
        )
    return _anchor_problem(guide, name, parts.fragment, name)


def _external(target: str, scheme: str, host: str) -> str | None:
    if scheme and scheme not in _SCHEMES:
        return f"the link {target!r}, expected a path, or a URL that begins with https://"
    if scheme.startswith("http") and not host:
        return f"the link {target!r} without a host, expected '{scheme}://' and a host"
    return None


def _missing(guide: Guide, page: Page, target: str, path: str) -> str:
    """The message for a path at which there is nothing."""
    bare = path.rstrip("/").removesuffix(".html")
    guess = path if bare == path and "." in path else f"{bare}.md"
    return f"the link {target!r} leads to no page or file, expected one below docs/" + closest(
        guess, _paths(guide, page)
    )


def _paths(guide: Guide, page: Page) -> list[str]:
    """Everything that a page can link to, as the page has to write it."""
    start = dirname(page.name) or "."
    return [relpath(name, start) for name in sorted(guide.files)]


def _anchor_problem(guide: Guide, name: str, anchor: str, shown: str) -> str | None:
    if not anchor:
        return None
    known = guide.anchors(name)
    if known is None or anchor in known:
        return None
    return f"no anchor {'#' + anchor!r} on {shown}, expected one of its headings" + closest(
        f"#{anchor}", [f"#{each}" for each in known]
    )
