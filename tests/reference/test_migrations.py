"""Databases of other versions and specs: an older one is brought up to date, or it is refused."""

from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.reference import DatabaseError, reference_app
from scimguide.reference.engine import engine_of
from scimguide.reference.migrations import VERSION
from scimguide.scim.messages import PATCH_OP

UNNUMBERED = Path(__file__).with_name("version-1.sql").read_text("utf-8")
ADA = "57c84b2a-9b4b-50b9-9212-db67dc9b2ef9"
SIOBHAN = "281d066b-689d-5769-b9c4-d96e86448721"
TEAM = "ce9fe858-def7-5845-8d57-8065baef4a78"


def _execute(url: str, *statements: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as db:
        for each in statements:
            db.exec_driver_sql(each)
    engine.dispose()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'scim.db'}"


def _unnumbered(kind: str) -> list[str]:
    """The statements that make a database of version 1."""
    statements = UNNUMBERED.partition("\n")[2].split(";\n")
    if kind == "sqlite":
        return statements
    serial = "SERIAL PRIMARY KEY"
    made = [
        each.replace("INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", serial) for each in statements
    ]
    return [*made, "SELECT setval('resources_number_seq', 3)"]


def test_a_new_database_has_the_present_version(url: str) -> None:
    """The version stands in the database, and opening it again changes nothing."""
    for _ in range(2):
        engine = engine_of(url)
        with engine.connect() as db:
            versions = list(db.scalars(text("SELECT version FROM scimguide_schema")))
        engine.dispose()
        assert versions == [VERSION]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_without_a_version_is_migrated(
    kind: str, url: str, spec: Spec, request: pytest.FixtureRequest
) -> None:
    """What an earlier version has kept is there: users, members in order, names that are taken."""
    if kind == "postgresql":
        url = request.getfixturevalue("database")
    _execute(url, *filter(str.strip, _unnumbered(kind)))
    app = reference_app(spec, token="secret", database=url)
    headers = {"Authorization": "Bearer secret"}
    with (
        running(app) as origin,
        httpx.Client(base_url=app.base_url_at(origin), headers=headers) as scim,
    ):
        team = scim.get(f"/Groups/{TEAM}").json()
        assert [member["value"] for member in team["members"]] == [ADA, SIOBHAN]
        assert team["members"][0]["$ref"] == f"{app.base_url_at(origin)}/Users/{ADA}"
        assert team["meta"]["version"] == 'W/"84c37355ae9b"'
        assert scim.get("/Users").json()["totalResults"] == 2
        taken = {**scim.get(f"/Users/{SIOBHAN}").json(), "userName": "Ada.Quill@example.com"}
        assert scim.post("/Users", json=taken).status_code == 409
        remove = {"op": "remove", "path": f'members[value eq "{ADA}"]'}
        body = {"schemas": [PATCH_OP], "Operations": [remove]}
        left = scim.patch(f"/Groups/{TEAM}", json=body).json()
        assert [member["value"] for member in left["members"]] == [SIOBHAN]
    app.close()


def test_documents_follow_a_spec_that_has_changed(url: str, spec: Spec) -> None:
    """An attribute that the spec no longer has is in no response of a database that had it."""
    _execute(url, *filter(str.strip, _unnumbered("sqlite")))
    reference_app(spec, token="secret", database=url).close()
    kept = [each for each in spec.users.attributes if not each.path.startswith("emails")]
    users = spec.users.model_copy(update={"attributes": kept})
    smaller = spec.model_copy(update={"users": users})
    app = reference_app(smaller, token="secret", database=url)
    assert "emails" not in app.resources("/Users")[0]
    with running(app) as origin:
        headers = {"Authorization": "Bearer secret"}
        found = httpx.get(f"{app.base_url_at(origin)}/Users/{ADA}", headers=headers).json()
    app.close()
    assert "emails" not in found
    assert found["userName"] == "ada.quill@example.com"


def test_a_resource_that_does_not_fit_the_spec_is_named(url: str, spec: Spec) -> None:
    """A database that says something impossible is refused in one line."""
    broken = [each.replace('"active":true', '"active":"often"') for each in _unnumbered("sqlite")]
    _execute(url, *filter(str.strip, broken))
    with pytest.raises(DatabaseError, match=f"User {ADA}: .*, expected resources that") as caught:
        reference_app(spec, token="secret", database=url)
    assert "\n" not in str(caught.value)


def test_a_newer_database_is_refused(url: str) -> None:
    """The error says in one line which version it has, and which are known."""
    engine_of(url).dispose()
    _execute(url, "INSERT INTO scimguide_schema (version) VALUES (999)")
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
