"""
The Content-Security-Policy of each page, and the hashes of what it loads.

Nothing inline is allowed but the scripts that stand in the page, each by its
hash; there is no ``unsafe-inline``. Pages carry the policy as a ``meta`` too,
because some hosts (GitHub Pages) set no headers; ``frame-ancestors`` has no
effect there (CSP level 3, section 3.3), so it is in the header alone.
"""

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from posixpath import normpath

from scimguide.publish.html import Attributes, edited, inline_scripts

Policy = dict[str, tuple[str, ...]]
"""Directives with their sources."""

BASE: Policy = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "connect-src": ("'self'",),
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "base-uri": ("'self'",),
    "form-action": ("'none'",),
    "frame-ancestors": ("'none'",),
}
"""What every page may do."""

WASM = "playground"
"""Only what stands below a folder of this name may compile WebAssembly."""


def policy(place: str, html: str = "") -> Policy:
    """The policy of a page, or of the files of a folder, by its path below the site."""
    hashes = sorted({f"'{digest(text.encode())}'" for text in inline_scripts(html)})
    wasm = ("'wasm-unsafe-eval'",) if WASM in place.split("/") else ()
    return {**BASE, "script-src": (*BASE["script-src"], *wasm, *hashes)}


def text(found: Policy) -> str:
    """A policy as the value of the header."""
    return "; ".join(" ".join((name, *sources)) for name, sources in found.items())


def digest(content: bytes) -> str:
    """``sha256-…``, as CSP and Subresource Integrity write it."""
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"


def secured(site: Path, file: Path) -> str:
    """The HTML of a page with its policy, and with the hash of each script and stylesheet."""
    html = file.read_text("utf-8")
    place = file.relative_to(site).as_posix()
    found = {k: v for k, v in policy(place, html).items() if k != "frame-ancestors"}

    def with_hash(tag: str, attributes: Attributes) -> None:
        name = _loaded(tag, attributes)
        if name is not None and (target := _target(site, file, name)).is_file():
            attributes["integrity"] = digest(target.read_bytes())

    meta = (
        f'<meta http-equiv="Content-Security-Policy" content="{escape(text(found), quote=False)}">'
    )
    return edited(html, with_hash).replace(
        '<meta charset="utf-8">', f'<meta charset="utf-8">\n      {meta}', 1
    )


def _loaded(tag: str, attributes: Attributes) -> str | None:
    """What a tag makes the browser load and carry out."""
    if tag == "script":
        return attributes.get("src")
    if tag == "link" and attributes.get("rel") == "stylesheet":
        return attributes.get("href")
    return None


def _target(site: Path, file: Path, name: str) -> Path:
    name = name.partition("?")[0]
    if name.startswith("/"):
        # Only the page for "not found" does so: below the path of the site's address.
        found = next(
            (p for p in site.rglob(Path(name).name) if name.endswith(str(p.relative_to(site)))),
            None,
        )
        return found or site / "-"
    return site / normpath((file.parent.relative_to(site) / name).as_posix())
