"""The System Log: every event has a description, and filters select events."""

import pytest

from scimguide.okta.system_log import EVENTS, Event, LogFilterError, log_filter

EVENT = Event("application.provision.user.push", "FAILURE", "ada@example.com", "Conflict")


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", True),
        ('eventType eq "application.provision.user.push"', True),
        ('eventType sw "application.provision" and outcome.result eq "SUCCESS"', False),
        ('eventType eq "user.lifecycle.create" or outcome.reason pr', True),
        ('not (target.type eq "AppInstance")', False),
        ('target.displayName co "example"', True),
        ('outcome.result ne "FAILURE"', False),
    ],
)
def test_a_filter_finds_an_event_or_not(query: str, finds: bool) -> None:
    """Operators, and, or, not, and paths through the list of targets."""
    assert log_filter(query)(EVENT.shown("0oaApp", "Testomat.io")) is finds


def test_a_filter_that_cannot_be_read_names_its_column() -> None:
    """With an example of a comparison."""
    with pytest.raises(LogFilterError, match="column 11: expected a comparison such as"):
        log_filter("eventType eq")


def test_every_event_type_has_a_description() -> None:
    """A sentence of Okta's catalogue, which the System Log shows without its full stop."""
    assert all(text.endswith(".") for text in EVENTS.values())
