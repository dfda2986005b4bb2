"""
The requests as one ``.http`` file for httpYac.

Ids come from the answers of named requests, address and token from the
environment: the file holds neither.
"""

import textwrap
from collections.abc import Iterator

from scimguide.generate.downloads import calls
from scimguide.generate.downloads.sequence import Sequence
from scimguide.mapping import Spec
from scimguide.mapping.operations import Operation


def text(spec: Spec, order: Sequence, left: list[str]) -> str:
    """The file; ``left`` is what a run leaves at the service."""
    kept = {
        variable: f"{_name(operation)}.{path}"
        for operation in spec.operations
        for variable, path in operation.captures.items()
    }
    lines = [f"# {line}" for line in textwrap.wrap(calls.about(spec, left), 90)]
    lines += ["#", "# Address and token come from SCIM_BASE_URL and SCIM_TOKEN in the environment."]
    lines += ["", "@baseUrl = {{$processEnv SCIM_BASE_URL}}"]
    if spec.service.well_known:
        lines.append(f"@origin = {{{{{calls.origin_from_base_url(spec, 'baseUrl')}}}}}")
    for stage, operations in order.items():
        for operation in operations:
            lines += ["", f"### {stage.title}: {operation.title}"]
            lines += _request(spec, operation, kept)
    return "\n".join(lines) + "\n"


def _request(spec: Spec, operation: Operation, kept: dict[str, str]) -> Iterator[str]:
    yield f"# @name {_name(operation)}"
    yield f"{operation.method} {_address(spec, operation, kept)}"
    yield f"Authorization: Bearer {operation.token or '{{$processEnv SCIM_TOKEN}}'}"
    yield f"Accept: {calls.MEDIA_TYPE}"
    if operation.send:
        yield f"Content-Type: {calls.MEDIA_TYPE}"
        yield ""
        if operation.send.oversize:
            yield f"{{{{{calls.too_large(spec)}}}}}"
        else:
            yield calls.variables(calls.body(spec, operation) or "", kept)
    yield ""
    yield f"?? status == {operation.status}"


def _address(spec: Spec, operation: Operation, kept: dict[str, str]) -> str:
    query = "&".join(f"{name}={value}" for name, value in calls.query(spec, operation).items())
    path = calls.variables(operation.path, kept)
    return f"{{{{{calls.root(spec, operation)}}}}}{path}{'?' if query else ''}{query}"


def _name(operation: Operation) -> str:
    """The operation's name as a variable of JavaScript."""
    return operation.name.replace("-", "_")
