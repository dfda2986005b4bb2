"""What readers do on the site: type their values, tick, search, print, and use no mouse."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from helpers import ROOT
from scimguide.mapping import Spec

NAMES = sorted(page.stem for page in (ROOT / "docs").glob("*.md"))
BASE, LABEL, EMAIL, DOMAIN = "https://scim.acme.test/api", "Acme tests", "kim@acme.test", "acme.org"
STORED = {"base": BASE, "label": LABEL, "email": EMAIL, "domain": DOMAIN}
LONG = {
    "base": "https://scim.a-long-name-of-a-company.example.test/scim/v2/organization",
    "email": "somebody.with.a.long.name+scim@a-long-name-of-a-company.example.test",
}

Open = Callable[..., Page]

QUERIES = [
    # what is typed, the page that helps, and its section where it matters
    (
        "Error authenticating: Unauthorized. The connector configuration could not be tested. Make "
        "sure that the URL, Authentication Parameters are correct and that there is an "
        "implementation available at the URL provided.",
        "Troubleshoot",
        "Unauthorized",
    ),
    ("No results for users returned", "Troubleshoot", "No results for users returned"),
    ("Error authenticating: null", "Troubleshoot", "Error authenticating, null"),
    (
        "User was assigned this application before Provisioning was enabled and not provisioned in "
        "the downstream application. Click Provision User.",
        "Troubleshoot",
        "Nothing happens after the assignment",
    ),
    (
        "Automatic provisioning of user kim@acme.test to app Acme failed: Matching user not found.",
        "Troubleshoot",
        "Matching user not found",
    ),
    (
        'Error while creating user Kim: Conflict. Errors reported by remote server: "userName" is taken',
        "Troubleshoot",
        "Error while creating user, Conflict",
    ),
    ("Create new user returned empty user.", "Troubleshoot", "empty user"),
    (
        "Error setting property, appUser=0ua1 property=roles error=[invalidValueTypeForProperty "
        "default message [Invalid value data type]]",
        "Troubleshoot",
        "Invalid value data type",
    ),
    (
        "Unrecognized token 'Internal': was expecting (JSON String, Number, Array, Object or token "
        "'null', 'true' or 'false')",
        "Troubleshoot",
        "Unrecognized token",
    ),
    (
        "Unable to update Group Push mapping target App group Payments: Error while creating user "
        "group Payments: Conflict.",
        "Troubleshoot",
        "Error while creating user group, Conflict",
    ),
    (
        "Error while updating user group membership for group Payments: Not Implemented",
        "Troubleshoot",
        "Error while updating user group membership",
    ),
    (
        "The credentials used to connect to the API were invalid; please check your configuration",
        "Troubleshoot",
        "since the token was replaced",
    ),
    (
        "Profile property in Okta managed template has conflicts with custom property",
        "Troubleshoot",
        "Profile property conflicts with a custom property",
    ),
    ("Invalid externalNamespace", "Troubleshoot", "Invalid externalNamespace"),
    ("429 Too Many Requests", "Troubleshoot", "Tasks pause for minutes"),
    ("{role}", "SCIM reference", ""),
    ("testomat_roles", "Roles", ""),
    ("{extension}", "SCIM reference", "Schemas and resource types"),
    ("urn:ietf:params:scim:schemas:core:2.0:User", "SCIM reference", "Schemas and resource types"),
    ("emails[0].value", "Attribute mappings", ""),
    ("name.formatted", "Attribute mappings", "The full name needs an attribute of its own"),
    ("userName", "Attribute mappings", "userName is set elsewhere"),
    ("Bearer", "Troubleshoot", "Unauthorized"),
    ("409", "Limits and errors", "409: the name is taken"),
    ("rotate token", "Undo and recover", "Rotate the token"),
    ("unlink group", "Undo and recover", "Stop pushing a group"),
    ("import existing accounts", "What Okta sends", "Existing accounts are imported"),
    ("force sync", "What Okta sends", "Force Sync"),
    ("external id", "Glossary", ""),
    ("deactivate user", "Verify", "Check 5"),
    ("PatchOp", "SCIM users", "Change a name by PatchOp"),
    ("String.toUpperCase", "Expressions", "Functions"),
    ("filter=userName eq", "SCIM users", "Find by userName"),
    ("trailing slash", "Configuration steps", "Step 2"),
    ("title:x text:y ~z^2 +no -no * :", "", ""),
]


@pytest.fixture
def opened(site: str, browser: Browser) -> Iterator[Open]:
    """Opens a page in a context of its own, with what it says and asks for in ``page.seen``."""
    contexts = []

    def open_(name: str = "index", values: dict[str, str] | None = None, **options: Any) -> Page:
        context = browser.new_context(**{"reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.seen = []  # type: ignore[attr-defined]
        page.on("console", lambda message: page.seen.append(message.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.seen.append(str(error)))  # type: ignore[attr-defined]
        if values:
            text = json.dumps(json.dumps(values))
            page.add_init_script(f"localStorage.setItem('scimguide-values', {text})")
        page.goto(address(site, name))
        return page

    yield open_
    for context in contexts:
        context.close()


def address(site: str, name: str) -> str:
    return f"{site}/" if name == "index" else f"{site}/{name}/"


def dialog_of(page: Page) -> Any:
    page.get_by_role("banner").get_by_role("button", name="Your values").click()
    return page.get_by_role("dialog", name="Your values")


def test_typed_values_fill_the_pages_and_stay(site: str, opened: Open, spec: Spec) -> None:
    """Typed once, they stand in snippets and sentences, on other pages too, until they are reset."""
    page = opened("prerequisites")
    box = dialog_of(page)
    for label, text in (
        (spec.service.credentials.base_url_label, BASE),
        ("Application label", LABEL),
        ("E-mail address of your test person", EMAIL),
        ("Domain of everybody else", DOMAIN),
    ):
        box.get_by_label(label).fill(text)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    box.get_by_role("button", name="Use them").click()
    assert sent == []
    assert f"export SCIM_BASE_URL={BASE}" in page.locator("article").text_content()
    page.goto(address(site, "okta-leavers"))
    shown = page.evaluate("document.querySelector('article').textContent")
    email = str(spec.samples.users[0].profile["email"])
    for gone in (spec.service.base_url, email, email.replace("@", "%40"), "@example.com"):
        assert gone not in shown, gone
    assert "GET /api/Users?" in shown
    assert "kim%40acme.test" in shown
    assert f"ben.hale@{DOMAIN}" in shown
    page.goto(address(site, "configure"))
    assert f"Enter {LABEL}," in page.inner_text("article")
    assert f"{spec.service.name} documents" in page.inner_text("article")
    dialog_of(page).get_by_role("button", name="Back to the samples").click()
    assert f"Enter {spec.identity_provider.app_label}," in page.inner_text("article")
    assert page.evaluate("localStorage.getItem('scimguide-values')") is None
    assert page.seen == []  # type: ignore[attr-defined]


def test_copy_takes_your_values_along(opened: Open) -> None:
    """The copy button copies the filled snippet, and a line below says that it is filled."""
    page = opened("users", STORED, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".highlight:visible", has_text=f'userName eq "{EMAIL}"').first
    block.hover()
    block.locator("button[data-md-type=copy], .md-clipboard").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'filter=userName eq "{EMAIL}"' in copied
    assert "$SCIM_TOKEN" in copied
    assert page.locator(".highlight:visible + .own-note").first.inner_text().startswith("With your")


def test_values_in_breakable_code_keep_their_breaks(opened: Open) -> None:
    """An address in a table is one piece, although it may break after its dots."""
    page = opened("mappings", STORED)
    code = page.locator("td code.own-value").first
    assert code.inner_text().strip('"') == EMAIL
    assert code.locator("wbr").count() == EMAIL.count(".")


@pytest.fixture(scope="module")
def start(site: str, browser: Browser) -> Iterator[Page]:
    """The start page, open for tests that leave it as it was."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(address(site, "index"))
    yield page
    page.close()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("base", "http://scim.acme.test"),
        ("base", "https://scim.acme.test/"),
        ("base", "https://scim_eu.acme.test/v2"),
        ("label", "<img src=x onerror=alert(1)>"),
        ("email", "kim at acme"),
        ("email", "k'im@acme.test"),
        ("domain", "acme"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(start: Page, name: str, text: str) -> None:
    """The field says what it expects, has the focus, and nothing is kept."""
    page = start
    box = dialog_of(page)
    box.locator(f"[name={name}]").fill(text)
    page.keyboard.press("Enter")
    assert box.locator(f"[name={name}]").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.name") == name
    assert box.is_visible()
    assert page.evaluate("localStorage.getItem('scimguide-values')") is None
    page.keyboard.press("Escape")


def test_a_stored_value_is_checked_like_a_typed_one(opened: Open, spec: Spec) -> None:
    """What somebody else wrote into the browser's store is not shown."""
    page = opened("prerequisites", {"base": "https://x/'; rm -rf ~", "other": "x"})
    assert spec.service.base_url in page.inner_text("article")
    assert "rm -rf" not in page.content()


def test_your_values_need_no_mouse(opened: Open) -> None:
    """Tab, Enter, typing and Escape are enough, and the focus comes back to the button."""
    page = opened("features")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("md-skip")
    for _ in range(12):
        page.keyboard.press("Tab")
        if "own-opener" in page.evaluate("document.activeElement.className"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "base"
    page.keyboard.type("https://s/fn")
    assert page.locator("[name=base]").input_value() == "https://s/fn"
    page.keyboard.press("Escape")
    assert "own-opener" in page.evaluate("document.activeElement.className")


def test_the_checklist_keeps_its_ticks(opened: Open) -> None:
    """Ticks survive a reload, are counted, and are gone when one starts over."""
    page = opened("checklist")
    boxes = page.get_by_role("checkbox", name="Step ")
    total = page.locator("article li input[type=checkbox]").count()
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.reload()
    assert page.get_by_role("status").inner_text() == f"2 of {total} done"
    assert boxes.nth(1).is_checked()
    page.get_by_role("button", name="Start over").click()
    page.reload()
    assert page.get_by_role("status").inner_text() == f"0 of {total} done"
    assert page.seen == []  # type: ignore[attr-defined]


def test_every_line_of_the_checklist_leads_to_its_steps(site: str, opened: Open) -> None:
    """Each link goes to a heading that is there."""
    page = opened("checklist")
    links = page.eval_on_selector_all("article li a", "all => all.map(a => a.href)")
    assert len(links) >= 14
    for target in sorted({link.partition("#")[0] for link in links}):
        page.goto(target)
        wanted = [link.partition("#")[2] for link in links if link.startswith(target + "#")]
        assert page.evaluate("ids => ids.filter(id => !document.getElementById(id))", wanted) == []


def test_without_javascript_nothing_is_missing(opened: Open, spec: Spec) -> None:
    """The checklist is a list with boxes, and no button is there that does nothing."""
    page = opened("checklist", java_script_enabled=False)
    page.locator("article li input[type=checkbox]").first.check()
    assert page.locator(".checklist-progress, .own-opener").count() == 0


def test_paper_shows_what_is_folded(opened: Open) -> None:
    """Printing opens what is folded, shows both languages, and closes it again; a PDF comes of it."""
    page = opened("verify")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator(".language-python").first.is_visible()
    assert page.locator(".language-bash").first.is_visible()
    for hidden in (".own-opener", ".md-path"):
        assert not page.locator(hidden).first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    assert page.pdf(format="A4", tagged=True).startswith(b"%PDF")


def test_search_finds_what_admins_type(opened: Open, spec: Spec) -> None:
    """Each of the queries has its answer among the first three pages, without a console message."""
    page = opened()
    page.keyboard.press("/")
    missed = []
    for typed, title, section in QUERIES:
        role = spec.roles.attribute if spec.roles else ""
        words = typed.format(role=role, extension=spec.users.extension) if "{" in typed else typed
        page.locator(".md-search__input").fill("")
        page.locator(".md-search__input").fill(words)
        found = _results(page) if title else []
        first = found[:3]
        if title and not any(title in page_ and section in part for page_, part in first):
            missed.append((words, first))
    assert missed == []
    assert page.seen == []  # type: ignore[attr-defined]


def _results(page: Page) -> list[tuple[str, str]]:
    """Title of each page that was found, and the titles of its sections, when they have settled."""
    page.wait_for_function(
        "() => { const now = document.querySelector('.md-search-result__list').innerText;"
        " const same = now && now === globalThis.before; globalThis.before = now; return same }",
        polling=60,
    )
    page.evaluate("globalThis.before = ''")
    found = page.eval_on_selector_all(
        ".md-search-result__item",
        "all => all.map(item => [...item.querySelectorAll('h1, h2')].map(h => h.textContent))",
    )
    return [(titles[0], " / ".join(titles)) for titles in found]


def test_a_paste_is_searched_without_a_key(start: Page) -> None:
    """Text that is pasted with the mouse is searched at once."""
    page = start
    page.locator(".md-search__input").focus()
    page.evaluate("document.execCommand('insertText', false, 'testomat_roles')")
    page.wait_for_selector(".md-search-result__item")


@pytest.fixture(scope="module")
def narrow(browser: Browser) -> Iterator[Page]:
    """One window as narrow as WCAG 1.4.10 asks for, in forced colours, with long values."""
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, forced_colors="active", reduced_motion="reduce"
    )
    store = f"localStorage.setItem('scimguide-values', {json.dumps(json.dumps(LONG))})"
    context.add_init_script(store)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_320_pixels_need_no_sideways_scroll(site: str, narrow: Page, name: str) -> None:
    """Every page reflows at 320 px, with values much longer than those of the samples."""
    narrow.goto(address(site, name))
    assert narrow.evaluate("document.documentElement.scrollWidth") == 320


def test_quiet_for_those_who_ask_for_it(opened: Open) -> None:
    """With reduced motion nothing moves; in forced colours the buttons keep their borders."""
    page = opened("checklist", forced_colors="active")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => /[1-9]/.test("
        "getComputedStyle(e).transitionDuration + getComputedStyle(e).animationDuration)).length"
    )
    assert moving == 0
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.own-opener')).borderTopStyle")
        == "solid"
    )


def test_without_a_repository_no_page_offers_to_be_changed(opened: Open) -> None:
    """A site that does not know its repository shows no link that leads nowhere."""
    assert opened("roles").locator(".feedback, a[href*='/edit/']").count() == 0
