"""The routes of the console."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from scimguide.hosts import HostCheck, HostNames
from scimguide.mapping import Spec
from scimguide.okta.console import assignments as a
from scimguide.okta.console import directory as d
from scimguide.okta.console import profile_editor as e
from scimguide.okta.console import provisioning as p
from scimguide.okta.console import setup as s
from scimguide.okta.console.session import RehearsedService, Sessions
from scimguide.okta.console.web import FormRequest, Handler, route, screen

_CSS = Path(__file__).parent / "templates" / "console.css"

ROUTES: list[tuple[str, Handler | None, Handler | None]] = [
    ("/", screen("applications"), None),
    ("/applications", screen("applications"), None),
    ("/catalog", s.catalog, None),
    ("/catalog/app", s.template, None),
    ("/add/general-settings", screen("general-settings"), s.save_general_settings),
    ("/add/sign-on-options", s.sign_on_options, s.save_sign_on_options),
    ("/app/general", screen("general", of_app=True), None),
    ("/app/sign-on", screen("sign-on", of_app=True), s.save_sign_on),
    ("/app/provisioning", p.provisioning, None),
    ("/app/provisioning/integration", p.integration, p.save_integration),
    ("/app/provisioning/to-app", p.to_app, p.save_to_app),
    ("/app/provisioning/to-okta", p.to_okta, None),
    ("/app/force-sync", None, p.force_sync),
    ("/app/unmap", None, p.unmap),
    ("/app/mapping/{variable}", p.mapping, p.save_mapping),
    ("/app/import", screen("import", of_app=True, statistics=""), p.import_now),
    ("/app/confirm-import", None, p.confirm_import),
    ("/app/import-groups", None, p.import_groups),
    ("/app/assignments", screen("assignments", of_app=True), None),
    ("/app/assign/people", screen("assign-people"), None),
    ("/app/assign/groups", screen("assign-groups"), None),
    ("/app/assign/person/{id}", a.person_form, a.assign_person),
    ("/app/assign/group/{id}", a.group_form, a.assign_group),
    ("/app/unassign/{id}", a.unassign_form, a.unassign),
    ("/app/unassign-group", None, a.unassign_group),
    ("/app/provision", None, a.provision),
    ("/app/push-groups", screen("push-groups", of_app=True), None),
    ("/app/push/by-name", screen("push-by-name", wanted=""), a.push_by_name),
    ("/app/push/by-rule", screen("push-by-rule"), a.push_by_rule),
    ("/app/push/unlink/{id}", a.unlink_form, a.unlink),
    ("/app/push/{step}", None, a.push_action),
    ("/profile-editor", screen("profile-editor"), None),
    ("/profile-editor/app", screen("profile-editor"), None),
    ("/profile-editor/add", e.add_form, e.add),
    ("/profile-editor/mappings", e.mappings, None),
    ("/people", screen("people"), None),
    ("/people/{id}", d.person, d.save_person),
    ("/people/{id}/{step}", None, d.lifecycle),
    ("/groups", screen("groups"), None),
    ("/groups/{id}", d.group, d.save_group),
    ("/groups/{id}/{step}", None, d.membership),
    ("/tasks", screen("tasks"), d.retry),
    ("/tasks/complete", None, d.mark_complete),
    ("/system-log", d.system_log, None),
    ("/companies", d.companies, None),
    ("/companies/{company}", d.companies, None),
    ("/companies/example/authentication", screen("authentication"), None),
    ("/companies/example/scim", None, d.toggle_scim),
    ("/companies/example/token", None, d.generate_token),
    ("/companies/example/users", d.service_users, None),
]


def _start_over(request: FormRequest) -> str:
    """An empty service and a fresh org, with one click."""
    request.session.begin()
    return "/"


def _css(_: Request) -> FileResponse:
    return FileResponse(_CSS, media_type="text/css")


def console_app(spec: Spec, open_service: Callable[[], RehearsedService]) -> Starlette:
    """
    An ASGI application with the console.

    ``open_service`` provides a service for each visitor.
    """
    return console_of(Sessions(spec, open_service))


def console_of(sessions: Sessions) -> Starlette:
    """The console over some sessions."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        sessions.close()

    routes = [route(sessions, path, get, post) for path, get, post in ROUTES]
    routes += [route(sessions, "/start-over", None, _start_over), Route("/console.css", _css)]
    checks = [Middleware(cast(Any, HostCheck), names=HostNames())]
    app = Starlette(routes=routes, lifespan=lifespan, middleware=checks)
    app.state.sessions = sessions
    return app
