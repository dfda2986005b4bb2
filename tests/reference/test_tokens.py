"""Bearer tokens: several at a time, kept as hashes, with labels and an end."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from helpers import Run
from scimguide.listen import running
from scimguide.mapping import Spec
from scimguide.reference import reference_app
from scimguide.reference.engine import engine_of
from scimguide.reference.tokens import FRESH, TakenLabel, Tokens, UnknownLabel


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'scim.db'}"


def test_a_rotation_has_no_outage(
    spec: Spec, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old and new are valid side by side; a revoked one is refused by a server that runs, the other is not."""
    monkeypatch.setattr("scimguide.reference.tokens.FRESH", 0.0)
    tokens = Tokens(engine_of(database))
    old = tokens.add("old")
    app = reference_app(spec, token=None, database=database)
    with running(app) as origin:

        def status(token: str) -> int:
            url = f"{app.base_url_at(origin)}/Users"
            return httpx.get(url, headers={"Authorization": f"Bearer {token}"}).status_code

        assert (status(old), status("other")) == (200, 401)
        new = tokens.add("new")
        assert (status(old), status(new)) == (200, 200)
        tokens.revoke("old")
        assert (status(old), status(new)) == (401, 200)
    app.close()


def test_changes_are_noticed_within_a_second(database: str) -> None:
    """What is kept of the database for speed is not older than the commands say."""
    assert FRESH <= 1
    tokens = Tokens(engine_of(database))
    assert not tokens.accept("x")
    added = Tokens(engine_of(database)).add("a")
    tokens._read_at = time.monotonic()  # the machine may be slow
    assert not tokens.accept(added)
    tokens._read_at -= FRESH
    assert tokens.accept(added)


def test_a_token_ends_on_its_day(database: str) -> None:
    """After ``expires`` it is refused, without that anybody revokes it."""
    now = datetime(2026, 1, 15, 9, tzinfo=UTC)
    tokens = Tokens(engine_of(database), clock=lambda: now)
    token = tokens.add("short", expires=now + timedelta(days=1))
    assert tokens.accept(token)
    now += timedelta(days=1)
    assert not tokens.accept(token)


def test_the_database_has_hashes_alone(database: str, tmp_path: Path) -> None:
    """Whoever reads the file finds no token in it, and nobody but its owner may."""
    token = Tokens(engine_of(database)).add("okta")
    with sqlite3.connect(tmp_path / "scim.db") as db:
        assert token not in "\n".join(db.iterdump())
    db.close()
    for file in tmp_path.iterdir():
        assert token.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_an_existing_file_becomes_private(tmp_path: Path, database: str) -> None:
    """A database that everybody may read is closed to the others when it is opened."""
    (tmp_path / "scim.db").touch(0o644)
    engine_of(database).dispose()
    assert (tmp_path / "scim.db").stat().st_mode & 0o777 == 0o600


def test_labels_are_unique_and_known(database: str) -> None:
    """A label that is taken, or that nobody has, is an error that names the others."""
    tokens = Tokens(engine_of(database))
    tokens.add("okta")
    with pytest.raises(TakenLabel, match="'okta': there is a token of this label"):
        tokens.add("okta")
    with pytest.raises(UnknownLabel, match="'ci': no token of this label, expected one of: okta"):
        tokens.revoke("ci")


def test_the_commands_rotate_a_token(scimguide: Run, database: str) -> None:
    """add prints the token once; list has labels and days; revoke ends it."""

    def run(*words: str) -> str:
        done = scimguide("token", *words, SCIM_DATABASE=database)
        assert done.returncode == 0, done.stderr
        return done.stdout

    token = run("add", "okta", "--days", "30").strip()
    assert len(token) >= 43
    listed = run("list")
    assert listed.startswith("okta: valid, until ")
    assert token not in listed
    assert '"label": "okta"' in run("list", "--json")
    assert run("revoke", "okta") == ""
    assert run("list") == ""


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [(["add", "a"], 2, "no database, expected --database URL or the variable SCIM_DATABASE"),
     (["add", "a", "--days", "1", "--expires", "2999-01-01", "--database", "sqlite:///x.db"], 2, "expected one of them"),
     (["add", "a", "--expires", "2020-01-01", "--database", "sqlite:///x.db"], 2, "expected a day to come"),
     (["add", " ", "--database", "sqlite:///x.db"], 2, "expected a label"),
     (["list", "--database", "postgresql://scim:hidden@db/scim"], 2, "a password on the command line, expected it in SCIM_DATABASE"),
     (["list", "--database", "postgresql://db/scim", "--database-password-file", "/no/file"], 2, "/no/file: No such file"),
     (["list", "--database", "oracle"], 2, "expected sqlite:///FILE or postgresql://"),
     (["revoke", "nobody", "--database", "sqlite:////dev/shm/scimguide-empty.db"], 1, "no token of this label")],
)  # fmt: skip
def test_wrong_use_is_told(scimguide: Run, words: list[str], status: int, says: str) -> None:
    """Each refusal says what is accepted, and no password."""
    done = scimguide("token", *words, SCIM_DATABASE="")
    assert (done.returncode, says in done.stderr) == (status, True), done.stderr
    assert "hidden" not in done.stderr


def test_a_server_without_any_token_does_not_begin(scimguide: Run, database: str) -> None:
    """Without a token in the environment, a file or the database there is nothing to serve."""
    done = scimguide("server", "--port", "0", "--database", database, SCIM_TOKEN="")
    assert done.returncode == 2
    assert "scimguide token add LABEL" in done.stderr
