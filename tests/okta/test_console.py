"""The rehearsal console in a real browser: the whole guide by hand, and every screen for everybody."""

import re
from collections.abc import Iterator
from typing import Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from helpers import BUSY, ROOT
from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta.console.app import console_app
from scimguide.okta.console.screens import SCREENS
from scimguide.okta.console.session import MAX_SESSIONS
from scimguide.rehearse.service import PracticeService

ADA = "00u1a2b3c4AdaQuill5d7"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@pytest.fixture(scope="module")
def console(spec: Spec) -> Iterator[str]:
    """The console on a port."""
    app = console_app(spec, lambda: PracticeService(spec))
    with running(app) as origin:
        yield origin
    app.state.sessions.close()


class Admin:
    """Somebody at the console, who finds things by what a screen reader says."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        page.set_default_timeout(BUSY)
        page.goto(origin)

    def follow(self, *names: str) -> None:
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def switch(self, name: str) -> None:
        self.page.get_by_role("switch", name=name, exact=True).click()

    def enter(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def said(self) -> list[str]:
        self.page.wait_for_load_state()
        return self.page.locator(".banner").all_text_contents()

    def sent(self) -> list[str]:
        self.page.wait_for_load_state()
        return self.page.locator("aside summary").all_text_contents()

    def upcoming(self) -> str:
        return self.page.locator(".next [aria-current] a").inner_text()

    def token(self) -> str:
        self.follow("Companies", "Example Company", "Authentication")
        self.switch("Enable SCIM")
        self.press("Generate SCIM token")
        return self.page.get_by_label("SCIM Bearer Token").input_value()

    def add_app(self) -> None:
        self.follow("Applications", "Browse App Catalog")
        self.enter("Search", "oauth bearer")
        self.press("Search")
        self.follow("SCIM 2.0 Test App (OAuth Bearer Token)", "Add Integration")
        self.enter("Application label", "Testomat.io")
        self.press("Next")
        self.page.get_by_label("Application username format").select_option("Email")
        self.press("Done")

    def connect(self, token: str) -> None:
        base_url = self.page.get_by_label("SCIM Base URL").input_value()
        self.add_app()
        self.follow("Provisioning", "Configure API Integration")
        self.tick("Enable API integration")
        self.enter("SCIM 2.0 Base Url", base_url)
        self.enter("OAuth Bearer Token", token)
        self.press("Test API Credentials")
        self.enter("OAuth Bearer Token", token)

    def set_up(self) -> None:
        self.connect(self.token())
        self.press("Save")
        self.follow("Edit")
        for name in ("Create Users", "Update User Attributes", "Deactivate Users"):
            self.page.get_by_role("group", name=name).get_by_label("Enable").check()
        self.press("Save")


@pytest.fixture
def admin(browser: Browser, console: str) -> Iterator[Admin]:
    """An admin with an empty browser."""
    context = browser.new_context()
    yield Admin(context.new_page(), console)
    context.close()


@pytest.fixture(scope="module")
def connected(browser: Browser, console: str) -> Iterator[Admin]:
    """An admin whose app is connected, for tests that leave it so."""
    context = browser.new_context()
    admin = Admin(context.new_page(), console)
    admin.set_up()
    yield admin
    context.close()


def test_the_console_says_what_to_do_next(admin: Admin) -> None:
    """From the token on, each thing that is done makes the next one the first, with its screen."""
    assert admin.upcoming() == "Turn on SCIM in Testomat.io and generate a token"
    admin.page.locator(".next [aria-current] a").click()
    admin.switch("Enable SCIM")
    admin.press("Generate SCIM token")
    assert admin.upcoming() == "Add the app from the catalog"


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_next_thing_and_last_request_are_in_sight(connected: Admin, width: int) -> None:
    """On a desk and on a phone one sees what to do and what was sent without scrolling."""
    connected.page.set_viewport_size({"width": width, "height": 850})
    connected.page.goto(f"{connected.origin}/app/provisioning/to-app")
    for part in (".next [aria-current] a", ".last a" if width == 390 else "aside summary"):
        box = connected.page.locator(part).first.bounding_box()
        assert box, part
        assert box["y"] + box["height"] < 850, part
    connected.page.set_viewport_size({"width": 1280, "height": 720})


def test_the_whole_guide_can_be_rehearsed(admin: Admin) -> None:
    """From an empty browser to a provisioned, deactivated and returned person, and a team."""
    admin.connect(admin.token())
    assert admin.said() == ["Testomat.io was verified successfully!"]
    admin.press("Save")
    admin.follow("Edit")
    for name in ("Create Users", "Update User Attributes", "Deactivate Users"):
        admin.page.get_by_role("group", name=name).get_by_label("Enable").check()
    admin.press("Save")
    admin.follow("Go to Profile Editor", "Add Attribute")
    for label, text in (
        ("Display name", "Full name"), ("Variable name", "nameFormatted"),
        ("External name", "name.formatted"), ("External namespace", USER),
    ):  # fmt: skip
        admin.enter(label, text)
    admin.tick("User personal")
    admin.press("Save")
    admin.page.goto(f"{admin.origin}/app/provisioning/to-app")
    admin.follow("Show Unmapped Attributes", "Edit Full name")
    admin.page.get_by_label("Attribute value").select_option("Expression")
    admin.enter("Value of the attribute", 'user.firstName + " " + user.lastName')
    admin.tick("Create and update")
    admin.press("Preview")
    assert admin.page.locator(".preview").text_content() == "Ada Quill"
    admin.press("Save")
    admin.follow("Assignments")
    admin.page.locator("summary", has_text="Assign").click()
    admin.follow("Assign to People", "Assign Ada Quill")
    admin.press("Save and Go Back")
    assert admin.sent()[:2] == ["POST /scim/v2/Users → 201 Created", "GET /scim/v2/Users → 200 OK"]
    admin.page.locator("aside summary").first.click()
    assert "Ada Quill" in admin.page.locator("aside pre").first.inner_text()
    assert admin.upcoming() == "Add the attributes that the template lacks"
    admin.follow("Done", "Unassign Ada Quill")
    admin.press("OK")
    assert admin.sent()[0].startswith("PATCH /scim/v2/Users/")
    admin.follow("Companies", "Example Company", "Users")
    assert "inactive" in admin.page.locator("main").inner_text()
    admin.page.goto(f"{admin.origin}/app/assign/person/{ADA}")
    admin.press("Save and Go Back")
    assert [text.split()[0] for text in admin.sent()[:4]] == ["PUT", "GET", "PATCH", "GET"]
    admin.follow("People", "Ada Quill")
    admin.enter("Last name", "Byrne")
    admin.press("Save")
    admin.page.goto(f"{admin.origin}/app/push/by-name")
    admin.enter("Enter a group to push…", "Checkout Team")
    admin.press("Save")
    assert admin.page.get_by_role("row", name="Checkout Team").inner_text().count("Active") == 1


def test_a_wrong_token_says_what_okta_says(admin: Admin) -> None:
    """The banner is the text of the real console, and nothing is enabled."""
    admin.token()
    admin.connect("wrong")
    assert admin.said()[0].startswith("Error authenticating: Unauthorized. The connector")
    admin.press("Save")
    assert admin.page.get_by_role("link", name="To App", exact=True).count() == 0


def test_the_namespace_is_asked_for_only_after_the_connection(admin: Admin) -> None:
    """Facts 2.5: without the API integration the field is not there."""
    admin.token()
    admin.add_app()
    admin.page.goto(f"{admin.origin}/profile-editor/add")
    assert admin.page.get_by_label("External namespace").count() == 0


def test_a_difference_from_the_guide_is_told(connected: Admin) -> None:
    """A wrong external name is named with what the guide has; what was typed stays."""
    admin = connected
    admin.page.goto(f"{admin.origin}/profile-editor/add")
    for label, text in (
        ("Display name", "Full name"), ("Variable name", "nameFormatted"),
        ("External name", "fullName"), ("External namespace", USER),
    ):  # fmt: skip
        admin.enter(label, text)
    admin.press("Save")
    assert admin.said() == ["External name: 'fullName'. The guide has 'name.formatted'."]
    assert admin.page.get_by_label("External name", exact=True).input_value() == "fullName"


def test_disabling_scim_revokes_the_token(connected: Admin) -> None:
    """Rotation: what Okta holds is refused, and the task stays until the admin has done it."""
    admin = connected
    admin.page.goto(f"{admin.origin}/app/assign/person/{ADA}")
    admin.press("Save and Go Back")
    admin.follow("Companies", "Example Company", "Authentication")
    admin.switch("Enable SCIM")
    admin.switch("Enable SCIM")
    admin.press("Generate SCIM token")
    token = admin.page.get_by_label("SCIM Bearer Token").input_value()
    admin.page.goto(f"{admin.origin}/app/unassign/{ADA}")
    admin.press("OK")
    assert "Unauthorized" in admin.said()[0]
    admin.follow("Provisioning", "Integration", "Edit")
    admin.enter("OAuth Bearer Token", token)
    admin.press("Save")
    admin.follow("Tasks")
    sent = admin.sent()
    admin.press("Mark All Complete")
    assert admin.sent() == sent
    assert "Nothing to do." in admin.page.locator("main").inner_text()


def test_starting_over_takes_one_click(admin: Admin) -> None:
    """App, people and service are as at the beginning."""
    admin.set_up()
    admin.press("Start over")
    assert "No app integration yet." in admin.page.locator("main").inner_text()
    assert admin.sent() == []


@pytest.mark.usefixtures("connected")
def test_two_people_do_not_see_each_other(browser: Browser, console: str) -> None:
    """Each browser has an org and a service of its own."""
    other = browser.new_context()
    page = other.new_page()
    page.goto(console)
    assert "No app integration yet." in page.locator("main").inner_text()
    other.close()


def test_a_form_of_another_site_is_refused(console: str) -> None:
    """The origin must be the console's own."""
    answer = httpx.post(f"{console}/start-over", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_rehearsals_are_bounded(spec: Spec) -> None:
    """The one that was used least recently makes room."""
    from scimguide.okta.console.session import Sessions

    class Nothing:
        base_url = "http://127.0.0.1:9/scim"
        closed = 0

        def issue(self) -> str:
            return "x"

        def revoke(self) -> None:
            """No token to refuse."""

        def clear(self) -> None:
            """Nothing to forget."""

        def close(self) -> None:
            Nothing.closed += 1

    sessions = Sessions(spec, Nothing)
    first, _ = sessions.find("")
    for _ in range(MAX_SESSIONS):
        sessions.find("")
    assert Nothing.closed == 1
    assert sessions.find(first)[0] != first
    sessions.close()


PLACES = [
    "/applications", "/catalog?q=scim", "/catalog/app?name=SCIM 2.0 Test App (OAuth Bearer Token)",
    "/add/general-settings", "/add/sign-on-options", "/app/general", "/app/sign-on",
    "/app/provisioning/integration", "/app/provisioning/integration?edit=1",
    "/app/provisioning/to-app?unmapped=1", "/app/provisioning/to-app?edit=1",
    "/app/provisioning/to-okta", "/app/mapping/nameFormatted", "/app/import", "/app/assignments",
    "/app/assign/people", "/app/assign/groups", f"/app/assign/person/{ADA}", f"/app/unassign/{ADA}",
    "/app/push-groups", "/app/push/by-name", "/app/push/by-rule", "/app/push/unlink/{team}",
    "/profile-editor", "/profile-editor/add", "/profile-editor/mappings?saved=1", "/people", f"/people/{ADA}", "/groups",
    "/groups/{team}", "/tasks", "/system-log?filter=x", "/companies", "/companies/example",
    "/companies/example/authentication", "/companies/example/users",
]  # fmt: skip

SIGHTS: list[tuple[Literal["light", "dark"], int, str]] = [
    ("light", 1440, "{resultTypes: ['violations']}"),
    ("dark", 390, "{resultTypes: ['violations'], runOnly: ['color-contrast', 'target-size']}"),
]
"""Scheme and width, and which rules of axe look at them: most do not see the difference."""


def test_every_screen_is_accessible(browser: Browser, spec: Spec) -> None:
    """axe finds nothing on any screen, light and dark, and nothing scrolls sideways on a phone."""
    app = console_app(spec, lambda: PracticeService(spec))
    with running(app) as origin:
        context = browser.new_context()
        admin = Admin(context.new_page(), origin)
        admin.set_up()
        session = next(iter(app.state.sessions._all.values()))
        for line in ("add-attribute nameFormatted", "add-attribute testomat_roles", "assign ada",
                     "turn-off create-users", "assign ben", "push checkout", "turn-off deactivate-users",
                     "unassign ada", "assign-group testomat-managers testomat_roles=manager"):  # fmt: skip
            session.run(parse(line))
        found = []
        team = session.rehearsal.groups["checkout"].id
        for place in PLACES:
            admin.page.goto(origin + place.replace("{team}", team))
            found += [(place, *problem) for problem in seen(admin.page)]
        context.close()
    app.state.sessions.close()
    assert found == []


def seen(page: Page) -> Iterator[tuple[str, int, str]]:
    """What is wrong with a screen in each scheme, on a desk and on a phone."""
    page.evaluate(Axe().axe_script)
    for scheme, width, options in SIGHTS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for each in page.evaluate(f"axe.run({options})")["violations"]:
            yield scheme, width, each["id"]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield scheme, width, "wide"


def test_every_label_of_a_template_is_in_the_spec(spec: Spec) -> None:
    """What stands in ``l("…")`` is one of the labels that were held against published material."""
    folder = ROOT / "src/scimguide/okta/console/templates"
    text = "".join(file.read_text() for file in folder.glob("*.html"))
    labels = set(re.findall(r'\bl\("([^"]+)"\)', text))
    assert len(labels) > 60
    assert labels - spec.identity_provider.all_labels == set()


def test_every_screen_is_served(spec: Spec) -> None:
    """No template is left that no route shows, and each has a heading."""
    folder = ROOT / "src/scimguide/okta/console"
    routes = "".join(file.read_text() for file in folder.glob("*.py") if file.name != "screens.py")
    assert [name for name in SCREENS if f'"{name}"' not in routes] == []
    templates = {file.stem for file in (folder / "templates").glob("[a-z]*.html")} - {"page"}
    assert templates == set(SCREENS)
