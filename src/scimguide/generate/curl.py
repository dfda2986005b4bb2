"""An operation as a ``curl`` command: what an expert would type into a terminal."""

import re
import shlex

from scimguide.mapping.operations import PLACEHOLDER
from scimguide.mapping.requests import ConcreteRequest
from scimguide.scim.messages import MEDIA_TYPE

CURL = "curl --fail-with-body --silent --show-error"


def curl(request: ConcreteRequest) -> str:
    """The text of ``snippets/curl/NAME.sh``."""
    captures = request.operation.captures
    start = f"head -c {request.filler} /dev/zero |\n  {CURL}" if request.filler else CURL
    arguments, document = _body(request)
    command = f" \\\n{'    ' if captures else '  '}".join([start, *_request(request), *arguments])
    if not captures:
        return f"{command}{document}\n"
    lines = ["answer=$(", f"  {command}{document}", ")", 'echo "$answer"']
    for variable, path in captures.items():
        lines += [f'{variable}=$(jq --raw-output .{path} <<<"$answer")', f"export {variable}"]
    return "\n".join(lines) + "\n"


def _request(request: ConcreteRequest) -> list[str]:
    """The arguments for method, URL, query and headers."""
    token = request.operation.token or "$SCIM_TOKEN"
    arguments = [f'--header "Authorization: Bearer {token}"']
    if request.has_body:
        arguments.append(f'--header "Content-Type: {MEDIA_TYPE}"')
    root = f"${{SCIM_BASE_URL%{request.base_path}}}" if request.at_origin else "$SCIM_BASE_URL"
    url = f'"{root}{_variables(request.path)}"'
    if request.query:
        arguments.append(f"--get {url}")
        return arguments + [
            f"--data-urlencode {shlex.quote(f'{name}={value}')}"
            for name, value in request.query.items()
        ]
    method = request.operation.method
    default = "POST" if request.has_body else "GET"
    return [*arguments, url if method == default else f"--request {method} {url}"]


def _body(request: ConcreteRequest) -> tuple[list[str], str]:
    """The arguments that send a body, and the here-document with it."""
    if request.filler:
        return ["--data-binary @-"], ""
    if request.text is not None:
        return [f"--data-binary {shlex.quote(request.text)}"], ""
    if not request.has_body:
        return [], ""
    text = request.body_text
    if PLACEHOLDER.search(text):
        return ["--data-binary @- <<JSON"], f"\n{_variables(_escaped(text))}\nJSON"
    return ["--data-binary @- <<'JSON'"], f"\n{text}\nJSON"


def _escaped(text: str) -> str:
    r"""Text for an unquoted here-document, where ``$``, `````, and ``\`` are special."""
    return re.sub(r"([\\$`])", r"\\\1", text)


def _variables(text: str) -> str:
    """``{USER_ID}`` as a shell variable that must be set."""
    return PLACEHOLDER.sub(r"${\1:?}", text)
