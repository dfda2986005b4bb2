"""
The whole guide as one tagged PDF, printed by Chromium from one page.

The page is made of the articles of all pages in the order of the navigation.
An anchor gets the name of its page in front, so that links between pages
become links inside of the document.
"""

import re
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from scimguide.publish.html import Attributes, article, edited, start_tags
from scimguide.publish.pages import BuiltGuide, BuiltPage

NAME = "guide.pdf"

_NAMING = ("id", "for", "name", "aria-labelledby", "aria-describedby")
_DATE = re.compile(rb"(?<=Date \(D:)\d{14}(?=[+-]\d\d'\d\d'\))")

_WHOLE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
{styles}<style>
  @page {{ size: A4; margin: 18mm 16mm }}
  html {{ font-size: 100%; background: #fff }} body {{ background: #fff; display: block }}
  .part {{ break-before: page }} .headerlink, .md-clipboard {{ display: none }}
  .title {{ padding-top: 70mm }} .title h1 {{ font-size: 2.6em }}
  pre, pre code {{ white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible }}
  .md-typeset__scrollwrap {{ overflow: visible; margin: 0 }}
  table:not([class]) {{ display: table; width: 100%; table-layout: auto; font-size: .58rem }}
  .md-typeset table:not([class]) :is(th, td) {{ min-width: 0; overflow-wrap: anywhere;
    padding: .35em .5em }} .md-typeset table:not([class]) th {{ overflow-wrap: break-word }}
  .md-typeset table:not([class]) td:first-child {{ min-width: 0 }}
  .md-typeset table:not([class]) code {{ overflow-wrap: anywhere; word-break: normal }}
  figure, tr, .admonition > p {{ break-inside: avoid }} h1, h2, h3, summary {{ break-after: avoid }}
</style></head><body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom"
 data-md-color-accent="custom"><main class="md-typeset">
<section class="title"><h1>{title}</h1><p>{sentence}</p><p>Edition of {edition}</p>
{contents}</section>
{parts}</main></body></html>"""


def write_pdf(page: Any, site: Path, guide: BuiltGuide, edition: str, when: int) -> None:
    """Print ``downloads/guide.pdf`` of a built site."""
    file = site / "whole.html"
    file.write_text(whole(site, guide, edition), "utf-8")
    try:
        page.goto(file.resolve().as_uri())
        content = page.pdf(
            prefer_css_page_size=True,
            print_background=True,
            tagged=True,
            outline=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template='<div style="width:100%;text-align:center;font:8px sans-serif">'
            '<span class="pageNumber"></span></div>',
        )
    finally:
        file.unlink()
    (site / "downloads").mkdir(exist_ok=True)
    (site / "downloads" / NAME).write_bytes(dated(content, when))


def dated(content: bytes, when: int) -> bytes:
    """The same document with another time of creation; no byte moves."""
    return _DATE.sub(f"{datetime.fromtimestamp(when, UTC):%Y%m%d%H%M%S}".encode(), content)


def whole(site: Path, guide: BuiltGuide, edition: str) -> str:
    """One page of HTML that has everything."""
    folders = {page.folder: anchor(page) for page in guide.pages}
    first = (site / "index.html").read_text("utf-8")
    return _WHOLE.format(
        title=escape(guide.title),
        sentence=escape(guide.description),
        edition=escape(edition),
        styles="\n".join(
            tag.text for tag in start_tags(first) if tag.attributes.get("rel") == "stylesheet"
        ),
        contents=_contents(guide),
        parts="\n".join(_part(site, page, folders) for page in guide.pages),
    )


def anchor(page: BuiltPage) -> str:
    """The name of a page inside of the document."""
    return page.name.replace("/", ".")


def _contents(guide: BuiltGuide) -> str:
    items = "".join(f'<li><a href="#{anchor(p)}">{escape(p.title)}</a></li>' for p in guide.pages)
    return f"<ul>{items}</ul>"


def _part(site: Path, page: BuiltPage, folders: dict[str, str]) -> str:
    name = anchor(page)

    def moved(tag: str, attributes: Attributes) -> None:
        for key in _NAMING:
            if attributes.get(key) and tag != "meta":
                attributes[key] = " ".join(
                    f"{name}.{word}" for word in str(attributes[key]).split()
                )
        if tag == "details":
            attributes["open"] = None
        attributes.pop("inert", None)
        for key in ("href", "src"):
            if (link := attributes.get(key)) is not None:
                attributes[key] = _link(link, page.folder, name, folders)

    html = edited(article((site / page.folder / "index.html").read_text("utf-8")), moved)
    return f'<section class="part" id="{name}">{html}</section>'


def _link(link: str, folder: str, name: str, folders: dict[str, str]) -> str:
    if ":" in link:
        return link
    if link.startswith("#"):
        return f"#{name}.{link[1:]}"
    path, _, fragment = link.partition("#")
    place = normpath(join(folder, path))
    target = folders.get("" if place == "." else f"{place}/")
    if target is None:
        return place
    return f"#{target}.{fragment}" if fragment else f"#{target}"
