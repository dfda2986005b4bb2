"""Facts in sentences: from a macro, or with what they rest on, and never just typed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import ROOT, edit
from scimguide.lint import lint
from scimguide.mapping import Spec, load
from scimguide.project import Project

Expect = Callable[..., None]


@pytest.fixture
def real_guide(tmp_path: Path) -> Project:
    """The guide itself, to be broken."""
    folder = tmp_path / "real"
    for name in ("docs", "snippets", "tests/reference"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("mkdocs.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    return Project(folder)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("It returns ¶404.\n", "'404' typed by hand, expected a macro such as {{ status(\"error-gone\") }}, or"),
        ("It waits ¶20 seconds.\n", "'20' typed by hand, expected a macro, or '<!-- fact: SOURCE -->'"),
        ("It waits ¶20s.\n", "'20s'"),
        ("It waits ¶one minute.\n", "'one minute'"),
        ("It waits ¶a\nminute.\n", "typed by hand"),
        ("At most ¶50% of them.\n", "'50%'"),
        ("Up to ¶1,000 readers.\n", "'1,000'"),
        ("With Python ¶3.9.\n", "'3.9'"),
        ("¶Six steps.\n", "'Six'"),
        ("- one\n- the ¶third try\n", "'third'"),
        ("| a |\n|---|\n| ¶2 readers |\n", "'2'"),
        ("## The ¶two ways\n", "'two'"),
        ("!!! note \"The ¶two ways\"\n\n    So.\n", "'two'"),
        ("It ends with ¶0.\n", "'0'"),
        ("Then see step ¶4.\n", "'4'"),
        ("[Page ¶4](index.md)\n", "'4'"),
        ("## Step 1: a page\n\n## Step ¶3: a page\n", "'3'"),
        ("| No. | b |\n|---|---|\n| 1 | x |\n| ¶3 | y |\n", "'3'"),
    ],
)  # fmt: skip
def test_a_number_that_is_typed_is_found(expect: Expect, body: str, message: str) -> None:
    """Statuses, durations, sizes, shares, versions, counts and exit statuses, wherever they stand."""
    expect(body, message)


@pytest.mark.parametrize(
    "body",
    [
        'It returns {{ status("error-gone") }}, after {{ limit("answerTime") }}.\n',
        "It says `404`, in SCIM 2.0.\n",
        "```text\n404\n```\n\n1. Do.\n2. Do it.\n",
        "See [section 3.5 of RFC 7644](https://www.rfc-editor.org/rfc/rfc7644#section-3.5).\n",
        "## Step 1: begin\n\n## Step 2: end\n\nSee [step 2](#step-2-end).\n",
        "| No. | b |\n|---|---|\n| 1 | x |\n| 2 | y |\n",
        "No one of these, once, at first, a second shelf.\n",
        "It returns 404. <!-- fact: error-gone -->\n",
        "It returns 404,\nor not. <!-- fact: error-gone; handbook -->\n",
        "It waits 20 s. So it is.\n\n<!-- fact: handbook -->\n",
        "- a\n- it waits 20 s\n  now <!-- fact: handbook -->\n",
        "| a |\n|---|\n| 404 <!-- fact: error-gone --> |\n",
        "## The two ways <!-- fact: handbook -->\n",
        '20 pages\n({{ checked("handbook") }}).\n',
    ],
)  # fmt: skip
def test_a_number_that_is_backed_is_passed(expect: Expect, body: str) -> None:
    """Macros, labels, code, counted headings and rows, links that name it, and marks."""
    expect(body)


@pytest.mark.parametrize(
    "body",
    [
        "It waits ¶20 s.\n\nSo. <!-- fact: handbook -->\n",
        "It waits ¶20 s. So. <!-- fact: handbook -->\n",
        "It waits. <!-- fact: handbook --> Then ¶20 s more.\n",
        'It waits ¶20 s. So ({{ checked("handbook") }}).\n',
        "- it waits ¶20 s\n- so <!-- fact: handbook -->\n",
        "| a |\n|---|\n| ¶20 |\n| b <!-- fact: handbook --> |\n",
        "<!-- fact: handbook -->\n\n## The ¶two ways\n",
        "## The ¶two ways\n\nSo. <!-- fact: handbook -->\n",
    ],
)
def test_a_mark_backs_its_own_text_and_no_more(
    problems: Callable[..., list[object]], body: str
) -> None:
    """The paragraph, the item, the row or the heading, and not the one beside it."""
    line = body[: body.index("¶")].count("\n") + 9
    said = [
        each for each in problems("# A page\n\n" + body.replace("¶", "")) if "typed" in str(each)
    ]
    assert [str(each).split(":")[1] for each in said] == [str(line)]


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("error-gon", "no source 'error-gon', expected a source, an operation, a scenario or a problem"),
        ("error-gon", "did you mean 'error-gone'?"),
        ("handbook; nobody", "no source 'nobody'"),
        ("tests/test_a.py::test_b", "no test 'tests/test_a.py::test_b', expected test_a or TestB::test_c"),
        ("tests/none.py::test_b", "no test"),
    ],
)  # fmt: skip
def test_a_mark_names_what_exists(
    expect: Expect, small_guide: Project, mark: str, message: str
) -> None:
    """A source, an operation, a scenario, a problem or a test, and nothing else."""
    file = small_guide.root / "tests/test_a.py"
    file.parent.mkdir()
    file.write_text("def test_a(): ...\nclass TestB:\n    def test_c(self): ...\n", "utf-8")
    expect(f"It returns 404. ¶<!-- fact: {mark} -->\n", message)
    expect("It is so. <!-- fact: tests/test_a.py::TestB::test_c -->\n")


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("It is {}. <!-- fact: find -->\n", ["1", "one moment, 1", "twelve", "12"]),
        ("It is {}. <!-- fact: tests/test_a.py::test_a -->\n", ["ten", "10"]),
        ("So {}. <!-- fact: find; tests/test_a.py::test_a -->\n", ["12", "ten"]),
        ("See `{}`. <!-- fact: handbook -->\n", ["locale.x", "20 s", "00u…"]),
        ("A file `{}`. <!-- fact: tests/test_a.py::test_a -->\n", ["a.json"]),
        ("It waits {} s. <!-- fact: handbook -->\n", ["20", "two"]),
        ('It waits {} s ({{{{ checked("handbook") }}}}).\n', ["20", "two"]),
    ],
)
def test_a_fact_stands_in_what_shows_it(
    problems: Callable[..., list[object]], small_guide: Project, body: str, right: list[str]
) -> None:
    """A number of a recorded response, a test or a source is one that stands there."""
    responses = small_guide.snippets / "responses"
    responses.mkdir(parents=True)
    (responses / "find.http").write_text("HTTP/1.1 200 OK\n\n[1, 12, 11.5, 2.11]\n", "utf-8")
    (small_guide.root / "tests").mkdir()
    (small_guide.root / "tests/test_a.py").write_text(
        'def test_b(): ...\ndef test_a():\n    """It is ten."""\n    return "a.json"\n', "utf-8"
    )

    def doubts(fact: str) -> list[str]:
        said = map(str, problems("# A page\n\n" + body.format(fact)))
        return [each for each in said if "does not stand in" in each]

    assert [each for fact in right for each in doubts(fact)] == []
    assert doubts("11" if "`" not in body else "b.json" if "test_a" in body else "userName")


@pytest.mark.parametrize(
    "body",
    [
        "Without **{}**, nothing is sent.{}\n",
        "| a |\n|---|\n| It is set by **{}**{} |\n",
        "So.\n\nLeave **{}** as it is.\n{}\n",
    ],
)
def test_a_label_outside_of_a_step_stands_in_what_shows_it(
    real_guide: Project, spec: Spec, body: str
) -> None:
    """What a switch does is shown by a scenario, a problem or a source that names the switch."""
    page = real_guide.docs / "features.md"
    text = page.read_text("utf-8")

    def said(label: str, mark: str) -> str:
        page.write_text(f"{text}\n{body.format(label, mark)}", "utf-8")
        return "".join(str(each).partition(": ")[2] for each in lint(real_guide, spec, [page]))

    mark = "{} <!-- fact: switch-off -->".format("\n" if body.endswith("{}\n") else "")
    assert said("Deactivate Users", mark) == ""
    assert "'Create Users' does not stand in 'switch-off'" in said("Create Users", mark)
    assert "'Create Users' outside of a step, expected" in said("Create Users", "")


def test_a_mark_has_a_text(expect: Expect) -> None:
    """Above the title there is nothing that it could back."""
    message = "the mark 'fact' below no text"
    expect("# A page\n", message, title="¶<!-- fact: handbook -->\n\n")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("`¶/Userz`\n", "no endpoint '/Userz', expected /Users"),
        ("`¶GET /Readers`\n", "no endpoint 'GET /Readers'"),
        ("`¶userNam`\n", "no attribute 'userNam', expected one of docs/mapping.yaml; did you mean 'userName'?"),
        ("`¶externalID`\n", "did you mean 'externalId'?"),
        ("`¶name.givenName`\n", "no attribute 'name.givenName'"),
        ("`¶totalResult`\n", "did you mean 'totalResults'?"),
        ("`¶user.emial`\n", "did you mean 'user.email'?"),
        ("`¶actve`\n", "did you mean 'active'?"),
        ("`¶other.json`\n", "no file 'other.json'"),
        ("| a |\n|---|\n| `¶userNam` |\n", "did you mean 'userName'?"),
        ("`¶urn:x:User`\n", "no attribute 'urn:x:User'"),
        ("Ask for the ¶Gold plan.\n", "the 'Gold' plan typed by hand, expected '{{ service.plan }} plan'"),
    ],
)  # fmt: skip
def test_a_name_in_code_that_the_guide_does_not_know_is_found(
    expect: Expect, body: str, message: str
) -> None:
    """Paths, attributes and files in code are those of the spec and of the repository."""
    expect(body, message)


@pytest.mark.parametrize(
    "body",
    [
        "`/Users`, `GET /Users`, `userName`, `active`, `user.email`, `totalResults`, `duty`\n",
        "`mapping.yaml`, `index.md`, `service.name`, `page_timeout`, `{{ service.base_url }}`\n",
        "`curl`, `--yes`, `a b`, `$SCIM_TOKEN`, `HTTPS_PROXY`, `00u…`, `a == b`\n",
        "`locale.x` <!-- fact: handbook -->\n",
        "```text\nuserNam\n```\n",
    ],
)
def test_a_name_in_code_that_is_known_is_passed(expect: Expect, body: str) -> None:
    """Also what is no name at all, such as a command, an option or a sign."""
    expect(body)


def test_the_front_matter_has_no_numbers(
    problems: Callable[..., list[object]],
) -> None:
    """No macro works there, so title and description do without."""
    front = "---\ntitle: A page\ndescription: A page about six readers in SCIM 2.0, made for a test of it.\nleaves: []\n---\n\n"
    (said,) = problems("# A page\n", front_matter=front)
    assert str(said).startswith("docs/page.md:3:27: 'six' in the front matter")


def test_roles_and_groups_are_not_typed(real_guide: Project, spec: Spec) -> None:
    """Labels and values of roles, and the names of Okta groups, come from the spec."""
    page = real_guide.docs / "changes.md"
    edit(
        page,
        "## Access and seats",
        'The Accountant in `testomat-billing` has `["billing"]`.\n\n## Access and seats',
    )
    said = [str(each).partition(": ")[2] for each in lint(real_guide, spec, [page])]
    assert said == [
        "'Accountant' typed by hand, expected {{ role(\"billing\").label }}",
        "'testomat-billing' typed by hand, expected {{ role(\"billing\").group }}",
        "'billing' typed by hand, expected {{ role('billing').value }}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{status error-unknown-member}, and",
            "400, and",
            "'400' typed by hand, expected {status OPERATION}",
        ),
        ("creation with {status error-conflict}", "creation with 409", "'409' typed by hand"),
        ("otherwise {limit pause},", "otherwise ten minutes,", "'ten' typed by hand"),
        ("Okta's own id of the person.", "Okta's own id of two people.", "'two' typed by hand"),
        ("::test_the_name_that_is_kept", "::test_the_name_is_kept", "no test"),
        ("shownBy: set-roles", "shownBy: find-nobody", "'find-nobody' has no word of the answer"),
        ("response, value: 60,", "response, value: 6,", "'6 seconds' is not what 'okta-faq' says"),
    ],
)
def test_a_fact_typed_into_the_spec_is_found(
    real_guide: Project, old: str, new: str, message: str
) -> None:
    """Sentences without a source have no numbers of their own, and tests that show them exist."""
    edit(real_guide.spec_file, old, new)
    line = real_guide.spec_file.read_text("utf-8").partition(new)[0].count("\n") + 1
    said = lint(real_guide, load(real_guide.spec_file, "docs/mapping.yaml"))
    assert [each.line for each in said if each.file == "docs/mapping.yaml"] == [line]
    assert any(message in each.message for each in said)


def test_a_role_that_is_seen_is_the_one_that_is_held(real_guide: Project, spec: Spec) -> None:
    """Behind a mark that says which role somebody has, a sentence names no other one."""
    page = real_guide.docs / "verify.md"
    edit(page, 'as {{ role("read").label }}', 'as {{ role("billing").label }}')
    (found,) = lint(real_guide, spec, [page])
    assert "the role 'billing', expected one of [\"read\"], as held above" in str(found)


def test_a_group_that_is_named_like_those_of_roles_is_one_of_them(real_guide: Project) -> None:
    """What begins as all of their names do is no other group."""
    page = real_guide.docs / "roles.md"
    page.write_text(f"{page.read_text()}\nMembers of `testomat-admins` become managers.\n")
    (found,) = lint(real_guide, load(real_guide.spec_file), [page])
    assert "no group 'testomat-admins', expected" in str(found)
