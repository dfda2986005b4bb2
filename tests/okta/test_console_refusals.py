"""What the console refuses, posted without a browser: nothing is done, and the banner says why."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from scimguide.mapping import Spec
from scimguide.mapping.actions import parse
from scimguide.okta.console.app import console_of
from scimguide.okta.console.session import OneSession, Session
from scimguide.rehearse.service import PracticeService

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
INTEGRATION, ADD = "/app/provisioning/integration", "/profile-editor/add"
PUSH, MAP = "/app/push/by-name", "/app/mapping/nameFormatted"
CONNECTION = {"enabled": "on", "base_url": "http://127.0.0.1:9/scim/v2", "token": "x", "do": "save"}
FULL_NAME = {
    "display": "Full name", "variable": "nameFormatted", "external": "name.formatted",
    "namespace": USER, "type": "string", "personal": "on",
}  # fmt: skip
CHECKOUT = {"name": "Checkout Team", "match": "Create Group", "members": "on"}
MAPPING = {"kind": "Expression", "expression": "user.email", "apply": "Create and update"}
SWITCHED_ON = "turn-on create-users"


def session_of(spec: Spec, *lines: str) -> Session:
    """A session of an org in which some actions have been carried out."""
    service = PracticeService(spec)
    session = Session(spec, service)
    session.rehearsal.token = service.issue()
    for line in lines:
        session.rehearsal.run(parse(line))
    session.admin.created = session.admin.scim_enabled = True
    return session


@pytest.fixture(scope="module")
def sessions(spec: Spec) -> Iterator[dict[str, Session]]:
    """One whose app is set up, with a pushed group; and one before it is connected."""
    found = {
        "": session_of(spec, "connect", SWITCHED_ON),
        "pushed": session_of(spec, "set-up", "push checkout"),
        "fresh": session_of(spec),
    }
    yield found
    for each in found.values():
        each.close()


REFUSED = [
    ("fresh", INTEGRATION, CONNECTION | {"base_url": "https://a.example/scim/v2/"},
     "SCIM 2.0 Base Url: Does not match required pattern", "Okta's"),
    ("fresh", INTEGRATION, CONNECTION | {"base_url": "a.example/scim/v2"},
     "SCIM 2.0 Base Url: Does not match required pattern", "Okta's"),
    ("fresh", INTEGRATION, CONNECTION | {"token": ""}, "OAuth Bearer Token is required.", "ours"),
    ("fresh", "/add/general-settings", {"label": ""}, "Application label is required.", "ours"),
    ("fresh", "/add/sign-on-options", {"format": "Nickname"},
     "Application username format: 'Nickname' is none.", "ours"),
    ("fresh", "/companies/example/token", {"provider": "OneLogin"},
     "Identity Provider: 'OneLogin'. The guide has 'Okta'.", "ours"),
    ("pushed", ADD, FULL_NAME, "Variable name: 'nameFormatted' is there already.", "ours"),
    ("", ADD, FULL_NAME | {"variable": "groups"}, "Variable name: 'groups'. This rehearsal knows", "ours"),
    ("", ADD, FULL_NAME | {"namespace": "User"}, "External namespace: 'User'. The guide has", "ours"),
    ("", ADD, FULL_NAME | {"external": ""}, "External name is required.", "ours"),
    ("", ADD, FULL_NAME | {"namespace": ""}, "External namespace is required.", "ours"),
    ("", ADD, FULL_NAME | {"display": "Name"}, "Display name: 'Name'. The guide has 'Full name'.", "ours"),
    ("", ADD, FULL_NAME | {"member-name": "", "member-value": "qa"},
     "Attribute members: 'qa' has no display name.", "ours"),
    ("", ADD, FULL_NAME | {"enum": "on"},
     "Define enumerated list of values: True. The guide has False.", "ours"),
    ("", PUSH, CHECKOUT | {"name": "Everyone"}, "The group Everyone cannot be pushed.", "ours"),
    ("", PUSH, CHECKOUT | {"name": "Nobody"}, "No group is named 'Nobody'.", "ours"),
    ("", PUSH, CHECKOUT | {"match": "Link Group"},
     "No group to link is named 'Checkout Team': select Refresh App Groups first.", "ours"),
    ("pushed", PUSH, CHECKOUT, "The group 'Checkout Team' is pushed already.", "ours"),
    ("pushed", MAP, MAPPING | {"expression": "user.firstName +"}, "Invalid expression", "ours"),
    ("pushed", MAP, MAPPING | {"kind": "Map from Okta Profile", "expression": "a b"},
     "'a b', expected an attribute such as user.email", "ours"),
    ("pushed", MAP, MAPPING | {"apply": "Create"},
     "Apply on: 'Create'. The guide has 'Create and update'.", "ours"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "path", "form", "message", "whose"), REFUSED)
def test_a_form_is_refused_with_the_reason(
    sessions: dict[str, Session], at: str, path: str, form: dict[str, str], message: str, whose: str
) -> None:
    """Okta's words where they were published; others are marked as the rehearsal's own."""
    session = sessions[at]
    session.banners()
    done, sent = len(session.done), len(session.requests)
    shown = unescape(
        TestClient(console_of(OneSession(session)), "http://localhost").post(path, data=form).text
    )
    banner = re.search(r'<p class="banner error" role="alert">(.*?)</p>\n(.*)', shown)
    assert banner
    assert message in banner[1]
    assert ("this rehearsal's own" in banner[2]) is (whose == "ours")
    assert (len(session.done), len(session.requests)) == (done, sent)


def posted(session: Session, path: str, form: dict[str, str]) -> list[str]:
    """The actions that a form became."""
    before = len(session.done)
    TestClient(console_of(OneSession(session)), "http://localhost").post(path, data=form)
    return [str(each) for each in session.done[before:]]


def test_the_app_is_added_with_each_choice(spec: Spec) -> None:
    """Visibility, username format, and whatever else is not as Okta has it."""
    session = session_of(spec)
    posted(session, "/add/general-settings", {"label": "Testomat.io", "hidden": "on"})
    form = {"format": "Okta username", "method": "SAML 2.0", "update": "Create only"}
    assert posted(session, "/add/sign-on-options", form) == [
        "create-app 'format=Okta username' icon=hidden 'update=Create only'"
    ]
    changed = {"login": "other@example.com", "email": "ada.quill@example.com"}
    assert session.mapper.username({"user": changed}) == "other@example.com"
    session.close()


def test_a_group_is_pushed_without_its_members(spec: Spec) -> None:
    """Until something about them changes."""
    session = session_of(spec, "set-up", "join ada checkout", "assign ada")
    form = {key: value for key, value in CHECKOUT.items() if key != "members"}
    assert posted(session, PUSH, form) == ["push checkout without-members"]
    push = next(iter(session.org.pushes.values()))
    assert (push.status, push.members) == ("ACTIVE", [])
    session.rehearsal.run(parse("push-now checkout"))
    assert len(push.members) == 1
    session.close()


def test_the_same_value_for_all_is_a_constant(spec: Spec) -> None:
    """What looks like an expression is a text then."""
    session = session_of(spec, "set-up")
    form = MAPPING | {"kind": "Same value for all users", "do": "preview"}
    shown = (
        TestClient(console_of(OneSession(session)), "http://localhost").post(MAP, data=form).text
    )
    assert '<p class="preview" role="status">user.email</p>' in shown
    assert posted(session, MAP, form | {"do": "save"}) == ["""map nameFormatted '"user.email"'"""]
    session.close()


def test_a_token_that_is_revoked_is_no_longer_sent(spec: Spec) -> None:
    """Turning the service's switch off is an action, when there was a token."""
    session = session_of(spec, "set-up")
    assert posted(session, "/companies/example/scim", {}) == []
    posted(session, "/companies/example/scim", {})
    posted(session, "/companies/example/token", {"provider": "Okta"})
    assert posted(session, "/companies/example/scim", {}) == ["revoke-token"]
    session.close()
