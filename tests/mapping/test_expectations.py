"""Entries about what a service contains: read once, written back as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimguide.mapping.expectations import FORMS, Expectation, ExpectationError, parse

WORD = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
JSON = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(WORD, max_size=2))  # fmt: skip

EXPECTATIONS = st.one_of(
    st.builds(Expectation, st.just("user"), NAME, active=st.booleans()),
    st.builds(Expectation, st.just("group"), NAME),
    st.builds(Expectation, st.just("value"), WORD, path=WORD, value=JSON),
    st.builds(Expectation, st.just("member"), WORD, group=NAME, inside=st.booleans()),
)


@given(EXPECTATIONS)
def test_an_expectation_is_read_as_it_is_written(expectation: Expectation) -> None:
    """Names and groups may have blanks, a value is any JSON."""
    assert parse(str(expectation)) == expectation


@given(st.one_of(st.text(max_size=30), st.sampled_from(list(FORMS.values())).flatmap(
    lambda form: st.integers(0, len(form)).map(lambda end: form[:end])
)))  # fmt: skip
def test_any_text_is_read_or_refused(text: str) -> None:
    """A refusal says what is accepted."""
    said = "expected nothing"
    try:
        parse(text)
    except ExpectationError as error:
        said = str(error)
    assert "expected " in said


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("usr ada active", "'usr ada active', expected user NAME active"),
        ("user ada", "'user ada', expected 'user NAME active'"),
        ("user ada aktive", "'aktive' in 'user ada aktive', expected active or inactive; did you"),
        ("group ", "'group ', expected 'group NAME'"),
        ("value ada name.formatted Ada Quill", "the value 'Ada Quill' in"),
        ("value ada name.formatted", "expected 'value USERNAME PATH JSON'"),
        ("member ada", "'member ada', expected 'member USERNAME GROUP'"),
        ("no member ada", "'no member ada', expected 'no member USERNAME GROUP'"),
        ("no membr ada Team", "expected 'no member USERNAME GROUP'"),
    ],
)
def test_an_entry_of_no_form_is_refused(entry: str, message: str) -> None:
    """With what it is, and the form that is accepted."""
    with pytest.raises(ExpectationError) as caught:
        parse(entry)
    assert message in str(caught.value)
