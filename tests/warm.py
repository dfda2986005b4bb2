"""
Commands in processes of their own that begin with everything loaded.

To start Python and load what a command needs takes longer than most commands do. Here they are
forked from one process that has it loaded; everything else, from ``main`` to exit status, is as in
a shell. How commands really start is tested in ``test_command``.
"""

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "mkdocs.commands.build",
        "pytest_examples",
        "scimguide.cli.guide",
        "scimguide.cli.preflights",
        "scimguide.cli.rehearsals",
        "scimguide.generate",
        "scimguide.rehearse",
        "scimguide.build",
        "scimguide.verify.plugin",
    ]
)


def run(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], timeout: float = 120
) -> "subprocess.CompletedProcess[str]":
    """
    The result of ``scimguide WORDS``, as of ``subprocess.run``.

    :raises subprocess.TimeoutExpired: when it takes longer than ``timeout`` seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("stdout", "stderr")]
        process = _FORKS.Process(target=_command, args=(words, cwd, dict(environment), files))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), timeout)
        stdout, stderr = (file.read_text("utf-8") for file in files)
    return subprocess.CompletedProcess(list(words), process.exitcode, stdout, stderr)


def _command(words: list[str], cwd: Path, environment: dict[str, str], files: list[Path]) -> None:
    from scimguide.cli import main

    for number, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["scimguide", *words]
    try:
        main()
    finally:
        atexit._run_exitfuncs()
