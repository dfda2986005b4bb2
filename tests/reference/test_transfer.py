"""A directory goes into a file and comes back from it, into whichever database."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from scim2_server.requests import ScimRequest

from helpers import Run
from scimguide.mapping import Spec, examples
from scimguide.reference import ReferenceApp, reference_app
from scimguide.reference.transfer import TransferError

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def _create(app: ReferenceApp, path: str, body: object) -> str:
    request = ScimRequest("POST", "https://scim.example", path, {}, {}, json.dumps(body).encode())
    app._handler.handle(request)
    return str(app.resources(path)[-1]["id"])


@pytest.fixture
def app(spec: Spec, tmp_path: Path) -> Iterator[ReferenceApp]:
    """A service in a file; its group is older than one of its members."""
    made = reference_app(spec, token="secret", database=f"sqlite:///{tmp_path / 'from.db'}")
    _create(made, "/Groups", {"schemas": [GROUP], "displayName": "Empty"})
    for name in ("ada", "siobhan"):
        _create(made, "/Users", examples.user(spec, name))
    members = [{"value": each["id"], "display": "O'H\x01ara"} for each in made.resources("/Users")]
    _create(made, "/Groups", {"schemas": [GROUP], "displayName": "Both", "members": members[::-1]})
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_export_is_imported(
    app: ReferenceApp, spec: Spec, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    """Resources, their order, their versions and the order of members are the same afterwards."""
    file = tmp_path / "directory.jsonl"
    assert app.export_to(file) == 4
    assert file.stat().st_mode & 0o777 == 0o600
    url = f"sqlite:///{tmp_path / 'to.db'}"
    if kind == "postgresql":
        url = request.getfixturevalue("database")
    other = reference_app(spec, token="secret", database=url)
    assert other.import_from(file) == 4
    for endpoint in ("/Users", "/Groups"):
        assert other.resources(endpoint) == app.resources(endpoint)
    assert other.export_to(tmp_path / "again.jsonl") == 4
    assert (tmp_path / "again.jsonl").read_bytes() == file.read_bytes()
    with pytest.raises(TransferError, match="it has resources, expected an empty database"):
        other.import_from(file)
    other.close()


def _sealed(lines: list[str]) -> list[str]:
    """Lines with the checksum that they have."""
    checksum = hashlib.sha256("".join(lines).encode()).hexdigest()
    return [*lines, json.dumps({"resources": len(lines) - 1, "sha256": checksum})]


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines(keepends=True)


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (lambda lines: lines[:-1], 5, "the file ends here"),
        (lambda lines: [*lines, "{}\n"], 7, "a line behind the checksum"),
        (lambda lines: [*lines[:2], *lines[3:]], 5, "another checksum"),
        (
            lambda lines: [*lines[:2], lines[2].replace("Sio", "Shi"), *lines[3:]],
            6,
            "another check",
        ),
        (lambda lines: [*lines[:2], lines[2][:50] + "\n", *lines[3:]], 3, "no JSON object"),
        (
            lambda lines: [lines[0].replace('"schema": ', '"schema": 9'), *lines[1:]],
            1,
            "schema ver",
        ),
        (
            lambda lines: [lines[0], lines[1].replace("true", "7"), *lines[2:]],
            2,
            "emails.*primary: ",
        ),
        (
            lambda lines: [*lines[:2], '{"kind": "Robot", "resource": {}}\n', *lines[3:]],
            3,
            "no reso",
        ),
        (lambda lines: _sealed([*lines[:3], lines[1]]), 4, "a conflict"),
        (lambda lines: _sealed([*lines[:2], *lines[3:-1]]), 4, "a conflict"),
        (lambda lines: [], 0, "the file ends here"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    app: ReferenceApp, spec: Spec, tmp_path: Path, change: object, line: int, message: str
) -> None:
    """Nothing of it is kept, and the error says where and what would be right."""
    file = tmp_path / "directory.jsonl"
    app.export_to(file)
    file.write_text("".join(change(_lines(file))), "utf-8")  # type: ignore[operator]
    other = reference_app(spec, token="secret", database=f"sqlite:///{tmp_path / 'to.db'}")
    with pytest.raises(TransferError, match=f"directory.jsonl:{line}: {message}.*, expected "):
        other.import_from(file)
    assert other.resources("/Users") == []
    other.close()


def test_the_command_copies_a_directory(scimguide: Run, app: ReferenceApp, tmp_path: Path) -> None:
    """``server --export`` and ``--import`` need a database, and no token."""
    file = tmp_path / "directory.jsonl"
    source, target = (f"sqlite:///{tmp_path / name}" for name in ("from.db", "to.db"))
    done = scimguide("server", "--database", source, "--export", str(file))
    assert (done.returncode, done.stdout) == (0, f"{file}: 4 resources\n")
    done = scimguide("server", "--database", target, "--import", str(file))
    assert (done.returncode, done.stdout) == (0, f"{file}: 4 resources imported\n")
    done = scimguide("server", "--export", str(file))
    assert done.returncode == 2
    assert "expected one of them with --database" in done.stderr
    done = scimguide("server", "--database", f"{target}2", "--import", f"{file}2")
    assert done.returncode == 1
    assert "jsonl2: no such file or directory, expected a file" in done.stderr
