"""A name and its parts say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimguide.reference.names import Name, reconcile_name

ADA = Name("Ada Quill", "Ada", "Quill")


@pytest.mark.parametrize(
    ("before", "sent", "kept"),
    [
        (Name(), Name("Ada Quill"), ADA),
        (Name(), Name(None, "Ada", "Quill"), ADA),
        (Name(), Name("", "Ada", "Quill"), Name("Ada Quill", "Ada", "Quill")),
        (Name(), Name("Madonna"), Name("Madonna", "Madonna", None)),
        (
            Name(),
            Name("Ludwig van Beethoven"),
            Name("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ),
        (Name(), Name(), Name()),
        (Name(), Name("Dr. A. Quill", "Ada", "Quill"), Name("Dr. A. Quill", "Ada", "Quill")),
        (ADA, Name("Ada Quill", "Ada", "Byrne"), Name("Ada Byrne", "Ada", "Byrne")),
        (ADA, Name("Ada Byrne", "Ada", "Quill"), Name("Ada Byrne", "Ada", "Byrne")),
        (ADA, Name("A. B.", "Ada", "Byrne"), Name("A. B.", "Ada", "Byrne")),
        (ADA, ADA, ADA),
    ],
)
def test_the_name_that_is_kept(before: Name, sent: Name, kept: Name) -> None:
    """Whatever changed wins over what was only echoed."""
    assert reconcile_name(before, sent) == kept


texts = st.one_of(st.none(), st.text(max_size=12))
names = st.builds(Name, texts, texts, texts)


@given(names, names)
def test_settling_twice_changes_nothing_more(before: Name, sent: Name) -> None:
    """A name that was reconciled stays as it is when it is sent again."""
    once = reconcile_name(before, sent)
    assert reconcile_name(once, once) == once
