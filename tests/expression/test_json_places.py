"""A value of a context is found in the text of its file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import Run
from scimguide.expression.json_places import position

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=15,
)


def places(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Every value inside of a value with its place."""
    yield here, value
    pairs = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()  # fmt: skip
    for key, item in pairs:
        yield from places(item, (*here, key))


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_every_value_is_found(value: Any, indent: int | str | None, ascii_only: bool) -> None:
    """At line and column of a place begins the value of this place, and so does its key."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for place, wanted in places(value):
        assert read_at(text, position(text, place)) == wanted
        if place and isinstance(place[-1], str):
            assert read_at(text, position(text, place, key=True)) == place[-1]


def read_at(text: str, at: tuple[int, int]) -> Any:
    """The value that begins at a line and a column."""
    lines = text.split("\n")
    rest = "\n".join([lines[at[0] - 1][at[1] - 1 :], *lines[at[0] :]])
    return json.JSONDecoder().raw_decode(rest)[0]


def test_a_place_that_is_not_there_is_the_nearest_one_around_it() -> None:
    """The value around it, for a key or an index that the text lacks."""
    text = '{"a":\n [1]}'
    assert position(text, ("a", 7)) == position(text, ("a", "b")) == (2, 2)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"user": {},\n "grops": []}', ":2:2: unknown key 'grops'"),
        ('{"groups": [{"name": "A",\n  "tipe": 1}]}', ":2:3: groups[0]: unknown key 'tipe'"),
        ('{"groups": [{"name": "A"},\n  "B"]}', ":2:3: groups[1]: a string"),
        ('[\n{"id": "1", "profile": {"x": "\\ud800"}}]', ":2:30: user[0].profile.x: half"),
        ('{"profile": {"name": "A"},\n "status": "\\ud800"}', ":2:12: user.status: half"),
    ],
)
def test_a_context_file_is_refused_at_line_and_column(
    scimguide: Run, tmp_path: Path, text: str, error: str
) -> None:
    """A wrong key at the key, a wrong value at the value, also in an export of Okta's API."""
    file = tmp_path / "context.json"
    file.write_text(text, "utf-8")
    done = scimguide("eval", "1", "--context", str(file))
    assert (done.returncode, done.stderr.startswith(str(file) + error)) == (2, True), done.stderr
