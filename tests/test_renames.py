"""
A fact of the spec is renamed with one edit: what is typed elsewhere is named, line by line.

Each rename is made in a copy of the whole guide. The generator must refuse it with every line that
still has the former name, or accept it with the former name nowhere.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import ROOT, Run, edit
from scimguide.generate import generate, update
from scimguide.lint import lint
from scimguide.lint.guide import Guide
from scimguide.lint.macros import evaluation
from scimguide.mapping import SpecError, load
from scimguide.mapping.service import OnlyWith
from scimguide.project import Project

RENAMES = {
    "role": ("value: billing, label", "billing", "finance"),
    "role label": ("label: Accountant", "Accountant", "Bookkeeper"),
    "role group": ("group: testomat-managers", "testomat-managers", "testomat-leads"),
    "service": ("  name: Testomat.io\n", "Testomat.io", "Shelfwise"),
    "base URL": ("baseUrl: https://app.testomat.io/scim/v2", "app.testomat.io/scim/v2", "shelf.example/v2"),
    "group": ("displayName: Checkout Team", "Checkout Team", "Basket Crew"),
    "word": ("group: team}", "team", "squad"),
    "login": ("login: ada.quill@example.com, email: ada.quill@example.com", "ada.quill@example.com", "a.quill@example.com"),
    "last name": ("lastName: Quill, displayName: Ada Quill", "Quill", "Reed"),
    "attribute": ("path: name.formatted", "name.formatted", "nickName"),
    "variable": ("variableName: testomat_roles", "testomat_roles", "shelf_roles"),
    "label": ("Force Sync, ", "Force Sync", "Sync Now"),
    "screen": ("screen: Companies › your company › Authentication", "Authentication", "Access"),
    "path": ("wellKnown: /.well-known/scim-configuration", "/.well-known/scim-configuration", "/scim-setup"),
}  # fmt: skip
"""The line of the spec that is edited; what it names there, and what it is called from then on."""
TAKEN = {
    "extension": ("extension:testomat:2.0:User\n", "extension:shelf:3.0:User\n", "extension:testomat"),
    "app": ("  app: SCIM 2.0 Test App (OAuth Bearer Token)", "  app: A catalog app", "Test App (OAuth"),
    "application label": ("appLabel: Testomat.io", "appLabel: Shelf tests", "app Testomat.io"),
    "display name": ("displayName: Full name", "displayName: Whole name", "Full name"),
    "attempts": ("value: 10, unit: attempts, source", "value: 7, unit: attempts, source", "10 attempts"),
    "pause": ("value: 300, unit: seconds", "value: 600, unit: seconds", "300 seconds"),
    "body size": ("value: 1048576", "value: 2097152", "1048576"),
    "grants": ("grants: Reads only.", "grants: Looks only.", "Reads only"),
}  # fmt: skip
"""Renames that need nothing else: the line before and after, and what is then nowhere."""


@pytest.fixture
def copy(tmp_path: Path) -> Project:
    """The guide, to be changed."""
    built = shutil.ignore_patterns("playground")
    for name in ("docs", "snippets", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=built)
    for name in ("mkdocs.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("anchors.txt", "SHA256SUMS", "names.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return Project(tmp_path)


def refused(guide: Project) -> set[tuple[str, int]]:
    """File and line of each reason for which the guide is refused."""
    with pytest.raises(SpecError) as caught:
        generate(guide)
    return {(problem.file, problem.line) for problem in caught.value.problems}


def typed(guide: Project, name: str) -> Iterator[tuple[str, int]]:
    """Each line outside of generated regions that has a name, found without the engine."""
    files = [*guide.pages, *(guide.root / name for name in ("README.md", "mkdocs.yml"))]
    for file in files:
        inside = 0
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            inside += ("<!-- generated:" in line) - (
                re.match(r" *<!-- end \w{12}", line) is not None
            )
            if not inside and name in line:
                yield guide.shown(file), number


@pytest.mark.parametrize("what", RENAMES)
def test_a_rename_is_refused_with_every_line_that_is_left(copy: Project, what: str) -> None:
    """Sentences, marks, titles and settings that have the former name are named with their lines."""
    line, old, new = RENAMES[what]
    edit(copy.spec_file, line, line.replace(old, new))
    wanted = set(
        typed(
            copy,
            {"role": "`billing`", "label": "**Force Sync**", "screen": "**Authentication**"}.get(
                what, old
            ),
        )
    )
    if what == "attribute":  # its own snippets on the pages have other words around it
        wanted = {each for each in wanted if each[0] in ("README.md", "docs/configure.md")}
    if what == "variable":  # the attribute of the service has the same name, and keeps it
        wanted = {each for each in wanted if ":testomat_roles" not in line_of(copy, each)}
    if what == "word":
        wanted = {each for each in wanted if each[0] in ("docs/changes.md", "docs/recover.md")}
    found = refused(copy)
    assert wanted - found == set()
    assert found, "nothing is refused"


def line_of(copy: Project, place: tuple[str, int]) -> str:
    """The line of a place."""
    file, number = place
    return (copy.root / file).read_text("utf-8").split("\n")[number - 1]


def test_a_limit_in_words_is_refused(copy: Project) -> None:
    """Sentences that have a limit as words are named, too, when the limit changes."""
    page = copy.docs / "recover.md"
    lines = page.read_text("utf-8").count("\n")
    with page.open("a", encoding="utf-8") as file:
        file.write("\nOkta waits five minutes.\n\nThe tenth attempt is the last.\n")
    for what in ("attempts", "pause"):
        edit(copy.spec_file, *TAKEN[what][:2])
    assert refused(copy) == {("docs/recover.md", lines + 2), ("docs/recover.md", lines + 4)}


def test_renames_with_their_leftovers_are_taken(copy: Project, scimguide: Run) -> None:
    """
    Tables, snippets, responses, screens and downloads follow, and the former name is nowhere.

    What the refusal names is changed by hand; other renames need nothing else.
    """
    for line, changed, _ in TAKEN.values():
        edit(copy.spec_file, line, changed)
    for said, says in (("300 seconds after", "600 seconds after"), ("most 10 att", "most 7 att")):
        edit(copy.spec_file, said, says)  # what the source of a limit says
    left = [RENAMES[what] for what in ("role group", "role label", "group")]
    for line, old, new in left:
        edit(copy.spec_file, line, line.replace(old, new))
    left.append(("", "extension:testomat:2.0", "extension:shelf:3.0"))  # in marks ``holds``
    for shown, number in refused(copy):
        lines = (copy.root / shown).read_text("utf-8").split("\n")
        assert any(old in lines[number - 1] for _, old, _ in left), (shown, number)
        for _, old, new in left:
            lines[number - 1] = lines[number - 1].replace(old, new)
        (copy.root / shown).write_text("\n".join(lines), "utf-8")
    update(copy)
    assert lint(copy, load(copy.spec_file)) == []
    former = [*(old for _, _, old in TAKEN.values()), *(old for _, old, _ in left)]
    for file in [*copy.docs.rglob("*"), *copy.snippets.rglob("*")]:
        if file.is_file() and file.suffix != ".png":
            text = file.read_text("utf-8", errors="replace")
            if file == copy.spec_file:
                text = text.partition("\nsources:\n")[0]  # their titles are other people's
            assert [old for old in former if old in text] == [], file
    pages = [f"docs/{name}.md" for name in ("configure", "limits", "mappings")]
    done = scimguide("verify", *pages, cwd=copy.root)
    assert done.returncode == 0, done.stdout + done.stderr


SWITCHES = {
    "deleteUser": ("deactivate", "remove"),
    "patchReturns": ("resource", "nothing"),
    "unsupportedFilter": ("{status: 501", "{status: 400"),
    "unknownAttributes": ("ignore", "refuse"),
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_of_behaviour_is_refused_where_it_is_said(copy: Project, switch: str) -> None:
    """Each row of the spec with this ``onlyWith`` is named, and each sentence of the pages."""
    assert set(SWITCHES) == {field.alias for field in OnlyWith.model_fields.values()}, (
        "a switch without a test"
    )
    spec = load(copy.spec_file)
    old, new = SWITCHES[switch]
    edit(copy.spec_file, f"{switch}: {old}", f"{switch}: {new}")
    lines = copy.spec_file.read_text("utf-8").splitlines()
    rows = {n for n, line in enumerate(lines, 1) if re.search(rf"onlyWith: \{{{switch}:", line)}
    assert rows
    assert {line for _, line in refused(copy)} == rows
    field = {field.alias: name for name, field in OnlyWith.model_fields.items()}[switch]
    value = getattr(spec.service.behaviour, field)
    other = value.model_copy(update={"status": 400}) if switch == "unsupportedFilter" else new
    behaviour = spec.service.behaviour.model_copy(update={field: other})
    service = spec.service.model_copy(update={"behaviour": behaviour})
    guide = Guide(copy, spec.model_copy(update={"service": service}))
    for name in guide.names:
        page = guide.page(name)
        said = [page.problem(*found).line for found in evaluation(guide, page)]
        calls = re.finditer(rf"\{{\{{ only_with\({switch}=", page.text)
        assert said == [page.text.count("\n", 0, found.start()) + 1 for found in calls]
