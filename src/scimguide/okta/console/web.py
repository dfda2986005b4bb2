"""What the routes share: the session of a request, rendering, and redirects after a form."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from scimguide.layout import json_text, request_text
from scimguide.okta.console.progress import progress
from scimguide.okta.console.screens import SCREENS, context, environment, navigation, render
from scimguide.okta.console.session import Session, Sessions
from scimguide.okta.exchange import Exchange, InvalidJson
from scimguide.okta.model import Group, Person

COOKIE = "rehearsal"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class FormRequest:
    """A request, its form, and the rehearsal that it belongs to."""

    def __init__(self, session: Session, request: Request, form: FormData) -> None:
        self.session = session
        self.query = request.query_params
        self.path = request.path_params
        self.form = form

    @property
    def person(self) -> Person | None:
        """The person whose id is in the path, or in the form."""
        return self.session.org.people.get(self.path.get("id") or self.text("id"))

    @property
    def group(self) -> Group | None:
        """The group whose id is in the path, or in the form."""
        return self.session.org.groups.get(self.path.get("id") or self.text("id"))

    def text(self, name: str) -> str:
        """A field of the form."""
        return str(self.form.get(name, "")).strip()

    def several(self, name: str) -> list[str]:
        """All boxes of a name that are ticked."""
        return [str(value) for value in self.form.getlist(name)]

    def on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self.form


class TemplateResponse:
    """A screen with what its template needs."""

    def __init__(self, name: str, **more: Any) -> None:
        self.name = name
        self.more = more


Handler = Callable[[FormRequest], TemplateResponse | str]
"""Returns a screen, or the path to redirect to."""


def screen(name: str, *, of_app: bool = False, **more: Any) -> Handler:
    """A handler that only shows a screen; one of the app integration once there is one."""

    def show(request: FormRequest) -> TemplateResponse | str:
        if of_app and not request.session.admin.created:
            return "/applications"
        return TemplateResponse(name, **more)

    return show


def route(
    sessions: Sessions, path: str, get: Handler | None = None, post: Handler | None = None
) -> Route:
    """A route whose handlers work on the visitor's own rehearsal."""

    async def endpoint(request: Request) -> Response:
        if request.method == "POST" and not _same_origin(request):
            return HTMLResponse("A form of another site was refused.", 403)
        key, session = sessions.find(request.cookies.get(COOKIE, ""))
        form_request = FormRequest(session, request, await request.form())
        handler = post if request.method == "POST" else get
        assert handler
        response = await run_in_threadpool(_respond, handler, form_request)
        if key != request.cookies.get(COOKIE):
            response.set_cookie(COOKIE, key, httponly=True, samesite="strict")
        return response

    methods = [name for name, handler in (("GET", get), ("POST", post)) if handler]
    return Route(path, endpoint, methods=methods)


def _same_origin(request: Request) -> bool:
    """Only this console's own pages may post."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")


def _respond(handler: Handler, request: FormRequest) -> Response:
    with request.session.lock:
        response = handler(request)
        if isinstance(response, str):
            return RedirectResponse(response, 303, HEADERS)
        return HTMLResponse(render_page(request.session, response), headers=HEADERS)


def render_page(session: Session, response: TemplateResponse) -> str:
    """A screen with the page around it."""
    found = progress(session)
    more = {
        "heading": SCREENS[response.name],
        "navigation": navigation(response.name, session, "okta", "service"),
        "progress": found,
        "upcoming": next((each for each, reached in found if not reached), None),
        "body": render(response.name, session, **response.more),
        "request": lambda sent: request_text(sent.method, sent.target, sent.request_body),
        "answer": _response_text,
        "sources": lambda sent: _sources(session, sent),
    }
    return environment().get_template("page.html").render(context(session, **more))


def _response_text(exchange: Exchange) -> str:
    """A response as the panel shows it."""
    try:
        body = json_text(exchange.json()) if exchange.body else ""
    except InvalidJson:
        body = exchange.body.decode("utf-8", "replace")
    return f"HTTP/1.1 {exchange.status} {exchange.reason}\n\n{body}".rstrip()


def _sources(session: Session, exchange: Exchange) -> list[tuple[str, str]]:
    """Where the values of a created or updated user come from."""
    writes = exchange.method in ("POST", "PUT")
    if not writes or session.spec.users.endpoint not in exchange.target:
        return []
    return [(row.attribute.path, row.source) for row in session.mapper.rows]
