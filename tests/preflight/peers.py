"""
The verdicts of preflight about SCIM servers that others made: scripts/peers.

Not a test: it installs two of them into a throw-away folder.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from scimguide.mapping import load
from scimguide.preflight.reporters import lines, summary
from scimguide.preflight.runner import run
from scimguide.preflight.spec_facts import facts_of

ROOT = Path(__file__).parents[2]
TOKEN = "token-of-the-peers"
SCIMMY = ["scimmy", "scimmy-routers@1.3.2", "express@4"]
DJANGO = ["django-scim2", "django<5"]


def quietly(*words: str, cwd: Path) -> None:
    subprocess.run(words, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def started(port: int, *words: str, cwd: Path) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    program = subprocess.Popen(words, cwd=cwd, stdout=quiet, stderr=quiet)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        program.terminate()
        program.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def scim2_server(stack: ExitStack, port: int, folder: Path) -> str:
    command = str(Path(sys.executable).with_name("scim2-server"))
    words = (command, "--port", str(port), "--bearer-token", TOKEN)
    stack.enter_context(started(port, *words, cwd=folder))
    return "/v2"


def scimmy(stack: ExitStack, port: int, folder: Path) -> str:
    shutil.copy(ROOT / "tests/preflight/peers/scimmy.mjs", folder)
    quietly("npm", "init", "--yes", cwd=folder)
    quietly("npm", "install", "--silent", *SCIMMY, cwd=folder)
    stack.enter_context(started(port, "node", "scimmy.mjs", str(port), cwd=folder))
    return "/scim/v2"


def django_scim2(stack: ExitStack, port: int, folder: Path) -> str:
    shutil.copytree(ROOT / "tests/preflight/peers/django", folder, dirs_exist_ok=True)
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv/bin/python")
    quietly(python, "-m", "pip", "install", "--quiet", *DJANGO, cwd=folder)
    quietly(python, "manage.py", "makemigrations", "people", cwd=folder)
    quietly(python, "manage.py", "migrate", cwd=folder)
    words = (python, "manage.py", "runserver", "--noreload", str(port))
    stack.enter_context(started(port, *words, cwd=folder))
    return "/scim/v2"


PEERS = {each.__name__: each for each in (scim2_server, scimmy, django_scim2)}


def main(names: list[str]) -> None:
    """Check each of these, or all, and print what is not passed."""
    if unknown := set(names) - set(PEERS):
        sys.exit(f"scripts/peers: {', '.join(unknown)}, expected {', '.join(PEERS)}")
    known = facts_of(load(ROOT / "docs/mapping.yaml"))
    for start in [PEERS[name] for name in names or PEERS]:
        port = free_port()
        facts = replace(
            known,
            service=start.__name__,
            keeps_deleted=False,
            well_known=None,
            role_path=None,
        )
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scimguide-")))
            path = start(stack, port, folder)
            report = run(facts, f"http://127.0.0.1:{port}{path}", TOKEN, write=True)
        print(f"{start.__name__}: {summary(report.results)}")
        for result in report.results:
            if result.status in ("fail", "warn"):
                print(f"  {lines(result)[0]}")
        for text in report.left:
            print(f"  left: {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
