"""What publication makes of a built site: texts, headers, hashes, and the copies to take away."""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser

from helpers import ROOT
from scimguide.chromium import chromium
from scimguide.project import Project
from scimguide.publish import pdf
from scimguide.publish.html import edited, without
from scimguide.publish.minify import minify
from scimguide.publish.pages import guide_of
from scimguide.publish.policy import digest
from scimguide.site.copies import copy_of
from site_server import ADDRESS, built, served, shipped

PAGES = [page.stem for page in Project(ROOT).pages]
PLACES = {"" if name == "index" else f"{name}/" for name in PAGES}

THEME = {
    "Bad value “” for attribute “tabindex” on element “label”: "
    "The empty string is not a valid integer.",
    "Attribute “autocomplete” is only allowed when the input type is “color”, “date”, "
    "“datetime-local”, “email”, “hidden”, “month”, “number”, “password”, “range”, “search”, "
    "“tel”, “text”, “time”, “url”, or “week”.",
}
"""What the validator says of the theme's own HTML."""


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    return published


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A small guide, published twice with all that a browser draws."""
    folder = tmp_path_factory.mktemp("small")
    root = folder / "guide"
    (root / "docs").mkdir(parents=True)
    shutil.copy(ROOT / "tests/guides/shelfwise/docs/mapping.yaml", root / "docs")
    settings = (ROOT / "tests/guides/shelfwise/mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(
        f"{settings}\nsite_url: {ADDRESS}\nnav:\n  - Begin: index.md\n  - More: more.md\n  - Log: log.md\n"
    )
    (root / "docs/index.md").write_text(
        "---\ntitle: Begin\ndescription: How to begin.\n---\n\n# Begin\n\nSee [more](more.md#end).\n"
    )
    (root / "docs/more.md").write_text("# More\n\n## End\n\n[Back](index.md) and [here](#end).\n")
    (root / "docs/log.md").write_text("---\ntitle: Log\nprinted: false\n---\n\n# Log\n")
    return [built(folder / name, root, chromium()) for name in ("once", "twice")]


def files(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


class Links(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.integrity: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [str(found[k]) for k in ("href", "src") if found.get(k) and tag != "base"]
        self.anchors |= {str(found[k]) for k in ("id", "name") if found.get(k)}
        if tag == "script" and "src" in found:
            self.integrity.append((str(found["src"]), found.get("integrity")))
        if tag == "link" and found.get("rel") == "stylesheet":
            self.integrity.append((str(found["href"]), found.get("integrity")))


def broken(names: dict[str, Links], known: set[str]) -> Iterator[str]:
    """Links of pages that lead to no file or to no anchor; those elsewhere only by their form."""
    for name, page in names.items():
        for link in page.links:
            url = urlsplit(link)
            if url.scheme or url.netloc:
                if url.scheme not in ("http", "https", "mailto", "data") or " " in link:
                    yield f"{name}: {link}"
                continue
            path = normpath(join(dirname(name), url.path)).lstrip("/") if url.path else name
            folder = path in (".", "") or url.path.endswith(("/", ".."))
            target = normpath(join(path, "index.html")) if folder else path
            anchors = names[target].anchors if target in names else set()
            if target not in known or (url.fragment and url.fragment not in anchors):
                yield f"{name}: {link}"


def parsed(contents: dict[str, bytes]) -> dict[str, Links]:
    return {n: Links(c.decode()) for n, c in contents.items() if n.endswith(".html")}


def test_every_link_and_anchor_leads_somewhere(site: Path) -> None:
    """Each link of each built page has its file, and each fragment its anchor."""
    contents = files(site)
    assert list(broken(parsed(contents), set(contents))) == []


def test_a_broken_link_is_found() -> None:
    """The check above sees a missing page and a missing anchor."""
    page = Links('<a href="../b/#x">b</a><a href="gone/">gone</a><a id="y" href="#y">here</a>')
    names = {"a/index.html": page, "b/index.html": Links("<p>")}
    assert list(broken(names, set(names))) == ["a/index.html: ../b/#x", "a/index.html: gone/"]


def below(entries: list[dict[str, Any]], way: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The pages of a part of the navigation, each with the way to it."""
    for entry in entries:
        for title, found in entry.items():
            if isinstance(found, str):
                yield found, way
            else:
                yield from below(found, [*way, title])


def test_above_a_title_stands_the_way_to_it(site: Path) -> None:
    """Every page but the first names its part of the navigation."""
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = yaml.safe_load(re.search(r"(?ms)^nav:.*?(?=^\S)", settings)[0])["nav"]  # type: ignore[index]
    parts = {k: v for part in nav for k, v in part.items() if isinstance(v, list)}
    ways = [
        (Path(name).stem, way)
        for title, entries in parts.items()
        for name, way in below(entries, ["Home", title])
    ]
    assert any(len(way) > 2 for _, way in ways)
    for page, expected in ways:
        html = (site / page / "index.html").read_text("utf-8")
        (way,) = re.findall(r'(?s)<nav class="md-path" aria-label="Breadcrumbs">.*?</nav>', html)
        words = re.sub(r"<[^>]+>", "", way).split("\n")
        assert [word.strip() for word in words if word.strip()] == expected, page
    assert "md-path" not in (site / "index.html").read_text("utf-8")


def test_no_markdown_is_left(site: Path) -> None:
    """Definitions, tables and lists are HTML; what MkDocs does not know it would show as it stands."""
    for page in (ROOT / "docs").glob("*.md"):
        html = (site / ("" if page.stem == "index" else page.stem) / "index.html").read_text(
            "utf-8"
        )
        terms = re.findall(r"^:   ", page.read_text("utf-8"), re.MULTILINE)
        assert html.count("<dd>") == len(terms), page.name
        shown = re.sub(r"(?s)<(pre|code|script|svg)\b.*?</\1>", "", html)
        assert re.findall(r"\| -{3}|^\s*- \[[ x]\]|^:   |\{: |<p>- ", shown, re.MULTILINE) == [], (
            page.name
        )


def test_html_is_valid(site: Path) -> None:
    """The validator finds nothing but two known messages about the theme."""
    jar = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    pages = map(str, sorted(site.rglob("*.html")))
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True)
    found = {message["message"] for message in json.loads(done.stderr)["messages"]}
    assert found == THEME


def test_every_page_has_a_copy_in_markdown(site: Path) -> None:
    """Copies have the spec's values, no comments of ours, and links that lead to copies."""
    contents = files(site)
    for place in PLACES:
        text = contents[f"{place}index.md"].decode()
        prose = re.sub(r"(?ms)^ *(```+).*?^ *\1|`[^`\n]*`", "", text)
        assert text.startswith("# ")
        assert "<!--" not in prose
        assert "{{" not in prose
        for path in re.findall(r"\]\(([^)\s:#]+)[#)]", prose):
            assert normpath(join(place, path)) in contents, (place, path)


def test_code_in_a_copy_stays_as_it_is() -> None:
    """Comments and links inside of a fence are what the page is about."""
    text = "# A\n\n<!-- end -->\n\n```text\n<!-- end -->\n[a](b.md)\n```\n\n[a](b.md#c)\n"
    expected = "# A\n\n```text\n<!-- end -->\n[a](b.md)\n```\n\n[a](moved#c)\n"
    assert copy_of(text, lambda _: "moved") == expected


def test_llms_txt_names_every_page(site: Path) -> None:
    """The index has all pages with absolute addresses of their copies, the long text all of them."""
    links = set(re.findall(r"\]\(([^)]+)\)", (site / "llms.txt").read_text("utf-8")))
    assert links == {f"{ADDRESS}{place}index.md" for place in PLACES} | {f"{ADDRESS}llms-full.txt"}
    whole = (site / "llms-full.txt").read_text("utf-8")
    assert all(f"<!-- {ADDRESS}{place} -->" in whole for place in PLACES)
    assert f"]({ADDRESS}configure/index.md#step-4-map-the-attributes)" in whole


def test_robots_find_every_page(site: Path) -> None:
    """The map has each page once, and robots.txt names the map."""
    found = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    assert sorted(found) == sorted(f"{ADDRESS}{place}" for place in PLACES)
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (site / "robots.txt").read_text("utf-8")


def test_scripts_and_stylesheets_carry_their_hash(site: Path) -> None:
    """Whoever changes a file on the host gets a page that refuses it."""
    for name, page in parsed(files(site)).items():
        assert len(page.integrity) >= 4
        for link, value in page.integrity:
            path = normpath(join(dirname(name), link)).lstrip("/")
            assert value == digest((site / path).read_bytes()), (name, link)


def test_the_policy_allows_nothing_inline(site: Path) -> None:
    """No policy has unsafe-inline or another host, and each path gets exactly one."""
    rules = shipped(site)
    for path in [f"/{place}" for place in PLACES] + ["/index.html", "/assets/javascripts/x.js"]:
        met = [headers for pattern, headers in rules if pattern.match(path)]
        (policy,) = [h["Content-Security-Policy"] for h in met if "Content-Security-Policy" in h]
        assert "unsafe-" not in policy.replace("'wasm-unsafe-eval'", "")
        assert ("'wasm-unsafe-eval'" in policy) == ("playground" in path)
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert any(h.get("X-Content-Type-Options") == "nosniff" for h in met)


def test_hosts_get_the_same_policies(site: Path) -> None:
    """Netlify, Cloudflare, Apache, nginx and Vercel read one structure in their own words."""
    policies = {h["Content-Security-Policy"] for _, h in shipped(site) if len(h) == 1}
    blocks = json.loads((site / "vercel.json").read_text("utf-8"))["headers"]
    assert {b["headers"][0]["value"] for b in blocks[1:]} == policies
    for name in (".htaccess", "nginx-headers.conf"):
        text = (site / name).read_text("utf-8")
        assert all(policy in text for policy in policies), name


def test_tags_that_nobody_edits_stay_byte_for_byte() -> None:
    """Only a changed start tag is written anew."""
    html = "<!doctype html>\n<P class=a>x &amp; <svg viewBox='0'/>\n<a href='b'>b</a><br>"
    assert edited(html, lambda *_: None) == html
    moved = edited(html, lambda tag, found: found.update(href='"c"') if tag == "a" else None)
    assert moved == html.replace("<a href='b'>", '<a href="&quot;c&quot;">')


def test_a_tag_goes_with_the_white_space_before_it() -> None:
    """What is not wanted is gone as if it had never been there; comments and scripts stay."""
    html = '<head>\n  <link rel="canonical" href="x">\n  <!-- <link> --><script>"<link>"</script>'
    assert without(html, lambda tag: tag.name == "link") == html.replace(
        '\n  <link rel="canonical" href="x">', ""
    )


def test_a_minified_page_has_the_same_text(site: Path) -> None:
    """Tags that colour nothing and marks of writers go; every character that is read stays."""
    code = '<span class="w"> </span><span class="p">{</span><span class="nt">&quot;a&quot;</span>'
    assert minify(code) == ' {<span class="nt">&quot;a&quot;</span>'
    marked = "<p>a</p>\n<p><!-- b -->\n<!-- c --></p>\n\n<!-- d -->\n<pre>\n\n<!-- e --></pre>"
    assert minify(marked) == "<p>a</p>\n<pre>\n\n<!-- e --></pre>"
    assert minify("<p><!-- b --> c <!-- d --></p>") == "<p> c </p>"
    assert 'span class="p"' not in (site / "reference/index.html").read_text("utf-8")


def test_two_builds_are_the_same(pair: list[Path]) -> None:
    """The same tree gives the same bytes: pages, map, cards, PDF and zip."""
    once, twice = map(files, pair)
    assert {"downloads/guide.pdf", "downloads/guide.zip", "assets/cards/more.png"} <= set(once)
    assert sorted(once) == sorted(twice)
    assert [name for name in once if once[name] != twice[name]] == []


def test_the_pdf_is_tagged(pair: list[Path]) -> None:
    """It has a structure, a language, a title, bookmarks, and links that stay inside."""
    content = (pair[0] / "downloads/guide.pdf").read_bytes()
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang (en)", b"(Shelfwise)", b"/Outlines"):
        assert mark in content
    assert len(re.findall(rb"/Type /Page\b", content)) == 3, "not the page that is not printed"
    assert b"more.end" in content
    assert b"file://" not in content


OPTIONAL = """<main class="part"><h2>Do it</h2><ol><li>Select <b>Save</b>.</li></ol>
<details class="example" open><summary>Check from a terminal</summary><pre>curl</pre></details>
<h2>Check from a terminal</h2><p>You need curl.</p><h3>More</h3><p>And jq.</p>
<h2>Expression</h2><div class="highlight language-el">user.email</div>
<div class="highlight">curl</div><p class="stamp">Executed</p></main>"""


def test_the_short_pdf_has_no_terminal(browser: Browser) -> None:
    """What is folded goes, with sections of the same name, code, stamps and empty headings."""
    page = browser.new_page()
    page.set_content(OPTIONAL)
    page.evaluate(pdf.SHORTENED)
    assert page.inner_text("main").split("\n") == [
        "Do it",
        "Select Save.",
        "Expression",
        "user.email",
    ]
    page.close()


def test_the_setup_is_a_short_pdf(published: Path, browser: Browser, tmp_path: Path) -> None:
    """The pages of the checklist fit on 16 pages, with their styles."""
    guide = guide_of(Project(ROOT))
    assert [page.name for page in guide.setup][:2] == ["prerequisites", "configure"]
    site = tmp_path / "site"
    shutil.copytree(published, site)
    short = replace(guide, pages=guide.setup)
    (site / "whole.html").write_text(pdf.whole(site, short, "today", "short"))
    page = browser.new_page()
    with served(site) as url:
        page.goto(f"{url}/whole.html")
        content = pdf.printed(page, short=True)
        assert page.evaluate("document.styleSheets.length") >= 3
    page.close()
    assert len(re.findall(rb"/Type /Page\b", content)) <= 16


def test_a_guide_without_a_checklist_has_no_short_pdf(pair: list[Path]) -> None:
    """Nobody said which pages lead to a working setup."""
    assert not (pair[0] / "downloads/setup.pdf").exists()


def test_a_page_names_its_card(pair: list[Path]) -> None:
    """The picture has an absolute address and the size that it says."""
    html = (pair[0] / "more/index.html").read_text("utf-8")
    card = (pair[0] / "assets/cards/more.png").read_bytes()
    assert f'<meta property="og:image" content="{ADDRESS}assets/cards/more.png">' in html
    assert card[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)


@pytest.fixture(scope="module")
def disk(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The offline copy, unpacked."""
    folder = tmp_path_factory.mktemp("disk")
    with zipfile.ZipFile(site / "downloads/guide.zip") as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return root


def test_the_offline_copy_has_no_broken_link(disk: Path) -> None:
    """Every link of the copy names a file; none needs a host."""
    contents = files(disk)
    pages = parsed(contents)
    assert set(pages) == {f"{place}index.html" for place in PLACES}
    assert list(broken(pages, set(contents))) == []
    assert not [link for page in pages.values() for link in page.links if ADDRESS in link]


def test_the_offline_copy_searches(disk: Path, browser: Browser) -> None:
    """Opened from the disk, the search finds a page, and its link opens it; nothing complains."""
    page, messages = browser.new_page(), list[str]()
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((disk / "configure/index.html").as_uri())
    page.wait_for_selector(".md-search[aria-label]", state="attached")
    page.keyboard.press("/")
    page.keyboard.type("unlink")
    page.wait_for_selector(".md-search-result__item a")
    page.locator(".md-search-result__item a", has_text="Undo and recover").first.click()
    page.wait_for_url("**/recover/index.html*")
    assert page.locator("h1").inner_text().startswith("Undo and recover")
    assert messages == []
    page.close()
