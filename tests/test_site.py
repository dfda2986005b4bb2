"""The built site in a real browser: every page, light and dark, desktop and phone."""

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
NAMES = sorted(page.stem for page in (ROOT / "docs").glob("*.md"))
WHOLE = ("limits", "roles")
"""Pages with every language of code: axe looks at each coloured word there, which takes long."""
PLAIN = "document.querySelectorAll('pre code').forEach(code => code.textContent = code.textContent)"
VARIANTS = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]

LOOKS = [
    (name, scheme, width)
    for name in NAMES
    for scheme, width in VARIANTS
    # Every page in both schemes and at both widths; the pages with all kinds of content in all four.
    if name in (*WHOLE, "index", "configure") or (scheme == "light") == (width == 1440)
]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site as plain MkDocs builds it, served on loopback."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def opened(browser: Browser, url: str, scheme: str = "light", width: int = 1440) -> Page:
    """A page with its messages and requests kept in ``page.seen``."""
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.seen = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.seen.append(f"console: {message.text}"))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.seen.append(f"error: {error}"))  # type: ignore[attr-defined]
    page.on("request", lambda request: _outside(page, url, request.url))
    page.goto(url)
    page.wait_for_selector("pre > code[tabindex], .md-search[aria-label]", state="attached")
    return page


def _outside(page: Page, url: str, request: str) -> None:
    if not request.startswith((url[: url.index("/", 8)], "data:", "blob:")):
        page.seen.append(f"request: {request}")  # type: ignore[attr-defined]


def address(site: str, name: str) -> str:
    return f"{site}/" if name == "index" else f"{site}/{name}/"


@pytest.mark.parametrize(("name", "scheme", "width"), LOOKS)
def test_a_page_is_clean(site: str, browser: Browser, name: str, scheme: str, width: int) -> None:
    """No console message, no request elsewhere, no sideways scroll, nothing that axe finds."""
    page = opened(browser, address(site, name), scheme, width)
    if name not in WHOLE:
        page.evaluate(PLAIN)
    found = Axe().run(page).response["violations"]
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.context.close()
    assert page.seen == []  # type: ignore[attr-defined]
    assert wide == 0
    assert [(each["id"], [n["target"] for n in each["nodes"]][:3]) for each in found] == []


def test_copy_copies_what_is_shown(site: str, browser: Browser) -> None:
    """The copy button of a snippet puts its text, as it was executed, on the clipboard."""
    page = opened(browser, address(site, "reference"))
    block = page.locator(".highlight:has(code)").first
    shown = block.locator("code").inner_text()
    block.hover()
    block.locator("button[data-md-type=copy], .md-clipboard").first.click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == shown.strip()
    page.context.close()


def test_the_choice_of_curl_or_python_holds_for_all_tabs(site: str, browser: Browser) -> None:
    """Choosing Python once shows Python everywhere, on the next page too."""
    page = opened(browser, address(site, "reference"))
    page.locator(".tabbed-labels label", has_text="Python").first.click()
    page.goto(address(site, "limits"), wait_until="networkidle")
    checked = page.locator(".tabbed-set > input:checked + input, .tabbed-set > input:checked")
    labels = page.evaluate(
        "[...document.querySelectorAll('.tabbed-set')].map(set => set.querySelectorAll('label')"
        "[[...set.querySelectorAll(':scope > input')].findIndex(i => i.checked)].innerText)"
    )
    assert checked.count() > 0
    assert set(labels) == {"Python"}
    page.context.close()


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("No results for users returned", "Troubleshoot"),
        ("testomat_roles", "Roles"),
        ("unlink", "Undo and recover"),
    ],
)
def test_search_finds_what_admins_type(
    site: str, browser: Browser, words: str, heading: str
) -> None:
    """The page that helps is among the first results."""
    page = opened(browser, address(site, "index"))
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.wait_for_selector(".md-search-result__item")
    first = page.locator(".md-search-result__item").all_inner_texts()[:4]
    assert any(heading in text for text in first), first
    page.context.close()


def test_the_guide_reads_without_javascript(site: str, browser: Browser) -> None:
    """Text, tables and the curl snippets are there without any script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, "configure"))
    assert page.locator("h1").is_visible()
    assert page.locator("article table").first.is_visible()
    context.close()
