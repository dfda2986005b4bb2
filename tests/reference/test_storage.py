"""What is kept, and that it is kept: SQLite in memory and in a file, and a real PostgreSQL."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scim2_models import ScimProvider, ServiceProviderConfig
from scim2_server.testing import ScimStorageContract
from scim2_server.utils import load_default_provider

from scimguide.mapping import Spec, examples
from scimguide.reference import DatabaseError, reference_app
from scimguide.reference.app import random_ids
from scimguide.reference.engine import engine_of
from scimguide.reference.storage import SqlStorage
from scimguide.reference.tables import metadata
from server_processes import server


def storage_of(provider: ScimProvider, url: str | None) -> Iterator[SqlStorage]:
    engine = engine_of(url)
    yield SqlStorage(engine, provider, random_ids, lambda: datetime.now(UTC))
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def unsorted() -> ScimProvider:
    """What is announced: no sorting and no cursors. Made once, since making models takes its time."""
    standard = load_default_provider()
    config = standard.config or ServiceProviderConfig()
    config = config.model_copy(deep=True)
    config.pagination = None
    assert config.sort
    config.sort.supported = False
    return ScimProvider(standard.models, standard.resource_types, config, standard.policy)


class Contract(ScimStorageContract):
    """The contract of scim2-server; sorting and cursors are not announced, so not asked for."""

    @pytest.fixture
    def provider(self, unsorted: ScimProvider) -> ScimProvider:
        return unsorted


class TestMemory(Contract):
    @pytest.fixture
    def storage(self, provider: ScimProvider) -> Iterator[SqlStorage]:
        yield from storage_of(provider, None)


class TestFile(Contract):
    @pytest.fixture
    def storage(self, provider: ScimProvider, tmp_path: Path) -> Iterator[SqlStorage]:
        yield from storage_of(provider, f"sqlite:///{tmp_path / 'scim.db'}")


class TestPostgreSQL(Contract):
    @pytest.fixture
    def storage(self, provider: ScimProvider, postgresql: str) -> Iterator[SqlStorage]:
        yield from storage_of(provider, postgresql)


@pytest.mark.parametrize("kind", ["file", "postgresql"])
def test_what_was_acknowledged_survives_a_kill(
    kind: str, tmp_path: Path, spec: Spec, request: pytest.FixtureRequest
) -> None:
    """A server killed right after its answer has kept what it acknowledged."""
    url = (
        f"sqlite:///{tmp_path / 'scim.db'}"
        if kind == "file"
        else request.getfixturevalue("postgresql")
    )
    with server(url, signal.SIGKILL) as client:
        made = client.post("/Users", json=examples.user(spec, "ada")).raise_for_status().json()
    with server(url) as client:
        kept = client.get(f"/Users/{made['id']}").json()
        assert kept["meta"]["version"] == made["meta"]["version"]
        assert client.post("/Users", json=examples.user(spec, "ada")).status_code == 409
    engine = engine_of(url)
    metadata.drop_all(engine)
    engine.dispose()


def test_the_password_is_not_in_the_file(tmp_path: Path, spec: Spec) -> None:
    """What is never returned is never stored; and neither is the token."""
    file = tmp_path / "scim.db"
    with server(f"sqlite:///{file}") as client:
        body = {**examples.user(spec, "ada"), "password": "Tr0ub4dor"}
        client.post("/Users", json=body).raise_for_status()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"ada.quill" in content
    assert b"Tr0ub4dor" not in content
    assert b"Bearer" not in content


def test_examples_have_the_same_ids_everywhere(spec: Spec) -> None:
    """Ids of examples follow from the name, and differ when one is taken."""
    from scimguide.generate.record import Recorder

    with Recorder(spec) as one, Recorder(spec) as two:
        create = spec.operation("create-user")
        first = one.play([create])[0].exchange.json
        assert first == two.play([spec.operation("create-second-user"), create])[1].exchange.json


@pytest.mark.parametrize(
    "url",
    [
        "oracle://x",
        "nonsense",
        "sqlite:////no/such/folder/x.db",
        "postgresql://127.0.0.1:9/x",
        "sqlite:////etc/hostname",
    ],
)
def test_a_database_that_cannot_be_used_is_named(spec: Spec, url: str) -> None:
    """The error names the database and what is accepted; a password in the URL is not shown."""
    with pytest.raises(DatabaseError, match="expected"):
        reference_app(spec, token="x", database=url)


def test_a_password_in_the_url_is_not_shown(spec: Spec) -> None:
    """The message about a database hides its password."""
    with pytest.raises(DatabaseError) as caught:
        reference_app(spec, token="x", database="postgresql://u:hunter2@127.0.0.1:9/x")
    assert "hunter2" not in str(caught.value)
