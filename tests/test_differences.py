"""What is said of two texts that differ: the meaning, not the layout."""

from hypothesis import given
from hypothesis import strategies as st

from scimguide.differences import differences

RESPONSE = """HTTP/1.1 200 OK
Content-Type: application/scim+json

{
  "totalResults": 1,
  "Resources": [{"id": "a", "active": true}]
}
"""


def test_a_changed_value_is_named_by_its_path() -> None:
    """Attributes by path, headers by name, and the status line."""
    new = (
        RESPONSE.replace('s": 1', 's": 0').replace("true", "false").replace("200 OK", "201 Created")
    )
    assert differences(RESPONSE, new) == [
        "HTTP/1.1 200 OK → HTTP/1.1 201 Created",
        "totalResults: 1 → 0",
        "Resources[0].active: true → false",
    ]


def test_what_is_added_and_what_is_removed_is_told() -> None:
    """A header, an attribute and a whole body."""
    assert differences(RESPONSE, RESPONSE.replace('"id": "a", ', "")) == [
        "Resources[0].id removed: a"
    ]
    assert differences(RESPONSE, RESPONSE.replace("\n\n", "\nETag: x\n\n", 1)) == ["ETag added: x"]
    assert differences(RESPONSE, "HTTP/1.1 200 OK\nContent-Type: application/scim+json\n")[
        0
    ].startswith("body removed: {")


def test_a_lost_an_added_and_a_swapped_line_are_seen() -> None:
    """Also where the meaning of the JSON is the same, because a page shows lines."""
    lines = RESPONSE.splitlines(keepends=True)
    swapped = [*lines[:4], lines[5].rstrip() + ",\n", lines[4].rstrip(",\n") + "\n", *lines[6:]]
    assert differences(RESPONSE, "".join(swapped))
    assert differences("a\nb\n", "a\n") == ["removed: b"]
    assert differences("a\n", "a\nb\n") == ["added: b"]
    assert differences("a\nb\n", "b\na\n")


def test_many_differences_are_cut() -> None:
    """Five of them are enough to see what happened."""
    old, new = "\n".join("abcdefgh"), "\n".join("stuvwxyz")
    assert differences(old, new) == ["a → s", "b → t", "c → u", "d → v", "e → w", "…"]


@given(st.text(), st.text())
def test_two_texts_differ_exactly_when_something_is_said(old: str, new: str) -> None:
    """Nothing for the same lines, something for others, whatever the texts are."""
    same = old.strip().splitlines() == new.strip().splitlines()
    assert bool(differences(old, new)) is not same
