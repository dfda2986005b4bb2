"""
A resource as the document that is kept: the JSON of its response, with two gaps.

``BASE`` stands for the base URL with its last slash, ``MEMBERS`` for the members of a group.  Both
are control characters, which JSON escapes within strings, so no value can pretend to be one.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scim2_models import Resource

BASE = "\x01"
MEMBERS = "\x02"

Document = dict[str, Any]
"""A resource as JSON; a group has an empty list where its members belong."""


def document_of(resource: Resource[Any]) -> tuple[Document, list[dict[str, Any]]]:
    """A resource as its document, and the members it has."""
    document = resource.model_dump()
    members = document.get("members", [])
    if has_members(type(resource)):
        document["members"] = []
    return document, members


def has_members(model: type[Resource[Any]]) -> bool:
    """Whether resources of a model are groups."""
    return "members" in model.model_fields


def seal(document: Document, endpoint: str, digest: str | None = None) -> tuple[str, str]:
    """The version of a document, and its text with that version.

    The version is a weak ETag (RFC 7644 section 3.14) made from the state, so that the same state
    has the same version everywhere.  The members are part of it by their digest.
    """
    meta = {key: document["meta"][key] for key in ("resourceType", "created", "lastModified")}
    state = {**document, "meta": meta}
    state.pop("members", None)
    sealed = json.dumps(state, sort_keys=True) + (digest or "")
    version = f'W/"{hashlib.sha256(sealed.encode()).hexdigest()[:12]}"'
    return version, text_of(document, endpoint, version)


def text_of(document: Document, endpoint: str, version: str) -> str:
    """The text of a document, with its gaps."""
    parts: list[str] = []
    plain: Document = {}
    for key, value in document.items():
        if key not in ("members", "meta"):
            plain[key] = value
            continue
        parts.append(json.dumps(plain)[1:-1])
        plain = {}
        place = f"{endpoint}/{document['id']}"
        parts.append(MEMBERS if key == "members" else _meta(value, place, version))
    parts.append(json.dumps(plain)[1:-1])
    return "{" + ", ".join(filter(None, parts)) + "}"


def _meta(meta: Document, location: str, version: str) -> str:
    known = json.dumps({key: meta[key] for key in ("resourceType", "created", "lastModified")})
    place = json.dumps(location)[1:]
    return f'"meta": {known[:-1]}, "location": "{BASE}{place}, "version": {json.dumps(version)}}}'


def member_text(member: dict[str, Any]) -> str:
    """The text of a member; a URL that is relative follows the base URL."""
    parts = []
    for key, value in member.items():
        text = json.dumps(value)
        if key == "$ref" and not urlsplit(value).scheme and not value.startswith("/"):
            text = f'"{BASE}{text[1:]}'
        parts.append(f"{json.dumps(key)}: {text}")
    return "{" + ", ".join(parts) + "}"


def filled(text: str, base: str = "", members: Sequence[str] = ()) -> str:
    """The JSON of a text, with the base URL and the members in their gaps."""
    if MEMBERS in text:
        listed = f', "members": [{", ".join(members)}]' if members else ""
        text = text.replace(f", {MEMBERS}", listed)
    return text.replace(BASE, json.dumps(base)[1:-1])


def opened(text: str) -> Document:
    """The document of a text."""
    document: Document = json.loads(filled(text.replace(MEMBERS, '"members": []')))
    return document


def content(document: Document) -> Document:
    """What a document says, without what the server says about it."""
    return {key: value for key, value in document.items() if key != "meta"}


def digest_of(texts: Iterable[str], before: str | None = None, gone: Iterable[str] = ()) -> str:
    """The digest of a set of members, or of one from which some are gone and to which some came.

    It is a sum, so that its cost is that of the change.
    """
    total = int(before, 16) if before else 0
    total += sum(map(_hash, texts)) - sum(map(_hash, gone))
    total %= 1 << 128
    return f"{total:032x}" if total else ""


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])
