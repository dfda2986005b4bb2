"""
An operation as Python with httpx, with the output that it prints.

The layout is the one that black gives, and the ``#>`` comments are those that
pytest-examples checks.
"""

import json
import re
from typing import Any

from scimguide.layout import layout
from scimguide.mapping.operations import PLACEHOLDER
from scimguide.mapping.requests import ConcreteRequest
from scimguide.scim.messages import MEDIA_TYPE
from scimguide.scim.paths import split_path

_INDENT = "    "


def python(request: ConcreteRequest, response: Any) -> str:
    """The text of ``snippets/python/NAME.py``; ``response`` is the JSON of the response."""
    operation = request.operation
    lines = ["import os", "", "import httpx", ""]
    for variable in sorted(operation.uses):
        lines.append(f'{variable.lower()} = os.environ["{variable}"]')
    lines += [
        f"response = httpx.{operation.method.lower()}(",
        f"{_INDENT}{_url(request)},",
        *_headers(request),
        *_arguments(request),
        ")",
        *_after(request, response),
    ]
    return "\n".join(lines) + "\n"


def _url(request: ConcreteRequest) -> str:
    path = PLACEHOLDER.sub(lambda match: f"{{{match[1].lower()}}}", request.path)
    if request.at_origin:
        return f'httpx.URL(os.environ["SCIM_BASE_URL"]).join({literal(path)})'
    return f"f\"{{os.environ['SCIM_BASE_URL']}}{path}\""


def _headers(request: ConcreteRequest) -> list[str]:
    token = request.operation.token
    bearer = literal(f"Bearer {token}") if token else "f\"Bearer {os.environ['SCIM_TOKEN']}\""
    if not request.has_body:
        return [f'{_INDENT}headers={{"Authorization": {bearer}}},']
    return [
        f"{_INDENT}headers={{",
        f'{_INDENT * 2}"Authorization": {bearer},',
        f'{_INDENT * 2}"Content-Type": "{MEDIA_TYPE}",',
        f"{_INDENT}}},",
    ]


def _arguments(request: ConcreteRequest) -> list[str]:
    if request.query:
        return _argument("params", dict(request.query))
    if request.filler:
        return [f'{_INDENT}content=b" " * {request.filler},']
    if request.text is not None:
        return [f"{_INDENT}content={literal(request.text)},"]
    return _argument("json", request.json) if request.has_body else []


def _argument(name: str, value: Any) -> list[str]:
    head = f"{_INDENT}{name}="
    text = layout(value, literal, trailing=",", indent=_INDENT, before=len(head) + 1)
    return f"{head}{text},".split("\n")


def _after(request: ConcreteRequest, response: Any) -> list[str]:
    """What the snippet does with the response: refuse an error, keep the id, print."""
    operation = request.operation
    if operation.fails:
        if "scimType" not in (response or {}):
            return ["print(response.status_code)", f"#> {operation.status}"]
        return [
            'print(response.status_code, response.json()["scimType"])',
            f"#> {operation.status} {response['scimType']}",
        ]
    lines = ["response.raise_for_status()"]
    for variable, path in operation.captures.items():
        lines.append(f'os.environ["{variable}"] = response.json()["{path}"]')
    if request.shows is None or response is None:
        return [*lines, "print(response.status_code)", f"#> {operation.status}"]
    return [*lines, *_print(request.shows, response)]


def _print(path: str, response: Any) -> list[str]:
    urn, name = split_path(path)
    lines, source, found = [], "response.json()", response
    if urn:
        lines, source, found = [f'extension = response.json()["{urn}"]'], "extension", response[urn]
    for key in name.split("."):
        if isinstance(found, list):
            source, found = f"{source}[0]", found[0]
        source, found = f'{source}["{key}"]', found[key]
    return [*lines, f"print({source})", f"#> {found}"]


def literal(value: Any) -> str:
    """JSON data that is no container, as Python; strings with captured ids become f-strings."""
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
