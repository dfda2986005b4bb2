"""The run as a person at a terminal sees it."""

import os
import pty
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from helpers import ROOT
from preflight.conftest import TOKEN, fill, served
from scimguide.mapping import Spec
from scimguide.preflight.check import CheckResult
from scimguide.preflight.reporters import junit, lines
from scimguide.preflight.runner import PreflightReport

FILE = ROOT / "docs/downloads/preflight.py"
NEW_LINE = "\r\x1b[2K"
"""Back to the start of the line, and clear it."""


@pytest.fixture(scope="module")
def service(spec: Spec) -> Iterator[str]:
    """A healthy service with people in it."""
    with served(spec) as url:
        fill(url)
        yield url


def shown(url: str, **env: str) -> str:
    """Everything that the file to download sends to a terminal."""
    inside, outside = pty.openpty()
    words = [sys.executable, "-I", str(FILE), "--base-url", url]
    known = {**os.environ, "TERM": "xterm", "SCIM_TOKEN": TOKEN, **env}
    process = subprocess.Popen(words, stdout=outside, stderr=outside, stdin=outside, env=known)
    os.close(outside)
    found = b""
    try:
        while data := os.read(inside, 65536):
            found += data
    except OSError:  # Linux says so when the other end is closed
        pass
    finally:
        os.close(inside)
        process.wait(timeout=60)
    return found.decode("utf-8").replace("\r\n", "\n")


def test_a_terminal_shows_what_is_being_done(service: str) -> None:
    """Each check is announced by number in one line, which its result replaces, in colour."""
    text = shown(service)
    announced = re.findall(r"\r\x1b\[2K *(\d+)/(\d+)  (\S+)", text)
    assert [int(number) for number, _, _ in announced] == [*range(1, len(announced) + 1)]
    assert {int(of) for _, of, _ in announced} == {len(announced)}
    kept = [line.rpartition(NEW_LINE)[2] for line in text.split("\n")]
    assert not [line for line in kept if "…" in line]
    results = [line for line in kept if line.startswith("\x1b[32mpass")]
    assert len(results) > 20


def test_colours_can_be_refused(service: str) -> None:
    """With NO_COLOR the progress stays, and no text is coloured."""
    text = shown(service, NO_COLOR="1")
    assert NEW_LINE in text
    assert not re.search(r"\x1b\[\d*m", text)


def test_a_dumb_terminal_gets_plain_lines(service: str) -> None:
    """A terminal that cannot move its cursor is sent no escape sequence."""
    text = shown(service, TERM="dumb")
    assert "\x1b" not in text
    assert text.count("pass ") > 20


def test_junit_counts_what_failed_and_what_was_skipped() -> None:
    """A warning is a test that passed; each of the others has its element."""
    results = [
        CheckResult("a", "a", "b", "c", "MUST", status, "", "", 0.5)
        for status in ("pass", "fail", "warn", "skip", "skip")
    ]
    suite = ET.fromstring(junit(PreflightReport(results, [], False)))[0]
    found = {key: int(suite.get(key, "-1")) for key in ("tests", "failures", "skipped", "errors")}
    assert found == {"tests": 5, "failures": 1, "skipped": 2, "errors": 0}
    assert [len(suite.findall(f"*/{tag}")) for tag in ("failure", "skipped", "system-out")] == [
        1, 2, 2,
    ]  # fmt: skip


def test_what_is_not_met_says_what_is_expected() -> None:
    """A failed check has two lines more, a warning too, and nothing else has."""
    sizes = {
        status: len(lines(CheckResult("a", "a", "b", "c", "MUST", status, "x.md", "", 0.5)))
        for status in ("pass", "fail", "warn", "skip")
    }
    assert sizes == {"pass": 1, "fail": 3, "warn": 3, "skip": 1}
