"""
Every script of ``scripts/`` at work, on a small checkout that takes seconds.

``scripts/bench`` and ``scripts/choices`` take minutes; their functions are run by ``test_bench``
and ``test_choices``.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
import zipfile
from pathlib import Path

import httpx
import pytest

from helpers import ROOT, edit, path_without, whole_page
from scimguide.project import Project

TRIED = {"build", "generate", "lock", "peers", "picture", "serve", "setup", "test", "tools", "verify"}  # fmt: skip
SETTINGS = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small"
version = "1"
requires-python = ">=3.11"
dependencies = ["paper"]

[tool.mypy]
strict = true
packages = ["small"]
mypy_path = "src"

[tool.ruff]
extend-exclude = ["snippets", "docs", "site"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""
MODULE = '"""A number, and no more."""\n\nNUMBER: int = 1\n'
TEST = '"""One test."""\n\n\ndef test_it() -> None:\n    """It passes."""\n'


def run(checkout: Project, name: str, *words: str, **environment: str) -> tuple[int, str]:
    """Exit status and output of a script."""
    done = subprocess.run(
        [f"scripts/{name}", *words],
        cwd=checkout.root,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout


@pytest.fixture
def bare(guide: Project) -> Project:
    """A checkout of a small guide and a small package, in which nothing is installed."""
    shutil.copytree(ROOT / "scripts", guide.root / "scripts")
    files = {"pyproject.toml": SETTINGS, "src/small/__init__.py": MODULE, "tests/test_it.py": TEST}
    for name, text in files.items():
        (guide.root / name).parent.mkdir(parents=True, exist_ok=True)
        (guide.root / name).write_text(text)
    digests = [wheel(guide.root / "wheels", version) for version in ("1", "2")]
    (guide.root / "requirements.txt").write_text(f"paper==1 --hash=sha256:{digests[0]}\n")
    return guide


def wheel(folder: Path, version: str) -> str:
    """Make the smallest package that can be installed, and return its SHA-256."""
    folder.mkdir(exist_ok=True)
    file, info = folder / f"paper-{version}-py3-none-any.whl", f"paper-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("paper.py", "")
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: paper\nVersion: {version}\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def checkout(bare: Project) -> Project:
    """The same with everything installed: the environment in which the tests run."""
    root = bare.root
    (root / ".venv").mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (root / ".venv" / name).symlink_to(Path(sys.prefix, name))
    shutil.copy(root / "requirements.txt", root / ".venv/.installed")
    (root / "node_modules").mkdir()
    for name in ("package-lock.json", "node_modules/.installed"):
        (root / name).write_text("{}")
    return bare


def test_every_script_is_tried() -> None:
    """A script without a test here is one that may be broken."""
    assert {file.name for file in (ROOT / "scripts").iterdir()} == TRIED | {"bench", "choices"}


def test_setup_installs_what_is_pinned_once(bare: Project) -> None:
    """It makes the environment, installs requirements and package, and has nothing to do next time."""
    environment = {
        "PYTHON": sys.executable,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(bare.root / "wheels"),
        "PYTHONPATH": sysconfig.get_path("purelib"),  # has hatchling
    }
    status, said = run(bare, "setup", **environment)
    assert (status, said) == (0, "Installing into .venv/ …\n")
    found = subprocess.run(
        [bare.root / ".venv/bin/python", "-c", "import paper, small; print(small.NUMBER)"],
        capture_output=True,
        text=True,
    )
    assert found.stdout == "1\n"
    assert run(bare, "setup", **environment) == (0, "")
    (bare.root / "requirements.txt").write_text("paper==1 --hash=sha256:" + 64 * "0" + "\n")
    assert run(bare, "setup", PIP_FORCE_REINSTALL="1", **environment)[0] == 1


def test_setup_refuses_a_python_that_is_too_old(bare: Project) -> None:
    """The message names the variable by which another one is chosen."""
    status, said = run(bare, "setup", PYTHON="false")
    assert status == 2
    assert "is too old, expected Python 3.11 or newer (set PYTHON to it)" in said


def test_tools_finds_what_is_installed_and_names_what_is_missing(checkout: Project) -> None:
    """With everything there it does nothing; where it cannot install, it says what is expected."""
    assert run(checkout, "tools") == (0, "")
    path = path_without(checkout.root / "programs", "jq", "apt-get")
    assert run(checkout, "tools", PATH=path) == (
        2,
        "scripts/tools: missing jq, expected them on this machine (apt-get is not there to install them)\n",
    )


def test_lock_keeps_what_is_pinned_unless_told(checkout: Project) -> None:
    """A newer version is taken with --upgrade alone, each with its hash."""
    words = ("--no-index", "--find-links", "wheels")
    pinned, stamp = checkout.root / "requirements.txt", checkout.root / ".venv/.installed"
    for option, version in (((), "1"), (("--upgrade",), "2")):
        assert run(checkout, "lock", *words, *option) == (0, "")
        text = pinned.read_text()
        assert re.match(rf"paper=={version} \\\n +--hash=sha256:[0-9a-f]{{64}}\n", text), text
        shutil.copy(pinned, stamp)


def test_generate_and_verify_are_the_commands(checkout: Project) -> None:
    """Both take the words of the command, and end with its exit status."""
    assert run(checkout, "generate", "--check")[0] == 0
    edit(checkout.spec_file, "Readers get a card.", "Readers get two cards.")
    assert run(checkout, "generate", "--check")[0] == 1
    edit(checkout.spec_file, "Readers get two cards.", "Readers get a card.")
    page = checkout.docs / "new.md"
    page.write_text(whole_page("```bash\ntrue\n```"), "utf-8")
    status, said = run(checkout, "verify", "docs/new.md")
    assert (status, "2 passed" in said) == (0, True)
    edit(page, "true", "false")
    assert run(checkout, "verify", "docs/new.md")[0] == 1


def test_a_wrong_type_is_red_although_it_is_found_beside_the_build(checkout: Project) -> None:
    """Style, build and types in one go; the green run is the one of CI."""
    module = checkout.root / "src/small/__init__.py"
    edit(module, "= 1", '= "1"')
    status, said = run(checkout, "test")
    assert status == 1
    assert "Incompatible types in assignment" in said
    counted = re.search(r"(\d+) published, (\d+) executed, 0 excused", said)
    assert counted
    assert 40 <= int(counted[1]) == int(counted[2])
    assert "1 passed" not in said


def test_a_peer_is_checked(checkout: Project) -> None:
    """One server that others made, by its name; an unknown name is refused."""
    (checkout.root / "tests/preflight").symlink_to(ROOT / "tests/preflight")
    status, said = run(checkout, "peers", "scim2_server")
    assert status == 0, said
    assert re.match(r"scim2_server: \d+ pass", said)
    assert run(checkout, "peers", "scim3")[1].startswith("scripts/peers: scim3, expected scim2_se")


def test_the_picture_is_taken(checkout: Project) -> None:
    """Of the page that README shows, with the size that it has there."""
    part = (
        "## Connect { #step-2-connect-the-api }\n\n"
        "1. Sign in. <!-- by hand: only its screen is looked at -->\n\n"
        "    <!-- generated: screen provisioning-integration -->\n"
    )
    (checkout.docs / "configure.md").write_text(whole_page(part), "utf-8")
    (checkout.root / ".github").mkdir()
    assert run(checkout, "generate")[0] == 0
    status, said = run(checkout, "picture")
    assert status == 0, said
    picture = (checkout.root / ".github/guide.png").read_bytes()
    assert picture[16:24] == (1320).to_bytes(4) + (820).to_bytes(4)


def test_the_desk_serves_both_and_leaves_nothing_running(checkout: Project) -> None:
    """``scripts/serve`` prints addresses that answer, follows a change of the spec, and ends whole."""
    process = subprocess.Popen(
        ["scripts/serve", "--port", "0", "--scim-port", "0", "--console-port", "0"],
        cwd=checkout.root,
        env={**os.environ, "SCIM_TOKEN": "a-token"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    too_long = threading.Timer(120, process.kill)
    too_long.start()
    seen = ""
    while "Ctrl-C" not in seen:
        seen += (line := process.stdout.readline())
        assert line, seen
    site, scim, console = re.findall(r"http://127\.0\.0\.1:\d+\S*", seen)[:3]
    assert "Rehearsal." in httpx.get(console, follow_redirects=True).text
    headers = {"Authorization": "Bearer a-token"}
    assert "Shelfwise" in httpx.get(site).text
    assert httpx.get(f"{scim}/Users?count=100", headers=headers).json()["totalResults"] == 0
    edit(checkout.spec_file, "value: 2000", "value: 1000")
    while "new spec" not in seen:
        seen += (line := process.stdout.readline())
        assert line, seen
        assert "mapping.yaml:" not in line
    answer = httpx.post(f"{scim}/Users", headers=headers, content=b" " * 1500)
    assert answer.status_code == 413
    process.terminate()
    process.communicate(timeout=15)
    too_long.cancel()
    assert process.returncode == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(site)
