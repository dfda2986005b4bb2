"""The rehearsal org sends and says what was published, case by case over HTTP."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from evidence.evidence import FOLDER, Case, SentRequest, load_cases, load_sources
from okta.faulty import PASS, Faulty
from scimguide.listen import running
from scimguide.mapping import Spec, examples
from scimguide.mapping.actions import parse
from scimguide.mapping.evidence import seen
from scimguide.okta import ActionResult, Rehearsal
from scimguide.okta.exchange import Exchange
from scimguide.okta.model import AppUser, Person
from scimguide.problem import SpecError
from scimguide.reference import ReferenceApp, reference_app

TOKEN = "evidence-token"
FILES = sorted(set(FOLDER.glob("*.yaml")) - {FOLDER / "sources.yaml"})
CASES = [case for file in FILES for case in load_cases(file, load_sources())]
BY_NAME = {case.name: case for case in CASES}


@dataclass
class Played:
    """A case that was played: the report, what stood under Tasks and as marks, and names for ids."""

    report: ActionResult
    tasks: list[str]
    ids: dict[str, str] = field(default_factory=dict)

    def named(self, text: str) -> str:
        """A text with ``<ada>`` in place of an id."""
        for id_, name in self.ids.items():
            text = text.replace(id_, f"<{name}>")
        return text


class Desk:
    """One service and one org, emptied before each case."""

    def __init__(self, spec: Spec, app: ReferenceApp, faulty: Faulty, base_url: str) -> None:
        self.spec, self.app, self.faulty, self.base_url = spec, app, faulty, base_url
        self.rehearsal = Rehearsal(spec, base_url, TOKEN)
        self.rehearsal.break_service = app.set_faults
        self.ids = {sample.id: f"{sample.name} at Okta" for sample in spec.samples.users}

    def play(self, case: Case) -> Played:
        """Play a case from an empty service on."""
        self.rehearsal.close()
        self.__init__(self.spec, self.app, self.faulty, self.base_url)  # type: ignore[misc]
        self.faulty.answers.clear()
        self.faulty.late.clear()
        self.app.set_faults([])
        self.app.clear()
        for line in case.given:
            self.act(line)
        self.crowd(case.crowd)
        for answer in case.answers:
            method, kind = answer.to.split(" /")
            page = answer.page and people(answer.page.start, answer.page.count, answer.page.total)
            body = answer.body.encode() if page is None else page
            if answer.late:
                self.faulty.late[method, kind] = 1.0
                self.rehearsal.client._http.at(self.base_url).timeout = 0.3
            self.faulty.fail(method, kind, PASS if answer.late else answer.status, body)
        if case.down:
            self.rehearsal.base_url = self.rehearsal.client.base_url = "http://127.0.0.1:9/scim/v2"
        self.rehearsal.base_url += case.base_url_ends_with
        for line in case.answered:
            self.act(line)
        report = self.act(case.do)
        org = self.rehearsal.org
        tasks = [text for task in org.tasks for text in (task.title, task.message)]
        tasks += [user.error for user in org.app_users.values() if user.error]
        return Played(report, tasks, self.ids)

    def act(self, line: str) -> ActionResult:
        """Carry out an action, and remember the ids at the service."""
        report = self.rehearsal.run(parse(line))
        org = self.rehearsal.org
        names = {person.id: person.name for person in self.spec.samples.users}
        self.ids |= {
            user.external_id: names[id_]
            for id_, user in org.app_users.items()
            if user.external_id and id_ in names
        }
        for name, group in self.rehearsal.groups.items():
            if (push := org.pushes.get(group.id)) and push.external_id:
                self.ids[push.external_id] = name
        return report

    def crowd(self, number: int) -> None:
        """Assign more people, who are in the pushed group; the service need not know them."""
        org, group = self.rehearsal.org, self.rehearsal.groups["checkout"]
        for at in range(number):
            person = Person(f"00uCrowd{at}", {"login": f"crowd{at}@example.com"})
            org.people[person.id] = person
            org.app_users[person.id] = AppUser(person, "USER", external_id=f"crowd-{at}")
            group.members.append(person.id)
        if number:
            self.faulty.fail("PATCH", "Group", 204)


def people(start: int, count: int, total: int) -> dict[str, Any]:
    """One page of made-up people."""
    return {
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": count,
        "Resources": [
            {"id": f"p{at}", "userName": f"p{at}@example.com", "active": True}
            for at in range(start, start + count)
        ],
    }


@pytest.fixture(scope="module")
def desk(spec: Spec) -> Iterator[Desk]:
    """The desk on which all cases are played."""
    with ExitStack() as stack:
        app = reference_app(spec, token=TOKEN)
        stack.callback(app.close)
        faulty = Faulty(app)
        origin = stack.enter_context(running(faulty))
        made = Desk(spec, app, faulty, app.base_url_at(origin))
        stack.callback(lambda: made.rehearsal.close())
        yield made


# -- What was played, compared with what was published -----------------------------


def differences(spec: Spec, case: Case, played: Played) -> Iterator[str]:
    """Everything that is otherwise than the case says."""
    if case.requests is not None:
        yield from _requests(spec, case, played)
    if case.member_counts is not None:
        found = [_members(sent) for sent in played.report.requests]
        if found != case.member_counts:
            yield f"requests with {found} members, expected {case.member_counts}"
    for what, wanted, found in (
        ("the message", case.shows, played.report.messages),
        ("the task", case.tasks, played.tasks),
    ):
        texts = [played.named(text) for text in found]
        if wanted is not None and (not wanted) != (not texts):
            yield f"{what}: {texts}, expected {wanted}"
        for text in examples.fill(spec, wanted or []):
            if not seen(text, texts):
                yield f"{what} {text!r} is not among {texts}"
    yield from _log(case, played)


def _log(case: Case, played: Played) -> Iterator[str]:
    events = [
        f"{each.event_type} {each.result}" + (f": {each.reason}" if each.reason else "")
        for each in played.report.events
    ]
    rest = iter(events)
    for wanted in case.log or []:
        if wanted not in rest:
            yield f"the log has {events}, expected {wanted!r} in the order of {case.log}"


def _requests(spec: Spec, case: Case, played: Played) -> Iterator[str]:
    sent = [played.named(_line(each)) for each in played.report.requests]
    wanted = [examples.fill(spec, each.request) for each in case.requests or []]
    if sent != wanted:
        yield f"requests {sent}, expected {wanted}"
        return
    for published, exchange in zip(case.requests or [], played.report.requests, strict=True):
        text = played.named(exchange.request_body.decode())
        body = json.loads(text) if text else None
        for problem in _body(spec, published, body):
            yield f"{published.request}: {problem}"
        for name in published.lacks_headers:
            if name in exchange.request_headers:
                yield f"{published.request}: the header {name}, expected none"


def _line(exchange: Exchange) -> str:
    """Method, path and query below the base URL, decoded."""
    return f"{exchange.method} {unquote(exchange.target).removeprefix('/scim/v2')}"


def _body(spec: Spec, published: SentRequest, body: Any) -> Iterator[str]:
    if published.body is not None and body != examples.fill(spec, published.body):
        yield f"the body {body}, expected {published.body}"
    for key in published.has:
        if key not in body:
            yield f"no {key!r}, expected it"
    for key in published.lacks:
        if key in body:
            yield f"{key!r}, expected none"
    for path, wanted in examples.fill(spec, published.values).items():
        found = body
        for name in path.split(".") if path not in body else [path]:
            found = found.get(name) if isinstance(found, dict) else None
        if found != wanted:
            yield f"{path} is {found!r}, expected {wanted!r}"
    if published.password and not re.fullmatch("[!-~]{8}", body.get("password", "")):
        yield f"the password {body.get('password')!r}, expected eight characters"


def _members(exchange: Exchange) -> int:
    """How many members a PATCH changes."""
    operations = json.loads(exchange.request_body)["Operations"]
    values = [each.get("value") for each in operations]
    return sum(len(value) if isinstance(value, list) else 1 for value in values)


# -- Tests -------------------------------------------------------------------------

Play = Callable[[Case], list[str]]


@pytest.fixture
def play(spec: Spec, desk: Desk) -> Play:
    """Plays a case, and returns what is otherwise."""
    return lambda case: list(differences(spec, case, desk.play(case)))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_org_does_what_was_published(play: Play, name: str) -> None:
    """Requests with path, query and body in their order, messages, tasks and log of each case."""
    assert play(BY_NAME[name]) == []


@pytest.mark.parametrize("name", [case.name for case in CASES if case.variants])
def test_a_variant_makes_the_difference(play: Play, name: str) -> None:
    """Without what ``vary`` switches on, the case does not hold: the default is another one."""
    case = BY_NAME[name]
    default = [line for line in case.given if line not in case.variants]
    assert play(case.model_copy(update={"given": default}))


def altered(case: Case) -> Iterator[Case]:
    """The case with one expectation changed, for each of its expectations."""
    if case.requests is not None:
        more = SentRequest(request="GET /ServiceProviderConfig")
        yield case.model_copy(update={"requests": [*case.requests, more]})
    for at, request in enumerate(case.requests or []):
        for change in _changes(request):
            changed = [*(case.requests or [])]
            changed[at] = request.model_copy(update=change)
            yield case.model_copy(update={"requests": changed})
    if case.member_counts:
        yield case.model_copy(update={"member_counts": [*case.member_counts, 1]})
    for key in ("shows", "tasks", "log"):
        if (texts := getattr(case, key)) is not None:
            yield case.model_copy(update={key: [*texts, "something else"]})


def _changes(request: SentRequest) -> Iterator[dict[str, Any]]:
    yield {"request": request.request.replace("/", "/Other", 1)}
    if request.body is not None:
        yield {"body": {**request.body, "more": 1}}
    yield from ({"values": {**request.values, path: "other"}} for path in request.values)
    if request.has:
        yield {"has": [*request.has, "more"], "lacks": []}
        yield {"lacks": [*request.lacks, request.has[0]]}
    if request.lacks_headers:
        yield {"lacks_headers": ["Accept"]}


@pytest.mark.parametrize("name", BY_NAME)
def test_each_expectation_of_a_case_can_fail(spec: Spec, desk: Desk, name: str) -> None:
    """A case with one other request, value, message, task or event does not hold."""
    played = desk.play(BY_NAME[name])
    wrong = list(altered(BY_NAME[name]))
    assert wrong
    assert [each for each in wrong if not list(differences(spec, each, played))] == []


def test_every_source_is_used_and_every_case_has_a_name_of_its_own() -> None:
    """No source stands there for nothing, and no case hides another."""
    assert set(load_sources()) == {key for case in CASES for key in case.sources}
    assert len(BY_NAME) == len(CASES)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("confidence: captured", "confidence: heard", r":4:5: confidence: Input should be 'documented'"),
        ("sources: [LABA, LABB]", "sources: [LABA, LABX]", r":5:21: the source 'LABX', expected OKTA-SCIM20, "),
        ("do: connect", "do: conect", r":6:5: the action 'conect', expected .*did you mean 'connect'"),
        ("requests:", "request:", r":7:5: request: Extra inputs are not permitted"),
        ("says: Test", "say: Test", r":2:5: says: Field required"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_data_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    """A wrong key, source, action or confidence is refused at its line and column."""
    text = (FOLDER / "connection.yaml").read_text("utf-8").replace(old, new, 1)
    file = tmp_path / "connection.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SpecError, match=problem):
        load_cases(file, load_sources())
