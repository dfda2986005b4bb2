"""What the files of requests have in common: addresses, variables, bodies."""

import re
from urllib.parse import quote

from scimguide.generate.markdown import held
from scimguide.layout import json_text
from scimguide.mapping import Spec, examples
from scimguide.mapping.operations import PLACEHOLDER, Operation

MEDIA_TYPE = "application/scim+json"
"""The type of every body (RFC 7644 section 3.1)."""


def root(spec: Spec, operation: Operation) -> str:
    """``baseUrl``, or ``origin`` for the address at the root of the host."""
    return "origin" if operation.path == spec.service.well_known else "baseUrl"


def origin_from_base_url(spec: Spec, base_url: str) -> str:
    """JavaScript that takes the path off a base URL; ``base_url`` is an expression, too."""
    path = re.sub(r"[/.]", r"\\\g<0>", spec.service.base_path)
    return f'{base_url}.replace(/{path}\\/?$/, "")'


def query(spec: Spec, operation: Operation) -> dict[str, str]:
    """The parameters of a request, percent-encoded."""
    filled = examples.fill(spec, operation.query)
    return {name: quote(str(value), safe="") for name, value in filled.items()}


def body(spec: Spec, operation: Operation) -> str | None:
    """The text that is sent, with captured ids as ``{USER_ID}``; None when it is none or huge."""
    send = operation.send
    if send is None or send.oversize:
        return None
    return send.text if send.text is not None else json_text(examples.body(spec, operation))


def too_large(spec: Spec) -> str:
    """JavaScript for one byte more than the service accepts, which nobody wants in a file."""
    return f'"x".repeat({spec.service.limits.body_size.value + 1})'


def variables(text: str, names: dict[str, str] | None = None) -> str:
    """``{USER_ID}`` as ``{{USER_ID}}``, or with what ``names`` says instead of the name."""
    return PLACEHOLDER.sub(lambda found: f"{{{{{(names or {}).get(found[1], found[1])}}}}}", text)


def about(spec: Spec, left: list[str]) -> str:
    """What a run of all requests does, and what it leaves."""
    made = [each for each in spec.operations if each.method == "POST" and not each.fails]
    names = dict.fromkeys(_name(spec, each) for each in made)
    return (
        f"Every request of the guide to {spec.service.name}, in an order that works from top to "
        "bottom, on a service that holds nothing of the same names. The run writes: it creates "
        f"{', '.join(names)}, changes them, and deletes them at the end. Then the service holds "
        f"{held(spec, left)}{', so a second run needs an empty service again' if left else ''}."
    )


def _name(spec: Spec, operation: Operation) -> str:
    """What the resource is called that an operation creates."""
    body = examples.body(spec, operation) or {}
    return str(body.get("userName") or body.get("displayName") or operation.title)
