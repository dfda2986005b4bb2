"""
An operation as Python with httpx, with the output that it prints.

The layout is the one that black gives, and the ``#>`` comments are those that
pytest-examples checks.
"""

import json
import re
from typing import Any

from scimguide.layout import layout
from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation

_INDENT = "    "


def python(spec: Spec, operation: Operation, answer: Any) -> str:
    """The text of ``snippets/python/NAME.py``; ``answer`` is the JSON that came."""
    lines = ["import os", "", "import httpx", ""]
    for variable in sorted(operation.uses):
        lines.append(f'{variable.lower()} = os.environ["{variable}"]')
    lines += [
        f"response = httpx.{operation.method.lower()}(",
        f"{_INDENT}{_url(spec, operation)},",
        *_headers(operation),
        *_arguments(spec, operation),
        ")",
        *_after(spec, operation, answer),
    ]
    return "\n".join(lines) + "\n"


def _url(spec: Spec, operation: Operation) -> str:
    path = PLACEHOLDER.sub(lambda match: f"{{{match[1].lower()}}}", operation.path)
    if operation.path == spec.service.well_known:
        return f'httpx.URL(os.environ["SCIM_BASE_URL"]).join({literal(path)})'
    return f"f\"{{os.environ['SCIM_BASE_URL']}}{path}\""


def _headers(operation: Operation) -> list[str]:
    token = (
        literal(f"Bearer {operation.token}")
        if operation.token
        else "f\"Bearer {os.environ['SCIM_TOKEN']}\""
    )
    if not operation.send:
        return [f'{_INDENT}headers={{"Authorization": {token}}},']
    return [
        f"{_INDENT}headers={{",
        f'{_INDENT * 2}"Authorization": {token},',
        f'{_INDENT * 2}"Content-Type": "application/scim+json",',
        f"{_INDENT}}},",
    ]


def _arguments(spec: Spec, operation: Operation) -> list[str]:
    send = operation.send
    if operation.query:
        return _argument("params", examples.fill(spec, operation.query))
    if send is None:
        return []
    if send.oversize:
        return [f'{_INDENT}content=b" " * {spec.service.limits.body_size.value + 1},']
    if send.text is not None:
        return [f"{_INDENT}content={literal(send.text)},"]
    return _argument("json", examples.body(spec, operation))


def _argument(name: str, value: Any) -> list[str]:
    head = f"{_INDENT}{name}="
    text = layout(value, literal, trailing=",", indent=_INDENT, before=len(head) + 1)
    return f"{head}{text},".split("\n")


def _after(spec: Spec, operation: Operation, answer: Any) -> list[str]:
    """What the snippet does with the answer: refuse an error, keep the id, print."""
    if operation.fails:
        if "scimType" not in (answer or {}):
            return ["print(response.status_code)", f"#> {operation.status}"]
        return [
            'print(response.status_code, response.json()["scimType"])',
            f"#> {operation.status} {answer['scimType']}",
        ]
    lines = ["response.raise_for_status()"]
    for variable, path in operation.captures.items():
        lines.append(f'os.environ["{variable}"] = response.json()["{path}"]')
    if operation.shows is None or answer is None:
        return [*lines, "print(response.status_code)", f"#> {operation.status}"]
    return [*lines, *_print(examples.fill(spec, operation.shows), answer)]


def _print(path: str, answer: Any) -> list[str]:
    urn, _, name = path.rpartition(":")
    lines, source, found = [], "response.json()", answer
    if urn:
        lines, source, found = [f'extension = response.json()["{urn}"]'], "extension", answer[urn]
    for key in name.split("."):
        if isinstance(found, list):
            source, found = f"{source}[0]", found[0]
        source, found = f'{source}["{key}"]', found[key]
    return [*lines, f"print({source})", f"#> {found}"]


def literal(value: Any) -> str:
    """JSON data that is no container, as Python; texts with captured ids become f-strings."""
    if not isinstance(value, str):
        return repr(value)
    if not PLACEHOLDER.search(value):
        return _quoted(value)
    if PLACEHOLDER.fullmatch(value):
        return value[1:-1].lower()
    escaped = value.replace("{", "{{").replace("}", "}}")
    variable = re.compile(r"\{" + PLACEHOLDER.pattern + r"\}")
    return "f" + _quoted(variable.sub(lambda match: f"{{{match[1].lower()}}}", escaped))


def _quoted(text: str) -> str:
    """Double quotes, unless the text has some and no single ones; JSON escapes as Python does."""
    quoted = json.dumps(text, ensure_ascii=False)
    if '"' in text and "'" not in text:
        return "'" + quoted[1:-1].replace('\\"', '"') + "'"
    return quoted
