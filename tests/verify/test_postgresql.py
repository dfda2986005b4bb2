"""The guide is proven on PostgreSQL as it is in memory."""

from sqlalchemy import create_engine, text

from helpers import ROOT, Run

PAGES = ("users.md", "groups.md", "limits.md")
"""Pages with a terminal, which show most of what a server does."""


def test_pages_verify_against_postgresql(scimguide: Run, database: str) -> None:
    """Each server of a run has a schema of its own, and none of them is left behind."""
    pages = [str(ROOT / "docs" / page) for page in PAGES]
    done = scimguide("verify", "--database", database, *pages)
    assert done.returncode == 0, done.stdout + done.stderr
    engine = create_engine(database.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as db:
        schemas = db.scalar(text("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^scimguide'"))
        changes = db.scalar(
            text("SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'")
        )
    engine.dispose()
    assert schemas == 0
    assert changes > 100


def test_a_database_that_cannot_be_used_is_named(scimguide: Run) -> None:
    """The failure says which URL it was, and what is accepted."""
    page = str(ROOT / "docs/groups.md")
    done = scimguide("verify", "-x", "--database", "postgresql://127.0.0.1:9/x", page)
    assert done.returncode != 0
    assert "expected postgresql://… (SCIMGUIDE_DATABASE)" in done.stdout + done.stderr
