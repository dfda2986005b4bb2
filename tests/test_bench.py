"""The bench takes every figure that it promises; here small, whatever the seconds."""

import re

import pytest

import bench
import bench_servers
from helpers import ROOT


def test_every_figure_can_be_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each function ends, and prints its figures."""
    for name, small in (("ROUNDS", 1), ("USERS", 100), ("PEOPLE", 20)):
        monkeypatch.setattr(bench, name, small)
    bench.proof([ROOT / "docs/limits.md"])
    bench.org()
    bench.speed("memory")
    printed = capsys.readouterr().out
    assert len(re.findall(r"(?m)\d (?:s|ms|a second)(?: |$)", printed)) == 10
    assert re.search(r"ratio +-?[\d.]+ +goal", printed)


def test_every_figure_of_a_server_can_be_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rows of ``scripts/bench servers`` for the reference server, and its import and export."""
    monkeypatch.setattr(bench_servers, "MEMBERS", (10, 20))
    bench_servers.compare(["ours"], [50])
    compared = capsys.readouterr().out
    bench_servers.transfer(20)
    printed = capsys.readouterr().out
    assert "ours, 50 users" in compared
    assert len(re.findall(r"(?m) ms CPU $", compared)) == 8
    assert len(re.findall(r"(?m)(?:im|ex)port of 20 users +[\d.]+ s CPU, \d+ MB$", printed)) == 2


def test_pages_with_actions_are_left_out_of_the_ratio() -> None:
    """Plain scripts cannot act in Okta, and most pages need nobody who does."""
    names = {page.name for page in bench.without_actions()}
    assert "limits.md" in names
    assert "verify.md" not in names
