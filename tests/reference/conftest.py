"""Running servers: one for the guide's service, one for a service that decides otherwise."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from scimguide.listen import running
from scimguide.mapping import Spec, load
from scimguide.reference import reference_app

ROOT = Path(__file__).parents[2]


def connect(spec: Spec, **options: object) -> Iterator[httpx.Client]:
    """A client of a fresh server for a spec."""
    app = reference_app(spec, token="secret", **options)  # type: ignore[arg-type]
    with running(app) as origin:
        headers = {"Authorization": "Bearer secret", "Content-Type": "application/scim+json"}
        with httpx.Client(
            base_url=app.base_url_at(origin), headers=headers, verify=False
        ) as client:
            yield client
    app.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, on a Unix socket."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert found, "PostgreSQL is missing: run scripts/tools"
    root = os.geteuid() == 0  # PostgreSQL refuses to run as root
    with tempfile.TemporaryDirectory(prefix="scimguide-", ignore_cleanup_errors=True) as folder:
        if root:
            shutil.chown(folder, "postgres")

        def run(program: str, *words: str) -> None:
            user = ["runuser", "-u", "postgres", "--"] if root else []
            command = [*user, str(found[-1] / program), "-D", f"{folder}/data", *words]
            subprocess.run(command, check=True, capture_output=True, cwd=folder)

        run("initdb", "-U", "scim", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-k {folder} -c listen_addresses=''"
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", options, "start")
        yield f"postgresql://scim@/postgres?host={folder}"
        run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture
def database(postgresql: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, emptied again behind the test."""
    yield postgresql
    engine = create_engine(postgresql.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture
def scim(spec: Spec) -> Iterator[httpx.Client]:
    """The guide's service, empty."""
    yield from connect(spec)


@pytest.fixture(scope="session")
def other_spec() -> Spec:
    """A service that removes users, answers 204 to PATCH, and refuses what it does not know."""
    return load(ROOT / "tests/guides/shelfwise/docs/mapping.yaml")


@pytest.fixture
def other(other_spec: Spec) -> Iterator[httpx.Client]:
    """The other service, empty."""
    yield from connect(other_spec)
