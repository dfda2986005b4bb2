"""
The requests as one ``.http`` file for httpYac.

Ids come from the responses of named requests, base URL and token from the
environment: the file contains neither.
"""

import textwrap
from collections.abc import Iterator

from scimguide.generate.downloads import calls
from scimguide.generate.downloads.sequence import RecordedSequence
from scimguide.mapping import Spec
from scimguide.mapping.operations import Operation
from scimguide.mapping.requests import ConcreteRequest
from scimguide.scim.messages import MEDIA_TYPE


def text(spec: Spec, order: RecordedSequence, left: list[str]) -> str:
    """The file; ``left`` is what a run leaves at the service."""
    kept = {
        variable: f"{_name(operation)}.{path}"
        for operation in spec.operations
        for variable, path in operation.captures.items()
    }
    lines = [f"# {line}" for line in textwrap.wrap(calls.about(spec, left), 90)]
    lines += [
        "#",
        "# Base URL and token come from SCIM_BASE_URL and SCIM_TOKEN in the environment.",
    ]
    lines += ["", "@baseUrl = {{$processEnv SCIM_BASE_URL}}"]
    if spec.service.well_known:
        lines.append(f"@origin = {{{{{calls.origin_from_base_url(spec, 'baseUrl')}}}}}")
    for phase, recorded in order.items():
        for each in recorded:
            lines += ["", f"### {phase.title}: {each.operation.title}"]
            lines += _request(each.request, kept)
    return "\n".join(lines) + "\n"


def _request(request: ConcreteRequest, kept: dict[str, str]) -> Iterator[str]:
    operation = request.operation
    yield f"# @name {_name(operation)}"
    yield f"{operation.method} {calls.target(request, kept)}"
    yield f"Authorization: Bearer {operation.token or '{{$processEnv SCIM_TOKEN}}'}"
    yield f"Accept: {MEDIA_TYPE}"
    if request.has_body:
        yield f"Content-Type: {MEDIA_TYPE}"
        yield ""
        if request.filler:
            yield f"{{{{{calls.too_large(request)}}}}}"
        else:
            yield calls.variables(request.body_text, kept)
    yield ""
    yield f"?? status == {operation.status}"


def _name(operation: Operation) -> str:
    """The operation's name as a variable of JavaScript."""
    return operation.name.replace("-", "_")
