"""The names of a spec: which are gone, and where one is meant."""

import pytest

from scimguide.mapping import Spec, SpecError
from scimguide.mapping.names import gone, names, pattern, read, text


def test_names_are_read_as_they_were_written(spec: Spec) -> None:
    """The file has every name once, and gives the same names."""
    assert read(text(names(spec)), "names.txt") == names(spec)


def test_a_line_that_names_nothing_is_refused() -> None:
    """As a merge leaves it, with its line and the remedy."""
    with pytest.raises(SpecError, match=r"names\.txt:2:1: '<<<<<<< HEAD', .* delete the file"):
        read("service: A\n<<<<<<< HEAD\n", "names.txt")


def test_a_name_is_gone_when_nothing_has_it() -> None:
    """What took its place is named when there is one; a name that another thing has stays."""
    before = {"role": frozenset({"a", "b", "c"}), "group": frozenset({"d", "e"})}
    now = {"role": frozenset({"a", "x"}), "group": frozenset({"d", "f", "b"})}
    assert gone(before, now) == {"c": ("role", ""), "e": ("group", "")}
    assert gone({"role": frozenset({"a"})}, {"role": frozenset({"b"})}) == {"a": ("role", "b")}


def test_an_application_label_does_not_keep_the_name_of_the_service() -> None:
    """Both may be equal, and only the service is meant by the name."""
    shared = {"application label": frozenset({"A"})}
    assert "A" in gone(
        {"service": frozenset({"A"})} | shared, {"service": frozenset({"B"})} | shared
    )


@pytest.mark.parametrize(
    ("what", "name", "text_", "count"),
    [
        ("role", "manager", "A password manager, `manager`, [qa, \"manager\"], roles=manager, role manager", 4),
        ("role group", "team-a", "team-a, `team-a`, team-ab, my-team-a", 2),
        ("attribute", "name.given", "name.given. `name.given`, name.givenName, name.given.x", 2),
        ("word", "team", "Teams, a team, `team-gone`, #team, teamwork", 2),
        ("label", "Value", "**Value**, Value, a value", 1),
        ("label", "Force Sync", "**Force Sync**, Force Sync, Force Syncs", 2),
        ("service", "A.io", "A.io, A.io's, docs.A.io, A.iou", 3),
    ],
)  # fmt: skip
def test_a_name_is_found_where_it_is_meant(what: str, name: str, text_: str, count: int) -> None:
    """A plain word of English only in code or quotes, others as whole words."""
    assert len(pattern(what, name).findall(text_)) == count
