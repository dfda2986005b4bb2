"""The rules for labels of screens: bold, letter for letter, and nothing else is bold."""

import re
from collections.abc import Iterator
from itertools import pairwise

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.lint.vocabulary import SELECTIONS
from scimguide.problem import closest, expected

_PLACE = r"(?:\*\*[^*\n]+\*\*|your company)"
_WAY = re.compile(rf"{_PLACE}(?:\s+›\s+{_PLACE})+")
_UNDER = re.compile(
    rf"\*\*(?P<label>[^*\n]+)\*\*,?\s+under\s+(?P<way>{_PLACE}(?:\s+›\s+{_PLACE})*)"
)
_BOLD = re.compile(
    r"(?P<open>\*\*|(?<!\w)__(?=\w)|<(?:b|strong)>)(?P<text>.+?)(?:\*\*|(?<=\w)__(?!\w)|</(?:b|strong)>)"
)
_SELECTION = re.compile(
    rf"\b(?:{'|'.join(SELECTIONS)}) (?:the )?(?:tab |box |button )?"
    r"(?P<label>[\w’' ]+?)(?=[.,;:]| under| in| beside| as| and|\n)"
)


def bold(guide: Guide, page: Page) -> Iterator[Finding]:
    """Bold text that is no label."""
    labels = guide.spec.identity_provider.all_labels
    for found in _BOLD.finditer(page.written):
        text = page.text[slice(*found.span("text"))]
        if text not in labels and "{{" not in text:
            yield (
                found.start("text"),
                f"{text!r} in bold, expected a label of 'identityProvider.labels', "
                f"letter for letter, or no bold" + closest(text, labels),
            )


def selections(guide: Guide, page: Page) -> Iterator[Finding]:
    """Labels that an instruction names without bold, or otherwise than the screen."""
    exact = {label.lower(): label for label in guide.spec.identity_provider.all_labels}
    for found in _SELECTION.finditer(page.prose):
        if label := exact.get(found["label"].lower()):
            yield found.start("label"), f"{found['label']!r}, expected **{label}**"


def ways(guide: Guide, page: Page) -> Iterator[Finding]:
    """Ways through the screens that there are not: ``**Reports** › **Tasks**``."""
    for found in _WAY.finditer(page.content):
        way = _steps(page, found.span())
        for here, there in pairwise(way):
            known = _below(guide, here)
            if there not in known:
                yield found.start(), f"no {there!r} in {here!r}, {expected(known, there)}"


def places(guide: Guide, page: Page) -> Iterator[Finding]:
    """Labels that stand under others on no screen: ``**Force Sync** under **To Okta**``."""
    screens = guide.spec.identity_provider.labels
    for found in _UNDER.finditer(page.content):
        label, under = found["label"], _steps(page, found.span("way"))[-1]
        on = [each for each in screens if label in each.names]
        if not any(under == each.way[-1] or under in each.names for each in on):
            yield (
                found.start(),
                f"{label!r} is not under {under!r}, {expected([each.screen for each in on])}",
            )


def _steps(page: Page, span: tuple[int, int]) -> list[str]:
    return [each.strip("*") for each in re.split(r"\s+›\s+", page.text[slice(*span)])]


def _below(guide: Guide, label: str) -> list[str]:
    """What can be selected behind a label, on the way or on the screen to which it leads."""
    screens = guide.spec.identity_provider.labels
    steps = [there for each in screens for here, there in pairwise(each.way) if here == label]
    return steps + [name for each in screens if each.way[-1] == label for name in each.names]
