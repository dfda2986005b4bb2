"""The prose of the pages: a handful of rules, each failure with file and line."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from scimguide.mapping import Spec
from scimguide.pages.front_matter import front_matter
from scimguide.verify.steps.items import items

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
LONGEST = 32
"""Words of a sentence."""

WORDS = {
    r"simply|just|easy|easily|please|obviously|of course|very|seamless(ly)?": "nothing in its place",
    r"e\.g\.|i\.e\.|etc\.|in order to|note that|utili[sz]e|leverage": "plain words",
    r"will|shall|going to": "the present tense",
    r"click|hit|tap|press|click here|check out": "'select' or 'open', or a link that says where",
    r"we|our|let's|let us": "'you', or who does it",
    r"colors?|behaviors?|favorite|recognize|customize|authorized|canceled|labeled|gray": "British spelling",
    r"Error:\s*$": "what it is, without 'Error:'",
}
"""What is not written, and what is expected instead."""

GAPS = {
    r"\A---\n.*?\n---\n": "",
    r"^[ \t]*<!-- generated:.*?<!-- end \w+ -->$": "",
    r"^[ \t]*(?P<fence>```|~~~).*?^[ \t]*(?P=fence)": "",
    r"<!--.*?-->": "",
    r"<[a-z/][^>]*>": "",
    r"`[^`]*`": "x",
    r"\{\{.*?\}\}": "x",
    r"\]\([^)\s]*\)": "]",
    r" ?\{[#.:].*?\}": "",
}
"""What is no prose, and the word that it counts as."""


def plain(text: str) -> str:
    """Only the prose of a text, with every line where it was."""
    for gap, word in GAPS.items():
        text = re.sub(
            gap,
            lambda found, word=word: word + "\n" * found[0].count("\n"),
            text,
            flags=re.DOTALL | re.MULTILINE,
        )
    return text


def words(text: str) -> Iterator[tuple[int, str]]:
    """Words that are not written."""
    for pattern, expected in WORDS.items():
        for found in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text, re.IGNORECASE):
            yield _line(text, found.start()), f"{found[0]!r}, expected {expected}"


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences that are too long."""
    text = re.sub(r"^\s*(\||#|===|\?\?\?|!!!).*$", "", text, flags=re.MULTILINE)
    for block in re.finditer(r"(?:.+\n?)+", text):
        position = block.start()
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n *(?:[-*]|\d+\.) ", block[0]):
            count = len(sentence.split())
            if count > LONGEST:
                yield (
                    _line(text, text.index(sentence, position)),
                    f"{count} words, expected {LONGEST}",
                )


def headings(text: str, names: set[str]) -> Iterator[tuple[int, str]]:
    """Headings that are not in sentence case; ``names`` keep their capitals."""
    for found in re.finditer(r"^#+ (.+)$", text, re.MULTILINE):
        title = found[1]
        for name in sorted(names, key=len, reverse=True):
            title = title.replace(name, "x")
        capitals = [word for word in title.split()[1:] if re.match(r"[A-Z][a-z]+$", word)]
        if capitals:
            yield _line(text, found.start()), f"{capitals[0]!r} in a heading, expected lower case"


def images(text: str) -> Iterator[tuple[int, str]]:
    """Pictures that a screen reader cannot read."""
    for found in re.finditer(r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"])[^>]*>", text):
        yield _line(text, found.start()), "an image, expected a text in its place (alt)"
    for found in re.finditer(r"<svg(?![^>]*\b(aria-label|aria-hidden)=)[^>]*>", text):
        yield _line(text, found.start()), "a drawing, expected an aria-label"


def labels(text: str, known: set[str]) -> Iterator[tuple[int, str]]:
    """Labels of the console that an instruction names otherwise than the screen."""
    exact = {label.lower(): label for label in known}
    for found in re.finditer(
        r"\b(?:Select|Open|Choose|Turn on|Turn off|Clear) (?:the )?(?:tab |box |button )?"
        r"(?P<label>[\w’' ]+?)(?=[.,;:]| under| in| beside| as| and|\n)",
        text,
    ):
        if found["label"].lower() in exact:
            yield (
                _line(text, found.start()),
                f"{found['label']!r}, expected **{exact[found['label'].lower()]}**",
            )


def actions(source: str, spec: Spec) -> Iterator[tuple[int, str]]:
    """Steps that ask for more than one action."""
    verb = r"(?:Select|Open|Choose|Enter|Turn on|Turn off|Clear|Search|Paste|Sign in)\b"
    for item in items(source, spec):
        begun = re.findall(rf"(?:^|[.;] ){verb}", item.text)
        if len(begun) > 1:
            yield item.line, f"{len(begun)} actions in a step, expected one"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def told(page: Path, found: Iterator[tuple[int, str]]) -> list[str]:
    return [f"docs/{page.name}:{line}: {what}" for line, what in found]


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


@each_page
@pytest.mark.parametrize("rule", [words, sentences], ids=lambda rule: rule.__name__)
def test_prose_is_plain(page: Path, rule: Callable[[str], Iterator[tuple[int, str]]]) -> None:
    """No word that helps nobody, no future, no other spelling, and no endless sentence."""
    assert told(page, rule(plain(page.read_text("utf-8")))) == []


@each_page
def test_headings_are_in_sentence_case(page: Path, spec: Spec) -> None:
    """Only names and labels have capitals behind the first word."""
    names = {spec.service.name, spec.identity_provider.name, *spec.identity_provider.all_labels}
    names |= {feature.name for feature in spec.service.features}
    names |= {status.phrase for status in HTTPStatus}
    assert told(page, headings(plain(page.read_text("utf-8")), names)) == []


@each_page
def test_pictures_have_words(page: Path) -> None:
    """Each image and drawing says what it shows."""
    assert told(page, images(page.read_text("utf-8"))) == []


@each_page
def test_labels_stand_as_on_the_screen(page: Path, spec: Spec) -> None:
    """What an instruction names is bold and spelled as the console spells it."""
    known = set(spec.identity_provider.all_labels)
    assert told(page, labels(plain(page.read_text("utf-8")), known)) == []


@each_page
def test_a_step_is_one_action(page: Path, spec: Spec) -> None:
    """No step asks for a second thing in a sentence of its own."""
    text = page.read_text("utf-8")
    if front_matter(text).steps:
        assert told(page, actions(text, spec)) == []


@each_page
def test_a_title_fits_a_tab(page: Path) -> None:
    """A title is short, has no full stop, and is not the description."""
    settings = front_matter(page.read_text("utf-8"))
    assert 3 <= len(settings.title) <= 50
    assert not settings.title.endswith(".")
    assert settings.description.endswith(".")


@pytest.mark.parametrize(
    ("rule", "text", "line"),
    [
        (words, "It is so.\nPlease wait.\n", 2),
        (words, "Okta will send it.\n", 1),
        (words, "The color.\n", 1),
        (sentences, "Short.\n\n" + "word " * 33 + ".\n", 3),
        (lambda text: headings(text, {"Okta"}), "# What Okta Sends\n", 1),
        (images, "x\n\n![](a.png)\n", 3),
        (lambda text: labels(text, {"Save"}), "1. Select save.\n", 1),
        (lambda text: labels(text, {"Save"}), "1. Select Save.\n", 1),
    ],
)
def test_each_rule_finds_its_fault(
    rule: Callable[[str], Iterator[tuple[int, str]]], text: str, line: int
) -> None:
    """A rule that cannot fail protects nothing."""
    assert [found for found, _ in rule(plain(text))] == [line] or [
        found for found, _ in rule(text)
    ] == [line]


def test_two_actions_in_a_step_are_found(spec: Spec) -> None:
    """A second imperative makes a second step."""
    text = "# X\n\n1. Select **Save**. Open **General**.\n"
    assert [line for line, _ in actions(text, spec)] == [3]


def test_what_is_no_prose_is_left_out_and_lines_stay() -> None:
    """Code, macros and generated regions have no style, and move no line."""
    text = "---\ntitle: just\n---\n`just` {{ just }}\n```bash\njust\n```\njust\n"
    assert list(words(plain(text))) == [(8, "'just', expected nothing in its place")]
