"""Where the database is, with a password that no list of processes shows, in a private file."""

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from scimguide.reference.tables import DatabaseError


def database_url(url: str, password_file: Path | None, typed_for: str | None) -> str:
    """
    The URL with the password of a file; ``typed_for`` is the variable in whose place it was typed.

    :raises DatabaseError: when ``url`` was typed with a password, or the file cannot be read.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseError(
            f"the database {url!r}, expected sqlite:///FILE or postgresql://…"
        ) from None
    if typed_for and parsed.password is not None:
        shown = parsed.render_as_string(hide_password=True)
        ways = f"in {typed_for}, in PGPASSWORD or in the file that PGPASSFILE names"
        raise DatabaseError(f"{shown}: a password on the command line, expected it {ways}")
    if password_file is None:
        return url
    try:
        password = password_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "not UTF-8"
        raise DatabaseError(
            f"--database-password-file {password_file}: {what}, expected a text file"
        ) from None
    return parsed.set(password=password).render_as_string(hide_password=False)


def make_private(url: URL) -> None:
    """Let nobody else read the file of an SQLite database; SQLite gives its log the same mode."""
    if url.database in (None, "", ":memory:") or str(url.database).startswith("file:"):
        return
    file = Path(str(url.database))
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
    except OSError:
        return  # whoever opens the database says what is wrong
