"""The command as users meet it: help, completion, exit statuses, and no tracebacks."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from helpers import ROOT, Run

WORDS = [
    "generate",
    "verify",
    "server",
    "serve",
    "build",
    "completion",
    "eval",
    "map",
    "rehearse",
    "okta",
    "preflight",
]


def test_help_teaches_the_loop(scimguide: Run) -> None:
    """The first screen shows every word, and the order in which a writer uses them."""
    text = scimguide("--help").stdout
    assert all(word in text for word in WORDS)
    assert text.index("scimguide generate") < text.index("scimguide verify")


@pytest.mark.parametrize("word", WORDS)
def test_every_word_explains_itself(scimguide: Run, word: str) -> None:
    """Each command has help with more than its usage."""
    done = scimguide(word, "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 6


@pytest.mark.parametrize(
    ("word", "old", "new"),
    [("build", "--promise", "--record-anchors"), ("verify", "--walk", "--browser")],
)
def test_an_old_option_works_and_says_the_new_one(
    scimguide: Run, tmp_path: Path, word: str, old: str, new: str
) -> None:
    """What had another name once is understood, and help shows the new name alone."""
    done = scimguide(word, old, cwd=tmp_path)
    assert f"{old}: an old name, expected {new}" in done.stderr
    assert "no docs/mapping.yaml" in done.stderr
    text = scimguide(word, "--help").stdout
    assert new in text
    assert old not in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed(scimguide: Run, shell: str) -> None:
    """The script of each shell names the command."""
    assert "_SCIMGUIDE_COMPLETE" in scimguide("completion", shell).stdout


def test_completion_completes() -> None:
    """The shell's question is answered with the commands."""
    done = subprocess.run(
        [Path(sys.executable).with_name("scimguide")],
        env={
            **os.environ,
            "_SCIMGUIDE_COMPLETE": "bash_complete",
            "COMP_WORDS": "scimguide ver",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
    )
    assert "plain,verify" in done.stdout


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["genrate"], 2, "No such command 'genrate'"),
        (["--guide", "tests", "generate"], 2, "no docs/mapping.yaml"),
        (["--guide", "tests", "verify"], 2, "no docs/mapping.yaml"),
        (["verify", "docs/nowhere.md"], 2, "expected PAGE or PAGE:LINE"),
        (["server", "--port", "99999"], 2, "not in the range"),
        (["server", "--token-file", "nowhere"], 2, "--token-file nowhere: No such file"),
        (["server", "--database", "oracle://x"], 2, "oracle"),
        (
            ["server", "--database", "postgresql://a:hidden@x/y"],
            2,
            "in SCIM_DATABASE, in PGPASSWORD",
        ),
        (
            ["verify", "--database", "postgresql://a:hidden@x/y"],
            2,
            "expected it in SCIMGUIDE_DATABASE",
        ),
        (["server", "--database", "sqlite:////no/such/folder/x.db"], 2, "/no/such/folder"),
        (["server", "--host", "256.0.0.1"], 2, "256.0.0.1"),
        (["completion", "tcsh"], 2, "'tcsh' is not one of"),
    ],
)
def test_wrong_use_gets_one_clear_message(
    scimguide: Run, words: list[str], status: int, message: str
) -> None:
    """Wrong usage exits 2 and says what would be right, without a traceback."""
    done = scimguide(*words, SCIM_TOKEN="x")
    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("token", ["", "two words", "tab\there"])
def test_a_server_without_a_token_does_not_start(scimguide: Run, token: str) -> None:
    """There is no default token."""
    done = scimguide("server", "--port", "0", SCIM_TOKEN=token)
    assert (done.returncode, "no usable token" in done.stderr) == (2, True)


@contextmanager
def server(*words: str, token: str | None = "a-token", cwd: Path = ROOT) -> Iterator[str]:
    """A running ``scimguide server``; gives its base URL."""
    environment = {k: v for k, v in os.environ.items() if k != "SCIM_TOKEN"}
    if token:
        environment["SCIM_TOKEN"] = token
    process = subprocess.Popen(
        [sys.executable, "-m", "scimguide", "server", "--port", "0", *words],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        assert select.select([process.stdout], [], [], 20)[0]
        line = process.stdout.readline()
        match = re.fullmatch(r"serving SCIM at (http://\S+/scim/v2)\n", line)
        assert match, line + process.stdout.read()
        yield match[1]
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
        assert process.returncode == 0, output
        assert (token or "from-file") not in output


def test_the_server_answers_when_it_says_so() -> None:
    """The line is printed when the first request already works."""
    with server() as base_url:
        answer = httpx.get(f"{base_url}/Users", headers={"Authorization": "Bearer a-token"})
        assert (answer.status_code, answer.json()["totalResults"]) == (200, 0)
        assert httpx.get(f"{base_url}/Users").status_code == 401


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    """A token file is read without its line end."""
    file = tmp_path / "token"
    file.write_text("from-file\n")
    with server("--token-file", str(file), token=None) as base_url:
        answer = httpx.get(f"{base_url}/Users", headers={"Authorization": "Bearer from-file"})
        assert answer.status_code == 200


def test_a_file_keeps_what_was_acknowledged(tmp_path: Path, spec: object) -> None:
    """A second start with the same database finds the user of the first."""
    words = ("--database", f"sqlite:///{tmp_path / 'scim.db'}")
    headers = {"Authorization": "Bearer a-token"}
    user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "a@example.com"}
    with server(*words) as base_url:
        assert httpx.post(f"{base_url}/Users", json=user, headers=headers).status_code == 201
    with server(*words) as base_url:
        assert httpx.get(f"{base_url}/Users", headers=headers).json()["totalResults"] == 1
    assert b"a-token" not in (tmp_path / "scim.db").read_bytes()
