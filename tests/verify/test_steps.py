"""Steps as prose: parsed, carried out in a browser, and wrong with page and line."""

import inspect
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import ROOT, Run, edit, told
from scimguide.mapping import Spec, load
from scimguide.project import Project
from scimguide.verify.steps import grammar
from scimguide.verify.steps.console_driver import VERBS
from scimguide.verify.steps.grammar import StepSyntaxError, UiAction, parse_step
from scimguide.verify.steps.items import items

PAGES = ("prerequisites", "configure", "verify", "rollout", "recover")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Select **Save**.", [UiAction("select", ("Save",))]),
        ("Select **Assign** › **Assign to People**.", [UiAction("select", ("Assign",)), UiAction("select", ("Assign to People",))]),
        ("Select **Assign** beside your test person.", [UiAction("select", ("Assign",), within="your test person")]),
        ("Select the X beside the person, and confirm with **OK**.",
         [UiAction("select", ("X",), within="the person"), UiAction("select", ("OK",))]),
        ("Open the tab **Provisioning**.", [UiAction("select", ("Provisioning",))]),
        ("In Okta, open the app and its tab **Import**.",
         [UiAction("go to", value="Okta"), UiAction("app"), UiAction("select", ("Import",))]),
        ("Open **Dashboard** › **Tasks**.", [UiAction("open", ("Dashboard",)), UiAction("open", ("Tasks",))]),
        ("Search for `SCIM` and select it.", [UiAction("search", value="SCIM"), UiAction("select", (), "SCIM")]),
        ("Enter `Testomat.io`, or another name, in **Application label**.",
         [UiAction("enter", ("Application label",), "Testomat.io")]),
        ("Turn on **Enable** for **Create Users**.", [UiAction("turn on", ("Enable",), within="Create Users")]),
        ("Turn **Enable SCIM** off, and on again.", [UiAction("turn off", ("Enable SCIM",)), UiAction("turn on", ("Enable SCIM",))]),
        ("Choose **Email** as **Application username format** under **Credentials Details**.",
         [UiAction("choose", ("Application username format",), "Email")]),
        ("Choose **Expression** under **Attribute value** and enter:",
         [UiAction("choose", ("Attribute value",), "Expression"), UiAction("type")]),
        ("Leave **Import Groups** selected.", [UiAction("left on", ("Import Groups",))]),
        ("Leave **Sync Password** off: it is not supported.", [UiAction("left off", ("Sync Password",))]),
        ("Select **Save**. On the left, **To App** appears.", [UiAction("select", ("Save",)), UiAction("see", ("To App",))]),
        ("Select **Save**. Nothing else happens.", [UiAction("select", ("Save",))]),
        ("Check that **Active** shows.", [UiAction("see", ("Active",))]),
        ("Change the last name to `Byrne`.", [UiAction("change", value="Byrne", within="last name")]),
        ("Put your test person into the group `Team`.", [UiAction("put", value="Team", within="your test person")]),
        ("Remove your test person from the group `Team`.", [UiAction("remove", value="Team", within="your test person")]),
        ("Choose `qa` in the field that you added.", [UiAction("turn on", ("qa",))]),
        ("Choose `qa` in the field that you added, and clear `read`.",
         [UiAction("turn on", ("qa",)), UiAction("turn off", ("read",))]),
        ("Copy the **SCIM Base URL**.", [UiAction("copy", ("SCIM Base URL",))]),
    ],
)  # fmt: skip
def test_a_sentence_says_what_is_done(text: str, done: list[UiAction]) -> None:
    """Each form of the language."""
    assert parse_step(text) == done


@pytest.mark.parametrize(
    "text", ["Repeat for each group.", "Click on Save.", "Does it work?", "**Save** it."]
)
def test_a_sentence_outside_the_language_is_refused(text: str) -> None:
    """With the verbs that are accepted."""
    with pytest.raises(StepSyntaxError, match="expected a step: Open, Select"):
        parse_step(text)


@given(st.text(max_size=80) | st.text("Select **Save** in the`›,. ", max_size=80))
def test_no_sentence_breaks_the_language(text: str) -> None:
    """Any text is steps or a refusal."""
    try:
        parse_step(text)
    except StepSyntaxError:
        return


def test_every_step_of_the_guide_is_parsed_or_excused(spec: Spec) -> None:
    """More than seventy steps, of which few are done by hand, each for a reason."""
    found = [item for page in PAGES for item in items((ROOT / f"docs/{page}.md").read_text(), spec)]
    for item in found:
        if not item.by_hand:
            parse_step(item.text)
    assert len(found) > 70
    assert [item.by_hand for item in found if item.by_hand] == [
        "single sign-on is another app",
        "the same steps once more",
        "somebody who is removed at the service",
        "two lists are compared",
    ]  # fmt: skip


def test_an_item_has_its_macros_and_its_expression() -> None:
    """What readers read is what is carried out."""
    spec = load(ROOT / "docs/mapping.yaml")
    text = "1. Search for `{{ identity_provider.app }}`.\n2. Enter:\n\n    ```el\n    user.email\n    ```\n\nText.\n"
    found = items(text, spec)
    assert [(item.line, item.text) for item in found] == [
        (1, f"Search for `{spec.identity_provider.app}`."), (2, "Enter:"),
    ]  # fmt: skip
    assert found[1].typed == "user.email"


def test_a_list_in_a_code_block_is_no_procedure(spec: Spec) -> None:
    """Nor is a nested list, or a list on a page that says so."""
    assert items("```text\n1. Select **Save**.\n```\n", spec) == []


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """The real guide, to be broken."""
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return Project(tmp_path)


ASSIGN = """---
follows: configure.md
---

1. In Okta, open the app and its tab **Assignments**.
2. Select **Assign** › **Assign to People**.
3. Select **Assign** beside your test person.
4. Select **Save and Go Back**.

<!-- okta: assign ada -->
<!-- holds: user ada.quill@example.com active -->
"""


BROKEN = [
    # a wrong label
    ("**Assign to People**", "**Assign People**",
     r"PAGE:8: step: .*\n.*\n  actual: 'Assign People' is not on the screen; the screen 'Assignments' offers"),
    # a step out of order: the button stands on a page that was never opened
    ("3. Select **Assign** beside your test person.\n", "", r"PAGE:9: step: .*\n.*\n  actual: 'Save and Go Back' is not"),
    # a missing step: nothing is saved
    ("4. Select **Save and Go Back**.\n", "", r"PAGE:11: okta: .*\n.*\n  actual: the steps above did nothing"),
    # a step that does more than the page tells
    ("<!-- okta: assign ada -->\n", "", r"PAGE:12: holds: .*\n.*\n  actual: the steps did assign ada"),
    # something else is seen
    ("Back**.\n", "Back**. The tab **Tasks 2** opens.\n", r"PAGE:10: step: .*\n.*\n  actual: 'Tasks 2' is not on the screen"),
    # a person who is not there
    ("your test person", "`Nobody`", r"PAGE:9: step: .*\n.*\n  actual: '`Nobody`' is not on the screen"),
]  # fmt: skip
LEFT = "leaves:\n  - user ada.quill@example.com active\n---\n\n"


@pytest.fixture(scope="module")
def said(scimguide: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a walk says of the page, whole and broken in each of the ways above."""
    root = tmp_path_factory.mktemp("cases")
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, root / name)
    pages = {"": ASSIGN, **{why: ASSIGN.replace(old, new, 1) for old, new, why in BROKEN}}
    pages = {name: text.replace("---\n\n", LEFT, 1) for name, text in pages.items()}
    return told(scimguide, root, pages, "--browser")


def test_a_procedure_is_carried_out(said: dict[str, str]) -> None:
    """The page that is broken below holds as it is."""
    assert said[""] == ""


@pytest.mark.parametrize("message", [message for _, _, message in BROKEN])
def test_a_broken_procedure_names_page_line_and_what_the_screen_offers(
    said: dict[str, str], message: str
) -> None:
    """Wrong label, wrong order, missing step, untold action, another sight, another person."""
    assert re.search(message, said[message])


def test_a_step_that_is_no_step_fails_without_a_browser(scimguide: Run, copy: Project) -> None:
    """The writers' loop reads every step."""
    line = edit(copy.docs / "configure.md", "2. Select **Edit**.", "2. Press **Edit**.")
    ran = scimguide("verify", "docs/configure.md", cwd=copy.root)
    assert ran.returncode == 1
    assert f"docs/configure.md:{line}: step: Press **Edit**." in ran.stdout


OTHER = {
    "Applications and Resources", "Import Monitoring", "Resume All Imports",
    "Cancel the Affected Import and Resume Other Imports", "Convert Assignments", "Retry All Groups",
    "Exclude Username Updates", "Group Push Settings", "Removed",
}  # fmt: skip
"""Labels of Okta that the rehearsal leaves out: newer menus, paused imports, settings, what is done in bulk."""


def test_every_label_in_bold_is_on_a_screen(spec: Spec) -> None:
    """Labels of the pages are labels of the console's templates, or of another product's screens."""
    templates = "".join(
        file.read_text() for file in (ROOT / "src/scimguide/okta/console").rglob("*.html")
    )
    screens = "".join(f.read_text() for f in (ROOT / "src/scimguide/okta/console").glob("*.py"))
    from scimguide.mapping.actions import SWITCHES
    from scimguide.mapping.identity_provider import USERNAME_FORMATS

    known = templates + screens + "".join([*SWITCHES.values(), *USERNAME_FORMATS])
    missing = set()
    for page in sorted((ROOT / "docs").glob("*.md")):
        text = re.sub(r"```.*?```|{{.*?}}", "x", page.read_text(), flags=re.DOTALL)
        for label in re.findall(r"\*\*([^*{]+)\*\*", text):
            if " ".join(label.split()) not in known:
                missing.add(" ".join(label.split()))
    assert missing == OTHER
    assert set(spec.identity_provider.all_labels) >= OTHER


def test_every_verb_of_a_step_is_carried_out() -> None:
    """A verb that a rule of the grammar yields has to be named in the driver's table."""
    source = inspect.getsource(grammar)
    turns = {"turn on", "turn off"}
    yielded = set(re.findall(r'UiAction\(\s*"([a-z ]+)"', source)) | {"left on", "left off"} | turns
    assert yielded == {*VERBS, "type"}
