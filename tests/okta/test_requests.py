"""The exact requests of Okta, one case for each row of the facts that were published."""

import json
import re
from collections.abc import Callable

import pytest

from scimguide.mapping import Spec, examples
from scimguide.mapping.actions import parse
from scimguide.okta import Rehearsal
from scimguide.okta.mapper import Mapper, MappingRules
from scimguide.okta.result import ActionResult
from scimguide.okta.system_log import EVENTS

Begin = Callable[..., Rehearsal]

CONNECTED = ("set-up",)
PATCH = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":['
LOOKUP = "GET /Users?filter=userName%20eq%20%22{}%40example.com%22&startIndex=1&count=100"
ADA = LOOKUP.format("ada.quill")
BEN = LOOKUP.format("ben.hale")
TEAM = "GET /Groups?filter=displayName%20eq%20%22Checkout%20Team%22&startIndex=1&count=100"
EXTENSION = "urn:ietf:params:scim:schemas:extension:testomat:2.0:User"
CREATE_ADA = (
    'POST /Users {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],'
    '"userName":"ada.quill@example.com",'
    '"name":{"givenName":"Ada","familyName":"Quill","formatted":"Ada Quill"},'
    '"emails":[{"primary":true,"value":"ada.quill@example.com","type":"work"}],'
    '"displayName":"Ada Quill","locale":"en-US",'
    '"externalId":"00u1a2b3c4AdaQuill5d7","groups":[],"password":"********","active":true}'
)
OFF = "PATCH /Users/ID " + PATCH + '{"op":"replace","value":{"active":false}}]}'
ON = "PATCH /Users/ID " + PATCH + '{"op":"replace","value":{"active":true}}]}'
NAME_TEAM = (
    "PATCH /Groups/ID "
    + PATCH
    + '{"op":"replace","value":{"id":"ID","displayName":"Checkout Team"}}]}'
)
CREATE_TEAM = (
    'POST /Groups {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],'
    '"displayName":"Checkout Team","members":[]}'
)

ADA_MEMBER = '[{"value":"ID","display":"ada.quill@example.com"}]'
ADD_ADA = f'PATCH /Groups/ID {PATCH}{{"op":"add","path":"members","value":{ADA_MEMBER}}}]}}'


def sent(report: ActionResult) -> list[str]:
    """Requests as text; ids of the service and passwords, which differ, are made the same."""
    lines = []
    for each in report.requests:
        target = each.target.removeprefix("/scim/v2")
        body = each.request_body.decode()
        if each.method == "PUT":
            body = "the whole user"
        lines.append(f"{each.method} {target} {body}".strip())
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", "\n".join(lines))
    text = re.sub(r'"password":"[!-~]{8}"', '"password":"********"', text)
    return text.splitlines()


FULL = (*CONNECTED, "assign ada", "assign ben", "join ada checkout", "join ben checkout")
BOTH_MEMBERS = ADA_MEMBER[:-1] + ',{"value":"ID","display":"ben.hale@example.com"}]'
LEAVES = '{"op":"remove","path":"members[value eq \\"ID\\"]"}'
CASES: list[tuple[str, tuple[str, ...], str, list[str]]] = [
    # 1.2 Test API Credentials and Save
    ("connect", (), "connect", ["GET /Users?startIndex=1&count=2"] * 2),
    # 1.3 Assigning a user
    ("unknown user", CONNECTED, "assign ada", [ADA, CREATE_ADA]),
    ("user who is there", (*CONNECTED, "assign ada", "turn-off deactivate-users", "unassign ada"), "assign ada",
     [ADA, "GET /Users/ID", "PUT /Users/ID the whole user"]),
    ("inactive user who is there", (*CONNECTED, "assign ada", "unassign ada"), "assign ada",
     [ADA, ON, "GET /Users/ID", "PUT /Users/ID the whole user"]),
    ("Create Users off, unknown user", (*CONNECTED, "turn-off create-users"), "assign ada", [ADA]),
    ("before provisioning is enabled", (), "assign ada", []),
    ("enabled later, nobody is created", ("assign ada",), "connect", ["GET /Users?startIndex=1&count=2"] * 2),
    ("mappings applied again, nothing changed", (*CONNECTED, "assign-group testomat-users"), "force-sync", []),
    ("mappings applied again, one was removed", (*CONNECTED, "assign ada", "unmap nameFormatted"), "force-sync",
     ["GET /Users/ID", "PUT /Users/ID the whole user"]),
    # 1.5 Profile update
    ("profile change", (*CONNECTED, "assign ada"), "change ada lastName=Byrne",
     ["GET /Users/ID", "PUT /Users/ID the whole user"]),
    ("change of an attribute that is not mapped", (*CONNECTED, "assign ada"), "change ada title=Dr", []),
    ("Update User Attributes off", (*CONNECTED, "turn-off update-users", "assign ada"), "change ada lastName=Byrne", []),
    ("profile change without External ID", (*CONNECTED, "turn-off create-users", "assign ada"),
     "change ada lastName=Byrne", []),
    ("membership change with an expression about groups",
     (*CONNECTED, "map-role \"isMemberOfGroupName('testomat-managers') ? {'manager'} : {'qa'}\"", "assign ben"),
     "join ben testomat-managers", []),
    # 1.6 Deactivate, unassign, suspend, delete, reactivate
    ("unassign", (*CONNECTED, "assign ada"), "unassign ada", [OFF]),
    ("last group removed", (*CONNECTED, "assign-group testomat-managers"), "unassign-group testomat-managers", [OFF]),
    ("leaving the last group", (*CONNECTED, "assign-group testomat-managers"), "leave ada testomat-managers", [OFF]),
    ("one of two groups removed", (*CONNECTED, "assign-group testomat-users", "assign-group testomat-managers"),
     "unassign-group testomat-users", [OFF, OFF]),
    ("deactivate in Okta", (*CONNECTED, "assign ada"), "deactivate ada", [OFF]),
    ("suspend", (*CONNECTED, "assign ada"), "suspend ada", []),
    ("unsuspend", (*CONNECTED, "assign ada", "suspend ada"), "unsuspend ada", []),
    ("delete a deactivated user", (*CONNECTED, "assign ada", "deactivate ada"), "delete ada", []),
    ("activate, assigned by group", (*CONNECTED, "assign-group testomat-managers", "deactivate ada"), "activate ada",
     [ADA, ON, "GET /Users/ID", "PUT /Users/ID the whole user"]),
    ("activate, assigned individually", (*CONNECTED, "assign ada", "deactivate ada"), "activate ada", []),
    ("Deactivate Users off", (*CONNECTED, "turn-off deactivate-users", "assign ada"), "unassign ada", []),
    ("unassign without External ID", (*CONNECTED, "turn-off create-users", "assign ada"), "unassign ada", []),
    # 1.7 Passwords
    ("Sync Password on", (*CONNECTED, "turn-on sync-password"), "assign ada",
     [ADA, CREATE_ADA, "PATCH /Users/ID " + PATCH + '{"op":"replace","value":{"password":"********"}}]}']),
    # 1.8 Group Push
    ("push", CONNECTED, "push checkout", [CREATE_TEAM, NAME_TEAM]),
    ("push without Import Groups", (*CONNECTED, "import-groups off"), "push checkout", [TEAM, CREATE_TEAM, NAME_TEAM]),
    ("push to a group that is there", (*CONNECTED, "push checkout", "unlink checkout leave", "import"), "push checkout",
     [NAME_TEAM]),
    ("push with a member", (*CONNECTED, "assign ada", "join ada checkout"), "push checkout",
     [CREATE_TEAM.replace("[]", ADA_MEMBER), NAME_TEAM, ADD_ADA]),
    ("assigned member of a pushed group", (*CONNECTED, "join ada checkout", "push checkout"), "assign ada",
     [ADA, CREATE_ADA, NAME_TEAM, ADD_ADA]),
    ("returned member of a pushed group",
     (*CONNECTED, "assign ada", "join ada checkout", "push checkout", "unassign ada"), "assign ada",
     [ADA, ON, "GET /Users/ID", "PUT /Users/ID the whole user", NAME_TEAM, ADD_ADA]),
    ("member joins", (*CONNECTED, "assign ada", "push checkout"), "join ada checkout", [NAME_TEAM, ADD_ADA]),
    ("push with a member without the app", (*CONNECTED, "join ada checkout"), "push checkout", [CREATE_TEAM, NAME_TEAM]),
    ("push with a suspended member", (*CONNECTED, "assign ada", "join ada checkout", "suspend ada"), "push checkout",
     [CREATE_TEAM, NAME_TEAM]),
    ("rename", (*CONNECTED, "push checkout"), "rename-group checkout Payments",
     ["PATCH /Groups/ID " + PATCH + '{"op":"replace","value":{"id":"ID","displayName":"Payments"}}]}']),
    ("push with several members", FULL, "push checkout",
     [CREATE_TEAM.replace("[]", BOTH_MEMBERS), NAME_TEAM, ADD_ADA.replace(ADA_MEMBER, BOTH_MEMBERS)]),
    ("several members at once", (*CONNECTED, "assign ada", "assign ben", "push checkout", "pause-push checkout",
                                 "join ada checkout", "join ben checkout"), "resume-push checkout",
     [NAME_TEAM, ADD_ADA.replace(ADA_MEMBER, BOTH_MEMBERS)]),
    ("several members leave at once", (*FULL, "push checkout", "pause-push checkout", "leave ada checkout",
                                       "leave ben checkout"), "resume-push checkout",
     [NAME_TEAM, "PATCH /Groups/ID " + PATCH + ",".join([LEAVES] * 2) + "]}"]),
    ("a suspended person leaves a pushed group", (*FULL, "push checkout", "suspend ada"), "leave ada checkout",
     [NAME_TEAM, "PATCH /Groups/ID " + PATCH + LEAVES + "]}"]),
    ("a suspended person at a change of roles", (*CONNECTED, "assign-group testomat-users",
                                                "assign-group testomat-managers", "suspend ada"),
     "leave ada testomat-managers", ["GET /Users/ID", "PUT /Users/ID the whole user"]),
    ("a mapped role beside a group assignment", (*CONNECTED, "map-role \"{'read'}\"", "assign-group testomat-managers"),
     "edit-group testomat-managers testomat_roles=billing", []),
    ("member leaves", (*CONNECTED, "assign ada", "join ada checkout", "push checkout"), "leave ada checkout",
     [NAME_TEAM, "PATCH /Groups/ID " + PATCH + '{"op":"remove","path":"members[value eq \\"ID\\"]"}]}']),
    ("Push now", (*CONNECTED, "assign ada", "join ada checkout", "push checkout"), "push-now checkout",
     ["PATCH /Groups/ID " + PATCH
      + '{"op":"replace","path":"members","value":[{"value":"ID","display":"ada.quill@example.com"}]}]}']),
    ("Push now, empty", (*CONNECTED, "push checkout"), "push-now checkout",
     ["PATCH /Groups/ID " + PATCH + '{"op":"replace","path":"members","value":[]}]}']),
    ("unlink and delete", (*CONNECTED, "push checkout"), "unlink checkout delete", ["DELETE /Groups/ID"]),
    ("unlink and leave", (*CONNECTED, "push checkout"), "unlink checkout leave", []),
    ("paused push", (*CONNECTED, "push checkout", "pause-push checkout"), "rename-group checkout Payments", []),
    ("push activated again", (*CONNECTED, "push checkout", "pause-push checkout", "rename-group checkout Payments"),
     "resume-push checkout", ["PATCH /Groups/ID " + PATCH + '{"op":"replace","value":{"id":"ID","displayName":"Payments"}}]}']),
    # 1.9 Import
    ("import", CONNECTED, "import", ["GET /Users?startIndex=1&count=100", "GET /Groups?startIndex=1&count=100"]),
    ("import without groups", (*CONNECTED, "import-groups off"), "import", ["GET /Users?startIndex=1&count=100"]),
    # Save under To App
    ("turn on a switch", ("connect",), "turn-on create-users",
     ["GET /Users?startIndex=1&count=2", "GET /Groups?startIndex=1&count=100"]),
    ("turn on a switch without groups", ("import-groups off", "connect"), "turn-on create-users",
     ["GET /Users?startIndex=1&count=2"]),
    ("turn on a switch before the connection", (), "turn-on create-users", []),
    ("assign a group without members in it", CONNECTED, "assign-group checkout", []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "do", "wanted"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])  # fmt: skip
def test_an_action_sends_exactly_these_requests(
    begin: Begin, given: tuple[str, ...], do: str, wanted: list[str]
) -> None:
    """Method, path, query in its order and encoding, and body with its keys in Okta's order."""
    report = begin(*given).run(parse(do))
    assert sent(report) == wanted
    assert {event.event_type for event in report.events} <= set(EVENTS)


def test_what_is_sent_about_a_suspended_person_is_called_assumed(begin: Begin) -> None:
    """That suspending sends nothing is documented; what a later change does is not."""
    org = begin(*CONNECTED, "assign ada", "suspend ada")
    report = org.run(parse("change ada lastName=Byrne"))
    assert (
        "A change of a suspended person is pushed; only suspending sends nothing."
        in report.assumptions
    )
    assert org.run(parse("unsuspend ada")).assumptions == []


def test_every_request_has_oktas_headers(begin: Begin) -> None:
    """User-Agent, Accept, Accept-Charset and encoding; Content-Type only with a body."""
    report = begin(*CONNECTED).run(parse("assign ada"))
    lookup, create = report.requests
    common = {
        "User-Agent": "Okta SCIM Client 1.0.0",
        "Accept": "application/scim+json",
        "Accept-Charset": "utf-8",
        "Accept-Encoding": "gzip,deflate",
        "Connection": "Keep-Alive",
        "Authorization": "Bearer rehearsal-token",
    }
    assert lookup.request_headers == common
    content = {"Content-Type": "application/scim+json; charset=utf-8"}
    assert create.request_headers == common | content
    assert "rehearsal-token" not in json.dumps(report.data())


def test_a_mapping_that_is_made_again_keeps_its_row(spec: Spec) -> None:
    """The rows of *Attribute Mappings* are in the order of the spec, whenever each was mapped."""
    mapper = Mapper(MappingRules.of(spec))
    mapper.map("nameFormatted", "user.displayName")
    paths = [row.attribute.path for row in mapper.rows]
    assert paths == [each.path for each in mapper.rules.attributes if each.path in paths]
    assert "active" not in paths


def test_a_profile_update_puts_back_what_was_read(begin: Begin) -> None:
    """Id, meta and unknown attributes are echoed; the mapped ones are written over."""
    report = begin(*CONNECTED, "assign ada").run(parse("change ada lastName=Byrne"))
    read, put = (each for each in report.requests)
    before, after = read.json(), json.loads(put.request_body)
    assert after["id"] == before["id"]
    assert after["meta"] == before["meta"]
    assert list(after) == [*before, "displayName", "locale", "groups"]
    assert after["active"] is True
    assert after["name"] == {"formatted": "Ada Byrne", "givenName": "Ada", "familyName": "Byrne"}


def test_a_name_that_is_not_mapped_goes_back_stale(begin: Begin) -> None:
    """Without a mapping of name.formatted, the PUT carries the old full name (facts 1.5)."""
    rehearsal = begin(*CONNECTED, "assign ada")
    mapper = rehearsal.org.mapper
    mapper.rows = [row for row in mapper.rows if row.attribute.path != "name.formatted"]
    put = rehearsal.run(parse("change ada lastName=Byrne")).requests[-1]
    name = json.loads(put.request_body)["name"]
    assert name == {"formatted": "Ada Quill", "givenName": "Ada", "familyName": "Byrne"}


def test_the_id_is_kept_through_a_change_of_the_address(begin: Begin) -> None:
    """An e-mail change is a PUT to the same account."""
    rehearsal = begin(*CONNECTED, "assign ada")
    before = rehearsal.captured(parse("assign ada as ID"))
    report = rehearsal.run(parse("change ada email=a@example.com login=a@example.com"))
    assert json.loads(report.requests[-1].request_body)["userName"] == "a@example.com"
    assert report.requests[-1].target.endswith(before["ID"])
    assert rehearsal.captured(parse("assign ada as ID")) == before


@pytest.mark.parametrize(
    ("combine", "roles"),
    [("union", ["manager", "billing"]), ("priority", ["manager"])],
)
def test_values_of_groups_are_combined_or_the_first_one_wins(
    begin: Begin, combine: str, roles: list[str]
) -> None:
    """*Combine values across groups* and *Use Group Priority*."""
    rehearsal = begin(
        *CONNECTED,
        f"combine {combine}",
        "join ada testomat-billing",
        "assign-group testomat-managers",
        "assign-group testomat-billing",
    )
    account = rehearsal.org.app_users["00u1a2b3c4AdaQuill5d7"]
    assert account.pushed[f"{EXTENSION}:testomat_roles"] == roles


def test_an_individual_value_wins_over_the_groups(begin: Begin) -> None:
    """A person who is assigned individually has the value of her own form."""
    rehearsal = begin(*CONNECTED, "assign-group testomat-managers")
    rehearsal.run(parse("assign ada testomat_roles=billing"))
    account = rehearsal.org.app_users["00u1a2b3c4AdaQuill5d7"]
    assert account.pushed[f"{EXTENSION}:testomat_roles"] == ["billing"]


def test_the_same_rehearsal_sends_the_same_bytes(begin: Begin) -> None:
    """Ids, passwords and times of the org are the same in every rehearsal."""

    def bodies() -> list[bytes]:
        report = begin(*CONNECTED).run(parse("assign ada"))
        return [each.request_body for each in report.requests]

    assert bodies() == bodies()


def test_what_okta_sends_is_what_the_spec_gives_as_example(begin: Begin, spec: Spec) -> None:
    """The mapper of the org and the examples of the pages agree, though each has its own mapper."""
    rehearsal = begin(*CONNECTED, "assign-group testomat-managers")
    values = rehearsal.org.values(rehearsal.org.app_users["00u1a2b3c4AdaQuill5d7"])
    assert {**rehearsal.org.mapper.rules.user(values), "active": True} == examples.user(spec, "ada")


def steps(report: ActionResult) -> list[tuple[str, str]]:
    return [
        (event.event_type.removeprefix("application."), event.result) for event in report.events
    ]


def test_the_system_log_tells_a_return_in_its_observed_order(begin: Begin) -> None:
    """Verify, reactivation, profile (facts 1.3)."""
    report = begin(*CONNECTED, "assign ada", "unassign ada").run(parse("assign ada"))
    assert steps(report) == [
        ("user_membership.add", "SUCCESS"),
        ("provision.user.verify_exists", "SUCCESS"),
        ("provision.user.reactivate", "SUCCESS"),
        ("provision.user.push_profile", "SUCCESS"),
    ]


def test_a_removal_without_the_switch_leaves_a_task(begin: Begin) -> None:
    """The admin is told under Tasks, and the account keeps its access."""
    rehearsal = begin(*CONNECTED, "turn-off deactivate-users", "assign ada")
    report = rehearsal.run(parse("unassign ada"))
    assert report.tasks == ["Application accounts need deprovisioning: ada.quill@example.com"]


def test_an_early_assignment_says_what_to_do(begin: Begin) -> None:
    """The red mark of somebody who was assigned before provisioning was enabled."""
    rehearsal = begin("assign ada")
    assert rehearsal.org.app_users["00u1a2b3c4AdaQuill5d7"].error == (
        "User was assigned this application before Provisioning was enabled and not provisioned "
        "in the downstream application. Click Provision User."
    )
