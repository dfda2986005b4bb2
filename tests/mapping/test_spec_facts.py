"""Facts in the sentences of a spec."""

import pytest

from helpers import ROOT
from scimguide.mapping import SpecError, loads

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
