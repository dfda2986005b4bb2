"""Labels, headings, images, values and front matter."""

from collections.abc import Callable

import pytest

from scimguide.mapping import Spec

Expect = Callable[..., None]
Lint = Callable[..., list[object]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("1. Select ¶save.\n", "'save', expected **Save**"),
        ("1. Select ¶Save.\n", "'Save', expected **Save**"),
        ("1. Open the tab ¶provisioning in Okta.\n", "**Provisioning**"),
        ("- Turn on the box ¶Save\n", "**Save**"),
    ],
)
def test_a_label_that_is_not_bold_is_found(expect: Expect, body: str, message: str) -> None:
    """What an instruction names is bold, and spelled as the screen spells it."""
    expect(body, message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("1. Under ¶**Staff room** › **Save**.\n", "no 'Save' in 'Staff room', expected Keys"),
        ("1. Under ¶**Staff room** › **Keys** ›\n**Save**.\n", "no 'Save' in 'Keys', expected Allow"),
        ("1. Select ¶**Key** under **Provisioning**.\n", "'Key' is not under 'Provisioning', expected Staff room › Keys"),
        ("1. See **Key** under **Keys**, **Staff room** › **Keys** › **Key** and **Save** under **Provisioning**.\n", ""),
    ],
)  # fmt: skip
def test_a_label_has_its_place(expect: Expect, body: str, message: str) -> None:
    """Ways through the screens, and what stands under what, are those of the spec."""
    expect(body, *[message] * body.count("¶"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("A **¶strong** word.\n", "'strong' in bold, expected a label"),
        ("Select **¶save**.\n", "did you mean 'Save'?"),
        ("Select **¶Save.**\n", "did you mean 'Save'?"),
        ("A __¶strong__ word.\n", "'strong' in bold"),
        ("A <strong>¶strong</strong> word.\n", "'strong' in bold"),
        ("A **¶`code`** word.\n", "'`code`' in bold"),
        ("| **¶Head** |\n|---|\n", "'Head' in bold"),
    ],
)
def test_bold_that_is_no_label_is_found(expect: Expect, body: str, message: str) -> None:
    """Bold is for labels of screens, letter for letter."""
    expect(body, message)


@pytest.mark.parametrize(
    "body",
    [
        "1. Select **Save** under **Provisioning**.\n",
        "`**strong**` and **{{ service.name }}**\n",
        "```md\n**strong**\n```\n",
        "<!-- generated: table roles -->\n\n**Strong**\n\n<!-- end 0123456789ab -->\n",
        "Select a save point, or save what you selected.\n",
        "snake__case__name\n",
    ],
)
def test_labels_and_code_may_be_bold(expect: Expect, body: str) -> None:
    """Labels are bold; code, macros and generated text are not looked at."""
    expect(body)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("## What Okta ¶Sends\n", "'Sends' in a heading, expected lower case"),
        ("## One\n\n### Next `x` ¶Last\n", "'Last' in a heading"),
        ("- item\n\n    ## One ¶Last\n", "'Last' in a heading"),
    ],
)
def test_headings_that_are_not_as_others_are_found(expect: Expect, body: str, message: str) -> None:
    """A heading is in sentence case."""
    expect(body, message)


@pytest.mark.parametrize(
    "body",
    [
        "## What Okta sends to Shelfwise\n\n## Save and Provisioning\n",
        "## Not Found\n\n## So: Content Too Large\n\n## So: Request Entity Too Large\n",
        "```md\n## One Two\n## One Two\n```\n",
        "## `One` `Two`\n\n## `One` `Three`\n",
        "## Sync password and Create users\n",
    ],
)
def test_names_keep_their_capitals(expect: Expect, body: str) -> None:
    """Labels, features, names of statuses and of the two sides keep their capitals."""
    expect(body)


def test_a_page_begins_with_its_title(expect: Expect) -> None:
    """Nothing that readers see stands before the title."""
    expect("¶Text.\n\n# A page\n", "no title first, expected '# '", title="")
    expect("¶## A page\n", "no title first", title="")
    expect("<!-- okta: connect -->\n\n# A page\n", title="")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("x\n\n¶![](picture.png)\n", "an image without alternative text"),
        ("¶![ ](picture.png)\n", "an image without"),
        ('¶<img src="picture.png">\n', "an image without"),
        ('¶<img alt="" src="picture.png">\n', "an image without"),
        ("¶![][shot]\n\n[shot]: picture.png\n", "an image without"),
        ('¶<svg width="1"></svg>\n', "a drawing without alternative text, expected aria-label"),
        (
            "¶<!-- generated: scenario x -->\n\n<svg></svg>\n\n<!-- end 0123456789ab -->\n",
            "a drawing",
        ),
    ],
)
def test_a_picture_without_words_is_found(expect: Expect, body: str, message: str) -> None:
    """A screen reader has something to say for each image and drawing, generated ones too."""
    expect(body, message)


@pytest.mark.parametrize(
    "body",
    [
        "![The tab](picture.png)\n",
        "<img alt='The tab' src='picture.png'>\n",
        '<svg aria-hidden="true"></svg> <svg role="img" aria-label="x"></svg>\n',
        "`![](x.png)`\n\n```html\n<svg></svg>\n```\n",
    ],
)
def test_a_picture_with_words_is_none(expect: Expect, body: str) -> None:
    """Pictures with a string, and pictures in code, are as they should be."""
    expect(body)


def test_a_value_of_the_spec_is_not_typed(expect: Expect, shelfwise: Spec) -> None:
    """Base URL and extension come from the spec, in code and addresses as well; macros say so."""
    url, extension = shelfwise.service.base_url, shelfwise.users.extension
    expect(f"At ¶{url}.\n", "expected {{ service.base_url }}")
    expect(f"At `¶{url}/Users`.\n", "expected {{ service.base_url }}")
    expect(f"See [it](¶{url}).\n", "expected {{ service.base_url }}")
    expect(f"The ¶{extension} and ¶{extension}.\n", *["expected {{ users.extension }}"] * 2)
    expect(f"```text\n{url}\n```\n\n`<!-- okta: enter {url} -->`\n\n{{{{ service.base_url }}}}\n")
    expect(f"<!-- generated: table roles -->\n\n{url}\n\n<!-- end 0123456789ab -->\n")


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        (
            "minutes: 1\n",
            [
                "1:1: no description, expected",
                "1:1: no leaves, expected",
                "1:1: no title, expected",
            ],
        ),
        ("title: A page\n{D}leaves:\n", []),
        (
            "title: A page\ndescription: Short.\n",
            ["3:1: a description of 6 characters, expected 50 to 160"],
        ),
        (
            "title: A page\ndescription: " + "Long " * 40 + ".\n",
            ["3:1: a description of 201 characters"],
        ),
        (
            "title: A page\ndescription: " + "Long " * 12 + "\n",
            ["3:1: a description without a full stop"],
        ),
        ("title: A page.\n{D}", ["2:1: the title 'A page.' with a full stop, expected none"]),
        ("title: X\n{D}", ["2:1: a title of 1 characters, expected 3 to 50"]),
        ("leaves: []\ntitle: " + "A page " * 8 + "\n{D}", ["3:1: a title of 55 characters"]),
        (
            "{D}title: {V}\n",
            ["3:1: a title that is the description", "3:1: a title of", "3:1: the title"],
        ),
        ("title: 'A page'\n{D}", []),
        ("title: A page\ntemplate: 404.html\n{D}", []),
        ("title: A page\ntemplate: 405.html\n{D}", ["3:1: the template '405.html', expected"]),
    ],
)
def test_titles_and_descriptions_fit(
    problems: Lint, front_matter: str, expected: list[str]
) -> None:
    """A title fits a tab and a description a search result; each fault is at its key."""
    value = "A page of a guide for a service that does not exist, made up."
    if not {"leaves", "minutes"} & set(front_matter.replace(":", " ").split()):
        front_matter += "leaves: []\n"
    text = front_matter.replace("{D}", "description: {V}\n").replace("{V}", value)
    said = [
        str(each).removeprefix("docs/page.md:")
        for each in problems("# A page\n", front_matter=f"---\n{text}---\n\n")
    ]
    assert len(said) == len(expected), said
    for each, part in zip(sorted(said), sorted(expected), strict=True):
        assert each.startswith(part)


def test_front_matter_that_cannot_be_read_lacks_nothing(problems: Lint) -> None:
    """What is no YAML is reported by the check of its form, and not as a missing title."""
    for text in ("---\ntitle: Case: one\nleaves: []\n---\n\n", "---\n- one\n---\n\n"):
        assert problems("# A page\n", front_matter=text) == []
