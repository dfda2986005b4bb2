"""The snippets as files: each runs alone, as a reader would run it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pytest_examples import CodeExample, EvalExample

from scimguide.listen import running
from scimguide.mapping import Spec, load
from scimguide.mapping.operations import Operation
from scimguide.reference import reference_app
from scimguide.verify.fences import Style

ROOT = Path(__file__).parents[1]
OPERATIONS = load(ROOT / "docs/mapping.yaml").operations


class Machine:
    """A reader's machine: a fresh server, and nothing but the variables that README names."""

    def __init__(self, spec: Spec, origin: str, base_url: str) -> None:
        self.spec = spec
        self.environment = {
            "PATH": os.environ["PATH"],
            "SCIM_BASE_URL": base_url,
            "SCIM_TOKEN": "secret",
        }

    def bash(self, operation: Operation) -> "subprocess.CompletedProcess[str]":
        """Run a snippet in a bash of its own, and keep what it exports."""
        file = ROOT / "snippets/curl" / f"{operation.name}.sh"
        done = subprocess.run(
            ["bash", "-c", 'source "$0"; status=$?; env -0 >&2; exit $status', str(file)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
        )
        exported = dict(line.partition("=")[::2] for line in done.stderr.split("\0"))
        self.environment |= {name: exported[name] for name in operation.captures}
        return done


async def at_once(seconds: float) -> None:
    """Wrong tokens are many here, and nobody guesses."""


@pytest.fixture
def machine(spec: Spec) -> Iterator[Machine]:
    """A reader who starts with an empty service."""
    app = reference_app(spec, token="secret", examples=True)
    app.sleep = at_once
    with running(app) as origin:
        yield Machine(spec, origin, app.base_url_at(origin))
    app.close()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_curl_snippet_runs_alone(machine: Machine, operation: Operation) -> None:
    """In a shell of its own, after what it needs, it ends with curl's own verdict."""
    for needed in machine.spec.before(operation):
        assert machine.bash(needed).returncode == 0
    assert machine.bash(operation).returncode == (22 if operation.fails else 0)


@pytest.mark.parametrize("name", ["create-user", "find-user", "error-not-found"])
def test_a_python_snippet_runs_alone(machine: Machine, name: str) -> None:
    """In a Python of its own it prints what its comments say."""
    operation = machine.spec.operation(name)
    for needed in machine.spec.before(operation):
        machine.bash(needed)
    file = ROOT / "snippets/python" / f"{name}.py"
    done = subprocess.run(
        [sys.executable, str(file)], env=machine.environment, capture_output=True, text=True
    )
    printed = [line[3:] for line in file.read_text().splitlines() if line.startswith("#> ")]
    assert (done.returncode, done.stdout.splitlines()) == (0, printed)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_snippet_that_needs_an_id_refuses_to_guess(operation: Operation, tmp_path: Path) -> None:
    """Without the variable, curl is not even started."""
    for variable in operation.uses:
        text = (ROOT / "snippets/curl" / f"{operation.name}.sh").read_text()
        (tmp_path / "curl").write_text("#!/bin/sh\necho reached\n")
        (tmp_path / "curl").chmod(0o755)
        done = subprocess.run(
            ["bash", "-c", text],
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "SCIM_BASE_URL": "http://127.0.0.1:9"},
            capture_output=True,
            text=True,
        )
        assert variable in done.stderr or any(v in done.stderr for v in operation.uses)
        assert "reached" not in done.stdout


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_python_snippet_is_clean(operation: Operation, eval_example: EvalExample) -> None:
    """Each is formatted as black does, and ruff finds nothing in it."""
    file = ROOT / "snippets/python" / f"{operation.name}.py"
    eval_example.config = Style(line_length=100)
    eval_example.lint(CodeExample.create(file.read_text(), path=file.with_suffix(".md")))


def test_curl_snippets_are_clean_shell() -> None:
    """bash parses every snippet, and none contains a token."""
    for file in sorted((ROOT / "snippets/curl").glob("*.sh")):
        assert subprocess.run(["bash", "-n", str(file)]).returncode == 0
        assert "$SCIM_TOKEN" in file.read_text() or "wrong-token" in file.read_text()


def test_a_wrong_token_makes_every_snippet_fail(machine: Machine) -> None:
    """No snippet reports success when the service refuses the token."""
    machine.environment |= {
        "SCIM_TOKEN": "wrong",
        "USER_ID": "x",
        "OTHER_USER_ID": "x",
        "GROUP_ID": "x",
    }
    assert httpx.get(machine.environment["SCIM_BASE_URL"] + "/Users").status_code == 401
    open_to_all = {"get-config", "get-config-well-known"}
    for operation in machine.spec.operations:
        if operation.name not in open_to_all:
            done = subprocess.run(
                ["bash", str(ROOT / "snippets/curl" / f"{operation.name}.sh")],
                env=machine.environment,
                capture_output=True,
            )
            assert done.returncode != 0 or operation.captures, operation.name
