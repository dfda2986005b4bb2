"""Attribute paths, as every client of the house reads and writes them."""

from typing import Any

import pytest

from scimguide.scim.paths import equals, set_value, split_path, value_at

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
EXTENSION = "urn:example:2.0:User"
USER: dict[str, Any] = {
    "userName": "ada",
    "name": {"givenName": "Ada"},
    "emails": [{"value": "ada@example.com"}, {"value": "a@example.com"}],
    EXTENSION: {"roles": ["manager"]},
}


@pytest.mark.parametrize(
    ("path", "urn", "keys"),
    [
        ("userName", "", ["userName"]),
        ("name.givenName", "", ["name", "givenName"]),
        (f"{EXTENSION}:roles", EXTENSION, ["roles"]),
        (f"{CORE}:name.givenName", CORE, ["name", "givenName"]),
    ],
)
def test_a_urn_ends_at_the_last_colon(path: str, urn: str, keys: list[str]) -> None:
    """The dot in the version of a URN separates nothing (RFC 7644 section 3.10)."""
    assert split_path(path).urn == urn
    assert split_path(path).keys == keys


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("userName", "ada"),
        ("name.givenName", "Ada"),
        ("emails.value", "ada@example.com"),
        (f"{EXTENSION}:roles", ["manager"]),
        (f"{CORE}:userName", "ada"),
        ("userName.value", None),
        ("title", None),
        ("urn:other:User:title", None),
    ],
)
def test_a_value_is_read_wherever_its_path_leads(path: str, value: object) -> None:
    """Sub-attributes, the first of several values, extensions; None for what is not there."""
    assert value_at(USER, path, CORE) == value


@pytest.mark.parametrize("resource", [None, [], "text", {"name": "text"}, {"name": []}])
def test_a_resource_of_any_form_is_read(resource: object) -> None:
    """A service may return anything; reading it raises nothing."""
    assert value_at(resource, "name.givenName") is None


def test_what_is_written_is_read_again() -> None:
    """An extension is named in schemas once; the parts of several values share one."""
    made: dict[str, Any] = {"schemas": [CORE]}
    values = {
        f"{CORE}:userName": "ada",
        "name.givenName": "Ada",
        "emails.value": "ada@example.com",
        "emails.primary": True,
        f"{EXTENSION}:roles": ["manager"],
        f"{EXTENSION}:team": "Checkout",
    }
    for path, value in values.items():
        set_value(made, path, value, schema=CORE, multi_valued=["emails"])
    assert {path: value_at(made, path, CORE) for path in values} == values
    assert made["schemas"] == [CORE, EXTENSION]
    assert made["emails"] == [{"value": "ada@example.com", "primary": True}]


def test_a_filter_quotes_its_value_as_json_does() -> None:
    """A quote or a backslash in a value does not end it (RFC 7644 section 3.4.2.2)."""
    assert equals("userName", 'a"b\\c') == 'userName eq "a\\"b\\\\c"'
