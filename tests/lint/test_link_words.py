"""The words of links: they fit what the link leads to."""

from collections.abc import Callable

import pytest

Expect = Callable[..., None]

PARTS = "## A person is suspended\n\n## A person is deleted { #gone }\n\n## Step 1: look\n\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[¶here](index.md)\n", "the link 'here', which leads to 'A page', expected a word of it"),
        ("[¶colours](#gone)\n", "which leads to 'A person is deleted', expected a word of it"),
        (
            "[¶a suspended person](#gone)\n",
            "expected #a-person-is-suspended, 'A person is suspended', or words that fit",
        ),
        ("[¶steps](#gone)\n", "expected a word of it"),
        (
            "[¶suspended](#a-person-is-suspended)\n\n## Suspended { #nothing-more }\n",
            "expected #nothing-more, 'Suspended', or words that fit",
        ),
        ("[¶colours](sub/index.md#own-name)\n", "which leads to 'Named', expected a word of it"),
    ],
)
def test_words_that_do_not_fit_are_found(expect: Expect, body: str, message: str) -> None:
    """A link has a word in common with its target, and another heading fits no better."""
    expect(PARTS + body, message)


@pytest.mark.parametrize(
    "body",
    [
        "[a page](index.md), [suspending](#a-person-is-suspended), [delete it](#gone)\n",
        "[what is gone](#gone), [step 1](#step-1-look), [the name](sub/index.md#own-name)\n",
        "[Shelfwise does it](sub/index.md#shelfwise-does-it), [any](https://example.com)\n",
        "[{{ service.name }}](sub/index.md#shelfwise-does-it), ![colours](picture.png)\n",
        "[x](#gone)\n",
    ],
)
def test_words_that_fit_are_passed(expect: Expect, body: str) -> None:
    """Endings do not matter, nor whether a word is of the heading or of its anchor."""
    expect(PARTS + body)
