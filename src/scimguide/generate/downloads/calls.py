"""What the files of requests have in common: paths, variables, bodies."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from scimguide.generate.markdown import describe_holdings
from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation
from scimguide.mapping.requests import ConcreteRequest


def target(request: ConcreteRequest, names: Mapping[str, str] | None = None) -> str:
    """The URL of a request: ``{{baseUrl}}`` or ``{{origin}}``, path and query."""
    parameters = "&".join(f"{name}={value}" for name, value in query(request).items())
    path = variables(request.path, names)
    return f"{root(request)}{path}{'?' if parameters else ''}{parameters}"


def root(request: ConcreteRequest) -> str:
    """The variable in front of the path: ``{{baseUrl}}``, or ``{{origin}}`` of the host."""
    return "{{origin}}" if request.at_origin else "{{baseUrl}}"


def query(request: ConcreteRequest) -> dict[str, str]:
    """The parameters of a request, percent-encoded."""
    return {name: quote(str(value), safe="") for name, value in request.query.items()}


def too_large(request: ConcreteRequest) -> str:
    """JavaScript for a body that is too large, which nobody wants in a file."""
    return f'"x".repeat({request.filler})'


def origin_from_base_url(spec: Spec, base_url: str) -> str:
    """JavaScript that takes the path off a base URL; ``base_url`` is an expression, too."""
    path = re.sub(r"[/.]", r"\\\g<0>", spec.service.base_path)
    return f'{base_url}.replace(/{path}\\/?$/, "")'


def variables(text: str, names: Mapping[str, str] | None = None) -> str:
    """``{USER_ID}`` as ``{{USER_ID}}``, or with what ``names`` says instead of the name."""
    return PLACEHOLDER.sub(lambda found: f"{{{{{(names or {}).get(found[1], found[1])}}}}}", text)


def about(spec: Spec, left: list[str]) -> str:
    """What a run of all requests does, and what it leaves."""
    made = [each for each in spec.operations if each.method == "POST" and not each.fails]
    names = dict.fromkeys(_name(spec, each) for each in made)
    again = ", so a second run needs an empty service again" if left else ""
    return (
        f"Every request of the guide to {spec.service.name}, in an order that works from top to "
        "bottom, on a service that contains nothing of the same names. The run writes: it creates "
        f"{', '.join(names)}, changes them, and deletes them at the end. Then the service contains "
        f"{describe_holdings(spec, left)}{again}."
    )


def _name(spec: Spec, operation: Operation) -> str:
    """What the resource is called that an operation creates."""
    body = examples.body(spec, operation) or {}
    return str(body.get("userName") or body.get("displayName") or operation.title)
