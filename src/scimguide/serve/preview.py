"""
The last good site, with what is wrong since then on top of each page.

A page requests its state a few times a second, and loads itself anew when it
was built again; without a script, a reload shows the same message.
"""

import hashlib
from html import escape
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

_ASSETS = Path(__file__).with_name("assets")
_PREFIX = "/.scimguide"
_HEAD = (
    f'<link rel="stylesheet" href="{_PREFIX}/preview.css">'
    f'<script src="{_PREFIX}/preview.js" defer></script>'
)
_EMPTY = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>No site yet</title></head>'
    "<body><main><h1>No site yet</h1><p>It appears here as soon as it is built.</p></main></body>"
    "</html>"
)


class SitePreview:
    """An ASGI application that shows a site and messages, both of which may change at any time."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        """What is wrong; empty when the site is up to date."""
        self._files = _Site(self)
        self.assets = ""
        """What scripts and styles are, so that a page is loaded anew with new ones."""
        self.app = Starlette(
            routes=[
                Route(f"{_PREFIX}/state", self._state),
                Mount(_PREFIX, StaticFiles(directory=_ASSETS)),
                Mount("/", self._files),
            ]
        )

    @property
    def site(self) -> Path | None:
        """The folder that is shown; None before the first site."""
        return Path(str(self._files.all_directories[0])) if self._files.all_directories else None

    def show(self, site: Path) -> None:
        """Show another site."""
        self.assets = _digest(sorted((site / "assets").glob("*.*")))
        self._files.all_directories = [site]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request."""
        await self.app(scope, receive, send)

    def banner(self) -> str:
        """What is wrong, as the beginning of a page's body."""
        text = escape("\n".join(self.messages))
        hidden = "" if text else " hidden"
        return f'<div id="scimguide-message" role="alert"{hidden}><pre>{text}</pre></div>'

    def _state(self, request: Request) -> Response:
        path = request.query_params.get("path", "/").strip("/")
        file, _ = self._files.lookup_path(f"{path}/index.html" if path else "index.html")
        page = _digest([Path(file)] if file and Path(file).is_file() else [])
        state = {"page": f"{page}{self.assets}", "messages": self.messages}
        return JSONResponse(state, headers={"Cache-Control": "no-store"})


class _Site(StaticFiles):
    """The files of the site that is shown now, pages with the message in them."""

    def __init__(self, preview: SitePreview) -> None:
        super().__init__(html=True)
        self.preview = preview

    async def get_response(self, path: str, scope: Any) -> Response:
        """A file, or a page that says that there is none yet."""
        if not self.all_directories:
            return self._page(_EMPTY, 200 if path in (".", "") else 503)
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and response.status_code == 404:
            return self._page(Path(response.path).read_text("utf-8", "replace"), 404)
        return response

    def file_response(
        self, full_path: Any, stat_result: Any, scope: Any, status_code: int = 200
    ) -> Response:
        """A file; what changes with every build is not kept by the browser."""
        if str(full_path).endswith(".html"):
            return self._page(Path(full_path).read_text("utf-8", "replace"), status_code)
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _page(self, html: str, status: int) -> Response:
        head, end, body = html.partition("</head>")
        start, tag, rest = body.partition("<body")
        inside, close, content = rest.partition(">")
        page = f"{head}{_HEAD}{end}{start}{tag}{inside}{close}{self.preview.banner()}{content}"
        return HTMLResponse(page, status, {"Cache-Control": "no-store"})


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
