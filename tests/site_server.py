"""The published site on loopback, with the headers that it ships for its hosts."""

import gzip
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from built import build
from helpers import ROOT
from scimguide.mapping import load
from scimguide.playground.pack import prepare
from scimguide.project import Project
from scimguide.publish import publish
from scimguide.publish.source_date import source_date_epoch

Rules = list[tuple[re.Pattern[str], dict[str, str]]]

COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".md", ".txt", ".xml"}
ADDRESS = "https://guide.example/"
"""Where the tested site says that it is published."""


def built(folder: Path, root: Path = ROOT, browser: str | None = None) -> Path:
    """The site of a guide, as plain MkDocs builds it and ``publish`` completes it."""
    project, site = Project(root), folder / "site"
    prepare(project, load(project.spec_file))
    shutil.rmtree(site, ignore_errors=True)
    build(root, site, SITE_URL=ADDRESS, SOURCE_DATE_EPOCH=str(source_date_epoch(project)))
    before = os.environ.get("SITE_URL")
    os.environ["SITE_URL"] = ADDRESS
    try:
        publish(project, site, browser)
    finally:
        os.environ.pop("SITE_URL") if before is None else os.environ.update(SITE_URL=before)
    return site


def shipped(site: Path) -> Rules:
    """The rules of ``_headers``: the pattern of a path, and the headers that it gets."""
    rules: Rules = []
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            rules.append((re.compile(re.escape(line).replace(r"\*", ".*") + r"\Z"), {}))
        elif line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[-1][1][name] = value
    return rules


@cache
def compressed(file: Path) -> bytes:
    """A file as gzip sends it; what is served does not change."""
    return gzip.compress(file.read_bytes())


class _Handler(SimpleHTTPRequestHandler):
    """Static files with the shipped headers."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, site: Path, rules: Rules, **options: object) -> None:
        self.rules = rules
        super().__init__(*args, directory=str(site), **options)  # type: ignore[arg-type]

    def end_headers(self) -> None:
        path = urlsplit(self.path).path
        for pattern, headers in self.rules:
            if pattern.match(path):
                for name, value in headers.items():
                    self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        """Text is sent compressed, as every host does."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if file.suffix not in COMPRESSED or not file.is_file():
            super().do_GET()
            return
        content = compressed(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests clean."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a site on loopback."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Handler, site=site, rules=shipped(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
