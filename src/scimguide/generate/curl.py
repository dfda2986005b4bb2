"""An operation as a ``curl`` command: what an expert would type into a terminal."""

import re
import shlex

from scimguide.layout import json_text
from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation

CURL = "curl --fail-with-body --silent --show-error"


def curl(spec: Spec, operation: Operation) -> str:
    """The text of ``snippets/curl/NAME.sh``."""
    words, document = _body(spec, operation)
    command = f" \\\n{'    ' if operation.captures else '  '}".join(
        [_start(spec, operation), *_request(spec, operation), *words]
    )
    if not operation.captures:
        return f"{command}{document}\n"
    lines = ["answer=$(", f"  {command}{document}", ")", 'echo "$answer"']
    for variable, path in operation.captures.items():
        lines += [f'{variable}=$(jq --raw-output .{path} <<<"$answer")', f"export {variable}"]
    return "\n".join(lines) + "\n"


def _start(spec: Spec, operation: Operation) -> str:
    if operation.send and operation.send.oversize:
        return f"head -c {spec.service.limits.body_size.value + 1} /dev/zero |\n  {CURL}"
    return CURL


def _request(spec: Spec, operation: Operation) -> list[str]:
    """The words of the command that say what is asked, and with which token."""
    token = operation.token or "$SCIM_TOKEN"
    words = [f'--header "Authorization: Bearer {token}"']
    if operation.send:
        words.append('--header "Content-Type: application/scim+json"')
    url = f'"{_root(spec, operation)}{_variables(operation.path)}"'
    if operation.query:
        words.append(f"--get {url}")
        query = examples.fill(spec, operation.query)
        return words + [
            f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in query.items()
        ]
    natural = "POST" if operation.send else "GET"
    words.append(url if operation.method == natural else f"--request {operation.method} {url}")
    return words


def _root(spec: Spec, operation: Operation) -> str:
    """The well-known address stands at the root of the host, everything else below the base URL."""
    if operation.path == spec.service.well_known:
        return f"${{SCIM_BASE_URL%{spec.service.base_path}}}"
    return "$SCIM_BASE_URL"


def _body(spec: Spec, operation: Operation) -> tuple[list[str], str]:
    """The words that send a body, and the here-document that holds it."""
    send = operation.send
    if send is None:
        return [], ""
    if send.oversize:
        return ["--data-binary @-"], ""
    if send.text is not None:
        return [f"--data-binary {shlex.quote(send.text)}"], ""
    text = json_text(examples.body(spec, operation))
    if PLACEHOLDER.search(text):
        return ["--data-binary @- <<JSON"], f"\n{_variables(_escaped(text))}\nJSON"
    return ["--data-binary @- <<'JSON'"], f"\n{text}\nJSON"


def _escaped(text: str) -> str:
    r"""Text for an unquoted here-document, where ``$``, `````, and ``\`` are special."""
    return re.sub(r"([\\$`])", r"\\\1", text)


def _variables(text: str) -> str:
    """``{USER_ID}`` as a shell variable that must be set."""
    return PLACEHOLDER.sub(r"${\1:?}", text)
