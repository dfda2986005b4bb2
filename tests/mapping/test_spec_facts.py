"""Facts in the sentences of a spec."""

from datetime import date

import pytest

from helpers import ROOT
from scimguide.mapping import SpecError, days, loads

TEXT = (ROOT / "docs/mapping.yaml").read_text("utf-8")


def test_a_fact_is_filled_in() -> None:
    """Status and limit stand in the sentence as the spec has them as values."""
    problem = loads(TEXT.encode()).problem("rate-limit")
    assert "otherwise 300 seconds," in problem.cause
    assert "after 10 attempts." in problem.cause
    changed = TEXT.replace("value: 300, unit: seconds", "value: 1200, unit: seconds")
    assert "otherwise 1\u202f200 seconds," in loads(changed.encode()).problem("rate-limit").cause


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{limit pause}", "{limit paus}", "no limit 'paus', expected answerTime, pageSize, pause"),
        ("{status rename-user}", "{status rename}", "no status 'rename', expected "),
        ("shownBy: set-roles", "shownBy: set-role", "no operation, scenario or problem 'set-role'"),
        ("shownBy: set-roles", "shownBy: set-role", "did you mean 'set-roles'?"),
        ("      shownBy: set-roles\n", "", "no 'shownBy', expected this key"),
    ],
)
def test_a_fact_that_stands_for_nothing_is_refused(old: str, new: str, message: str) -> None:
    """At its line, with the names that there are."""
    with pytest.raises(SpecError) as caught:
        loads(TEXT.replace(old, new, 1).encode())
    assert any(message in str(problem) for problem in caught.value.problems)


def test_a_month_lasts_until_its_last_day() -> None:
    """A fact that was checked in a month is fresh as if on its last day, and stale the day after."""
    assert (days.last("2026-02"), days.first("2026-02")) == (date(2026, 2, 28), date(2026, 2, 1))
    assert [days.is_stale("2026-02", 30, date(2026, 3, day)) for day in (30, 31)] == [False, True]
