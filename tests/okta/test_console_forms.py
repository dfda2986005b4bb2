"""The forms of the console, posted without a browser: each becomes an action of the org."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from helpers import ROOT
from scimguide.mapping import load
from scimguide.mapping.actions import Action, parse
from scimguide.okta.console.app import console_of
from scimguide.okta.console.session import OneSession, Session
from scimguide.rehearse.service import PracticeService

ADA = "00u1a2b3c4AdaQuill5d7"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A connected org of a service with a role of two words."""
    text = (ROOT / "docs/mapping.yaml").read_text("utf-8")
    text = text.replace("billing, read]", "billing, Read only]")
    text = text.replace("{value: read,", "{value: Read only,")
    (tmp_path / "mapping.yaml").write_text(text, "utf-8")
    spec = load(tmp_path / "mapping.yaml")
    service = PracticeService(spec)
    session = Session(spec, service)
    session.rehearsal.token = service.issue()
    session.rehearsal.run(parse("set-up"))
    yield session
    session.close()


def post(session: Session, path: str, **form: str) -> Action:
    """Post a form; the action that it became."""
    client = TestClient(console_of(OneSession(session)), "http://localhost", follow_redirects=False)
    assert client.post(path, data=form).status_code == 303
    return session.done[-1]


def test_a_role_with_a_space_is_assigned(session: Session) -> None:
    """To a person and to a group, both new and edited; the service has the role as it is."""
    values = {"testomat_roles": "Read only"}
    assert post(session, f"/app/assign/person/{ADA}", **values) == Action(
        "assign", person="ada", values=values
    )
    account = session.org.app_users[ADA]
    assert [each.value for each in session.org.assigned(account)] == [["Read only"]]
    sent = next(each for _, each in session.requests if each.method == "POST")
    assert (sent.status, b'"testomat_roles":["Read only"]' in sent.request_body) == (201, True)
    team = session.rehearsal.groups["testomat-readers"]
    for verb in ("assign-group", "edit-group"):
        done = post(session, f"/app/assign/group/{team.id}", **values)
        assert done == Action(verb, group="testomat-readers", values=values)
        assert session.org.assignments[team.id].values == {"testomat_roles": ["Read only"]}


def test_any_text_is_a_name(session: Session) -> None:
    """Quotes, spaces and equals signs in profiles and names of groups are what was typed."""
    typed = 'O\'Hara = "Siobhan" as X'
    assert post(session, f"/people/{ADA}", lastName=typed).values == {"lastName": typed}
    assert session.org.people[ADA].profile["lastName"] == typed
    team = session.rehearsal.groups["checkout"]
    assert post(session, f"/groups/{team.id}", name=typed).text == typed
    assert team.name == typed
