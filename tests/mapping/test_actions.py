"""Actions: one line for what an admin does in Okta."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimguide.mapping import Spec, actions
from scimguide.mapping.actions import VERBS, Action, ActionError
from scimguide.okta.rehearsal import ACTIONS


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("assign ada", Action("assign", person="ada")),
        ("assign ada as USER_ID", Action("assign", person="ada", capture="USER_ID")),
        ("assign ada role=a,b x=", Action("assign", person="ada", values={"role": "a,b", "x": ""})),
        ("change ada lastName='van Dam'", Action("change", person="ada", values={"lastName": "van Dam"})),
        ("join ada checkout", Action("join", person="ada", group="checkout")),
        ("turn-on create-users", Action("turn-on", switches=("create-users",))),
        ("unlink checkout leave", Action("unlink", group="checkout", choice="leave")),
        ("rename-group checkout 'Team B'", Action("rename-group", group="checkout", text="Team B")),
        ("force-sync", Action("force-sync")),
    ],
)  # fmt: skip
def test_a_line_is_an_action(line: str, action: Action) -> None:
    """Verb, who or what, values, and the variable that keeps an id."""
    assert actions.parse(line) == action


def test_a_former_verb_is_read_as_the_one_it_became() -> None:
    """``mend`` still works, and prints as ``clear-faults``."""
    assert str(actions.parse("mend")) == "clear-faults"
    assert actions.changes_service("mend")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the action ''"),
        ("asign ada", "did you mean 'assign'?"),
        ("assign", "assign without a person, expected 'assign PERSON [NAME=VALUE…]'"),
        ("assign ada role", "'role', expected NAME=VALUE"),
        ("change ada", "change without a value"),
        ("suspend ada now", "'now' after suspend, expected 'suspend PERSON'"),
        ("turn-on everything", "the switch 'everything', expected"),
        ("turn-on create-users update-user", "did you mean 'update-users'?"),
        ("turn-off", "turn-off without a switch, expected 'turn-off SWITCH…'"),
        ("unlink checkout perhaps", "the choice 'perhaps', expected delete or leave"),
        ("assign 'ada", "No closing quotation, expected an action"),
    ],
)
def test_a_line_that_is_none_says_what_is_accepted(line: str, message: str) -> None:
    """What it is, and how the verb is used."""
    with pytest.raises(ActionError) as caught:
        actions.parse(line)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("assign ada", "Assign Ada Quill to the app"),
        ("turn-on deactivate-users", "Turn on Deactivate Users and save"),
        (
            "turn-on create-users update-users",
            "Turn on Create Users, Update User Attributes and save",
        ),
        ("push checkout", "Push the group Checkout Team"),
        ("change ada lastName=Byrne", "Change the profile of Ada Quill: lastName = Byrne"),
    ],
)
def test_an_action_is_a_sentence_for_readers(spec: Spec, line: str, sentence: str) -> None:
    """With the names that readers know."""
    assert actions.sentence(spec, actions.parse(line)) == sentence


def test_every_verb_does_something_in_a_rehearsal() -> None:
    """The vocabulary and the table of the rehearsal have the same verbs, in one order."""
    assert list(ACTIONS) == list(VERBS)


WORDS = st.text(min_size=1, max_size=12).filter(str.strip)


@given(st.dictionaries(WORDS.filter(lambda name: "=" not in name), st.text(max_size=12)))
def test_an_action_is_the_line_that_it_prints(values: dict[str, str]) -> None:
    """Values with spaces, quotes and equals signs come back as they were."""
    action = Action("assign", person="ada", values=values, capture="USER_ID")
    assert actions.parse(str(action)) == action


@pytest.mark.parametrize(
    "line",
    ["unlink checkout leave as ID", "rename-group checkout 'Team B'", "turn-on create-users update-users",
     "map-role '{user.title}'", "break html", "change ada lastName='van Dam'", "force-sync"],
)  # fmt: skip
def test_an_action_prints_as_it_is_typed(line: str) -> None:
    """Verb and arguments in the order of its usage, quoted where a shell would."""
    assert str(actions.parse(line)) == line.replace("lastName='van Dam'", "'lastName=van Dam'")


@given(st.text(max_size=40) | st.text("assign ada=checkout'\" AS_", max_size=40))
def test_any_line_is_an_action_or_an_error(line: str) -> None:
    """Nothing but ActionError comes out."""
    with suppress(ActionError):
        actions.parse(line)
