"""Databases of other versions: an older one is brought up to date, any other one is refused."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from scimguide.reference import DatabaseError
from scimguide.reference.engine import engine_of
from scimguide.reference.migrations import VERSION


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as db:
        for each in statements:
            db.execute(text(each))
    engine.dispose()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'scim.db'}"


def test_a_new_database_has_the_present_version(url: str) -> None:
    """The version stands in the database, and opening it again changes nothing."""
    for _ in range(2):
        engine = engine_of(url)
        with engine.connect() as db:
            versions = list(db.scalars(text("SELECT version FROM scimguide_schema")))
        engine.dispose()
        assert versions == [VERSION]


def test_a_newer_database_is_refused(url: str) -> None:
    """The error says in one line which version it has, and which are known."""
    engine_of(url).dispose()
    _execute(url, "INSERT INTO scimguide_schema VALUES (999)")
    with pytest.raises(DatabaseError, match=f"schema version 999, expected {VERSION} or") as caught:
        engine_of(url)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "tables",
    [
        ["CREATE TABLE orders (id INTEGER)"],
        ["CREATE TABLE resources (id INTEGER)"],
        ["CREATE TABLE scimguide_schema (name TEXT)"],
    ],
)
def test_a_database_of_another_program_is_refused(url: str, tables: list[str]) -> None:
    """Tables that the server did not make are left alone."""
    _execute(url, *tables)
    with pytest.raises(DatabaseError, match="of another program, expected an empty database"):
        engine_of(url)
