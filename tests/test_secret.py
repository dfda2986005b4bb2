"""Where a token may come from, and what is one."""

import re
from pathlib import Path

import pytest

from scimguide.secret import TokenError, token_from


@pytest.mark.parametrize("in_file", [True, False], ids=["file", "variable"])
@pytest.mark.parametrize("token", ["", "two words", "Bearer x", "schlüssel", "a\x07b"])
def test_what_is_no_token_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, token: str, in_file: bool
) -> None:
    """The message says what is accepted, and where."""
    monkeypatch.setenv("SCIM_TOKEN", "" if in_file else token)
    (tmp_path / "token").write_text(token, "utf-8")
    accepted = "printable ASCII without spaces in SCIM_TOKEN or in the file of --token-file"
    with pytest.raises(TokenError, match=re.escape(f"no usable token, expected {accepted}")):
        token_from(tmp_path / "token" if in_file else None)


def test_a_token_is_read_without_the_blanks_around_it(tmp_path: Path) -> None:
    """An editor's last line end is no part of it."""
    (tmp_path / "token").write_text(" x-1\n", "utf-8")
    assert token_from(tmp_path / "token") == "x-1"


def test_the_scheme_stays_where_it_may_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Preflight reports the word Bearer itself, so that it reads it."""
    monkeypatch.setenv("SCIM_TOKEN", "Bearer x")
    assert token_from(None, with_scheme=True) == "Bearer x"
    with pytest.raises(TokenError):
        token_from(None)


@pytest.mark.parametrize("content", [None, b"\xff"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """The message has the path, and exit status 2."""
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(
        TokenError, match=r"--token-file .*token: .*, expected a text file"
    ) as raised:
        token_from(file)
    assert raised.value.status == 2
