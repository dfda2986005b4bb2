"""What is wrong inside of a code block although a program accepts it silently."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

import yaml

from scimguide.pages.marks import excuse
from scimguide.pages.scan import Fault, PageScan

_HEREDOC = re.compile(r"<<(?P<tabs>-?)[ \t]*\\?(?P<quote>['\"]?)(?P<word>[\w.-]+)(?P=quote)")
_UNENDED = re.compile(r"line (?P<line>\d+) delimited by end-of-file \(wanted `(?P<word>.*)'\)")
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|-?(?:NaN|Infinity)\b')


def faults(page: PageScan) -> Iterator[Fault]:
    """Heredocs without an end, and keys and numbers that JSON and YAML do not have."""
    checks = {"bash": _bash, "json": _json, "yaml": _yaml}
    for fence in page.fences:
        if fence.language in checks and not fence.fault and not excuse(page, fence):
            for line, message in checks[fence.language](fence.source):
                at = page.lines[min(fence.line + line - 1, len(page.lines) - 1)]
                yield Fault(at.start + len(at.text) - len(at.text.lstrip("> \t")), message)


def _bash(source: str) -> Iterator[tuple[int, str]]:
    """Heredocs that only the end of the code ends; bash merely warns."""
    lines = source.split("\n")
    ended = all(
        any((line.lstrip("\t") if found["tabs"] else line) == found["word"] for line in lines)
        for found in _HEREDOC.finditer(source)
    )
    for line, word in () if ended else _unended(source):
        yield line, f"a heredoc without an end, expected {word!r} alone on a line below it"


@lru_cache(maxsize=256)
def _unended(source: str) -> tuple[tuple[int, str], ...]:
    """Line and end word of each heredoc without an end, as bash itself reads it."""
    bash = shutil.which("bash")
    if bash is None:
        return ()
    ran = subprocess.run(
        [bash, "--norc", "--noprofile", "-n"],
        input=source,
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=10,
    )
    return tuple((int(each["line"]), each["word"]) for each in _UNENDED.finditer(ran.stderr))


def _json(source: str) -> Iterator[tuple[int, str]]:
    """Keys that an object has twice, and numbers that are none in RFC 8259."""
    keys: list[set[str] | None] = []
    tokens = list(_JSON.finditer(source))
    for token, following in zip_longest(tokens, tokens[1:]):
        line = source.count("\n", 0, token.start()) + 1
        if token[0] in "{[":
            keys.append(set() if token[0] == "{" else None)
        elif token[0] in "}]" and keys:
            keys.pop()
        elif token[0].lstrip("-") in ("NaN", "Infinity"):
            yield line, f"{token[0]}, which JSON does not have, expected a number or null"
        elif token[0][0] == '"' and following and following[0] == ":" and keys:
            names = keys[-1]
            if names is not None and token[0] in names:
                yield line, f"the key {token[0]} a second time, expected it once"
            if names is not None:
                names.add(token[0])


def _yaml(source: str) -> Iterator[tuple[int, str]]:
    """Keys that a mapping has twice."""
    try:
        nodes = [*yaml.compose_all(source, yaml.SafeLoader)]
    except (yaml.YAMLError, ValueError, RecursionError):
        return  # no YAML at all, which the run reports
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            seen = set()
            for key, value in node.value:
                nodes.append(value)
                name = (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else key
                if name in seen:
                    message = f"the key {key.value!r} a second time, expected it once"
                    yield key.start_mark.line + 1, message
                seen.add(name)
