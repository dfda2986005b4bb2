"""
The guide as one tagged PDF, and the setup alone as a short one, printed by Chromium.

The page is made of the articles in the order of the navigation, without those of pages that say
``printed: false``.
An anchor gets the name of its page in front, so that links between pages
become links inside of the document.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from scimguide.publish.html import Attributes, article, edited, start_tags
from scimguide.publish.pages import BuiltGuide, BuiltPage

WHOLE, SETUP = "guide.pdf", "setup.pdf"

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
  .short {{ font-size: 0.5rem }} .short .part {{ break-before: auto }}
  .short .title {{ padding: 0 }} .short .title h1 {{ font-size: 1.6em; margin: 0 }}
  .short .rehearsal-screen {{ zoom: .8 }}
  figure, tr, .admonition > p {{ break-inside: avoid }} h1, h2, h3, summary {{ break-after: avoid }}
</style></head><body class="{kind}" dir="ltr"
 data-md-color-scheme="default" data-md-color-primary="custom"
 data-md-color-accent="custom"><main class="md-typeset">
<section class="title"><h1>{title}</h1><p>{sentence}</p><p>Edition of {edition}</p>
{contents}</section>
{parts}</main></body></html>"""


SHORTENED = """() => {
  const level = each => Number(/^H([1-6])$/.exec(each?.tagName ?? "")?.[1] ?? (each ? 9 : 0))
  const headings = [...document.querySelectorAll(".part :is(h2, h3)")].reverse()
  const summaries = [...document.querySelectorAll("details.example > summary")]
  const folded = new Set(summaries.map(each => each.innerText.trim()))
  for (const heading of headings.filter(each => folded.has(each.innerText.replace("¶", "").trim())))
    while (level(heading.nextElementSibling) > level(heading)) heading.nextElementSibling.remove()
  const optional = "details:is(.example, .exchange, .proof), .tabbed-set, .sequence, .stamp, " +
    ".highlight:not(.language-el), .own-place, .checklist-progress"
  for (const each of document.querySelectorAll(optional)) each.remove()
  for (const heading of headings)
    if (level(heading.nextElementSibling) <= level(heading)) heading.remove()
}"""
"""Leaves what one reads at the Admin Console: no terminal, no recording, no empty section."""


def write_pdfs(page: Any, site: Path, guide: BuiltGuide, edition: str, when: int) -> None:
    """Print ``guide.pdf`` of a built site, and ``setup.pdf`` where there is a checklist."""
    kept = replace(guide, pages=tuple(each for each in guide.pages if each.printed))
    _write(page, site, WHOLE, whole(site, kept, edition), when)
    if guide.setup:
        short = replace(guide, pages=guide.setup)
        _write(page, site, SETUP, whole(site, short, edition, "short"), when)


def _write(page: Any, site: Path, name: str, html: str, when: int) -> None:
    file = site / "whole.html"
    file.write_text(html, "utf-8")
    try:
        page.goto(file.resolve().as_uri())
        content = printed(page, short=name == SETUP)
    finally:
        file.unlink()
    (site / "downloads").mkdir(exist_ok=True)
    (site / "downloads" / name).write_bytes(dated(content, when))


def printed(page: Any, *, short: bool = False) -> bytes:
    """The PDF of the page that a browser shows; the short one without what is optional."""
    if short:
        page.evaluate(SHORTENED)
    content: bytes = page.pdf(
        prefer_css_page_size=True,
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template='<div style="width:100%;text-align:center;font:8px sans-serif">'
        '<span class="pageNumber"></span></div>',
    )
    return content


def dated(content: bytes, when: int) -> bytes:
    """The same document with another time of creation; no byte moves."""
    return _DATE.sub(f"{datetime.fromtimestamp(when, UTC):%Y%m%d%H%M%S}".encode(), content)


def whole(site: Path, guide: BuiltGuide, edition: str, kind: str = "") -> str:
    """One page of HTML that has the pages of a guide."""
    folders = {page.folder: anchor(page) for page in guide.pages}
    first = (site / "index.html").read_text("utf-8")
    return _WHOLE.format(
        kind=kind,
        title=escape(guide.title),
        sentence=escape(guide.description),
        edition=escape(edition),
        styles="\n".join(
            tag.text for tag in start_tags(first) if tag.attributes.get("rel") == "stylesheet"
        ),
        contents=_contents(guide),
        parts="\n".join(_part(site, page, folders, guide.url) for page in guide.pages),
    )


def anchor(page: BuiltPage) -> str:
    """The name of a page inside of the document."""
    return page.name.replace("/", ".")


def _contents(guide: BuiltGuide) -> str:
    items = "".join(f'<li><a href="#{anchor(p)}">{escape(p.title)}</a></li>' for p in guide.pages)
    return f"<ul>{items}</ul>"


def _part(site: Path, page: BuiltPage, folders: dict[str, str], url: str) -> str:
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
        if (link := attributes.get("href")) is not None and not re.match(r"#|\w+:", link):
            # What is not in the document is on the site, if anybody knows where that is.
            attributes["href"] = f"{url}{link}"
            if not url:
                del attributes["href"]

    html = edited(article((site / page.folder / "index.html").read_text("utf-8")), moved)
    return f'<section class="part" id="{name}">{html}</section>'


def _link(link: str, folder: str, name: str, folders: dict[str, str]) -> str:
    """Where a link leads inside of the document, or below the site for what the document lacks."""
    if ":" in link:
        return link
    if link.startswith("#"):
        return f"#{name}.{link[1:]}"
    path, hash_, fragment = link.partition("#")
    place = normpath(join(folder, path))
    target = folders.get("" if place == "." else f"{place}/")
    if target is None:
        return f"{place}{'/' if path.endswith('/') else ''}{hash_}{fragment}"
    return f"#{target}.{fragment}" if fragment else f"#{target}"
