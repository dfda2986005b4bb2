"""The playground in a real browser: the site's own Python gives what the command gives."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner, Result
from playwright.sync_api import Browser, Page

from helpers import BUSY, ROOT
from scimguide.cli import main
from scimguide.mapping import Spec
from scimguide.okta.preview import context_of, person_from
from scimguide.playground.starts import starts
from site_server import served

ANSWERED = "#playground-app[data-state=answered]"


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    """The page of the published site, with the policy that it ships."""
    assert (published / "assets/playground").is_dir(), "no Pyodide here; run scripts/tools"
    with served(published) as url:
        yield f"{url}/playground/"


def opened(browser: Browser, address: str) -> Page:
    """The page before its button is pressed, its messages and requests kept."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(BUSY)
    page.seen, page.asked = [], []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.seen.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.seen.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.goto(address, wait_until="networkidle")
    return page


@pytest.fixture(scope="module")
def before(browser: Browser, address: str) -> list[str]:
    """What a reader's browser asks for who does not press the button."""
    page = opened(browser, address)
    page.close()
    return list(page.asked)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def playground(browser: Browser, address: str) -> Iterator[Page]:
    """The page with its Python at work."""
    page = opened(browser, address)
    page.get_by_role("button", name="Start the playground").click()
    page.wait_for_selector(ANSWERED)
    yield page
    page.close()


def type_(page: Page, expression: str) -> None:
    """Type an expression, and wait for its answer."""
    page.get_by_label("Expression", exact=True).fill(expression)
    page.wait_for_selector(ANSWERED)


def shown(page: Page, name: str) -> str:
    return page.locator(f"#playground-{name}").text_content() or ""


def asked(page: Page) -> tuple[str, list[str]]:
    """Profile and groups as they stand in the form."""
    groups = page.get_by_label("Okta groups").input_value()
    return page.get_by_label("Okta profile").input_value(), groups.split("\n")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["--guide", str(ROOT), *words])


def mapped(folder: Path, profile: str, groups: list[str], mapping: str) -> Result:
    """What ``scimguide map`` says."""
    (folder / "profile").write_text(profile, "utf-8")
    given = [word for group in groups for word in ("--group", group)]
    return run("map", "--user", str(folder / "profile"), *given, "--mapping", mapping, "--json")


def evaluated(folder: Path, profile: str, groups: list[str], expression: str) -> Result:
    """What ``scimguide eval`` says."""
    context = context_of(person_from(json.loads(profile), "profile"), groups)
    (folder / "context.json").write_text(json.dumps(context), "utf-8")
    return run("eval", expression, "--context", str(folder / "context.json"))


def told(page: Page, name: str) -> list[str]:
    """The assumptions of a list."""
    items = page.locator(f"#playground-{name} > li").all_text_contents()
    return [item.removeprefix("Assumed: ") for item in items]


def test_nothing_is_loaded_before_the_button_is_pressed(before: list[str]) -> None:
    """The page alone asks for neither Python nor the engine."""
    assert any(url.endswith("/playground.js") for url in before)
    assert not [url for url in before if "/assets/playground/" in url or "worker.js" in url]


def test_every_starting_point_gives_what_the_command_gives(
    playground: Page, spec: Spec, tmp_path: Path
) -> None:
    """For each sample person and each expression: value, body, sources and assumptions."""
    found = starts(spec)
    assert len(found["people"]) == len(spec.samples.users)
    for person in found["people"]:
        playground.get_by_label("Start with").select_option(person["name"])
        for attribute in found["attributes"]:
            path = attribute["path"]
            playground.get_by_label("Attribute to fill").select_option(path)
            for place, expression in enumerate(attribute["expressions"]):
                if place:
                    playground.get_by_role("button", name=expression, exact=True).click()
                playground.wait_for_selector(ANSWERED)
                profile, groups = asked(playground)
                value = evaluated(tmp_path, profile, groups, expression)
                assert shown(playground, "value") == value.stdout.rstrip("\n"), expression
                assumed = re.findall("^assumed: (.*)$", value.stderr, re.MULTILINE)
                assert told(playground, "assumed") == assumed
                user = mapped(tmp_path, profile, groups, f"{path}={expression}")
                compare(playground, json.loads(user.stdout))


def compare(page: Page, document: dict[str, object]) -> None:
    """Hold what the page shows against the document of ``scimguide map --json``."""
    body = json.loads(shown(page, "body"))
    assert json.dumps(body) == json.dumps(document["body"])  # with the order of the keys
    rows = page.locator("#playground-sources td").all_text_contents()
    assert dict(zip(rows[::2], rows[1::2], strict=True)) == document["sources"]
    assert told(page, "body-assumed") == document["assumptions"]


@pytest.mark.parametrize(
    "expression",
    [
        "user.frstName",
        "user.firstName +\n  user.lstName",
        "String.lenn('a')",
        "",
        '["manager"]',
        "1 / 0",
        "user.firstName.length",
    ],
)
def test_a_mistake_is_named_as_the_command_names_it(
    playground: Page, tmp_path: Path, expression: str
) -> None:
    """Line, column and message stand beside the expression, a caret below the place; no value."""
    type_(playground, expression)
    profile, groups = asked(playground)
    message = evaluated(tmp_path, profile, groups, expression).stderr.rstrip("\n")
    error = playground.locator("#playground-error")
    assert error.inner_text().split("\n")[0] == message
    column = int(message.split(":")[1])
    text, caret = (error.locator("span").text_content() or "").split("\n")
    line = (expression.split("\n") or [""])[int(message.split(":")[0]) - 1]
    assert text[len(caret) - 1 :][:3] == line[column - 1 :][: len(text) - len(caret) + 1][:3]
    invalid = playground.get_by_label("Expression", exact=True).get_attribute("aria-invalid")
    assert (invalid, playground.locator("#playground-value").is_visible()) == ("true", False)


def test_what_mappings_must_not_use_has_a_value_and_no_body(
    playground: Page, tmp_path: Path
) -> None:
    """A function for group claims is evaluated, and refused in the body as ``map`` refuses it."""
    expression = 'Groups.startsWith("OKTA", "none", 5) == null'
    type_(playground, expression)
    profile, groups = asked(playground)
    path = playground.get_by_label("Attribute to fill").input_value()
    refused = mapped(tmp_path, profile, groups, f"{path}={expression}")
    assert shown(playground, "value") == "true"
    assert refused.exit_code == 1
    assert f"--mapping {path}: {shown(playground, 'unmapped')}\n" == refused.stderr
    assert not playground.locator("#playground-body").is_visible()


def test_an_expression_is_checked_as_what_it_is(playground: Page, tmp_path: Path) -> None:
    """With the message of ``scimguide eval --as``, and none when the choice is taken back."""
    field = playground.get_by_label("Check as")
    type_(playground, "toUpperCase(user.firstName)")
    field.select_option("group-rule")
    playground.wait_for_selector(ANSWERED)
    profile, groups = asked(playground)
    context = context_of(person_from(json.loads(profile), "profile"), groups)
    (tmp_path / "context.json").write_text(json.dumps(context), "utf-8")
    words = ("--context", str(tmp_path / "context.json"), "--as", "group-rule")
    refused = run("eval", "toUpperCase(user.firstName)", *words)
    error = playground.locator("#playground-error")
    assert error.inner_text().split("\n")[0] == refused.stderr.rstrip("\n")
    assert "in a group rule" in refused.stderr
    field.select_option("")
    playground.wait_for_selector(ANSWERED)
    assert shown(playground, "error") == ""


@pytest.mark.parametrize("profile", ['{"firstName": }', "[]", '{"profile": 1}'])
def test_a_profile_that_cannot_be_read_is_refused(
    playground: Page, tmp_path: Path, profile: str
) -> None:
    """With the message of ``scimguide map``, beside the profile."""
    field = playground.get_by_label("Okta profile")
    kept = field.input_value()
    field.fill(profile)
    playground.wait_for_selector(ANSWERED)
    refused = mapped(tmp_path, profile, [], "userName=user.email").stderr.rstrip("\n")
    assert f"{tmp_path}/{shown(playground, 'refused')}" == refused
    field.fill(kept)
    playground.wait_for_selector(ANSWERED)
    assert shown(playground, "refused") == ""


@pytest.mark.parametrize(
    "expression",
    [
        "Time.fromIso8601ToString('2026-01-15T09:00:00Z', \"EEEE, d MMMM yyyy 'at' HH:mm z\")",
        "Time.fromStringToIso8601('2026-07-01 09:00 Europe/Kyiv', 'yyyy-MM-dd HH:mm ZZZ')",
        "Iso3166Convert.toName('UA') + Iso3166Convert.toAlpha3('372')",
        "isMemberOfGroupNameRegex('testomat-[a-z]+')",
        r"'Ада' matches '\p{L}+' AND !('é' matches '\w') AND 'b' matches '[a-z&&[^aeiou]]'",
        "Arrays.toCsvString(Arrays.add({1, 2.5, 'ö'}, true))",
    ],
)
def test_what_rests_on_libraries_works_in_the_browser(
    playground: Page, tmp_path: Path, expression: str
) -> None:
    """Time zones, countries, patterns and numbers come out as the command has them."""
    type_(playground, expression)
    value = evaluated(tmp_path, *asked(playground), expression)
    assert value.exit_code == 0
    assert shown(playground, "value") == value.stdout.rstrip("\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_accessible_and_fits_a_small_screen(playground: Page, scheme: str) -> None:
    """axe finds nothing, with a value and with a mistake; no sideways scroll at 320 px."""
    playground.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wanted = "slate" if scheme == "dark" else "default"
    playground.evaluate(f"document.body.dataset.mdColorScheme = '{wanted}'")
    for width, expression in ((1440, "user.firstName"), (320, "user.frstName +")):
        playground.set_viewport_size({"width": width, "height": 900})
        type_(playground, expression)
        details = playground.locator("#playground-more[hidden=''], #playground-more")
        details.evaluate("each => (each.open = true)")
        found = Axe().run(playground, context="#playground-app").response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
        page = "document.documentElement"
        assert playground.evaluate(f"{page}.scrollWidth - {page}.clientWidth") == 0


def test_the_keyboard_reaches_everything_in_the_order_of_reading(playground: Page) -> None:
    """From the first field on, each press of Tab goes to the next."""
    playground.get_by_label("Start with").focus()
    reached = []
    for _ in range(5):
        playground.keyboard.press("Tab")
        reached.append(playground.evaluate("document.activeElement.id"))
    fields = ["path", "profile", "groups", "use", "expression"]
    assert reached == [f"playground-{field}" for field in fields]


def test_only_this_site_was_asked_and_the_console_is_silent(playground: Page, address: str) -> None:
    """Nothing goes elsewhere, nothing is kept, and the policy was never violated."""
    origin = address.removesuffix("playground/")
    assert not [url for url in playground.asked if not url.startswith(origin)]  # type: ignore[attr-defined]
    assert playground.seen == []  # type: ignore[attr-defined]
    kept = playground.evaluate("Object.keys({...localStorage, ...sessionStorage}).join()")
    assert "playground" not in kept


def test_an_expression_without_end_is_stopped(playground: Page) -> None:
    """After ten seconds the worker is ended; the next change starts it again."""
    playground.get_by_label("Okta groups").fill("a" * 40)
    playground.clock.install()
    playground.get_by_label("Expression", exact=True).fill("isMemberOfGroupNameRegex('(a+)+b')")
    playground.clock.run_for(1_000)
    assert playground.get_attribute("#playground-app", "data-state") == "asking"
    playground.clock.run_for(10_000)
    playground.wait_for_selector(ANSWERED)
    assert "took more than 10 seconds" in shown(playground, "error")
    playground.get_by_label("Expression", exact=True).fill("1 + 1")
    playground.clock.run_for(1_000)
    playground.wait_for_selector(ANSWERED)
    assert shown(playground, "value") == "2"


def test_a_failure_to_load_is_told(browser: Browser, address: str) -> None:
    """Without its worker the page says so, names the commands, and offers the button again."""
    page = browser.new_page()
    page.set_default_timeout(BUSY)
    page.route("**/playground/worker.js", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("button", name="Start the playground").click()
    page.wait_for_selector(".playground-status:text('could not be loaded')")
    assert page.get_by_role("button", name="Start the playground").is_visible()
    assert not page.locator("#playground-app form").is_visible()
    page.close()


def test_without_javascript_the_commands_are_there(browser: Browser, address: str) -> None:
    """No dead button: the page says why, and shows how to do the same from a terminal."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    assert page.get_by_text("The playground needs JavaScript.").is_visible()
    assert page.get_by_role("button", name="Start the playground").count() == 0
    assert page.get_by_text("scimguide map --user profile.json").first.is_visible()
    page.close()
