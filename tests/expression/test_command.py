"""``eval`` and ``map`` with what people paste: exports, pipes, full disks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT, Run

ADA = {"id": "00u1", "status": "ACTIVE", "profile": {"firstName": "Ada", "age": 7}}


def saved(folder: Path, name: str, text: str) -> str:
    """A file as its bytes are given, CRLF and a byte order mark included."""
    (folder / name).write_bytes(text.encode())
    return str(folder / name)


def run(words: list[str], given: str = "", out: Path | None = None) -> tuple[int, str, str]:
    """Exit status and output of the command with a standard input, or with its output in a file."""
    command = [sys.executable, "-m", "scimguide", *words]
    with (out or Path("/dev/null")).open("w") as file:
        target = file if out else subprocess.PIPE
        ran = subprocess.run(
            command,
            input=given,
            stdout=target,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            cwd=ROOT,
        )
    return ran.returncode, ran.stdout, ran.stderr


def test_a_context_comes_from_the_standard_input() -> None:
    """An export in a pipe, with an expression that begins with a minus sign."""
    ran = run(["eval", "-user.age", "--context", "-"], json.dumps([ADA]))
    assert ran[:2] == (0, "-7\n")


def test_a_byte_order_mark_and_crlf_are_no_mistakes(scimguide: Run, tmp_path: Path) -> None:
    """Files as Windows tools write them, for a context and for a batch."""
    context = saved(tmp_path, "c.json", "\ufeff" + json.dumps({"user": ADA}, indent=1) + "\r\n")
    batch = saved(tmp_path, "b.jsonl", '\ufeff{"expression": "user.firstName"}\r\n')
    assert scimguide("eval", "user.firstName", "--context", context).stdout == '"Ada"\n'
    ran = scimguide("eval", "--batch", batch, "--context", context)
    assert (ran.returncode, ran.stdout) == (0, '{"value": "Ada"}\n')


def test_a_batch_names_line_and_field(scimguide: Run, tmp_path: Path) -> None:
    """Each line has its own reason, and a value that rests on something says on what."""
    lines = [
        '{"expr": "1"}',
        '{"expression": 1}',
        "{}",
        "[]",
        '{"expression": "1", "context": {"groups": ["A"]}}',
        '{"expression": "1", "context": {"user": {"n": NaN}}}',
        '{"expression": "user.s", "context": {"user": {"s": "\\ud800"}}}',
        '{"expression": "2 * 2"}',
    ]
    batch = saved(tmp_path, "b.jsonl", "\n".join(lines) + "\n")
    found = [json.loads(line) for line in scimguide("eval", "--batch", batch).stdout.splitlines()]
    errors = [each["error"].removeprefix(batch) for each in found[:-1]]
    assert [each.partition(", expected")[0] for each in errors] == [
        ":1: unknown key 'expr'",
        ":2: 'expression' is no string",
        ":3: 'expression' is missing",
        ":4: no JSON object",
        ":5:44: context: groups[0]: a string",
        ":6: NaN is no JSON",
        ":7:52: context: user.s: half of a surrogate pair",
    ]
    assert found[-1]["value"] == 4
    assert found[-1]["assumed"][0].startswith("* / %")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["eval", "1", "--context", "{file}"],
            "file.json:1:13: groups[0]: a string, expected a group",
        ),
        (["eval", "1 +", "--as", "claim"], "1:4: the end of the expression"),
        (["eval", "toUpperCase('a')", "--as", "group-rule"], "in a group rule, expected String."),
        (["eval", "1", "--as", "policy"], "'policy' is not one of"),
        (["eval", "--batch", "-", "--context", "-"], "from the standard input, expected one"),
        (
            ["map", "--user", "{ada}", "--mapping", "name.formatted=user.x"],
            "--mapping name.formatted: 1:6: unknown attribute 'x'",
        ),
        (
            ["map", "--user", "{ada}", "--mapping", "name.formatted={'a'}"],
            "name.formatted from Attribute Mappings: {'a'}: an array, expected one value",
        ),
        (
            ["map", "--user", "{ada}", "--mapping", "userName={'a'}"],
            "a username format that gives Array, expected String",
        ),
    ],
)
def test_a_refusal_is_one_line(
    scimguide: Run, tmp_path: Path, words: list[str], message: str
) -> None:
    """Where it is, what, and what is accepted."""
    files = {
        "{file}": saved(tmp_path, "file.json", '{"groups": ["A"]}'),
        "{ada}": saved(tmp_path, "ada.json", json.dumps(ADA)),
    }
    ran = scimguide(*(files.get(word, word) for word in words))
    assert ran.returncode in (1, 2)
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_full_disk_ends_in_one_line() -> None:
    """Nothing of Python behind it, neither at the write nor at the end."""
    status, _, error = run(["eval", "1"], out=Path("/dev/full"))
    assert (status, error) == (1, "the output: No space left on device, expected room for it\n")


def test_a_closed_pipe_ends_in_one_line(tmp_path: Path) -> None:
    """A reader that takes the first line of many."""
    batch = saved(tmp_path, "b.jsonl", '{"expression": "1"}\n' * 50_000)
    command = [sys.executable, "-m", "scimguide", "eval", "--batch", batch]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == "the output: Broken pipe, expected room for it\n"
