"""Sentences: plain words, their length and spelling, one action a step."""

from collections.abc import Callable

import pytest

Expect = Callable[..., None]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("It is so.\n¶Please wait.\n", "'Please', expected nothing in its place"),
        ("Okta ¶will send it.\n", "'will', expected the present tense"),
        ("The ¶color.\n", "British spelling"),
        ("| a |\n|---|\n| the ¶color |\n", "British spelling"),
        ("- ¶Click it.\n", "'select' or 'open'"),
        ("> ¶We know.\n", "'you', or who does it"),
        ("This is <i>¶just</i> so.\n", "nothing in its place"),
        ("See [the ¶very page](index.md).\n", "nothing in its place"),
        ("Do it ¶in order\nto win.\n", "plain words"),
        ("Text, and then:\n\n¶Error:\n", "without 'Error:'"),
        ("```text\nx\n```\n\n¶Simply so.\n", "nothing in its place"),
        ("!!! note\n\n    ¶Simply so.\n", "nothing in its place"),
        ("<!-- excused: no -->\n\n¶Simply so.\n", "nothing in its place"),
    ],
)
def test_words_to_avoid_are_found(expect: Expect, body: str, message: str) -> None:
    """A word that helps nobody has its line and column, wherever prose stands."""
    expect(body, message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Sent as ¶texts.\n", "'texts', expected 'string'"),
        ("Sent as ¶a text.\n", "'a text', expected 'string'"),
        ("It is ¶one whole text.\n", "expected 'string'"),
        ("Read the ¶answer.\n", "'response'"),
        ("It ¶answers so.\n", "'returns'"),
        ("The service ¶is asked.\n", "who sends which request"),
        ("The ¶address of the page.\n", "'e-mail address', 'base URL', 'URL' or 'path'"),
        ("It ¶holds one user.\n", "'contains'"),
        ("What ¶came.\n", "'actual'"),
        ("As ¶told.\n", "'expected'"),
        ("Each ¶provoked here.\n", "'reproduce'"),
        ("The ¶cure.\n", "'fix'"),
        ("It is ¶mended.\n", "'fix', or 'clear' of a fault"),
        ("Okta ¶stumbles.\n", "'fails', and how"),
        ("Left out ¶without a word.\n", "'silently'"),
        ("The ¶user name is set.\n", "'username'"),
        ("Played to a ¶test server.\n", "'reference server'"),
        ("Okta reads ¶the record.\n", "'account', or 'resource' of SCIM"),
        ("When ¶nothing\nis said.\n", "which message or warning is missing"),
        ("<!-- generated: table roles -->\n\nIt came.\n\n<!-- end 0123456789ab -->\n", "'came'"),
    ],
)
def test_words_with_a_term_of_the_field_are_found(expect: Expect, body: str, message: str) -> None:
    """A word for which the field has a term is found with it, in generated text at its mark."""
    expect(body if "¶" in body else f"¶{body}", message)


@pytest.mark.parametrize(
    "body",
    [
        "Plain text, a text file, the message text.\n",
        "An e-mail\naddress, the IP addresses.\n",
        "The threshold, the upheld, the becoming, the secure.\n",
        "`holds`, <code>address</code> and <!-- came --> so.\n",
        "<!-- generated: table roles -->\n\n<code>text-counts</code>\n\n<!-- end 0123456789ab -->\n",
    ],
)
def test_the_terms_of_the_field_are_accepted(expect: Expect, body: str) -> None:
    """Terms, names in code, and words that only look alike are right."""
    expect(body)


def test_words_to_avoid_are_found_in_the_description(problems: Callable[..., list[object]]) -> None:
    """Search results are prose, too."""
    description = "A page that will say what Okta sends, made for a test of these rules."
    text = f"---\ntitle: A page\ndescription: {description}\nleaves: []\n---\n\n"
    said = problems("# A page\n", front_matter=text)
    assert [str(each) for each in said] == ["docs/page.md:3:26: 'will', expected the present tense"]


@pytest.mark.parametrize(
    "body",
    [
        "`just` {{ service.name }} so.\n",
        "```bash\njust\n```\n",
        "~~~ {.bash}\njust\n```\njust\n~~~\n",
        "````md\n```\njust\n```\njust\n````\n",
        "- a list\n\n    ```bash\n    just\n    ```\n",
        "> ```bash\n> just\n> ```\n",
        "Code:\n\n    just indented\n\n    just more\n",
        "<!-- just so -->\n",
        "<!--\njust so\n\n```\njust\n```\n-->\n",
        "`<!--` and `-->` and <!-- just --> so.\n",
        'See [it](index.md?just "just").\n',
        '<span title="just"></span>\n',
        "<!-- generated: table roles -->\n\njust generated\n\n<!-- end 0123456789ab -->\n",
        "Part { .just }\n",
        "An adjustment, a justification, just-in-time.\n",
    ],
)
def test_what_is_no_prose_is_skipped(expect: Expect, body: str) -> None:
    """Code, comments, macros, addresses and generated text have no style."""
    expect(body)


def test_text_behind_code_is_read(expect: Expect) -> None:
    """Where a fence, a comment or a generated region ends, prose goes on."""
    expect("```bash\njust\n```\n¶Just so.\n", "'Just'")
    expect(
        "<!-- generated: table roles -->\n\njust\n\n<!-- end 0123456789ab -->\n\n¶Just so.\n",
        "'Just'",
    )
    expect("`<!--` ¶just `-->`.\n", "'just'")


@pytest.mark.parametrize(
    "body",
    [
        "Short.\n\n¶" + "word " * 32 + "word.\n",
        "Short. ¶" + "word " * 32 + "word.\n",
        "- one\n- ¶" + "word " * 20 + "\n  " + "word " * 12 + "word.\n",
        "¶" + "word " * 31 + "`code span` word.\n",
    ],
)
def test_a_long_sentence_is_found(expect: Expect, body: str) -> None:
    """A sentence of more than 32 words is found where it begins."""
    expect(body, "a sentence of 33 words, expected at most 32")


@pytest.mark.parametrize(
    "body",
    [
        "word " * 31 + "word.\n",
        "word " * 20 + "here. " + "word " * 20 + "here.\n",
        "word " * 19 + "word.\n\n" + "word " * 19 + "word.\n",
        "- " + "word " * 20 + "\n- " + "word " * 20 + "\n",
        "| " + "word " * 40 + "|\n",
        "word " * 20 + "[page](index.md). " + "word " * 19 + "word.\n",
        "word " * 20 + "\n```text\nx\n```\n" + "word " * 20 + "\n",
        "word " * 31 + "<br> <br> <br>\n",
    ],
)
def test_sentences_end_where_readers_pause(expect: Expect, body: str) -> None:
    """Full stops, items, paragraphs and tables end a sentence; tags are no words."""
    expect(body)


def test_a_second_action_makes_a_second_step(expect: Expect) -> None:
    """Two imperatives in one step are found at the step."""
    expect(
        "1. Open it.\n¶2. Select **Save**. Open it.\n3. Open it.\n",
        "2 actions in a step ('Select', 'Open')",
    )
    expect("¶1. Select **Save**.\n   Sign in.\n", "2 actions")


def test_steps_that_are_none_have_no_limit(
    expect: Expect, problems: Callable[..., list[object]]
) -> None:
    """A fence with numbers is no step, and ``steps: false`` says that a list has none."""
    expect("```text\n1. Select x. Open y.\n```\n")
    text = "---\ntitle: A page\ndescription: A page of a guide for a service that does not exist here.\nsteps: false\nleaves: []\n---\n"
    assert problems("# A page\n\n1. Open it. Open it.\n", front_matter=text) == []


@pytest.mark.parametrize(
    ("body", "correct"),
    [
        ("Okta ¶recieves it.\n", "'receives'"),
        ("It is ¶seperate.\n", "'separate'"),
        ("¶Teh end.\n", "'the'"),
        ("A [¶succesful page](index.md).\n", "'successful'"),
    ],
)
def test_a_misspelled_word_is_found(expect: Expect, body: str, correct: str) -> None:
    """A misspelled word has its place, and is shown as it is written."""
    expect(body, correct)


@pytest.mark.parametrize(
    "body",
    [
        "`recieve` and {{ service.name }}\n",
        "```text\nrecieve\n```\n",
        "https://recieve.example.com/recieve and recieve.md\n",
        "The colour, the licence, organise, cancelled.\n",
    ],
)
def test_code_and_addresses_are_not_spelled(expect: Expect, body: str) -> None:
    """Code and addresses are written as they are; British spelling is right."""
    expect(body)
