"""The word for the evidence on which each request and each message rests."""

import inspect
import re
from typing import Any

import pytest

from evidence.evidence import load_sources
from evidence.test_evidence import CASES, Desk, desk
from helpers import ROOT, Run
from scimguide.generate.stories import count, play_stories
from scimguide.mapping import Spec, examples, load
from scimguide.mapping.evidence import Evidence, seen
from scimguide.okta import messages, requests

SPEC = load(ROOT / "docs/mapping.yaml")
SOURCES = load_sources()
ACTS = [
    name
    for name, made in vars(requests).items()
    if inspect.isfunction(made)
    and made.__module__ == requests.__name__
    and inspect.signature(made).return_annotation == "Request"
    and name != "patch"
]
__all__ = ["desk"]


def cited(evidence: Evidence, keys: list[str]) -> bool:
    """Whether a piece of evidence cites the source that the spec names."""
    source = SPEC.sources[evidence.source]
    published = [SOURCES[key] for key in keys]
    return any(
        source.url == each.at if source.url and each.at else source.title == each.title
        for each in published
    )


def test_every_request_has_a_word_and_every_word_a_request() -> None:
    """The functions that make requests are those for which the spec says what they rest on."""
    assert sorted(SPEC.evidence.requests) == sorted(ACTS)


@pytest.fixture(scope="module")
def shown(desk: Desk) -> list[tuple[Any, set[str], list[str]]]:
    """What each case that does not rest on analogy sends, and which of its strings it shows."""
    found = []
    for case in CASES:
        played = desk.play(case)
        acts = {each.act for each in played.report.requests} if case.requests else set()
        wanted = [*(case.shows or []), *(case.tasks or [])]
        wanted = [str(each) for each in examples.fill(SPEC, wanted)]
        texts = [*played.report.messages, *played.tasks]
        kept = [text for text in texts for each in wanted if seen(each, [played.named(text)])]
        found.append((case, acts, kept))
    return found


def test_what_is_captured_or_documented_is_held_by_evidence(shown: Any) -> None:
    """Each such request and reproduced message is in a case that cites the same source."""
    loose = [
        act
        for act, evidence in SPEC.evidence.requests.items()
        if evidence.basis != "by analogy"
        and not any(act in acts and cited(evidence, case.sources) for case, acts, _ in shown)
    ]
    reproduced = [each for problem in SPEC.problems for each in problem.messages]
    for message in [*reproduced, *SPEC.evidence.messages]:
        if message.basis != "by analogy" and not any(
            seen(message.text, texts) and cited(message, case.sources) for case, _, texts in shown
        ):
            loose.append(message.text)
    assert loose == []


@pytest.fixture(scope="module")
def everything(shown: Any) -> set[str]:
    """Every string that an admin sees in a story of the spec or a piece of evidence."""
    played = play_stories(SPEC, range(count(SPEC))).stories
    reports = [done.report for story in played.values() for done in story.done]
    texts = {text for report in reports for text in report.messages}
    texts |= {task.partition(": ")[0] for report in reports for task in report.tasks}
    return texts | {text for _, _, kept in shown for text in kept}


def test_every_message_has_a_word(everything: set[str]) -> None:
    """Whatever a story or a piece of evidence shows is a message of the spec."""
    assert [text for text in sorted(everything) if not SPEC.evidence_for(message=text)] == []


def test_a_message_leads_to_one_entry(everything: set[str]) -> None:
    """No pattern swallows the message of another entry."""
    example = re.compile(r"‹([^›|]*)[^›]*›")
    texts = everything | {
        example.sub(lambda m: SAMPLES.get(m[1], m[1]), each.text) for each in SPEC.messages
    }
    for text in sorted(texts):
        entries = [
            problem.name
            for problem in SPEC.problems
            if any(seen(each.text, [text]) for each in problem.all_messages)
        ]
        others = [each.text for each in SPEC.evidence.messages if seen(each.text, [text])]
        assert len(entries) + len(others) == 1, (text, entries, others)


def test_every_wording_of_okta_is_a_message_of_the_spec() -> None:
    """What ``okta/messages.py`` says whole is in the spec, letter for letter."""
    whole = [
        text
        for name, text in vars(messages).items()
        if name.isupper() and isinstance(text, str) and not text.startswith("Error while")
        and name not in PARTS
    ]  # fmt: skip
    shape = [re.sub(r"\{\w+\}", "‹x›", text) for text in whole]
    known = [re.sub(r"‹[^›]*›", "‹x›", each.text) for each in SPEC.messages]
    assert [text for text in shape if text not in known] == []


SAMPLES = {"step": "Error while testing", "reason": "Reason"}
"""What stands in place of placeholders that mean more than a string without a colon."""
PARTS = {"AUTHENTICATING", "USER_FAILED", "PROFILE_FAILED", "GROUP_FAILED", "NO_MATCH", "INACTIVE",
         "EMPTY_USER", "NO_SCHEMAS", "NO_USER", "USER_NOT_FOUND", "RATE_LIMITED"}  # fmt: skip
"""What stands inside of other messages, which are looked at as a whole."""


def test_the_command_prints_the_word(scimguide: Run) -> None:
    """``scimguide rehearse`` says it beside requests, messages and tasks, and in its JSON."""
    done = scimguide("rehearse", "pathless-refused").stdout
    assert re.search(r"PATCH .* 400 Bad Request \(documented\)", done)
    assert "Okta shows (by analogy): Automatic provisioning" in done
    assert "Tasks (documented): Application accounts need deprovisioning" in done
    data = scimguide("rehearse", "pathless-refused", "--json").stdout
    assert '"basis": "by analogy"' in data
    assert '"evidence": "documented"' in data


def test_a_word_that_is_none_is_refused(spec: Spec) -> None:
    """The macro of the pages knows the words and the sources."""
    from scimguide.macros import MacroError, macros

    evidence = macros(spec)["evidence"]
    assert evidence("captured", "okta-blog").startswith("[captured](https://github.com/oktadev")
    with pytest.raises(MacroError, match=r"no evidence 'capturd'.*did you mean 'captured'"):
        evidence("capturd", "okta-blog")
    with pytest.raises(MacroError, match="no source 'blog'"):
        evidence("captured", "blog")
