"""A database that is busy, full or away: 503 with Retry-After, and everything as before afterwards."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from postgresql import PostgreSQL
from scimguide.listen import running
from scimguide.mapping import Spec, examples
from scimguide.reference import ReferenceApp, engine, reference_app


@contextmanager
def _serving(spec: Spec, url: str) -> Iterator[tuple[ReferenceApp, httpx.Client]]:
    app = reference_app(spec, token="secret", database=url)
    headers = {"Authorization": "Bearer secret"}
    with (
        running(app) as origin,
        httpx.Client(base_url=app.base_url_at(origin), headers=headers) as client,
    ):
        yield app, client
    app.close()


def _is_unavailable(answer: httpx.Response) -> bool:
    """Whether a response says in the form of SCIM that the database is not available."""
    assert answer.headers["Retry-After"] == "1"
    body = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    return answer.status_code == 503 and body["status"] == "503"


def test_a_writer_waits_and_a_reader_does_not(tmp_path: Path, spec: Spec) -> None:
    """While another program writes into a SQLite file, reads are answered, and a write waits."""
    file = tmp_path / "scim.db"
    with _serving(spec, f"sqlite:///{file}") as (_, client):
        other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        assert client.get("Users").json()["totalResults"] == 0
        threading.Timer(0.3, other.execute, ["ROLLBACK"]).start()
        assert client.post("Users", json=examples.user(spec, "ada")).status_code == 201
        other.close()


def test_a_busy_database_is_unavailable(
    tmp_path: Path, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that waits too long for another program is refused, and succeeds later."""
    monkeypatch.setattr(engine, "PATIENCE", 0.1)
    file = tmp_path / "scim.db"
    with _serving(spec, f"sqlite:///{file}") as (_, client):
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert _is_unavailable(client.post("Users", json=examples.user(spec, "ada")))
        other.close()
        assert client.post("Users", json=examples.user(spec, "ada")).status_code == 201


def test_a_full_database_is_unavailable(tmp_path: Path, spec: Spec) -> None:
    """Without room for more, reads go on; with room again, so do writes."""
    with _serving(spec, f"sqlite:///{tmp_path / 'scim.db'}") as (app, client):

        def set_pages(count: int) -> None:
            with app._engine.connect() as db:
                db.exec_driver_sql(f"PRAGMA max_page_count = {count}")

        set_pages(1)  # SQLite takes the present size for anything less
        user = examples.user(spec, "ada")
        statuses = set()
        for number in range(40):
            answer = client.post("Users", json={**user, "userName": f"u{number}@example.com"})
            statuses.add(answer.status_code)
        assert statuses == {201, 503}
        assert _is_unavailable(answer)
        assert client.get("Users").status_code == 200
        set_pages(1_000_000)
        assert client.post("Users", json=user).status_code == 201


def test_a_database_that_is_away_is_unavailable(
    postgresql_server: PostgreSQL, database: str, spec: Spec
) -> None:
    """While PostgreSQL is stopped each request is refused; once it runs, none is."""
    with _serving(spec, database) as (_, client):
        ada = client.post("Users", json=examples.user(spec, "ada")).json()
        postgresql_server.stop()
        try:
            assert _is_unavailable(client.get("Users"))
            assert _is_unavailable(client.post("Users", json=examples.user(spec, "siobhan")))
        finally:
            postgresql_server.start()
        assert client.get(f"Users/{ada['id']}").json() == ada
        postgresql_server.stop()
        postgresql_server.start()  # between two requests, which is nobody's concern
        assert client.get(f"Users/{ada['id']}").status_code == 200
        assert client.post("Users", json=examples.user(spec, "siobhan")).status_code == 201


def test_tokens_that_cannot_be_read_delay_nobody(database: str, spec: Spec) -> None:
    """While a request waits for the tokens of the database, one that needs no token is answered."""
    with _serving(spec, database) as (app, client), ThreadPoolExecutor(1) as pool:
        other = create_engine(database.replace("postgresql:", "postgresql+psycopg:"))
        with other.begin() as db:
            db.execute(text("LOCK TABLE tokens"))
            waiting = pool.submit(client.get, "Users")
            while not app._in_flight:
                time.sleep(0.01)
            time.sleep(0.1)
            config = f"{client.base_url}ServiceProviderConfig"
            assert httpx.get(config, timeout=3).status_code == 200
            assert not waiting.done()
        assert waiting.result().status_code == 200
        other.dispose()
