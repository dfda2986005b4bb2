"""What machines read: ``llms.txt``, the whole guide as one file, and ``robots.txt``."""

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath

from scimguide.publish.pages import BuiltGuide, BuiltPage

_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s:]*)(?=\))")
"""The target of a Markdown link that names no scheme."""


def write_llms_txt(site: Path, guide: BuiltGuide) -> None:
    """Write ``llms.txt`` and ``llms-full.txt`` into the site."""
    (site / "llms.txt").write_text("\n".join(index(guide)) + "\n", "utf-8")
    (site / "llms-full.txt").write_text(whole(site, guide), "utf-8")


def write_robots_txt(site: Path, guide: BuiltGuide) -> None:
    """Write ``robots.txt``, and remove the map of a site that does not know its URL."""
    lines = ["User-agent: *", "Allow: /"]
    lines += [f"\nSitemap: {guide.url}sitemap.xml"] if guide.url else []
    (site / "robots.txt").write_text("\n".join(lines) + "\n", "utf-8")
    if not guide.url:
        # MkDocs writes a map without a single address then.
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (site / name).unlink(missing_ok=True)


def index(guide: BuiltGuide) -> Iterator[str]:
    """The pages with one sentence each, as https://llmstxt.org proposes."""
    yield f"# {guide.title}"
    yield f"\n> {guide.description}\n"
    section = None
    for page in guide.pages:
        if page.section != section:
            section = page.section
            yield f"\n## {section}\n" if section else ""
        sentence = f": {page.description}" if page.description else ""
        yield f"- [{page.title}]({guide.url}{page.folder}index.md){sentence}"
    yield f"\n## Optional\n\n- [All pages in one file]({guide.url}llms-full.txt)"


def whole(site: Path, guide: BuiltGuide) -> str:
    """All pages as one Markdown file, with links that work from the root of the site."""
    return "\n".join(_part(site, guide, page) for page in guide.pages)


def _part(site: Path, guide: BuiltGuide, page: BuiltPage) -> str:
    def rooted(link: re.Match[str]) -> str:
        path, mark, anchor = link["target"].partition("#")
        path = normpath(f"{page.folder}{path}") if path else f"{page.folder}index.md"
        return f"{guide.url}{path}{mark}{anchor}"

    text = (site / page.folder / "index.md").read_text("utf-8")
    return f"<!-- {guide.url}{page.folder} -->\n\n{_LINK.sub(rooted, text)}"
