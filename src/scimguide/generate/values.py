"""
What readers replace by values of their own, as a script for the site.

A script and not JSON, because a page that is opened from disk may load the one
and not the other.
"""

import json
from typing import NamedTuple, get_args

from scimguide.mapping import Spec
from scimguide.mapping.base import FORMS, BaseUrl

_LABEL = "[A-Za-z0-9][A-Za-z0-9 ._()-]{0,59}"
_DOMAIN = r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_EMAIL = rf"[A-Za-z0-9._+-]+@{_DOMAIN}"


class Field(NamedTuple):
    """One value: what stands in the pages, and what may stand there instead."""

    name: str
    """``base``, ``label``, ``email`` or ``domain``."""
    label: str
    value: str
    pattern: str
    """A regular expression, the same in Python and JavaScript: nothing that needs quoting in
    curl, Python or JSON."""
    expected: str
    """What the pattern accepts, in words."""


def script(spec: Spec) -> str:
    """``scimguide.values``: all fields, and the path of the base URL."""
    values = {
        "fields": [field._asdict() for field in fields(spec)],
        "path": spec.service.base_path,
    }
    text = json.dumps(values, indent=2, ensure_ascii=False)
    return f"// Made from docs/mapping.yaml by scimguide generate.\nglobalThis.scimguide = {text}\n"


def fields(spec: Spec) -> list[Field]:
    """Base URL and application label; e-mail address and domain when the first sample has one."""
    pattern = get_args(BaseUrl)[1].pattern
    label = spec.service.credentials.base_url_label
    found = [
        Field("base", label, spec.service.base_url, pattern, FORMS[pattern]),
        Field(
            "label",
            "Application label",
            spec.identity_provider.app_label,
            f"^{_LABEL}$",
            "letters, digits, spaces and . _ ( ) -",
        ),
    ]
    email = spec.samples.users[0].profile.get("email")
    if not email:
        return found
    domain = email.partition("@")[2]
    return [
        *found,
        Field(
            "email", "E-mail address of your test person", email, f"^{_EMAIL}$", f"such as {email}"
        ),
        Field("domain", "Domain of everybody else", domain, f"^{_DOMAIN}$", f"such as {domain}"),
    ]
