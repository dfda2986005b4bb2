"""What the routes share: the session of a request, pages, and going on after a form."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from scimguide.layout import json_text, request_text
from scimguide.okta.console.screens import SCREENS, context, environment, render
from scimguide.okta.console.session import Session, Sessions
from scimguide.okta.exchange import Exchange

COOKIE = "rehearsal"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Asked:
    """A request, its form, and the rehearsal that it belongs to."""

    def __init__(self, session: Session, request: Request, form: FormData) -> None:
        self.session = session
        self.query = request.query_params
        self.path = request.path_params
        self.form = form

    def text(self, name: str) -> str:
        """A field of the form."""
        return str(self.form.get(name, "")).strip()

    def several(self, name: str) -> list[str]:
        """All boxes of a name that are ticked."""
        return [str(value) for value in self.form.getlist(name)]

    def on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self.form


class Screen:
    """An answer: a screen with what it needs."""

    def __init__(self, name: str, **more: Any) -> None:
        self.name = name
        self.more = more


Answer = Screen | str
"""A screen, or the address to go on to."""
Handler = Callable[[Asked], Answer]


def route(
    sessions: Sessions, path: str, get: Handler | None = None, post: Handler | None = None
) -> Route:
    """A route whose handlers work on the visitor's own rehearsal."""

    async def endpoint(request: Request) -> Response:
        if request.method == "POST" and not _same_origin(request):
            return HTMLResponse("A form of another site was refused.", 403)
        key, session = sessions.find(request.cookies.get(COOKIE, ""))
        asked = Asked(session, request, await request.form())
        handler = post if request.method == "POST" else get
        assert handler
        answer = await run_in_threadpool(_answer, session, handler, asked)
        if key != request.cookies.get(COOKIE):
            answer.set_cookie(COOKIE, key, httponly=True, samesite="strict")
        return answer

    methods = [name for name, handler in (("GET", get), ("POST", post)) if handler]
    return Route(path, endpoint, methods=methods)


def _same_origin(request: Request) -> bool:
    """Only this console's own pages may post."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")


def _answer(session: Session, handler: Handler, asked: Asked) -> Response:
    with session.lock:
        answer = handler(asked)
        if isinstance(answer, str):
            return RedirectResponse(answer, 303, HEADERS)
        return HTMLResponse(whole(session, answer), headers=HEADERS)


def whole(session: Session, screen: Screen) -> str:
    """A screen with the page around it."""
    body = render(screen.name, session, **screen.more)
    return (
        environment()
        .get_template("page.html")
        .render(
            context(
                session,
                heading=SCREENS[screen.name],
                body=body,
                request=lambda sent: request_text(sent.method, sent.target, sent.request_body),
                answer=answer_of,
                sources=lambda sent: sources(session, sent),
            )
        )
    )


def answer_of(sent: Exchange) -> str:
    """An answer as the panel shows it."""
    try:
        body = json_text(sent.json()) if sent.body else ""
    except ValueError:
        body = sent.body.decode("utf-8", "replace")
    return f"HTTP/1.1 {sent.status} {sent.reason}\n\n{body}".rstrip()


def sources(session: Session, sent: Exchange) -> list[tuple[str, str]]:
    """Where the values of a created or updated user come from."""
    if sent.method not in ("POST", "PUT") or session.spec.users.endpoint not in sent.target:
        return []
    return [(row.attribute.path, row.source) for row in session.mapper.rows]
