"""The routes of the console."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from scimguide.mapping import Spec
from scimguide.okta.console import assignments as a
from scimguide.okta.console import directory as d
from scimguide.okta.console import profile_editor as e
from scimguide.okta.console import provisioning as p
from scimguide.okta.console import setup as s
from scimguide.okta.console.session import Service, Sessions
from scimguide.okta.console.web import Asked, Handler, route

_CSS = Path(__file__).parent / "templates" / "console.css"

ROUTES: list[tuple[str, Handler | None, Handler | None]] = [
    ("/", s.applications, None),
    ("/applications", s.applications, None),
    ("/catalog", s.catalog, None),
    ("/catalog/app", s.template, None),
    ("/add/general-settings", s.general_settings, s.save_general_settings),
    ("/add/sign-on-options", s.sign_on_options, s.save_sign_on_options),
    ("/app/general", s.general, None),
    ("/app/sign-on", s.sign_on, s.save_sign_on),
    ("/app/provisioning", p.provisioning, None),
    ("/app/provisioning/integration", p.integration, p.save_integration),
    ("/app/provisioning/to-app", p.to_app, p.save_to_app),
    ("/app/provisioning/to-okta", p.to_okta, None),
    ("/app/force-sync", None, p.force_sync),
    ("/app/unmap", None, p.unmap),
    ("/app/mapping/{variable}", p.mapping, p.save_mapping),
    ("/app/import", p.import_tab, p.import_now),
    ("/app/import-groups", None, p.import_groups),
    ("/app/assignments", a.assignments, None),
    ("/app/assign/people", a.people, None),
    ("/app/assign/groups", a.groups, None),
    ("/app/assign/person/{id}", a.person_form, a.assign_person),
    ("/app/assign/group/{id}", a.group_form, a.assign_group),
    ("/app/unassign/{id}", a.unassign_form, a.unassign),
    ("/app/unassign-group", None, a.unassign_group),
    ("/app/provision", None, a.provision),
    ("/app/push-groups", a.push_groups, None),
    ("/app/push/by-name", a.by_name, a.push_by_name),
    ("/app/push/by-rule", a.by_rule, a.push_by_rule),
    ("/app/push/unlink/{id}", a.unlink_form, a.unlink),
    ("/app/push/{step}", None, a.push_action),
    ("/profile-editor", e.profile_editor, None),
    ("/profile-editor/app", e.profile_editor, None),
    ("/profile-editor/add", e.add_form, e.add),
    ("/profile-editor/mappings", e.mappings, None),
    ("/people", d.people, None),
    ("/people/{id}", d.person, d.save_person),
    ("/people/{id}/{step}", None, d.lifecycle),
    ("/groups", d.groups, None),
    ("/groups/{id}", d.group, d.save_group),
    ("/groups/{id}/{step}", None, d.membership),
    ("/tasks", d.tasks, d.retry),
    ("/system-log", d.system_log, None),
    ("/companies", d.companies, None),
    ("/companies/{company}", d.companies, None),
    ("/companies/example/authentication", d.authentication, None),
    ("/companies/example/scim", None, d.toggle_scim),
    ("/companies/example/token", None, d.generate_token),
    ("/companies/example/users", d.service_users, None),
]


def _start_over(asked: Asked) -> str:
    """An empty service and a fresh org, with one click."""
    asked.session.begin()
    return "/"


def _css(_: Request) -> FileResponse:
    return FileResponse(_CSS, media_type="text/css")


def console_app(spec: Spec, open_service: Callable[[], Service]) -> Starlette:
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
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.sessions = sessions
    return app
