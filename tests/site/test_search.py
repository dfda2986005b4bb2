"""Questions as admins type them, and the page that answers each: the first that is found."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scimguide.publish.search import other_words

QUESTIONS = [
    ("how do i rotate token", "Rotate the token"),
    ("remove app okta", "Turn provisioning off"),
    ("what does okta send when deactivate", "What Okta sends"),
    ("sso", "Know the apps"),
    ("license", "What you need"),
    ("licence", "What you need"),
    ("what plan do I need?", "What you need"),
    ("audit", "Where Okta shows what it did"),
    ("preflight", "preflight"),
    ("import users", "What Okta sends"),
    ("how to assign roles", "Roles"),
    ("change role of a user", "Roles"),
    ("reactivate", "Bring somebody back"),
    ("offboarding", "Take access away"),
    ("unlink group", "Stop pushing a group"),
    ("which okta app should i use", "Step 1"),
    ("where do i find the token", "Get the base URL and the token"),
    ("test connection failed", "Troubleshoot"),
    ("error authenticating unauthorized", "Troubleshoot"),
    ("too many requests", "Tasks pause for minutes"),
    ("user already exists", "Troubleshoot"),
    ("group not syncing", "Troubleshoot"),
    ("does it support password sync", "Supported features"),
    ("okta expression language", "Expressions"),
    ("uppercase first name", "Expressions"),
    ("difference between team and group", "Terms that look the same"),
    ("pagination", "List and page"),
    ("rate limit", "Limits and errors"),
    ("download pdf", "Downloads"),
    ("seats", "Access and seats"),
    ("rename a group", "name"),
    ("what changed in this guide", "Change log"),
]


@pytest.fixture(scope="module")
def searching(site: str, browser: Browser) -> Page:
    """A page whose search is open."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{site}/")
    page.keyboard.press("/")
    return page


def found(page: Page, text: str) -> list[str]:
    """The pages that a text finds, each with its sections."""
    page.locator(".md-search__input").fill("")
    page.evaluate("globalThis.before = ''")
    page.locator(".md-search__input").fill(text)
    page.wait_for_function(
        "() => { const now = document.querySelector('.md-search-result__list').innerText;"
        " const same = now && now === globalThis.before; globalThis.before = now; return same }",
        polling=60,
    )
    return page.eval_on_selector_all(
        ".md-search-result__item",
        "all => all.map(item => item.querySelector('a').href + ' ' + item.textContent)",
    )


def test_a_question_finds_its_answer_first(searching: Page) -> None:
    """Filler words, spellings and other words than the guide's lead to the same place."""
    missed = []
    for question, answer in QUESTIONS:
        first = found(searching, question)[0]
        if answer not in first:
            missed.append((question, answer, " ".join(first.split())[:120]))
    assert missed == []


def test_the_other_words_of_a_section_are_not_shown(searching: Page) -> None:
    """They help the search, and are no labels of the result."""
    found(searching, "licence")
    assert searching.locator(".md-search-result .md-tags:visible").count() == 0


def test_the_glossary_says_the_other_words() -> None:
    """A row leads to a place, or from a word to the guide's own; other tables say nothing."""
    text = (
        "| a | b |\n| --- | --- |\n| x | [y](../z/index.md) |\n\n## Other words\n\n"
        "| Other words | Here |\n| --- | --- |\n| SSO, log in | [Apps](../apps/index.md#sso) |\n"
        "| start | [Home](../index.md) |\n| user | person |\n\n## More\n\n| u | v |\n"
    )
    places, words = other_words(text)
    assert places == {"apps/#sso": ["SSO", "log in"], "": ["start"]}
    assert words == {"person": ["user"]}


def test_every_other_word_leads_somewhere(published: Path) -> None:
    """Each link of the rows is a place of the index, so that its words are found there."""
    import json

    places, _ = other_words((published / "glossary/index.md").read_text())
    index = json.loads((published / "search/search_index.json").read_text())
    assert len(places) > 20
    assert set(places) - {entry["location"] for entry in index["docs"]} == set()
