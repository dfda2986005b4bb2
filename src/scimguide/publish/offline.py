"""
The guide as a folder that opens from a disk, in a zip.

From ``file://`` a browser opens no folder, fetches nothing, and starts no
worker from a file. So links name their ``index.html``, and one small script
starts the theme's search from a string instead of a URL. Hashes and
policies are left out: they need an origin, and a file has none.
"""

import json
import re
from pathlib import Path
from posixpath import join, normpath
from time import gmtime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scimguide.publish.html import Attributes, StartTag, edited, without
from scimguide.publish.pages import BuiltGuide

NAME = "guide.zip"
SCRIPT = "assets/offline.js"

_SHIM = """// The theme searches in a worker; a page from a disk may start one from a string only.
window.Worker = class extends Worker {{
  constructor() {{
    super(URL.createObjectURL(new Blob([{source}], {{ type: "text/javascript" }})))
  }}
}}
"""

_LEFT_OUT = re.compile(
    r"404\.html|_headers|\.htaccess|vercel\.json|nginx-headers\.conf|robots\.txt|sitemap\.xml.*"
    r"|llms.*\.txt|assets/(cards|playground)/.*|downloads/guide\.zip|.*\.map"
)
"""What only a host needs, and what does not work without one."""


def write_offline(site: Path, guide: BuiltGuide, when: int) -> None:
    """Write ``downloads/guide.zip``, with the same bytes for the same site."""
    folders = {page.folder for page in guide.pages}
    root = re.sub(r"[^a-z0-9]+", "-", guide.title.lower()).strip("-")
    contents = {
        name: _content(file, name, folders)
        for file in sorted(site.rglob("*"))
        if file.is_file() and not _LEFT_OUT.fullmatch(name := file.relative_to(site).as_posix())
    }
    contents |= _search(site)
    (site / "downloads").mkdir(exist_ok=True)
    with ZipFile(site / "downloads" / NAME, "w") as archive:
        for name in sorted(contents):
            # 1980 is where the time of zip begins.
            entry = ZipInfo(f"{root}/{name}", max(gmtime(when)[:6], (1980, 1, 1, 0, 0, 0)))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, contents[name], compresslevel=9)


def _content(file: Path, name: str, folders: set[str]) -> bytes:
    if file.suffix != ".html":
        return file.read_bytes()
    return local(file.read_text("utf-8"), name.rpartition("/")[0], folders).encode()


def local(html: str, place: str, folders: set[str]) -> str:
    """A page whose links work on a disk, with the script that makes its search work there."""

    def moved(tag: str, attributes: Attributes) -> None:
        attributes.pop("integrity", None)
        if tag == "a" and (link := attributes.get("href")) is not None:
            attributes["href"] = _link(link, place, folders)
            if link.endswith(NAME):
                del attributes["href"]  # the copy does not hold itself
        if tag == "link" and attributes.get("rel") in ("prev", "next"):
            attributes["href"] = _link(str(attributes["href"]), place, folders)

    up = "../" * len([part for part in place.split("/") if part])
    script = f'<script src="{up}{SCRIPT}"></script>'
    return edited(without(html, _of_a_host), moved).replace("</head>", f"{script}</head>", 1)


def _of_a_host(tag: StartTag) -> bool:
    """Whether a tag needs an origin: the policy of a page, and its URL."""
    kind = tag.attributes.get("http-equiv"), tag.attributes.get("rel")
    return "Content-Security-Policy" in kind or "canonical" in kind


def _link(link: str, place: str, folders: set[str]) -> str:
    path, mark, anchor = link.partition("#")
    if ":" in link or not path:
        return link
    found = normpath(join(place, path))
    if ("" if found == "." else f"{found}/") not in folders:
        return link
    return f"{path.rstrip('/')}/index.html{mark}{anchor}"


def _search(site: Path) -> dict[str, bytes]:
    """The index of the search as a script, and the shim that brings its worker."""
    index = site / "search" / "search_index.json"
    workers = sorted((site / "assets" / "javascripts" / "workers").glob("search.*.js"))
    if not index.is_file() or not workers:
        return {SCRIPT: b""}
    found = json.loads(index.read_text("utf-8"))
    for entry in found["docs"]:
        path, mark, anchor = entry["location"].partition("#")
        entry["location"] = f"{path}index.html{mark}{anchor}"
    source = re.sub(r"//# sourceMappingURL=.*", "", workers[0].read_text("utf-8"))
    return {
        "search/search_index.js": f"var __index = {json.dumps(found, ensure_ascii=False)}".encode(),
        SCRIPT: _SHIM.format(source=json.dumps(source)).encode(),
    }
