"""What several tests need: the real guide, and a small one that may be broken at will."""

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import warm
from helpers import ROOT, Run
from postgresql import database, postgresql, postgresql_server
from scimguide import chromium
from scimguide.generate import update
from scimguide.mapping import Spec, load
from scimguide.project import Project
from site_server import built

__all__ = ["database", "postgresql", "postgresql_server"]


def pytest_configure() -> None:
    """Ignore by a handler what was ignored when the run began: commands then inherit no such thing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


SLOW = {"browser", "checkout", "published", "scimguide"}
"""Fixtures that start a browser or whole commands, or build the site."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files, so that no worker is left alone with one in the end."""
    slow = {item.path for item in items if SLOW & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def spec() -> Spec:
    """The spec of the real guide."""
    return load(ROOT / "docs/mapping.yaml")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The site as it is published, without what only a browser can draw; not to be changed.

    It is built once for all processes of a run.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "published.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "published").exists():
            built(shared / "being-built")
            (shared / "being-built").rename(shared / "published")
    return shared / "published" / "site"


@pytest.fixture(scope="session")
def _shelfwise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guides") / "shelfwise"
    shutil.copytree(ROOT / "tests/guides/shelfwise", folder)
    update(Project(folder))
    return folder


@pytest.fixture
def guide(_shelfwise: Path, tmp_path: Path) -> Project:
    """A generated guide for another service, to be broken."""
    folder = tmp_path / "guide"
    shutil.copytree(_shelfwise, folder)
    return Project(folder)


@pytest.fixture(scope="session")
def scimguide() -> Run:
    """Runs the command in a folder, with these variables above those of the run."""

    def run(
        *words: str, cwd: Path = ROOT, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        return warm.run(words, cwd, {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment})

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded. Its event loop must end with the module."""
    with chromium.browser() as started:
        yield started
