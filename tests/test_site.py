"""
The published site in a real browser: every page, light and dark, desktop and phone.

A page is loaded once; scheme and width are switched on the loaded page. Every rule of axe looks at
the light desktop and the phone; the contrast of colours, which is slow, at both schemes of the
desktop, which shows all that the phone shows.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from helpers import ROOT
from site_server import compressed, served

NAMES = sorted(page.stem for page in (ROOT / "docs").glob("*.md"))
LIGHT = 85_000
"""Bytes of a page with all that it loads, as gzip sends them."""

RECORDINGS = [name for name in NAMES if name.startswith(("okta-", "what-okta-"))]
"""The pages of *What Okta sends*, none of which has more than 40 kB of text."""

ONE_OF_EACH = """() => {
  // What is out of sight is not laid out, and axe would pass it by.
  document.styleSheets[0].insertRule("* { content-visibility: visible !important }", 0)
  const seen = new Set()
  for (const token of document.querySelectorAll("pre code span")) {
    if (token.firstElementChild) continue
    const key = token.className + " " + (token.closest("[class*=language-]")?.className ?? "")
    if (seen.has(key)) token.replaceWith(token.textContent)
    else seen.add(key)
  }
}"""
"""axe measures every coloured word, and a page has thousands in a dozen colours: one of each stays."""

SEEN_ANEW = [
    "color-contrast", "target-size", "scrollable-region-focusable", "button-name", "link-name", "label",
    "aria-required-children", "aria-required-parent", "list", "listitem", "definition-list", "dlitem",
    "td-headers-attr", "th-has-data-cells", "summary-name", "region", "bypass",
]  # fmt: skip
"""What another scheme and another width can change: colours, sizes, what is shown and as what."""

SIGHTS = [
    (1440, "default", "{resultTypes: ['violations']}"),
    (390, "slate", "{resultTypes: ['violations'], runOnly: " + f"{SEEN_ANEW}}}"),
]
"""Width and scheme, and which rules of axe look at them."""

WIDTHS = (1440, 1280, 1024, 390)
WIDER = """() => {
  for (const each of document.querySelectorAll("details")) each.open = true
  return [...document.querySelectorAll("article table")].filter(table => {
    const room = table.closest("figure, .md-typeset__scrollwrap, details") ?? table.parentElement
    return table.scrollWidth > room.clientWidth || room.scrollWidth > room.clientWidth
  }).map(table => table.innerText.slice(0, 60))
}"""

SCHEME = "scheme => document.body.setAttribute('data-md-color-scheme', scheme)"
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    return published


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site on loopback, with the headers that it ships."""
    with served(site) as url:
        yield url


class Seen:
    """What a page says and fetches."""

    def __init__(self, page: Page, address: str) -> None:
        self.messages: list[str] = []
        self.fetched: dict[str, int] = {}
        page.on("console", lambda message: self.messages.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        page.on("request", lambda request: self._requested(request.url, address))
        self._address = address

    def _requested(self, url: str, address: str) -> None:
        if url.startswith(address):
            self.fetched[urlsplit(url).path] = 0
        elif not url.startswith(("data:", "blob:")):
            self.messages.append(f"request: {url}")

    def weight(self, site: Path) -> int:
        """Bytes of what was fetched from the site, each compressed."""
        files = [
            site / p.lstrip("/") / ("index.html" if p.endswith("/") else "") for p in self.fetched
        ]
        return sum(len(compressed(file)) for file in files)


def at(address: str, name: str) -> str:
    """The address of a page."""
    return f"{address}/" if name == "index" else f"{address}/{name}/"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all pages, with the clipboard."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def opened(page: Page, url: str, scheme: str = "light") -> Page:
    """Load a page and wait until the theme has done its work."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_selector(".md-search[aria-label]", state="attached")
    return page


def problems(page: Page, options: str = "{}") -> list[object]:
    """What axe finds on the page as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(f"axe.run({options})")["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody who reads all pages, one after the other."""
    context = browser.new_context(reduced_motion="reduce", color_scheme="light")
    yield context
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_clean(site: Path, address: str, reader: BrowserContext, name: str) -> None:
    """No message, no request elsewhere, light, no sideways scroll, tables included, nothing for axe."""
    page = reader.new_page()
    seen = Seen(page, address)
    opened(page, at(address, name))
    page.evaluate(ONE_OF_EACH)
    for width, scheme, options in SIGHTS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SCHEME, scheme)
        assert page.evaluate(WIDE) == 0, width
        assert problems(page, options) == [], (width, scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER) == [], f"tables that scroll sideways at {width}"
    text = page.evaluate("document.querySelector('article').textContent")
    page.close()
    assert name not in RECORDINGS or len(text.encode()) <= 40_000
    assert seen.messages == []
    assert 0 < seen.weight(site) <= LIGHT


def test_the_picture_of_readme_can_be_taken(address: str, page: Page) -> None:
    """What ``scripts/picture`` looks for stands on the page."""
    sought = re.search(r'page\.locator\("(.*)"\)', (ROOT / "scripts/picture").read_text())
    assert sought
    opened(page, at(address, "configure"))
    assert page.locator(sought[1]).count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_scheme_is_that_of_the_system(address: str, browser: Browser, scheme: str) -> None:
    """Who has a dark desktop reads a dark guide at once."""
    page = opened(browser.new_context().new_page(), at(address, "index"), scheme)
    shown = page.evaluate("document.body.dataset.mdColorScheme")
    page.context.close()
    assert shown == ("slate" if scheme == "dark" else "default")


def test_copy_copies_what_is_shown(address: str, page: Page) -> None:
    """The copy button of a snippet puts its text, as it was executed, on the clipboard."""
    opened(page, at(address, "reference"))
    block = page.locator(".highlight:has(code)").first
    shown = block.locator("code").inner_text()
    block.hover()
    block.locator("button[data-md-type=copy], .md-clipboard").first.click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == shown.strip()


def test_the_choice_of_curl_or_python_holds_for_all_tabs(address: str, page: Page) -> None:
    """Choosing Python once shows Python everywhere, on the next page too."""
    opened(page, at(address, "reference"))
    page.locator(".tabbed-labels label", has_text="Python").first.click()
    opened(page, at(address, "limits"))
    labels = page.evaluate(
        "[...document.querySelectorAll('.tabbed-set')].map(set => set.querySelectorAll('label')"
        "[[...set.querySelectorAll(':scope > input')].findIndex(i => i.checked)].innerText)"
    )
    assert labels
    assert set(labels) == {"Python"}


def test_the_guide_reads_without_javascript(address: str, browser: Browser) -> None:
    """Text, tables and the curl snippets are there without any script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(at(address, "configure"))
    assert page.locator("h1").is_visible()
    assert page.locator("article table").first.is_visible()
    context.close()


def test_an_unknown_address_leads_on(address: str, browser: Browser) -> None:
    """The page for "not found" is in the style of the others, and links to all of them."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    opened(page, f"{address}/404.html")
    links = page.locator("article a").evaluate_all("all => all.map(a => new URL(a.href).pathname)")
    assert {f"/{name}/" for name in NAMES if name != "index"} | {"/"} == set(links)
    assert problems(page) == []
    context.close()


def test_the_playground_starts_under_the_policy(address: str, browser: Browser) -> None:
    """Its page and its worker get the headers that allow WebAssembly, and nothing more."""
    context = browser.new_context()
    page = context.new_page()
    seen = Seen(page, address)
    opened(page, at(address, "playground"))
    page.get_by_role("button", name="Start the playground").click()
    page.wait_for_selector("#playground-person option >> nth=1", state="attached")
    assert seen.messages == []
    context.close()


def test_the_policy_is_in_force(address: str, browser: Browser) -> None:
    """A script that somebody smuggles into the page is not carried out."""
    context = browser.new_context()
    page = context.new_page()
    opened(page, at(address, "index"))
    page.evaluate("""() => {
      const script = document.createElement("script")
      script.textContent = "window.smuggled = true"
      document.body.append(script)
    }""")
    assert page.evaluate("window.smuggled") is None
    context.close()
