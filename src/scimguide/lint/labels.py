"""The rules for labels of screens: bold, letter for letter, and nothing else is bold."""

import re
from collections.abc import Iterator

from scimguide.lint.guide import Finding, Guide
from scimguide.lint.page import Page
from scimguide.lint.vocabulary import SELECTIONS
from scimguide.problem import closest

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
